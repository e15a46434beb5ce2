"""What makes readings worth a look. Pure: events and ties in, reasons out; no database and no clock.

A pattern accuses nobody. It says that a person should look, and each says in words what was noticed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import fmean, pstdev
from uuid import UUID

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.access.reviewing import Pair, Ties
from knutpunkt.foundation.audit.reading import Seen

WITHIN = timedelta(minutes=5)
MANY = 30
# A day is far from somebody's own when it is this many standard deviations above what is usual for them.
SIGMAS = 3
_DAYS_TO_KNOW_SOMEBODY = 10
_FEW_CHILDREN = 15
# Writing about a child explains that one also reads about it, for some time before and after.
_AROUND_WRITING = timedelta(days=30)
# What was begun is rounded off after the last day.
_AFTER_THE_END = timedelta(days=14)
_HABIT = 0.1
SATURDAY = 5


class Reason(models.TextChoices):
    """Why readings are looked at, the gravest first."""

    EMERGENCY = "emergency", _("nödöppning")
    MANY = "many", _("många barn på kort tid")
    UNUSUAL = "unusual", _("många fler barn än personen brukar")
    OWN_FAMILY = "own_family", _("eget barn, eller ett barn i den egna familjen")
    SAME_NAME = "same_name", _("samma efternamn, utan att arbeta med barnet")
    COLLEAGUES = "colleagues", _("en kollegas barn, utan att arbeta med barnet")
    NEIGHBOUR = "neighbour", _("samma gata, utan att arbeta med barnet")
    ENDED = "ended", _("samarbetet var avslutat")
    ELSEWHERE = "elsewhere", _("barnet har aldrig gått i en skola i personens område")
    OFF_HOURS = "off_hours", _("utanför arbetstid, utan att arbeta med barnet")
    SAMPLE = "sample", _("stickprov")


WEIGHTS = {
    Reason.EMERGENCY: 1000,
    Reason.MANY: 100,
    Reason.UNUSUAL: 80,
    Reason.OWN_FAMILY: 60,
    Reason.SAME_NAME: 40,
    Reason.COLLEAGUES: 40,
    Reason.NEIGHBOUR: 40,
    Reason.ENDED: 40,
    Reason.ELSEWHERE: 30,
    Reason.OFF_HOURS: 20,
    Reason.SAMPLE: 1,
}


@dataclass(frozen=True, slots=True)
class Hours:
    """When people work: from and to which hour on weekdays."""

    begins: int = 6
    ends: int = 20

    def outside(self, at: datetime) -> bool:
        local = localtime(at)
        return local.weekday() >= SATURDAY or not self.begins <= local.hour < self.ends


@dataclass(slots=True)
class Noticed:
    """Somebody's readings of one child, or of many on one day (``child`` is then ``None``)."""

    professional: UUID
    child: UUID | None
    events: list[Seen]
    children: int = 1
    reasons: list[Reason] = field(default_factory=list)
    emergency: UUID | None = None
    opened_at: datetime | None = None

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[reason] for reason in self.reasons)


Met = Callable[[UUID | None, datetime], bool]


def openings_of(events: Iterable[Seen]) -> dict[Pair, list[Seen]]:
    """Who has opened which child's own pages. A list of many names opens none of them."""
    found: dict[Pair, list[Seen]] = defaultdict(list)
    for event in events:
        if event.is_reading and event.person is not None and len(event.children) == 1:
            found[event.person, event.children[0]].append(event)
    return dict(found)


def writings_of(events: Iterable[Seen]) -> dict[Pair, list[datetime]]:
    """When somebody did something for a child, rather than read."""
    found: dict[Pair, list[datetime]] = defaultdict(list)
    for event in events:
        if not event.is_reading and event.person is not None:
            for child in event.children:
                found[event.person, child].append(event.at)
    return dict(found)


def notice(
    events: Sequence[Seen], ties: Mapping[Pair, Ties], *, hours: Hours, in_meeting: Met
) -> list[Noticed]:
    """Everything worth a look in a period, the gravest first. ``in_meeting(unit, at)`` excepts meetings."""
    opened, written = openings_of(events), writings_of(events)
    late = _habits(opened, hours)
    pairs = (
        _pair(pair, seen, ties.get(pair, Ties()), written.get(pair, ()), hours, late[pair[0]])
        for pair, seen in opened.items()
    )
    found = [one for one in pairs if one.reasons]
    found += _many(opened, in_meeting)
    return sorted(found, key=lambda one: (-one.weight, one.events[0].at))


