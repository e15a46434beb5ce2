from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "knutpunkt.rooms.organisation"
    label = "organisation"

    def ready(self) -> None:
        from knutpunkt.foundation.audit.actor import ActorKind
        from knutpunkt.rooms.entrance.menu import MenuItem, Place, register

        places = (
            (_("Att ordna"), "organisation:overview", "task"),
            (_("Medarbetare"), "organisation:professionals", "people"),
            (_("Enheter"), "organisation:units", "school"),
            (_("Huvudmän och verksamheter"), "organisation:bodies", "organisation"),
        )
        for step, (label, url_name, icon) in enumerate(places):
            register(MenuItem(Place.ORGANISATION + step, label, url_name, icon, kind=ActorKind.ADMINISTRATOR))
