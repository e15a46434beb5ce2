"""A made-up school year of readings: people at work, people who are curious, and meetings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID, uuid4

import time_machine
from django.utils import timezone

from knutpunkt.foundation.audit.actor import SYSTEM, Actor
from knutpunkt.foundation.audit.chain import Entry, append
from knutpunkt.foundation.audit.recording import _entry, recorded
from knutpunkt.foundation.casefile.models import Case, Participation
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import (
    Assignment,
    Child,
    Enrolment,
    Guardian,
    Guardianship,
    MentorGroup,
    MentorGroupMember,
    MentorGroupMentor,
    Profession,
    Professional,
    Unit,
    UnitResponsibility,
)
from knutpunkt.rooms.concerns.tests import place as school
from knutpunkt.rooms.oversight.models import MeetingWindow

FIRST = date(2025, 8, 18)
MONTHS = 10
CHILDREN = 480
STARTS = tuple(
    "Lind Berg Sand Ek Björk Al Ny Hög Sjö Fors Gran Häll Ask Mal".split()  # noqa: SIM905
)
ENDS = tuple(
    "berg ström kvist gren man mark lund qvist dal in stedt roth vall".split()  # noqa: SIM905
)
STREETS = tuple(
    "Ängsvägen Skolgatan Storgatan Björkvägen Kyrkogatan Hagvägen Parkgatan Åvägen".split()  # noqa: SIM905
)


@dataclass
class Year:
    """The year, the reviewer who looks through it, and the readings that nobody's work explains."""

    rng: Random
    place: school.Place
    reviewer: Assignment
    staff: list[Assignment] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    snooped: dict[str, set[tuple[UUID, UUID]]] = field(default_factory=dict)
    dug: set[tuple[UUID, date]] = field(default_factory=set)
    innocent: set[tuple[UUID, UUID]] = field(default_factory=set)
    entries: list[tuple[datetime, Entry]] = field(default_factory=list)

    def read(self, who: Assignment, child: UUID, at: datetime, *, wrongly: bool = False) -> None:
        if not wrongly:
            self.innocent.add((who.professional_id, child))
        self._tell(who, "cases.child.read", child, at)

    def write(self, who: Assignment, child: UUID, at: datetime) -> None:
        self._tell(who, "concern.answered", child, at)

    def _tell(self, who: Assignment, action: str, child: UUID, at: datetime) -> None:
        entry = _entry(
            _actor(who), action, objects=[f"people.child:{child}"], children=[child], grounds=["own_unit"],
            channel="web", emergency=None,
        )  # fmt: skip
        self.entries.append((at, entry))

    def keep(self) -> None:
        """Write all of it to the trail, in the order of time, each event at its own moment."""
        self.entries.sort(key=lambda told: told[0])
        with (
            time_machine.travel(FIRST, tick=False) as clock,
            recorded(actor=SYSTEM, action="world.built"),
        ):
            append(_AtItsTime(self.entries, clock))


class _AtItsTime(list):  # type: ignore[type-arg]
    def __init__(self, told, clock) -> None:
        super().__init__(entry for _at, entry in told)
        self._told, self._clock = told, clock

    def __iter__(self) -> Iterator[Entry]:
        for at, entry in self._told:
            self._clock.move_to(at)
            yield entry


_ACTORS: dict[UUID, Actor] = {}


def _actor(who: Assignment) -> Actor:
    if who.pk not in _ACTORS:
        _ACTORS[who.pk] = actor_for(Assignment.objects.select_related("unit__area__agency").get(pk=who.pk))
    return _ACTORS[who.pk]


def build(seed: int) -> Year:
    with time_machine.travel(FIRST - timedelta(days=1)):
        return _built(Random(seed))


def _built(rng: Random) -> Year:
    place = school.build()
    with recorded(actor=SYSTEM, action="world.built"):
        reviewer = school.work("Lo", "Granskog", place.school, Profession.LOG_REVIEWER)
        year = Year(rng, place, reviewer)
        _schools(year)
        _families(year)
        _mentors(year)
        _cases(year)
        _meetings(year)
    _work(year)
    _snoop(year)
    year.keep()
    return year


def _name(rng: Random) -> str:
    return rng.choice(STARTS) + rng.choice(ENDS)


