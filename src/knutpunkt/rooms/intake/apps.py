from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.actor import ActorKind
from knutpunkt.rooms.entrance.menu import MenuItem, Place, register


class IntakeConfig(AppConfig):
    name = "knutpunkt.rooms.intake"
    label = "intake"
    verbose_name = _("Läs in filer")

    def ready(self) -> None:
        register(
            MenuItem(
                Place.INTAKE, _("Läs in filer"), "intake:batches", "intake", kind=ActorKind.ADMINISTRATOR
            )
        )
