"""How one child has attended the last eight weeks: for the picture, week by week, and in one sentence.

In: the days as the lake tells them. Out: weeks as the design's picture wants them, and shares of the offered
time. A lesson that nobody has reported is unknown: neither there nor away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.attendance import reporting_units
from knutpunkt.foundation.access.door import may
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.people.models import Child, Unit
from knutpunkt.insight.picture import WEEKS, PictureDay, first_monday
from knutpunkt.rooms.concerns.lake import pictures

RECENT = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Shares:
    """Minutes of some days. The shares are ``None`` where there is nothing to divide by."""

    offered: int
    missed: int
    unreported: int

    @property
    def there(self) -> float | None:
        """Of the offered time; what is unreported is not in it."""
        return self._of_offered(self.offered - self.missed - self.unreported)

    @property
    def away(self) -> float | None:
        """Of the offered time."""
        return self._of_offered(self.missed)

    @property
    def unknown(self) -> float | None:
        """Of the offered time."""
        return self._of_offered(self.unreported)

    @property
    def there_when_reported(self) -> float | None:
        """Of the reported time: the rest is what the screening calls the share absent."""
        reported = self.offered - self.unreported
        return (reported - self.missed) / reported if reported else None

    def _of_offered(self, minutes: int) -> float | None:
        return minutes / self.offered if self.offered else None


@dataclass(frozen=True, slots=True)
class Attendance:
    """Eight weeks: ``weeks`` for the picture, ``table`` as (week number, its shares), and the sums."""

    weeks: list[dict[str, Any]]
    table: list[tuple[int, Shares]]
    recent: Shares
    before: Shares
    whole: Shares


def attendance_is_open(child: Child, *, actor: Actor, on: date) -> bool:
    """Whether the actor may see it at all."""
    return may(child, actor, on, Action.ATTENDANCE).allow


def attendance_of(child: UUID, *, actor: Actor, on: date) -> Attendance | None:
    """What the units of the actor's own area have reported; ``None`` when that is nothing.

    For a child that the door has opened for this actor with ``Action.ATTENDANCE``.
    """
    # SQLFrame takes over a second to load, and every command and worker starts here.
    from knutpunkt.insight.duckdb_engine import duckdb_session

    body = "area__agency__responsible_body__municipality__code"
    municipality = Unit.objects.values_list(body, flat=True).get(pk__in=[actor.unit])
    with duckdb_session(threads=1) as session:
        found = pictures(
            session=session,
            municipality=municipality,
            units=reporting_units(actor),
            children=[child],
            on=on,
        )
    return _told(found[str(child)], on)


def _told(days: list[PictureDay], on: date) -> Attendance | None:
    if not days:
        return None
    mondays = [first_monday(on) + timedelta(weeks=n) for n in range(WEEKS)]
    known = {day.day: day for day in days}
    return Attendance(
        weeks=[_week(monday, known) for monday in mondays],
        table=[(monday.isocalendar().week, _sum(_of_week(monday, days))) for monday in mondays],
        recent=_sum(day for day in days if day.day > on - RECENT),
        before=_sum(day for day in days if day.day <= on - RECENT),
        whole=_sum(days),
    )


def _of_week(monday: date, days: list[PictureDay]) -> Iterable[PictureDay]:
    return (day for day in days if monday <= day.day < monday + timedelta(weeks=1))


def _sum(days: Iterable[PictureDay]) -> Shares:
    found = [(day.offered_minutes, day.missed_minutes, day.unreported_minutes) for day in days]
    return Shares(*(sum(column) for column in zip(*found, strict=True))) if found else Shares(0, 0, 0)


def _week(monday: date, known: dict[date, PictureDay]) -> dict[str, Any]:
    days = [monday + timedelta(days=n) for n in range(5)]
    return {
        "week": monday.isocalendar().week,
        "days": [{"date": day, "lessons": _lessons(known.get(day)), "note": ""} for day in days],
    }


def _lessons(day: PictureDay | None) -> list[str]:
    if day is None:
        return []
    return [
        *["present"] * day.present,
        *["valid"] * day.absent_valid,
        *["invalid"] * day.absent_invalid,
        *["unreported"] * day.unreported,
    ]