def _schools(year: Year) -> None:
    kinds = [Profession.TEACHER] * 8 + [Profession.SCHOOL_COUNSELLOR, Profession.SCHOOL_NURSE]
    for number in range(3):
        unit = Unit.objects.create(
            name=f"Skola {number}", kind=Unit.Kind.COMPULSORY, area=year.place.school.area
        )
        head = school.work(f"Rektor{number}", _name(year.rng), unit, Profession.HEAD_TEACHER)
        UnitResponsibility.objects.create(unit=unit, professional=head.professional, start=school.LONG_AGO)
        year.staff += [
            head,
            *(school.work(f"Person{number}{k}", _name(year.rng), unit, kind) for k, kind in enumerate(kinds)),
        ]


def _families(year: Year) -> None:
    rng, town = year.rng, year.place.town
    units = list(dict.fromkeys(one.unit for one in year.staff))
    for number in range(CHILDREN):
        family = _name(rng)
        child = Child(
            given_name=f"Barn{number}", family_name=family, birth_date=date(2012, 5, 9), municipality=town,
            street_address=f"{rng.choice(STREETS)} {rng.randint(1, 40)}",
            postal_code=f"123 {rng.randint(10, 40)}",
        )  # fmt: skip
        year.children.append(child)
    Child.objects.bulk_create(year.children)
    Enrolment.objects.bulk_create(
        Enrolment(child=child, unit=units[n % 3], school_form="GR", start=school.LONG_AGO)
        for n, child in enumerate(year.children)
    )
    parents = [
        Guardian(given_name=f"Förälder{n}", family_name=c.family_name) for n, c in enumerate(year.children)
    ]
    # Some of those who work here have children in the schools.
    for person, child in zip(rng.sample(year.staff, 10), rng.sample(range(CHILDREN), 10), strict=True):
        parents[child].given_name = person.professional.given_name
        parents[child].family_name = person.professional.family_name
        parents[child].email = f"{uuid4()}@exempel.se"
        Professional.objects.filter(pk=person.professional_id).update(email=parents[child].email)
    Guardian.objects.bulk_create(parents)
    Guardianship.objects.bulk_create(
        Guardianship(child=c, guardian=g, relation=Guardianship.Relation.CUSTODY, start=school.LONG_AGO)
        for c, g in zip(year.children, parents, strict=True)
    )


def _mentors(year: Year) -> None:
    for number, person in enumerate(one for one in year.staff if one.profession == Profession.TEACHER):
        group = MentorGroup.objects.create(unit=person.unit, name=f"G{number}")
        MentorGroupMentor.objects.create(group=group, professional=person.professional, start=school.LONG_AGO)
        own = _at(year, person.unit)[number % 8 :: 8]
        MentorGroupMember.objects.bulk_create(
            MentorGroupMember(group=group, child=child, start=school.LONG_AGO) for child in own
        )
        person.own = own  # type: ignore[attr-defined]


def _at(year: Year, unit: Unit) -> list[Child]:
    number = list(dict.fromkeys(one.unit for one in year.staff)).index(unit)
    return year.children[number::3]


def _cases(year: Year) -> None:
    for person in year.staff:
        if person.profession in (Profession.SCHOOL_COUNSELLOR, Profession.SCHOOL_NURSE):
            own = year.rng.sample(_at(year, person.unit), 30)
            person.own, person.ended = own[:20], own[20:]  # type: ignore[attr-defined]
            for number, child in enumerate(own):
                _case(person, child, None if number < 20 else FIRST + timedelta(days=20))


def _case(person: Assignment, child: Child, ended: date | None) -> None:
    matter = Matter.objects.create(
        child=child,
        kind=Matter.Kind.CASE,
        unit=person.unit,
        opened_on=school.LONG_AGO,
        closed_on=school.LONG_AGO,
    )
    state = Case.State.CLOSED
    case = Case.objects.create(
        child=child,
        unit=person.unit,
        matter=matter,
        state=state,
        opened_on=school.LONG_AGO,
        closed_on=ended,
    )
    Participation.objects.create(
        case=case,
        unit=person.unit,
        professional=person.professional,
        start=school.LONG_AGO,
        last_day=ended,
    )


