from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "knutpunkt.foundation.sealing"
    label = "sealing"

    def ready(self) -> None:
        from knutpunkt.foundation.sealing import checks  # noqa: F401 - registers itself
