from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.entrance.menu import MenuItem, Place, register


class CasesConfig(AppConfig):
    name = "knutpunkt.rooms.cases"
    label = "cases"
    verbose_name = _("Barn och unga")

    def ready(self) -> None:
        register(MenuItem(Place.CHILDREN, _("Barn och unga"), "cases:children", "children"))
