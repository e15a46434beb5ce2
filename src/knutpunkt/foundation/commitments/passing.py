"""How many promises pass to whom when somebody stops working at a unit: numbers only, never what or for whom.

For the page where an administrator ends an assignment: they are told the consequence and nothing of a child.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from knutpunkt.foundation.audit.trail import current_trail
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.commitments.queries import held_by
from knutpunkt.foundation.people.models import Assignment, Professional
from knutpunkt.foundation.people.queries import appointees, responsibles, working_at


@dataclass(frozen=True, slots=True)
class Passing:
    """So many promises pass to this colleague; ``to`` is ``None`` when nobody would catch them."""

    to: Professional | None
    count: int


def passing_on(assignment: Assignment, *, last_day: date) -> list[Passing]:
    """What passes on the day after ``last_day``, if the assignment ended then; most promises first."""
    after = last_day + timedelta(days=1)
    leaving, unit = assignment.professional_id, assignment.unit
    if working_at(unit.pk, after, leaving).exclude(pk=assignment.pk).exists():
        return []
    trail = current_trail()
    if trail is not None:
        trail.counted = True
    caught_by = _caught_by(assignment, after)
    counts: Counter[Professional | None] = Counter()
    for promise in _held(assignment, last_day):
        backup = promise.backup if promise.holder_id == leaving else None
        works = backup is not None and working_at(unit.pk, after, backup.pk).exists()
        counts[backup if works else caught_by] += 1
    return [Passing(to, count) for to, count in counts.most_common()]


def _held(assignment: Assignment, on: date) -> QuerySet[Commitment]:
    mine = held_by(professional=assignment.professional_id, on=on)
    return Commitment.objects.filter(mine, unit=assignment.unit).select_related("backup")


def _caught_by(assignment: Assignment, after: date) -> Professional | None:
    leaving, unit = assignment.professional_id, assignment.unit
    named = responsibles(unit.pk, after).exclude(professional=leaving).select_related("professional").first()
    if named is not None:
        return named.professional
    others = appointees(unit.area.agency.responsible_body_id, after).select_related("professional")
    works_elsewhere = Assignment.objects.running(after).filter(professional=leaving).exclude(pk=assignment.pk)
    chosen = others if works_elsewhere.exists() else others.exclude(professional=leaving)
    found = chosen.first()
    return found.professional if found else None
