"""Pages of this room. Paths are Swedish."""

from django.urls import path

from knutpunkt.rooms.today import views

app_name = "today"
urlpatterns = [
    path("min-dag/", views.my_day, name="my_day"),
    path("saknar-ansvarig/", views.unheld, name="unheld"),
    path("ataganden/<uuid:pk>/klar/", views.done, name="done"),
    path("ataganden/<uuid:pk>/angra/", views.undo, name="undo"),
    path("ataganden/<uuid:pk>/harnast/", views.next_promise, name="next"),
    path("ataganden/<uuid:pk>/svara/", views.answer, name="answer"),
    path("ataganden/<uuid:pk>/flytta/", views.move, name="move"),
    path("ataganden/<uuid:pk>/lamna-over/", views.hand_over, name="hand_over"),
    path("ataganden/<uuid:pk>/vanta/", views.wait, name="wait"),
    path("aviseringar/<uuid:pk>/last/", views.read_notice, name="read_notice"),
]
