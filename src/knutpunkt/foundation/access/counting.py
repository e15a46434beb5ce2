"""Counting: the second, narrow way past the door. Rows without persons, for statistics alone.

The rule:

- Who: a role that says so in ``roles.py`` and whose assignment runs. A head teacher counts the own unit; a
  coordinator, a collaboration leader and a statistician count the own responsible body. Others get 404.
- Where: what schools, preschools and their student health have taken in. What health care and social services
  own is never counted here.
- What comes back: a random key, the unit, the sex and the day of each step. The key is drawn anew each time
  and leads nowhere. One row per child and unit, so that a threshold counts children, never papers.
- What may be asked: expressions that are dates, and nothing else.
- What is shown of it passes ``rooms/statistics/suppression.py`` first; no row leaves the server.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import DateField, QuerySet
from django.db.models.expressions import Combinable
from django.http import Http404

from knutpunkt.foundation.access.own import own_of, this_moment
from knutpunkt.foundation.access.roles import ROLES, Reach
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.trail import current_trail
from knutpunkt.foundation.casefile.models import Record
from knutpunkt.foundation.people.models import Unit

COUNTED_KINDS = frozenset(
    {Unit.Kind.PRESCHOOL, Unit.Kind.COMPULSORY, Unit.Kind.UPPER_SECONDARY, Unit.Kind.STUDENT_HEALTH}
)
COUNTING_PROFESSIONS = frozenset(name for name, role in ROLES.items() if role.counts is not None)


@dataclass(frozen=True, slots=True)
class Counted:
    """One child at one unit: nothing that names anybody. A step not taken has no day."""

    key: str
    unit: UUID
    sex: str
    days: Mapping[str, date | None]


def countable_units(*, actor: Actor, on: date) -> QuerySet[Unit]:
    """The units whose figures the actor may see. Raises ``Http404`` for a role that sees no statistics."""
    if actor.behind is not None:
        # Figures are nobody's content, but support has no need of them either (trust T55).
        raise Http404
    role = ROLES.get(actor.profession) if actor.is_professional else None
    if role is None or role.counts is None or not own_of(actor, on, this_moment()).works_now:
        raise Http404
    units = Unit.objects.filter(kind__in=COUNTED_KINDS)
    if role.counts is Reach.OWN_UNIT:
        return units.filter(pk__in=[actor.unit])
    own_body = Unit.objects.filter(pk__in=[actor.unit]).values("area__agency__responsible_body")
    return units.filter(area__agency__responsible_body__in=own_body)


def pseudonymous(
    records: QuerySet[Any], *, days: Mapping[str, Combinable], actor: Actor, on: date
) -> list[Counted]:
    """One row per child and unit among ``records``: the first day of each of ``days``, and no person.

    ``records`` are of one kind of ``Record``. Raises ``Http404`` as ``countable_units``, ``TypeError`` for
    anything asked for that is not a day.
    """
    if not issubclass(records.model, Record):
        raise TypeError(records.model)
    units = countable_units(actor=actor, on=on)
    rows = (
        records.filter(unit__in=units).order_by().annotate(**{f"day_{name}": e for name, e in days.items()})
    )
    for name in days:
        if type(rows.query.annotations[f"day_{name}"].output_field) is not DateField:
            raise TypeError(name)
    trail = current_trail()
    if trail is not None:
        trail.counted = True
    return _nameless(rows, tuple(days))


def _nameless(rows: QuerySet[Any], names: tuple[str, ...]) -> list[Counted]:
    """The first day of each step per child and unit, in an order that tells nothing."""
    first: dict[tuple[UUID, UUID, str], list[date | None]] = {}
    columns = ("child_id", "unit_id", "child__sex", *(f"day_{name}" for name in names))
    for child, unit, sex, *found in rows.values_list(*columns):
        known = first.setdefault((child, unit, sex), [None] * len(names))
        for place, day in enumerate(found):
            known[place] = min(filter(None, (known[place], day)), default=None)
    counted = [
        Counted(secrets.token_hex(8), unit, sex, dict(zip(names, known, strict=True)))
        for (_child, unit, sex), known in first.items()
    ]
    return sorted(counted, key=lambda row: row.key)
