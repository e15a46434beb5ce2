from django.apps import AppConfig


class CasefileConfig(AppConfig):
    name = "knutpunkt.foundation.casefile"
    label = "casefile"
