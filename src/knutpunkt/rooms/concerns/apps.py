from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.entrance.menu import MenuItem, Place, register

# Professions that take in for a school, and those that are asked as mentors.
TAKES_IN = frozenset(
    {
        *("head_teacher", "school_counsellor", "school_nurse", "psychologist", "special_educator"),
        *("student_coach", "coordinator", "collaboration_leader"),
    }
)
ASKED = frozenset({"teacher", "special_educator", "career_counsellor", "student_coach", "head_teacher"})
NEVER_WRITES = frozenset({"statistician", "log_reviewer"})


class ConcernsConfig(AppConfig):
    name = "knutpunkt.rooms.concerns"
    label = "concerns"
    verbose_name = _("Iakttagelser")

    def ready(self) -> None:
        from knutpunkt.foundation.audit.actor import ActorKind
        from knutpunkt.foundation.people.models import Profession
        from knutpunkt.rooms.concerns.queries import count_asked_of_me, count_to_answer

        writers = frozenset(Profession.values) - NEVER_WRITES
        register(
            MenuItem(
                Place.TRIAGE,
                _("Iakttagelser att ta emot"),
                "concerns:triage",
                "concern",
                roles=TAKES_IN,
                count=count_to_answer,
            )
        )
        register(
            MenuItem(
                Place.TRIAGE + 1,
                _("Stämmer det?"),
                "concerns:asked",
                "help",
                roles=ASKED,
                count=count_asked_of_me,
            )
        )
        register(
            MenuItem(
                Place.ORGANISATION + 9,
                _("Regler och rutiner"),
                "concerns:rules",
                "settings",
                kind=ActorKind.ADMINISTRATOR,
            )
        )
        register(MenuItem(Place.TRIAGE + 2, _("Mina iakttagelser"), "concerns:mine", "send", roles=writers))
