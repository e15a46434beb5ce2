"""Pages of this room. Paths are Swedish."""

from django.urls import path

from knutpunkt.rooms.statistics import views

app_name = "statistics"
urlpatterns = [
    path("statistik/", views.steps, name="steps"),
    path("statistik/vagen.csv", views.steps_file, name="steps_file"),
]
