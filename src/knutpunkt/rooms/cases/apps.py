from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.entrance.menu import MenuItem, Place, register, register_search


class CasesConfig(AppConfig):
    name = "knutpunkt.rooms.cases"
    label = "cases"
    verbose_name = _("Barn och unga")

    def ready(self) -> None:
        # These read models, which exist only once every app is ready.
        from knutpunkt.foundation.sealing.stores import add_store
        from knutpunkt.rooms.cases.queries import how_many
        from knutpunkt.rooms.cases.sealed_files import SealedFiles
        from knutpunkt.rooms.entrance.demo import register_line

        register(MenuItem(Place.CHILDREN, _("Barn och unga"), "cases:children", "children"))
        register_search("cases:search")
        register_line(how_many)
        add_store(SealedFiles())
