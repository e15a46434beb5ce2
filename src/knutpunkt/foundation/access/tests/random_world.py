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

from django.db import models

from knutpunkt.foundation.audit.actor import SYSTEM, Actor, ActorKind
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile import models as casefile
from knutpunkt.foundation.casefile.models import Audience, Category, Ground, Record
from knutpunkt.foundation.commitments import models as promised
from knutpunkt.foundation.people import models as people
from knutpunkt.foundation.people.models import Profession

BASE = date(2026, 2, 28)  # the day somebody born on 29 February has a birthday
DAYS = [BASE + timedelta(days=step) for step in (-2, -1, 0, 1, 2)]
PROFESSIONS = [
    Profession.TEACHER,
    Profession.HEAD_TEACHER,
    Profession.SCHOOL_COUNSELLOR,
    Profession.PSYCHOLOGIST,
    Profession.SOCIAL_WORKER,
    Profession.STATISTICIAN,
]
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
        """Mostly running on most days; often beginning or ending just there."""
        start = self.dice.choice([BASE - timedelta(days=400), BASE - timedelta(days=400), *DAYS])
        last = self.dice.choice([None, None, *DAYS, BASE + timedelta(days=400)])
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
        guardians = [self.add(people.Guardian, given_name="V", family_name=str(one)) for one in range(3)]
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
            for person in self.dice.sample(world.professionals, k=self.dice.choice([1, 1, 2])):
                self.add(people.Appointment, responsible_body=body, professional=person, **self.span())
        for assignment in world.assignments:
            for kind in people.UnitWideTask.Kind.values:
                if self.chance(0.4):
                    near = [u for u in world.units if u.area_id == assignment.unit.area_id]
                    self.add(
                        people.UnitWideTask,
                        assignment=assignment,
                        unit=self.dice.choice(near if self.chance(0.8) else world.units),
                        kind=kind,
                        **self.span(),
                    )
        for group in world.groups:
            for person in self.dice.sample(world.professionals, k=2):
                self.add(people.MentorGroupMentor, group=group, professional=person, **self.span())

    # --- A child and its case ------------------------------------------------------------------------------

    def _child(self, world: World, municipality: Any) -> None:
        child = self.add(
            people.Child,
            given_name="B",
            family_name="N",
            municipality=municipality,
            birth_date=self.dice.choice(BIRTHS),
            protected_identity=self.dice.choice(
                ["none", "none", "none", "marked", "population", "fictitious"]
            ),
        )
        world.children.append(child.pk)
        for guardian in self.dice.choices(world.guardians, k=self.dice.choice([0, 1, 2, 2, 3])):
            self.add(
                people.Guardianship,
                child=child,
                guardian=guardian,
                relation=self.dice.choice(["custody", "custody", "custody", "parent"]),
                blocked=self.chance(0.2),
                **self.span(),
            )
        if self.chance(0.4):
            group = self.dice.choice(world.groups)
            self.add(people.MentorGroupMember, group=group, child=child, **self.span())
        if self.chance(0.5):
            unit = self.dice.choice(world.units)
            self.add(people.Enrolment, child=child, unit=unit, school_form="GR", **self.span())
        self._life(world, child)

    def _life(self, world: World, child: Any) -> None:
        cases = [self._case(world, child, unit) for unit in self._some(world.units, (0, 1, 1, 1, 2))]
        for kind in ("concern", "absence_investigation"):
            if self.chance(0.4):
                self._matter(world, child, kind, self.dice.choice(world.units))
        for _ in range(self.dice.choice([1, 2])):
            self._record(world, child, self.dice.choice([None, *cases, *cases, *cases]), cases)

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
        return case

    def _record(self, world: World, child: Any, case: Any, cases: list[Any]) -> None:
        writer = self.dice.choice(world.assignments)
        kinds = [*Record.Kind.values, "concern", "note", "note", "absence_investigation"]
        record = self.add(
            Record,
            kind=self.dice.choice(kinds),
            child=child,
            case=case,
            unit=case.unit if case is not None and self.chance(0.5) else self.dice.choice(world.units),
            category=self.dice.choice([*Category.values, "attendance", "support"]),
            audience=self.dice.choice(Audience.values),
            author=writer.professional if self.chance(0.9) else None,
            author_unit=writer.unit,
            function=self.dice.choice(PROFESSIONS),
            draft=self.chance(0.1),
            restricted=self.chance(0.12),
            written_on=BASE,
        )
        if record.restricted or self.chance(0.05):
            for person in self._some(world.professionals, (1, 2, 3)):
                self.rows.add(Record.readers.through(record_id=record.pk, professional_id=person.pk))
        if case is not None:
            for _ in range(self.dice.choice([0, 1, 1, 2])):
                self._disclose(world, record, child, self.dice.choice([case, case, case, *cases]))

    def _disclose(self, world: World, record: Any, child: Any, case: Any) -> None:
        sender = record.unit if self.chance(0.85) else self.dice.choice(world.units)
        recipient = self._another(world, sender)
        request = self._request(world, case, sender, recipient)
        consents = [
            self._consent(world, request, record, child) for _ in range(self.dice.choice([0, 1, 1, 1, 2]))
        ]
        disclosure = self.add(
            casefile.Disclosure,
            case=case if self.chance(0.95) else None,
            child=child,
            sender=sender,
            recipient=recipient,
            ground=self.dice.choice([Ground.CONSENT, Ground.CONSENT, Ground.CONSENT, Ground.HARM_TEST]),
            decided_by=self.dice.choice(world.professionals),
            sent_on=self.dice.choice([BASE - timedelta(days=60), BASE - timedelta(days=60), *DAYS]),
            until=self.dice.choice([None, None, None, *DAYS]),
            ended_on=self.dice.choice([None, None, None, None, *DAYS]),
            refused=self.chance(0.1),
        )
        consent = consents[0] if consents and self.chance(0.95) else None
        self.add(casefile.DisclosureItem, disclosure=disclosure, record=record, consent=consent)

    def _request(self, world: World, case: Any, sender: Any, recipient: Any) -> Any:
        return self.add(
            casefile.ConsentRequest,
            case=case,
            sender=sender,
            recipient=recipient,
            purpose="Stöd",
            asked_by=self.dice.choice(world.professionals),
            asked_on=BASE,
        )

    def _another(self, world: World, unit: Any) -> Any:
        return self.dice.choice([one for one in world.units if one.pk != unit.pk])

    def _consent(self, world: World, request: Any, record: Any, child: Any) -> Any:
        span = self.span()
        sender = request.sender if self.chance(0.95) else self.dice.choice(world.units)
        consent = self.add(
            casefile.Consent,
            request=request,
            child=child,
            sender=sender,
            recipient=request.recipient if self.chance(0.95) else self._another(world, sender),
            category=record.category if self.chance(0.9) else self.dice.choice(Category.values),
            maturity_reason="Bedömt" if self.chance(0.3) else "",
            childs_no_overridden="Skäl" if self.chance(0.3) else "",
            start=span["start"],
            last_day=span["last_day"] or BASE + timedelta(days=300),
        )
        for giver in [None, *world.guardians]:
            if self.chance(0.85):
                self._answer(world, consent, giver, current=True)
            if self.chance(0.15):
                self._answer(world, consent, giver, current=False)
        return consent

    def _answer(self, world: World, consent: Any, giver: Any, *, current: bool) -> None:
        answer = self.dice.choice(["yes"] * 8 + ["no", "not_now"])
        withdrawn = self.dice.choice(DAYS) if answer == "yes" and self.chance(0.2) else None
        self.add(
            casefile.ConsentAnswer,
            consent=consent,
            guardian=giver,
            by_child=giver is None,
            answer=answer,
            how="paper",
            given_on=self.dice.choice([BASE - timedelta(days=30)] * 6 + DAYS),
            withdrawn_on=withdrawn,
            current=current,
            documented_by=self.dice.choice(world.professionals),
        )

    # --- Who asks ------------------------------------------------------------------------------------------

    def _actors(self, world: World) -> None:
        world.actors = [self.actor(assignment) for assignment in world.assignments]
        one = self.dice.choice(world.actors)
        world.actors += [
            SYSTEM,
            Actor(kind=ActorKind.ADMINISTRATOR, person=one.person),
            bent(one, unit=self.dice.choice(world.units).pk),
            bent(one, area=self.dice.choice(world.units).area_id),
            bent(one, person=self.dice.choice(world.professionals).pk),
            bent(one, profession=self.dice.choice(PROFESSIONS)),
            bent(one, assignment=self.dice.choice(world.assignments).pk),
            *(Actor(kind=ActorKind.GUARDIAN, person=guardian.pk) for guardian in world.guardians),
            *(Actor(kind=ActorKind.CHILD, person=pk) for pk in self.dice.sample(world.children, k=2)),
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
    return found
