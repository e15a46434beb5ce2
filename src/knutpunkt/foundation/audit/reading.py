"""Reading the trail: for log review and for a person's own log. Plain rows out; nothing here writes.

Who may ask is told in ``access/reviewing`` and ``access/handing_out``; the event model stays behind it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.timezone import localtime

from knutpunkt.foundation.audit.models import Event, EventChild

_AT_ONCE = 400
_READ = ".read"


@dataclass(frozen=True, slots=True)
class Seen:
    """One event as it stands in the trail; ``key`` is its own, chain and position in one."""

    key: int
    at: datetime
    action: str
    kind: str
    person: UUID | None
    unit: UUID | None
    profession: str
    children: tuple[UUID, ...]
    objects: tuple[str, ...]
    grounds: tuple[str, ...]
    emergency: UUID | None = None
    also: UUID | None = None

    @property
    def is_reading(self) -> bool:
        """Whether somebody looked, rather than changed."""
        return self.action.endswith(_READ)


@dataclass(frozen=True, slots=True)
class Touched:
    """Everything one person was shown or changed in a time: for telling those it concerns."""

    events: int
    children: frozenset[UUID]
    objects: frozenset[str]


def of_child(child: UUID, *, since: datetime, until: datetime) -> list[Seen]:
    """Every event that concerns the child, the earliest first. ``until`` is not included."""
    keys = EventChild.objects.filter(child=child).values("event")
    return _seen(Event.objects.filter(pk__in=keys, at__gte=since, at__lt=until))


def at_units(units: Collection[UUID], *, since: datetime, until: datetime) -> list[Seen]:
    """What people working at the units read and did that concerns a child, the earliest first."""
    events = Event.objects.filter(unit__in=units, person__isnull=False, at__gte=since, at__lt=until)
    return [one for one in _seen(events) if one.children]


def of_person(person: UUID, *, since: datetime, until: datetime) -> list[Seen]:
    """What one person read and did, also through somebody else's eyes, the earliest first."""
    own = Event.objects.filter(person=person, at__gte=since, at__lt=until)
    through = Event.objects.filter(also_person=person, at__gte=since, at__lt=until)
    found = {one.key: one for one in (*_seen(own), *_seen(through))}
    return sorted(found.values(), key=lambda one: (one.at, one.key))


def touched(person: UUID, *, since: datetime, until: datetime) -> Touched:
    """Exactly which children and objects one person met (trust T19, T41)."""
    events = [one for one in of_person(person, since=since, until=until) if one.children]
    return Touched(
        len(events),
        frozenset(child for one in events for child in one.children),
        frozenset(thing for one in events for thing in one.objects),
    )


def opened_by(person: UUID, *, since: datetime) -> dict[UUID, datetime]:
    """The children whose own pages somebody has opened since then, each with the latest time."""
    latest: dict[UUID, datetime] = {}
    for child, at in _openings(person, since):
        latest[child] = max(at, latest.get(child, at))
    return latest


def children_by_day(person: UUID, *, since: datetime) -> dict[date, int]:
    """How many different children somebody has opened on each day, by the local date."""
    days: dict[date, set[UUID]] = defaultdict(set)
    for child, at in _openings(person, since):
        days[localtime(at).date()].add(child)
    return {day: len(children) for day, children in days.items()}


def stopped_since(units: Collection[UUID], since: datetime, action: str) -> list[Seen]:
    """The events of one action at the units, the latest first."""
    return _seen(Event.objects.filter(unit__in=units, action=action, at__gte=since))[::-1]


def _openings(person: UUID, since: datetime) -> Iterator[tuple[UUID, datetime]]:
    """Each child's own page that was opened. A page that names many is a list, and opens none."""
    rows = (
        EventChild.objects.filter(event__person=person, event__at__gte=since, event__action__endswith=_READ)
        .values_list("event", "child", "event__at")
        .order_by()
    )
    by_event: dict[int, list[tuple[UUID, datetime]]] = defaultdict(list)
    for event, child, at in rows:
        by_event[event].append((child, at))
    return (told[0] for told in by_event.values() if len(told) == 1)


def last_told(action: str, person: UUID) -> datetime | None:
    """When an action of somebody's was last written."""
    found: datetime | None = Event.objects.filter(action=action, person=person).aggregate(at=Max("at"))["at"]
    return found


def _seen(events: QuerySet[Event]) -> list[Seen]:
    rows = list(events.order_by("at", "pk"))
    children = _children([row.pk for row in rows])
    return [
        Seen(
            key=row.pk,
            at=row.at,
            action=row.action,
            kind=row.actor_kind,
            person=row.person,
            unit=row.unit,
            profession=row.profession,
            children=tuple(children.get(row.pk, ())),
            objects=tuple(row.objects_touched),
            grounds=tuple(row.grounds),
            emergency=row.emergency,
            also=row.also_person,
        )
        for row in rows
    ]


def _children(keys: Sequence[int]) -> dict[int, list[UUID]]:
    found: dict[int, list[UUID]] = defaultdict(list)
    for some in _portions(keys):
        rows = EventChild.objects.filter(event__in=some).order_by("pk")
        for event, child in rows.values_list("event", "child"):
            found[event].append(child)
    return found


def _portions(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
