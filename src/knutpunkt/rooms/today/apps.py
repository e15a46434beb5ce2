from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.entrance.menu import MenuItem, Place, register


class TodayConfig(AppConfig):
    name = "knutpunkt.rooms.today"
    label = "today"
    verbose_name = _("Min dag")

    def ready(self) -> None:
        # The counts read models, which exist only once every app is ready.
        from knutpunkt.rooms.today.queries import count_unheld

        register(MenuItem(Place.MY_DAY, _("Min dag"), "today:my_day", "day"))
        register(MenuItem(Place.UNHELD, _("Saknar ansvarig"), "today:unheld", "gap", count=count_unheld))
