from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.actor import ActorKind
from knutpunkt.rooms.entrance.menu import MenuItem, Place, register


class OversightConfig(AppConfig):
    name = "knutpunkt.rooms.oversight"
    label = "oversight"
    verbose_name = _("Loggranskning och insyn")

    def ready(self) -> None:
        # These read models, which exist only once every app is ready.
        from knutpunkt.foundation.access.handing_out import keep_from, keep_silent
        from knutpunkt.rooms.concerns.models import ReportOfConcern
        from knutpunkt.rooms.oversight.extract import handed_to_others
        from knutpunkt.rooms.oversight.keeping import stops_about

        keep_silent(
            lambda child: ReportOfConcern.objects.filter(child=child).values_list("matter", flat=True)
        )
        keep_from(stops_about)
        keep_from(handed_to_others)
        reviewers = frozenset({"log_reviewer"})
        responsible = frozenset({"head_teacher"})
        register(
            MenuItem(Place.STATISTICS + 1, _("Loggranskning"), "oversight:overview", "log", roles=reviewers)
        )
        register(
            MenuItem(
                Place.MEETINGS, _("Elevhälsans möten"), "oversight:meetings", "calendar", roles=responsible
            )
        )
        register(
            MenuItem(
                Place.ORGANISATION + 10,
                _("Rutin för loggranskning"),
                "oversight:routines",
                "log",
                kind=ActorKind.ADMINISTRATOR,
            )
        )
        register(
            MenuItem(
                Place.ORGANISATION + 11,
                _("Gallring"),
                "oversight:disposals",
                "trash",
                kind=ActorKind.ADMINISTRATOR,
            )
        )
