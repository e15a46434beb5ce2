from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "knutpunkt.rooms.concerns"
    label = "concerns"
