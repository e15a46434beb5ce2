"""Thousands of small random cases in one database, dense at the edges: few days, few units, few people.

A *world* is one little organisation with many children; each child is a case of its own. Everything that a
rule asks for is drawn at random and often nearly right, so that what differs by one day, one unit or one
column is common. ``build`` writes the rows; ``World`` tells who can ask and on which days.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models

from knutpunkt.foundation.access.tests.random_records import (
    BASE,
    DAYS,
    NOW,
    PROFESSIONS,
    SELDOM,
    add_record,
)
from knutpunkt.foundation.audit.actor import SYSTEM, Actor, ActorKind
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile import models as casefile
from knutpunkt.foundation.commitments import models as promised
from knutpunkt.foundation.people import models as people

FAMILIES = 50
BIRTHS = [
    None,
    *(date(BASE.year - years, 2, 28) + timedelta(days=step) for years in (15, 18) for step in (-1, 0, 1, 2)),
    date(2008, 2, 29),
    date(2012, 2, 29),
    date(2020, 5, 5),
    date(2015, 9, 9),
]


@dataclass(slots=True)
class World:
    """One organisation, by plain ids, and everybody who may ask."""

    units: list[people.Unit]
    professionals: list[people.Professional]
    assignments: list[people.Assignment]
    guardians: list[people.Guardian]
    groups: list[people.MentorGroup]
    children: list[UUID] = field(default_factory=list)
    parts: dict[UUID, list[people.Unit]] = field(default_factory=dict)
    families: dict[UUID, list[people.Guardian]] = field(default_factory=dict)
    actors: list[Actor] = field(default_factory=list)


class Rows:
    """Rows waiting to be written, in the order their tables need."""

    def __init__(self) -> None:
        self.waiting: dict[type[models.Model], list[models.Model]] = {}

    def add(self, row: Any) -> Any:
        self.waiting.setdefault(type(row), []).append(row)
        return row

    def write(self) -> None:
        for model, rows in self.waiting.items():
            model._default_manager.bulk_create(rows, batch_size=2000)
        self.waiting.clear()


@dataclass(slots=True)
class Builder:
    """Draws worlds from one seed. ``children``: how many each world gets."""

    seed: int
    children: int
    dice: random.Random = field(init=False)
    rows: Rows = field(default_factory=Rows)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def new_id(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def span(self) -> dict[str, date | None]:
        """Mostly running; else beginning or ending just there, so that one day decides."""
        long_ago, far_off = BASE - timedelta(days=400), BASE + timedelta(days=400)
        start = long_ago if self.chance(0.75) else self.dice.choice(DAYS)
        last = self.dice.choice([None, far_off]) if self.chance(0.65) else self.dice.choice(DAYS)
        return {"start": start, "last_day": None if last is None else max(start, last)}

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def add(self, model: type[models.Model], **values: Any) -> Any:
        return self.rows.add(model(id=self.new_id(), **values))

    # --- The organisation ----------------------------------------------------------------------------------

    def world(self, number: int) -> World:
        municipality = self.add(people.Municipality, code=f"{number:04d}", name=f"Kommun {number}")
        bodies = [
            self.add(
                people.ResponsibleBody,
                name=f"Huvudman {number}.{one}",
                kind="municipal",
                municipality=municipality,
            )
            for one in range(2)
        ]
        agencies = [
            self.add(people.Agency, name="V", municipality=municipality, responsible_body=body)
            for body in (bodies[0], bodies[0], bodies[1])
        ]
        areas = [self.add(people.SecrecyArea, name="O", agency=agency) for agency in agencies]
        units = [
            self.add(people.Unit, name=f"E{place}", kind="other", area=areas[area])
            for place, area in enumerate((0, 0, 1, 2))
        ]
        staff = [self.add(people.Professional, given_name="P", family_name=str(one)) for one in range(6)]
        guardians = [
            self.add(
                people.Guardian,
                given_name="V",
                family_name=str(one),
                protected_identity=self.dice.choice(["marked", "population", "fictitious"])
                if self.chance(SELDOM)
                else "none",
            )
            for one in range(FAMILIES)
        ]
        groups = [self.add(people.MentorGroup, unit=unit, name="G") for unit in units[:3]]
        world = World(units, staff, self._assignments(staff, units), guardians, groups)
        self._charges(world, bodies)
        for _ in range(self.children):
            self._child(world, municipality)
        self._actors(world)
        return world

    def _assignments(self, staff: list[Any], units: list[Any]) -> list[Any]:
        found = []
        for person in staff:
            for unit in self.dice.sample(units, k=self.dice.choice([1, 2, 2])):
                span = self.span() if self.chance(0.5) else {"start": BASE - timedelta(days=400)}
                found.append(
                    self.add(
                        people.Assignment,
                        professional=person,
                        unit=unit,
                        profession=self.dice.choice(PROFESSIONS),
                        **span,
                    )
                )
        return found

    def _charges(self, world: World, bodies: list[Any]) -> None:
        for unit in world.units:
            for person in self.dice.sample(world.professionals, k=self.dice.choice([0, 1, 1, 2])):
                self.add(people.UnitResponsibility, unit=unit, professional=person, **self.span())
        for body in bodies:
            for person in self.dice.sample(world.professionals, k=self.dice.choice([1, 2, 3])):
                self.add(people.Appointment, responsible_body=body, professional=person, **self.span())
        for assignment in world.assignments:
            for kind in people.UnitWideTask.Kind.values:
                if self.chance(0.6):
                    near = [u for u in world.units if u.area_id == assignment.unit.area_id]
                    self.add(
                        people.UnitWideTask,
                        assignment=assignment,
                        unit=self.dice.choice(near if self.chance(0.6) else world.units),
                        kind=kind,
                        **self.span(),
                    )
        for group in world.groups:
            near = [one.professional for one in world.assignments if one.unit_id == group.unit_id]
            for person in {*near, self.dice.choice(world.professionals)}:
                self.add(people.MentorGroupMentor, group=group, professional=person, **self.span())

    # --- A child and its case ------------------------------------------------------------------------------

    def _child(self, world: World, municipality: Any) -> None:
        child = self.add(
            people.Child,
            given_name="B",
            family_name="N",
            municipality=municipality,
            birth_date=self.dice.choice(BIRTHS),
            protected_identity=self.dice.choice(["marked", "population", "fictitious"])
            if self.chance(SELDOM)
            else "none",
        )
        world.children.append(child.pk)
        world.families[child.pk] = family = self.dice.choices(
            world.guardians, k=self.dice.choice([0, 1, 2, 2, 3])
        )
        for guardian in family:
            if self.chance(SELDOM):
                self.add(
                    people.ContactHold,
                    child=child,
                    guardian=guardian,
                    decided_by=self.dice.choice(world.professionals),
                    reason="Skäl",
                    review_on=BASE,
                    **self.span(),
                )
            self.add(
                people.Guardianship,
                child=child,
                guardian=guardian,
                relation="custody" if self.chance(0.85) else "parent",
                blocked=self.chance(0.12),
                **self.span(),
            )
        for person in self._some(world.professionals, (0, 0, 0, 0, 1)):
            self.add(
                people.ConflictOfInterest,
                child=child,
                professional=person,
                declared_by=person,
                reason="Släkt",
                **self.span(),
            )
        for assignment in self._some(world.assignments, (0, 0, 1)):
            self._opening(world, child, assignment)
        if self.chance(0.4):
            group = self.dice.choice(world.groups)
            self.add(people.MentorGroupMember, group=group, child=child, **self.span())
        if self.chance(0.5):
            unit = self.dice.choice(world.units)
            self.add(people.Enrolment, child=child, unit=unit, school_form="GR", **self.span())
        self._life(world, child)

    def _opening(self, world: World, child: Any, assignment: Any) -> None:
        """Mostly open just now; else one moment decides."""
        edge, hour = self.dice.choice([-1, 0, 1]) * timedelta(microseconds=1), timedelta(hours=1)
        opened = NOW + edge if self.chance(0.15) else NOW - hour
        opener, *others = self.dice.sample(world.professionals, k=len(world.professionals))
        if not self.chance(SELDOM):
            opener = assignment.professional
        self.add(
            casefile.EmergencyOpening,
            child=child,
            professional=opener,
            assignment=assignment,
            reason="Skäl",
            opened_at=opened,
            until=max(NOW + edge if self.chance(0.15) else NOW + hour, opened + hour / 2),
            closed_at=NOW + edge if self.chance(0.1) else None,
            seconded_by=self.dice.choice([one for one in others if one != opener])
            if self.chance(0.4)
            else None,
        )

    def _life(self, world: World, child: Any) -> None:
        cases = [self._case(world, child, unit) for unit in self._some(world.units, (0, 1, 1, 2, 2))]
        for kind in ("concern", "absence_investigation"):
            if self.chance(0.4):
                self._matter(world, child, kind, self.dice.choice(world.units))
        for _ in range(self.dice.choice([1, 2])):
            add_record(self, world, child, cases)

    def _some(self, choices: list[Any], counts: tuple[int, ...]) -> list[Any]:
        return self.dice.sample(choices, k=self.dice.choice(counts))

    def _matter(self, world: World, child: Any, kind: str, unit: Any) -> Any:
        matter = self.add(promised.Matter, child=child, kind=kind, unit=unit, opened_on=BASE)
        made = [self._promise(world, matter, unit) for _ in range(self.dice.choice([1, 1, 2]))]
        if made[0].state == "open":
            matter.carried_by_id = made[0].pk
        else:
            matter.closed_on = BASE
        return matter

    def _promise(self, world: World, matter: Any, owner: Any) -> Any:
        holder, backup = self.dice.sample(world.professionals, k=2)
        state = self.dice.choice(["open", "open", "open", "done"])
        return self.add(
            promised.Commitment,
            matter=matter,
            what="Något",
            unit=owner if self.chance(0.6) else self.dice.choice(world.units),
            holder=holder,
            backup=backup if self.chance(0.6) else None,
            due=BASE,
            source="test",
            state=state,
            made_on=BASE,
            ended_on=None if state == "open" else BASE,
        )

    def _case(self, world: World, child: Any, unit: Any) -> Any:
        matter = self._matter(world, child, "case", unit)
        case = self.add(
            casefile.Case,
            child=child,
            unit=unit,
            matter=matter,
            state="open" if matter.closed_on is None else "closed",
            opened_on=BASE,
        )
        for assignment in self._some(world.assignments, (1, 2, 3, 3)):
            self.add(
                casefile.Participation,
                case=case,
                unit=assignment.unit if self.chance(0.85) else self.dice.choice(world.units),
                professional=assignment.professional,
                kind=self.dice.choice(["coordinator", "member", "member"]),
                **self.span(),
            )
            world.parts.setdefault(case.pk, []).append(assignment.unit)
        return case

    # --- Who asks ------------------------------------------------------------------------------------------

    def _actors(self, world: World) -> None:
        world.actors = [self.actor(assignment) for assignment in world.assignments]
        several = self.dice.sample(world.actors, k=6)
        units, areas = [unit.pk for unit in world.units], [unit.area_id for unit in world.units]
        world.actors += [
            SYSTEM,
            Actor(kind=ActorKind.ADMINISTRATOR, person=several[0].person),
            bent(several[0], unit=self.dice.choice([one for one in units if one != several[0].unit])),
            bent(several[1], area=self.dice.choice([one for one in areas if one != several[1].area])),
            bent(several[2], area=self.dice.choice([one for one in areas if one != several[2].area])),
            bent(several[3], person=self.dice.choice(world.professionals).pk),
            bent(several[4], profession=self.dice.choice(PROFESSIONS)),
            bent(several[5], assignment=self.dice.choice(world.assignments).pk),
            *(
                Actor(kind=ActorKind.GUARDIAN, person=one.pk)
                for one in self.dice.sample(world.guardians, k=4)
            ),
            *(Actor(kind=ActorKind.CHILD, person=pk) for pk in self.dice.sample(world.children, k=2)),
        ]
        world.actors += [
            bent(several[0], behind=Actor(kind=ActorKind.ADMINISTRATOR, person=several[1].person)),
            bent(several[1], behind=several[2]),
            bent(several[3], behind=several[4]),
        ]

    def actor(self, assignment: Any) -> Actor:
        return Actor(
            kind=ActorKind.PROFESSIONAL,
            person=assignment.professional_id,
            assignment=assignment.pk,
            unit=assignment.unit_id,
            area=assignment.unit.area_id,
            profession=assignment.profession,
        )


def bent(actor: Actor, **changes: Any) -> Actor:
    """An actor whose parts do not belong together: it must open nothing unless they happen to."""
    return Actor(**{name: getattr(actor, name) for name in Actor.__slots__} | changes)


def build(seed: int, *, worlds: int, children: int) -> list[World]:
    """Write ``worlds`` organisations with ``children`` children each, in one act."""
    builder = Builder(seed, children)
    with recorded(actor=SYSTEM, action="world.built"):
        found = [builder.world(number) for number in range(worlds)]
        builder.rows.write()
        with connection.cursor() as cursor:
            # Rows of an open transaction are unknown to the planner until it is told.
            cursor.execute("ANALYZE")
    return found
