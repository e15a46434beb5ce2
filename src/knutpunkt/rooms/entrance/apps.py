from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "knutpunkt.rooms.entrance"
    label = "entrance"

    def ready(self) -> None:
        from knutpunkt.foundation.sealing.stores import add_store
        from knutpunkt.rooms.entrance import checks  # noqa: F401 - registers itself
        from knutpunkt.rooms.entrance.sealed_factors import SealedFactors

        add_store(SealedFactors())
