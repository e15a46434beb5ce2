"""The rule as the issue's sentence says it, over plain rows: what everything else is compared with.

"On every day the holder is the first with a running assignment of: holder, backup, the unit's responsible,
the responsible body's appointee." It shares nothing with the product but the tables.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Appointment, Assignment, Unit, UnitResponsibility

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Facts:
    """Everything the sentence speaks of, read at once."""

    work: list[dict[str, Any]]
    responsible: list[dict[str, Any]]
    appointed: list[dict[str, Any]]
    body_of: dict[UUID, UUID]
    promises: list[dict[str, Any]]

    def holder(self, promise: dict[str, Any], day: date) -> UUID | None:
        unit = promise["unit_id"]
        answers = _newest_first(row for row in self.responsible if row["unit_id"] == unit and _runs(row, day))
        appointed = _newest_first(
            row
            for row in self.appointed
            if row["responsible_body_id"] == self.body_of[unit] and _runs(row, day)
        )
        chain = [(promise["holder_id"], {unit}), (promise["backup_id"], {unit})]
        chain += [(row["professional_id"], {unit}) for row in answers]
        chain += [(row["professional_id"], set(self.body_of)) for row in appointed]
        return next((person for person, places in chain if self.works(person, places, day)), None)

    def is_caught(self, day: date) -> bool:
        """Whether every body has an appointee at work somewhere, so that whatever falls is caught."""
        return all(
            any(
                row["responsible_body_id"] == body
                and _runs(row, day)
                and self.works(row["professional_id"], set(self.body_of), day)
                for row in self.appointed
            )
            for body in self.body_of.values()
        )

    def works(self, person: UUID | None, places: set[UUID], day: date) -> bool:
        return any(
            row["professional_id"] == person and row["unit_id"] in places and _runs(row, day)
            for row in self.work
        )

    def turning_days(self, today: date) -> list[date]:
        """Today, tomorrow, far ahead, and every later day on which something begins or has just ended."""
        days = {today, today + ONE_DAY, today + timedelta(days=400)}
        for row in (*self.work, *self.responsible, *self.appointed):
            days.add(row["start"])
            days.update({row["last_day"], row["last_day"] + ONE_DAY} if row["last_day"] else ())
        return sorted(day for day in days if day >= today)


def _runs(row: dict[str, Any], day: date) -> bool:
    return row["start"] <= day <= (row["last_day"] or date.max)


def _newest_first(rows: Any) -> list[dict[str, Any]]:
    return sorted(sorted(rows, key=lambda row: str(row["id"])), key=lambda row: row["start"], reverse=True)


def read_facts() -> Facts:
    return Facts(
        work=list(Assignment.objects.values("professional_id", "unit_id", "start", "last_day")),
        responsible=list(
            UnitResponsibility.objects.values("id", "professional_id", "unit_id", "start", "last_day")
        ),
        appointed=list(
            Appointment.objects.values("id", "professional_id", "responsible_body_id", "start", "last_day")
        ),
        body_of=dict(Unit.objects.values_list("id", "area__agency__responsible_body_id")),
        promises=list(
            Commitment.objects.filter(state="open").values(
                "id", "matter_id", "unit_id", "holder_id", "backup_id"
            )
        ),
    )
