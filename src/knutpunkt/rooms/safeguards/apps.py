from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SafeguardsConfig(AppConfig):
    name = "knutpunkt.rooms.safeguards"
    label = "safeguards"
    verbose_name = _("Skydd")

    def ready(self) -> None:
        # These read models, which exist only once every app is ready.
        from knutpunkt.foundation.access.handing_out import keep_from
        from knutpunkt.rooms.cases.panels import register_warnings
        from knutpunkt.rooms.entrance.banners import register_banners
        from knutpunkt.rooms.entrance.menu import MenuItem, Place, register
        from knutpunkt.rooms.safeguards.banners import before_contact, emergencies
        from knutpunkt.rooms.safeguards.requests import asked_by_others

        keep_from(asked_by_others)
        register_banners(emergencies)
        register_warnings(before_contact)
        register(MenuItem(Place.METHODS + 5, _("Skydd"), "safeguards:overview", "lock"))