def _days() -> list[date]:
    every = (FIRST + timedelta(days=n) for n in range(MONTHS * 30))
    return [day for day in every if day.weekday() < 5]


def _moment(day: date, rng: Random, begins: int = 7, ends: int = 17) -> datetime:
    return timezone.make_aware(
        datetime.combine(day, time(rng.randrange(begins, ends), rng.randrange(60), rng.randrange(60)))
    )


def _meetings(year: Year) -> None:
    year.weekly = [day for day in _days() if day.weekday() == 2]  # type: ignore[attr-defined]
    for unit in dict.fromkeys(one.unit for one in year.staff):
        MeetingWindow.objects.bulk_create(
            MeetingWindow(
                unit=unit,
                registered_by=year.staff[0].professional,
                starts_at=timezone.make_aware(datetime.combine(day, time(13))),
                ends_at=timezone.make_aware(datetime.combine(day, time(15))),
            )
            for day in year.weekly  # type: ignore[attr-defined]
        )


def _work(year: Year) -> None:
    rng = year.rng
    for person in year.staff:
        here = _at(year, person.unit)
        own = getattr(person, "own", here)
        for day in _days():
            for _ in range(rng.randint(0, 5)):
                late = rng.random() < 0.02
                at = _moment(day, rng, 20, 22) if late else _moment(day, rng)
                if rng.random() < 0.03:
                    _takes_over(year, person, rng.choice(here), at)
                else:
                    year.read(person, rng.choice(own).pk, at)
    for person in year.staff:
        if person.profession == Profession.SCHOOL_COUNSELLOR:
            for day in year.weekly:  # type: ignore[attr-defined]
                begin = timezone.make_aware(datetime.combine(day, time(13, 5)))
                for n, child in enumerate(rng.sample(_at(year, person.unit), 45)):
                    year.read(person, child.pk, begin + timedelta(seconds=6 * n))


def _takes_over(year: Year, person: Assignment, child: Child, at: datetime) -> None:
    """A substitute, a question in the corridor: mostly written down, now and then not."""
    year.read(person, child.pk, at)
    if year.rng.random() < 0.8:
        year.write(person, child.pk, at + timedelta(minutes=9))


def _snoop(year: Year) -> None:
    rng, days = year.rng, _days()

    def look(kind: str, person: Assignment, child: Child, begins: int = 8, ends: int = 17) -> None:
        pair = (person.professional_id, child.pk)
        if child in getattr(person, "own", ()) or person.profession == Profession.HEAD_TEACHER:
            return
        year.innocent.discard(pair)
        year.snooped.setdefault(kind, set()).add(pair)
        # Long after the case ended; the others whenever.
        day = rng.choice(days[60:])
        year.read(person, child.pk, _moment(day, rng, begins, ends), wrongly=True)

    for person in year.staff:
        alike = [one for one in year.children if one.family_name == person.professional.family_name]
        if alike:
            look("same surname", person, rng.choice(alike))
        for child in getattr(person, "ended", ())[:4]:
            look("ended case", person, child)
    _near(year, look)
    for person in rng.sample([one for one in year.staff if hasattr(one, "own")], 8):
        day = rng.choice(days)
        begin = _moment(day, rng, 8, 12)
        year.dug.add((person.professional_id, day))
        for n, child in enumerate(rng.sample(year.children, 130)):
            year.read(person, child.pk, begin + timedelta(seconds=4 * n), wrongly=True)


def _near(year: Year, look) -> None:
    by_email = {one.email: one for one in Guardian.objects.exclude(email="")}
    for person in year.staff:
        me = Professional.objects.get(pk=person.professional_id)
        parent = by_email.get(me.email) if me.email else None
        if parent is None:
            continue
        mine = Child.objects.get(guardianships__guardian=parent)
        street = mine.street_address.rsplit(" ", 1)[0]
        near = [
            one for one in year.children
            if one.pk != mine.pk
            and one.postal_code == mine.postal_code and one.street_address.startswith(street)
        ]  # fmt: skip
        if near:
            look("neighbour", person, near[0])
        look("own child", person, mine)
        beside = [
            one
            for one in year.staff
            if one.unit == person.unit and one.pk != person.pk and hasattr(one, "own")
        ]
        for colleague in year.rng.sample(beside, 2):
            look("colleague's child", colleague, mine)
