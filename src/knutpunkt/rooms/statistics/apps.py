from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.entrance.menu import MenuItem, Place, register


class StatisticsConfig(AppConfig):
    name = "knutpunkt.rooms.statistics"
    label = "statistics"
    verbose_name = _("Statistik")

    def ready(self) -> None:
        # Who counts is told in access, whose models exist only once every app is ready.
        from knutpunkt.foundation.access.counting import COUNTING_PROFESSIONS

        register(
            MenuItem(
                Place.STATISTICS, _("Statistik"), "statistics:steps", "statistics", roles=COUNTING_PROFESSIONS
            )
        )
