from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "knutpunkt.foundation.sealing"
    label = "sealing"
