"""Reviewing the log: the third, narrow way past the door. Ties between people and children, never content.

The rule:

- Who: somebody whose role is log reviewer and whose assignment runs. Others get 404.
- Where: what people at the units of the own responsible body have read.
- What comes back of a child: initials, a key that leads nowhere, and whether a tie exists. Never a name, an
  address or a word of what is written. What is compared stays inside this file.
- A professional has no address here. Whether a child is a neighbour is known only for a professional who is
  also a guardian: then the two children's addresses are compared.

Source: PDL 4 kap. 3 §; HSLF-FS 2016:40 4 kap. 9 §.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from knutpunkt.foundation.access.own import own_of, this_moment
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.trail import current_trail
from knutpunkt.foundation.casefile.models import EmergencyOpening, Participation
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import (
    Assignment,
    Child,
    Enrolment,
    Guardian,
    Guardianship,
    MentorGroupMember,
    MentorGroupMentor,
    Profession,
    Professional,
    ProtectedIdentity,
    Unit,
    UnitResponsibility,
)

Pair = tuple[UUID, UUID]
Interval = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """A child as a reviewer meets it: two letters and a key."""

    initials: str
    key: str


@dataclass(frozen=True, slots=True)
class Opening:
    """An emergency opening, for whoever looks at it afterwards."""

    id: UUID
    professional: UUID
    child: UUID
    reason: str
    opened_at: datetime
    until: datetime


@dataclass(slots=True)
class Ties:
    """What binds one professional to one child. ``work``: when they had something to do with the child."""

    own_family: bool = False
    same_name: bool = False
    neighbour: bool = False
    colleagues: bool = False
    here: bool = False
    work: list[Interval] = field(default_factory=list)

    def works(self, on: date) -> bool:
        """Whether there was a reason of the work on the day."""
        return any(start <= on and (last is None or on <= last) for start, last in self.work)

    def ended_before(self, on: date) -> date | None:
        """The last day of work with the child, when all of it had ended by the day."""
        if self.works(on):
            return None
        return max((last for _start, last in self.work if last is not None and last < on), default=None)


def reviewers_units(actor: Actor, on: date) -> frozenset[UUID]:
    """The units whose log the actor reviews. Raises ``Http404`` for anybody but a log reviewer."""
    if not _reviews(actor, on):
        raise Http404
    body = Unit.objects.filter(pk__in=[actor.unit]).values("area__agency__responsible_body")
    units = Unit.objects.filter(area__agency__responsible_body__in=body)
    return frozenset(units.values_list("pk", flat=True))


def answered_units(actor: Actor, on: date) -> frozenset[UUID]:
    """The unit the actor answers for and works at, if any. Raises ``Http404`` when there is none."""
    own = own_of(actor, on, this_moment())
    alone = actor.is_professional and actor.behind is None
    if not (alone and own.works_now and own.answered_units):
        raise Http404
    return frozenset(own.answered_units)


def met(children: Iterable[UUID]) -> dict[UUID, Shown]:
    """Each child as two letters and a key, told in the own trail; one who lives protected has no letters."""
    wanted = list(dict.fromkeys(children))
    names = Child.objects.filter(pk__in=wanted).values_list(
        "pk", "given_name", "family_name", "protected_identity"
    )
    letters = {
        pk: "" if protected != ProtectedIdentity.NONE else f"{given[:1]}{family[:1]}".upper()
        for pk, given, family, protected in names
    }
    trail = current_trail()
    if trail is not None:
        trail.counted = True
        trail.children.update(dict.fromkeys(wanted))
        trail.seen.update(dict.fromkeys(f"people.child:{pk}" for pk in wanted))
    return {pk: Shown(letters.get(pk, "") or "–", key_of(pk)) for pk in wanted}


def key_of(child: UUID) -> str:
    """What stands for a child on a reviewer's page: the same each time, and nobody's number."""
    return blake2b(child.bytes, digest_size=4, person=b"oversight").hexdigest().upper()


def openings(units: Collection[UUID], *, since: datetime, until: datetime) -> list[Opening]:
    """The emergency openings made at the units, the latest first."""
    _looked()
    rows = EmergencyOpening.objects.filter(
        assignment__unit__in=units, opened_at__gte=since, opened_at__lt=until
    ).order_by("-opened_at")
    return [
        Opening(row.pk, row.professional_id, row.child_id, row.reason, row.opened_at, row.until)
        for row in rows
    ]


def reason_of(opening: UUID, units: Collection[UUID]) -> str:
    """Why somebody at the units opened in an emergency; "" when there is no such opening."""
    _looked()
    found = EmergencyOpening.objects.filter(pk=opening, assignment__unit__in=units).first()
    return found.reason if found is not None else ""


def ties(pairs: Collection[Pair], *, first_day: date, last_day: date) -> dict[Pair, Ties]:
    """What binds each professional to each child, on some day of the period."""
    _looked()
    professionals = {person for person, _child in pairs}
    children = {child for _person, child in pairs}
    found = {pair: Ties() for pair in pairs}
    _tell_kin(found, professionals, children)
    _tell_places(found, professionals, children, first_day, last_day)
    for pair, interval in _work(professionals, children):
        if pair in found:
            found[pair].work.append(interval)
    return found


def _reviews(actor: Actor, on: date) -> bool:
    # Support looks through nobody's eyes here: what others have read is no part of its work (trust T55).
    is_one = actor.behind is None and actor.is_professional and actor.profession == Profession.LOG_REVIEWER
    return is_one and own_of(actor, on, this_moment()).works_now


def _looked() -> None:
    trail = current_trail()
    if trail is not None:
        trail.counted = True


def _plain(*words: str) -> str:
    return " ".join(" ".join(words).casefold().split())


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    family_name: str
    email: str

    def is_same(self, other: "_Person") -> bool:
        return bool(self.email and self.email == other.email) or self.name == other.name


def _person(given: str, family: str, email: str) -> _Person:
    return _Person(_plain(given, family), _plain(family), _plain(email))


def _tell_kin(found: Mapping[Pair, Ties], professionals: set[UUID], children: set[UUID]) -> None:
    people = _people(professionals)
    families = _families(children)
    surnames = dict(Child.objects.filter(pk__in=children).values_list("pk", "family_name"))
    home = {person: _homes(told) for person, told in people.items()}
    streets = _streets(children)
    staff = _staff(professionals)
    for (person, child), tie in found.items():
        if (me := people.get(person)) is None:
            continue
        guardians = families.get(child, [])
        tie.own_family = any(one.is_same(me) for one in guardians)
        names = {_plain(surnames.get(child, "")), *(one.family_name for one in guardians)}
        tie.same_name = me.family_name in names
        tie.neighbour = bool(streets.get(child) and streets[child] in home[person])
        tie.colleagues = any(
            one.is_same(colleague) for colleague in staff.get(person, ()) for one in guardians
        )


def _people(keys: Collection[UUID]) -> dict[UUID, _Person]:
    rows = Professional.objects.filter(pk__in=keys).values_list("pk", "given_name", "family_name", "email")
    return {pk: _person(*told) for pk, *told in rows}


def _families(children: set[UUID]) -> dict[UUID, list[_Person]]:
    rows = Guardianship.objects.filter(child__in=children).values_list(
        "child", "guardian__given_name", "guardian__family_name", "guardian__email"
    )
    found: dict[UUID, list[_Person]] = defaultdict(list)
    for child, *told in rows:
        found[child].append(_person(*told))
    return found


def _homes(me: _Person) -> set[tuple[str, str]]:
    """Where the professional lives, as far as anybody here knows: where their own children do."""
    given, _, family = me.name.rpartition(" ")
    same = Q(given_name__iexact=given, family_name__iexact=family)
    if me.email:
        same |= Q(email__iexact=me.email)
    mine = Guardianship.objects.filter(guardian__in=Guardian.objects.filter(same)).values("child")
    return set(_streets(mine).values())


def _streets(children: Any) -> dict[UUID, tuple[str, str]]:
    """Postal code and street without its number, for those who have both."""
    rows = Child.objects.filter(pk__in=children).exclude(street_address="").exclude(postal_code="")
    return {
        pk: (code.replace(" ", ""), _plain(street.rstrip("0123456789 ABCDEFGHabcdefgh")))
        for pk, code, street in rows.values_list("pk", "postal_code", "street_address")
    }


def _staff(professionals: set[UUID]) -> dict[UUID, list[_Person]]:
    """Who each professional works beside: the others at every unit where they work or have worked."""
    mine = Assignment.objects.filter(professional__in=professionals).values_list("professional", "unit")
    at: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Assignment.objects.filter(unit__in={unit for _person, unit in mine})
    for person, unit in rows.values_list("professional", "unit"):
        at[unit].add(person)
    named = _people({person for people in at.values() for person in people})
    beside: dict[UUID, set[UUID]] = defaultdict(set)
    for person, unit in mine:
        beside[person] |= at[unit] - {person}
    return {person: [named[one] for one in colleagues] for person, colleagues in beside.items()}


def _tell_places(
    found: Mapping[Pair, Ties], professionals: set[UUID], children: set[UUID], first_day: date, last_day: date
) -> None:
    """Whether the child has gone to a school in an area where the professional works, in the period."""
    within = Q(start__lte=last_day) & (Q(last_day__isnull=True) | Q(last_day__gte=first_day))
    areas: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Assignment.objects.filter(within, professional__in=professionals)
    for person, area in rows.values_list("professional", "unit__area"):
        areas[person].add(area)
    schools: dict[UUID, set[UUID]] = defaultdict(set)
    for child, area in Enrolment.objects.filter(within, child__in=children).values_list(
        "child", "unit__area"
    ):
        schools[child].add(area)
    for (person, child), tie in found.items():
        tie.here = bool(areas[person] & schools[child])


def _work(professionals: set[UUID], children: set[UUID]) -> Iterable[tuple[Pair, Interval]]:
    """When each had something to do with each: takes part, promised, is mentor, answers for the school."""
    parts = Participation.objects.filter(professional__in=professionals, case__child__in=children)
    for person, child, start, last, closed in parts.values_list(
        "professional", "case__child", "start", "last_day", "case__closed_on"
    ):
        yield (person, child), (start, min(filter(None, (last, closed)), default=None))
    promises = Commitment.objects.filter(matter__child__in=children)
    for holder, backup, child, start, ended in promises.values_list(
        "holder", "backup", "matter__child", "made_on", "ended_on"
    ):
        for person in {holder, backup} & professionals:
            yield (person, child), (start, ended)
    yield from _mentoring(professionals, children)


def _mentoring(professionals: set[UUID], children: set[UUID]) -> Iterable[tuple[Pair, Interval]]:
    mentors: dict[UUID, list[tuple[UUID, date, date | None]]] = defaultdict(list)
    rows = MentorGroupMentor.objects.filter(professional__in=professionals)
    for group, person, start, last in rows.values_list("group", "professional", "start", "last_day"):
        mentors[group].append((person, start, last))
    members = MentorGroupMember.objects.filter(group__in=mentors, child__in=children)
    for group, child, start, last in members.values_list("group", "child", "start", "last_day"):
        for person, begun, ended in mentors[group]:
            yield (person, child), (max(start, begun), min(filter(None, (last, ended)), default=None))
    schools = UnitResponsibility.objects.filter(professional__in=professionals)
    answering = list(schools.values_list("unit", "professional", "start", "last_day"))
    pupils = Enrolment.objects.filter(unit__in={unit for unit, *_ in answering}, child__in=children)
    for unit, child, start, last in pupils.values_list("unit", "child", "start", "last_day"):
        for at, person, begun, ended in answering:
            if at == unit:
                yield (person, child), (max(start, begun), min(filter(None, (last, ended)), default=None))
