"""What the law asks before a concern about absence may be laid down."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from knutpunkt.rooms.concerns.models import AbsenceInvestigation, Concern
from knutpunkt.rooms.concerns.routines import routine_for

ABSENCE_MEASURES = ("share_", "run_", "absence_days_", "invalid_")


def is_of_absence(flag: Mapping[str, Any]) -> bool:
    """Whether the flag's rule looks at absence, valid or not (skollagen 7:19 a makes no difference)."""
    return str(flag.get("measure", "")).startswith(ABSENCE_MEASURES)


def demands_investigation(concern: Concern) -> bool:
    """Repeated or long absence: a flag of an absence rule at or over the step the body has for that day."""
    flagged_on = concern.screened_on or concern.written_on
    from_step = routine_for(concern.unit, flagged_on).investigation_from_step
    return any(is_of_absence(flag) and flag.get("step", 0) >= from_step for flag in concern.flags)


def investigation_due(*, concern: Concern) -> bool:
    """The law asks for the head teacher's investigation, and nobody has opened it or signed against it."""
    return demands_investigation(concern) and not decisions_on(concern).exists()


def decisions_on(concern: Concern) -> QuerySet[AbsenceInvestigation]:
    """Investigations opened, concluded or decided against since this concern came."""
    here = AbsenceInvestigation.objects.filter(child=concern.child_id, unit=concern.unit_id)
    return here.filter(Q(decided_on__gte=concern.written_on) | Q(state=AbsenceInvestigation.State.OPEN))
