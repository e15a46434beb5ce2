"""Somebody who is too close to a child steps aside: what they promised for it passes on (jäv, FL 16–18 §§).

Who comes next: the backup, whoever answers for the unit, the responsible body's appointee if at work there,
and last whoever has worked there longest.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Assignment, ConflictOfInterest, Professional
from knutpunkt.foundation.people.queries import appointees, responsibles, working_at


def stands_aside(professional: UUID, child: UUID, on: date) -> bool:
    """Whether the professional has a conflict of interest about the child on the day."""
    return ConflictOfInterest.objects.running(on).filter(child=child, professional=professional).exists()


def next_in_turn(commitment: Commitment, on: date) -> Professional | None:
    """Who holds the promise when its holder steps aside; ``None`` when nobody else works at the unit."""
    child = commitment.matter.child_id
    found = (one for one in _in_turn(commitment, on) if not stands_aside(one.pk, child, on))
    return next((one for one in found if _can(one, commitment, on)), None)


def _in_turn(commitment: Commitment, on: date) -> Iterator[Professional]:
    unit = commitment.unit
    if commitment.backup is not None:
        yield commitment.backup
    for answers in responsibles(unit.pk, on).select_related("professional"):
        yield answers.professional
    for named in appointees(unit.area.agency.responsible_body_id, on).select_related("professional"):
        yield named.professional
    at_work = Assignment.objects.running(on).filter(unit=unit).select_related("professional")
    for work in at_work.order_by("start", "pk"):
        yield work.professional


def _can(one: Professional, commitment: Commitment, on: date) -> bool:
    """Whether the rule would let them keep it: they work there, or nobody else answers for the unit."""
    unit = commitment.unit.pk
    return working_at(unit, on, one.pk).exists() or not responsibles(unit, on).exists()
