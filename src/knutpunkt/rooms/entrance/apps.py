from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "knutpunkt.rooms.entrance"
    label = "entrance"

    def ready(self) -> None:
        from knutpunkt.rooms.entrance import checks  # noqa: F401 - registers itself
