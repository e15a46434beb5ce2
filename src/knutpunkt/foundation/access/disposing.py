"""Disposal: what has been kept as long as it may. Found by dates alone; only ids and numbers come back.

A *file* is everything one secrecy area has written about one child. It is counted from the last thing that
happened in it, never while anything is open. A child's own rows go when no file is left and the child has
long since left school. What somebody has stopped (a legal hold) stays.

Who stops it, and lets it go again: whoever answers for a unit where the child goes or went to school, or that
has or had a case of the child. The others get 404. A protected child whom the door no longer opens is not
found: where it was is not told.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import DateField, DateTimeField, Model, Q
from django.http import Http404
from django.utils.timezone import localtime

from knutpunkt.foundation.access.door import which
from knutpunkt.foundation.access.holdings import Holding, holdings
from knutpunkt.foundation.access.own import own_of, this_moment
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.classification import Retention
from knutpunkt.foundation.audit.recording import label
from knutpunkt.foundation.audit.trail import current_trail
from knutpunkt.foundation.casefile.models import Case
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.models import (
    Child,
    ConflictOfInterest,
    Enrolment,
    Guardian,
    Guardianship,
    SecrecyArea,
    Unit,
)
from knutpunkt.foundation.people.period import running

Rows = dict[type[Model], set[UUID]]
_AT_ONCE = 400


@dataclass(slots=True)
class File:
    """What one area has of one child, and the last day something happened; ``None`` while it is open."""

    child: UUID
    area: UUID
    last: date | None = None
    rows: Rows = field(default_factory=lambda: defaultdict(set))

    @property
    def number(self) -> int:
        return sum(map(len, self.rows.values()))


def answered_among(keys: Collection[UUID], *, actor: Actor, on: date) -> dict[UUID, Child]:
    """Those of the children whom the unit that the actor answers for has or has had to do with."""
    _looked()
    own = own_of(actor, on, this_moment())
    if not actor.is_professional or actor.behind is not None or not own.works_now:
        return {}
    went = Enrolment.objects.filter(unit__in=own.answered_units, child__in=keys).values("child")
    cases = Case.objects.filter(unit__in=own.answered_units, child__in=keys).values("child")
    known = Child.objects.filter(Q(pk__in=went) | Q(pk__in=cases)).exclude(pk__in=own.conflicted)
    opened = which(known, actor=actor, on=on)
    found = {one.pk: one for one in known if one.pk in opened or not one.is_protected}
    trail = current_trail()
    if trail is not None:
        for child in found.values():
            trail.children[child.pk] = None
            trail.seen[label(child)] = None
    return found


def child_to_keep(pk: UUID, *, actor: Actor, on: date) -> Child:
    """The child, for somebody who may stop its disposal. Raises ``Http404``."""
    found = answered_among({pk}, actor=actor, on=on).get(pk)
    if found is None:
        raise Http404
    return found


def files_of(children: Collection[UUID] | None = None) -> list[File]:
    """Every file, with its rows; of some children if named."""
    _looked()
    found: dict[tuple[UUID, UUID], File] = {}
    areas = dict(Unit.objects.values_list("pk", "area"))
    for held in _case_records():
        rows = held.model._default_manager.all()
        if children is not None:
            rows = rows.filter(**{f"{held.child}__in": children})
        days = _days_of(held.model)
        for pk, child, unit, *when in rows.values_list("pk", held.child, held.owner, *days).iterator():
            area = areas.get(unit)
            if child is not None and area is not None:
                one = found.setdefault((child, area), File(child, area))
                one.rows[held.model].add(pk)
                one.last = max(filter(None, (one.last, *map(_as_day, when))), default=None)
    _leave_open(found, areas)
    return sorted(found.values(), key=lambda one: (str(one.child), str(one.area)))


def ownerless_of(children: Collection[UUID], *, staying_on: date | None = None) -> Rows:
    """What belongs to a case but to no unit: holds, conflicts of interest, emergency openings.

    ``staying_on``: the child stays, and a conflict of interest that runs on the day stays with it; else the
    child would open again to somebody close to it when it comes back.
    """
    rows: Rows = defaultdict(set)
    for held in holdings():
        if _is_case_record(held) and not held.owner:
            keys = held.model._default_manager.filter(**{f"{held.child}__in": children})
            if held.model is ConflictOfInterest and staying_on is not None:
                keys = keys.exclude(running(staying_on))
            rows[held.model] |= set(keys.values_list("pk", flat=True))
    return rows


def left_school(on: date, *, ended: Collection[tuple[UUID, UUID]] = ()) -> dict[UUID, date]:
    """Children who go to no school here, with the last day they did; never one with a file left.

    ``ended``: the files, by child and area, that go on the same day.
    """
    goes = Enrolment.objects.running(on).values("child")
    coming = Enrolment.objects.filter(start__gt=on).values("child")
    last: dict[UUID, date] = {}
    past = Enrolment.objects.exclude(child__in=goes).exclude(child__in=coming)
    for child, day in past.filter(last_day__isnull=False).values_list("child", "last_day"):
        last[child] = max(day, last.get(child, day))
    with_file = {one.child for one in files_of(set(last)) if (one.child, one.area) not in ended}
    return {child: day for child, day in last.items() if child not in with_file}


def own_rows(children: Collection[UUID]) -> Rows:
    """A child's own rows, and the guardians who have no other child here."""
    rows: Rows = defaultdict(set)
    for held in holdings():
        if held.model.privacy.retention is Retention.SCHOOL_RECORD:  # type: ignore[attr-defined]
            keys = held.model._default_manager.filter(**{f"{held.child}__in": children})
            rows[held.model] |= set(keys.values_list("pk", flat=True))
    links = Guardianship.objects.filter(child__in=children).values("guardian")
    others = Guardianship.objects.exclude(child__in=children).values("guardian")
    rows[Guardian] |= set(
        Guardian.objects.filter(pk__in=links).exclude(pk__in=others).values_list("pk", flat=True)
    )
    return rows


