"""Pages of the catalogue."""

from django.urls import path

from knutpunkt.rooms.knowledge import views

app_name = "knowledge"
urlpatterns = [path("metoder/", views.catalogue, name="catalogue")]
