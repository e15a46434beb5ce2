from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "knutpunkt.rooms.entrance"
    label = "entrance"
