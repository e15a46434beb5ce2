"""Who works where on a day, and who answers for a unit or a responsible body."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import Combinable

from knutpunkt.foundation.people.models import (
    Appointment,
    Assignment,
    Professional,
    ResponsibleBody,
    UnitResponsibility,
)

Key = UUID | Combinable
Interval = tuple[date, date]


def working_at(unit: Key, on: date, who: Key) -> QuerySet[Assignment]:
    """The running assignments of ``who`` at ``unit``; both may be columns of an outer query."""
    return Assignment.objects.running(on).filter(professional=who, unit=unit)


def working_anywhere(on: date, who: Key) -> QuerySet[Assignment]:
    """The running assignments of ``who``, at any unit."""
    return Assignment.objects.running(on).filter(professional=who)


def responsibles(unit: Key, on: date) -> QuerySet[UnitResponsibility]:
    """Who answers for the unit and works there on the day; the newest first, should there be several."""
    works_there = Exists(working_at(OuterRef("unit_id"), on, OuterRef("professional_id")))
    return UnitResponsibility.objects.running(on).filter(works_there, unit=unit).order_by("-start", "id")


def appointees(body: Key, on: date) -> QuerySet[Appointment]:
    """The body's appointees who work anywhere on the day; the newest first, should there be several."""
    works = Exists(working_anywhere(on, OuterRef("professional_id")))
    return Appointment.objects.running(on).filter(works, responsible_body=body).order_by("-start", "id")


def responsible_on(unit: UUID, on: date) -> Professional | None:
    """The one who answers for the unit on the day, if anybody does."""
    first = responsibles(unit, on).select_related("professional").first()
    return first.professional if first else None


def appointee_on(body: UUID, on: date) -> Professional | None:
    """The responsible body's appointee on the day."""
    first = appointees(body, on).select_related("professional").first()
    return first.professional if first else None


def first_day_without_appointee(body: ResponsibleBody, from_day: date) -> date | None:
    """The first day, from ``from_day`` for ever, on which the body has no appointee who works somewhere.

    ``None`` is the answer that must always hold: the chain that catches a promise ends here.
    """
    day = from_day
    for start, last_day in sorted(_covered(body)):
        if start > day:
            return day
        if last_day == date.max:
            return None
        day = max(day, last_day + timedelta(days=1))
    return day


def _covered(body: ResponsibleBody) -> Iterable[Interval]:
    appointments = Appointment.objects.filter(responsible_body=body)
    for appointment in appointments:
        for work in Assignment.objects.filter(professional=appointment.professional_id):
            start = max(appointment.start, work.start)
            last_day = min(appointment.last_day or date.max, work.last_day or date.max)
            if start <= last_day:
                yield start, last_day
