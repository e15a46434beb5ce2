"""Pages of this room. Paths are Swedish."""

from django.urls import path

from knutpunkt.rooms.followup import views

app_name = "followup"
urlpatterns = [
    path("arenden/<uuid:pk>/uppfoljning/", views.panel, name="panel"),
    path("arenden/<uuid:pk>/folj-upp/", views.plan, name="plan"),
    path("uppfoljningar/<uuid:pk>/", views.follow_up, name="follow_up"),
]
