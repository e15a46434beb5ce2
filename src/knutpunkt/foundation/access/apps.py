from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "knutpunkt.foundation.access"
    label = "access"