def births(children: Collection[UUID]) -> dict[UUID, date | None]:
    """When each was born: some things are kept until an age, and some days are kept for ever."""
    return dict(Child.objects.filter(pk__in=children).values_list("pk", "birth_date"))


def regimes_of_areas(on: date) -> dict[UUID, str]:
    """The secrecy regime of each area on the day, which decides how long its files are kept."""
    rows = SecrecyArea.objects.filter(running(on, "regimes__")).values_list("pk", "regimes__regime")
    return dict(rows)


def last_bodies(children: Collection[UUID]) -> dict[UUID, UUID]:
    """Who answered for the last school each went to."""
    rows = Enrolment.objects.filter(child__in=children).order_by("last_day")
    return dict(rows.values_list("child", "unit__area__agency__responsible_body"))


def bodies_of_areas() -> dict[UUID, UUID]:
    """Who answers for each area."""
    return dict(SecrecyArea.objects.values_list("pk", "agency__responsible_body"))


def take_away(rows: Rows, *, let_go: Callable[[type[Model], Collection[UUID]], None]) -> int:
    """Delete rows, whatever their order; a link to them from what stays is emptied.

    ``let_go`` is told of each model first, so that what lies beside the database goes too. Raises
    ``IntegrityError`` at the end of the transaction when something that stays cannot do without them.
    """
    for model, keys in rows.items():
        let_go(model, keys)
        _empty_links(model, keys, rows)
    gone = 0
    for model in _leaves_first(rows):
        for some in _portions(sorted(rows[model])):
            _forget_many_to_many(model, some)
            gone += model._default_manager.filter(pk__in=some)._raw_delete(connection.alias)
    return gone


def _looked() -> None:
    """Tell the trail that rows were counted under the rule of this file, and none shown."""
    trail = current_trail()
    if trail is not None:
        trail.counted = True


def _case_records() -> Iterable[Holding]:
    return (one for one in holdings() if _is_case_record(one) and one.owner)


def _is_case_record(held: Holding) -> bool:
    return held.model.privacy.retention is Retention.CASE_RECORD  # type: ignore[attr-defined]


def _days_of(model: type[Model]) -> list[str]:
    """The days that say when something happened; what lies ahead (a due date) says nothing of it."""
    ahead = {"due", "review_on", "follow_up_on", "after_care_on", "until", "last_day", "next_on", "again_on"}
    return [
        one.name
        for one in model._meta.local_fields
        if isinstance(one, DateField | DateTimeField)
        and one.name not in ahead
        and not one.name.endswith(("_before", "_after"))
    ]


def _as_day(value: Any) -> date | None:
    return localtime(value).date() if hasattr(value, "hour") else value


def _leave_open(found: dict[tuple[UUID, UUID], File], areas: dict[UUID, UUID]) -> None:
    cases = Case.objects.exclude(state=Case.State.CLOSED).values_list("child", "unit")
    matters = Matter.objects.filter(closed_on__isnull=True).values_list("child", "unit")
    for child, unit in (*cases, *matters):
        one = found.get((child, areas[unit]))
        if one is not None:
            one.last = None


def _empty_links(model: type[Model], keys: Collection[UUID], rows: Rows) -> None:
    for relation in model._meta.related_objects:
        link = relation.field
        if link.null and not link.many_to_many and hasattr(relation.related_model, "privacy"):
            other: Any = relation.related_model
            for some in _portions(sorted(keys)):
                staying = other._default_manager.filter(Q(**{f"{link.name}__in": some}))
                staying.exclude(pk__in=rows.get(other, ())).update(**{link.name: None})


def _leaves_first(rows: Rows) -> list[type[Model]]:
    """Children before their parents, so that triggers meet what they expect; a ring is broken anywhere."""
    left, ordered = set(rows), []
    while left:
        free = [one for one in left if not any(_points_at(other, one) for other in left - {one})]
        chosen = min(free or left, key=lambda one: one._meta.label)
        ordered.append(chosen)
        left.remove(chosen)
    return ordered


def _points_at(model: type[Model], target: type[Model]) -> bool:
    links = (one for one in model._meta.local_fields if one.remote_field is not None)
    return any(one.related_model is target for one in links if not one.null or one.primary_key)


def _forget_many_to_many(model: type[Model], keys: Collection[UUID]) -> None:
    for relation in model._meta.local_many_to_many:
        through: Any = relation.remote_field.through
        through._default_manager.filter(**{f"{relation.m2m_field_name()}__in": keys})._raw_delete(
            connection.alias
        )


def _portions(keys: list[UUID]) -> Iterable[list[UUID]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