def _pair(
    pair: Pair, seen: list[Seen], tie: Ties, written: Sequence[datetime], hours: Hours, is_late: bool
) -> Noticed:
    noticed = Noticed(*pair, seen)
    idle = [one for one in seen if not _has_reason(one.at, tie, written)]
    reasons = {
        Reason.OWN_FAMILY: tie.own_family,
        Reason.SAME_NAME: bool(idle) and tie.same_name and not tie.own_family,
        Reason.COLLEAGUES: bool(idle) and tie.colleagues and not tie.own_family,
        Reason.NEIGHBOUR: bool(idle) and tie.neighbour and not tie.own_family,
        Reason.ENDED: any(_is_after_the_end(one.at, tie) for one in idle),
        Reason.ELSEWHERE: bool(idle) and not tie.here and not tie.work,
        Reason.OFF_HOURS: not is_late and any(hours.outside(one.at) for one in idle),
    }
    noticed.emergency = next((one.emergency for one in seen if one.emergency), None)
    noticed.reasons = [reason for reason, holds in reasons.items() if holds]
    if noticed.emergency is not None:
        noticed.reasons.insert(0, Reason.EMERGENCY)
    return noticed


def _has_reason(at: datetime, tie: Ties, written: Sequence[datetime]) -> bool:
    return tie.works(_day(at)) or any(abs(at - one) <= _AROUND_WRITING for one in written)


def _is_after_the_end(at: datetime, tie: Ties) -> bool:
    last = tie.ended_before(_day(at))
    return last is not None and _day(at) - last > _AFTER_THE_END


def _habits(opened: Mapping[Pair, list[Seen]], hours: Hours) -> dict[UUID, bool]:
    """Who usually works when others do not: for them the hour says nothing."""
    outside: dict[UUID, list[bool]] = defaultdict(list)
    for (person, _child), seen in opened.items():
        outside[person] += [hours.outside(one.at) for one in seen]
    return {person: sum(told) > _HABIT * len(told) for person, told in outside.items()}


def _many(opened: Mapping[Pair, list[Seen]], in_meeting: Met) -> list[Noticed]:
    days: dict[UUID, dict[date, list[Seen]]] = defaultdict(lambda: defaultdict(list))
    for (person, _child), seen in opened.items():
        for one in seen:
            if not in_meeting(one.unit, one.at):
                days[person][_day(one.at)].append(one)
    found = []
    for person, by_day in days.items():
        numbers = {day: len({one.children[0] for one in seen}) for day, seen in by_day.items()}
        for day, seen in by_day.items():
            others = [number for other, number in numbers.items() if other != day]
            reason = _reason_for_many(seen, numbers[day], others)
            if reason is not None:
                found.append(Noticed(person, None, sorted(seen, key=_at), numbers[day], [reason]))
    return found


def _reason_for_many(seen: Sequence[Seen], number: int, others: Sequence[int]) -> Reason | None:
    if number > MANY and most_within(seen) > MANY:
        return Reason.MANY
    return Reason.UNUSUAL if is_unusual(number, others) else None


def is_unusual(number: int, others: Sequence[int]) -> bool:
    """Whether so many children a day is far from what the person does on other days."""
    if number < _FEW_CHILDREN or len(others) < _DAYS_TO_KNOW_SOMEBODY:
        return False
    return number > fmean(others) + SIGMAS * max(pstdev(others), 1)


def most_within(seen: Iterable[Seen], time: timedelta = WITHIN) -> int:
    """The most different children opened in any five minutes."""
    ordered = sorted(seen, key=_at)
    first, most = 0, 0
    for last, event in enumerate(ordered):
        while event.at - ordered[first].at > time:
            first += 1
        most = max(most, len({one.children[0] for one in ordered[first : last + 1]}))
    return most


def _at(event: Seen) -> datetime:
    return event.at


def _day(at: datetime) -> date:
    return localtime(at).date()
