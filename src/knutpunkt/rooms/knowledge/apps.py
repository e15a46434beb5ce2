from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.entrance.menu import MenuItem, Place, register


class KnowledgeConfig(AppConfig):
    name = "knutpunkt.rooms.knowledge"
    label = "knowledge"
    verbose_name = _("Metoder")

    def ready(self) -> None:
        register(MenuItem(Place.METHODS, _("Metoder"), "knowledge:catalogue", "methods"))
