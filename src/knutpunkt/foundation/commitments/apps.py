from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "knutpunkt.foundation.commitments"
    label = "commitments"
