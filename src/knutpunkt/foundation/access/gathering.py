"""Gathers everything around some children as plain facts: a constant number of queries, however many.

Taken whole (cases, promises, custody, mentors), never by the actor: what is left out is for ``decide`` to
say.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from knutpunkt.foundation.access import facts as plain
from knutpunkt.foundation.asking.prepared import fetch
from knutpunkt.foundation.casefile.models import (
    Case,
    EmergencyOpening,
    Participation,
)
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import (
    Appointment,
    Assignment,
    Child,
    ConflictOfInterest,
    ContactHold,
    Enrolment,
    Guardianship,
    MentorGroupMember,
    MentorGroupMentor,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Facts about some children, and whom and which units they were gathered for."""

    people: frozenset[UUID]
    promises: list[plain.Commitment]
    facts: plain.Facts

    def covers(self, children: set[UUID], people: frozenset[UUID], units: set[UUID]) -> bool:
        """Whether nothing that was asked for is missing: facts about more than was asked do no harm."""
        known = self.facts
        return children <= known.children.keys() and people <= self.people and units <= known.areas.keys()


def gather(ids: set[UUID], people: frozenset[UUID], units: set[UUID], now: datetime) -> Gathered:
    promises = _commitments(ids)
    cases = _cases(ids, promises)
    children = children_about(ids, promises, cases)
    facts = _around(children, cases, promises, units | _units_of(children.values(), promises), set(people))
    return Gathered(people, promises, replace(facts, now=now))


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    found: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def _commitments(children: Collection[UUID]) -> list[plain.Commitment]:
    rows = fetch(
        Commitment, "matter__child", children,
        "id", "matter", "matter__kind", "matter__unit", "matter__child", "matter__case",
        "unit", "holder", "backup", "state",
    )  # fmt: skip
    told = ((*row[:-1], row[-1] == Commitment.State.OPEN) for row in rows)
    return [plain.Commitment(*row) for row in told]


_PART = ("case", "start", "last_day", "professional", "unit", "kind")


def _cases(children: Collection[UUID], promises: Iterable[plain.Commitment]) -> dict[UUID, plain.Case]:
    taking_part = grouped(
        (case, plain.Participation(start, last, who, unit, kind == Participation.Kind.COORDINATOR))
        for case, start, last, who, unit, kind in fetch(
            Participation,
            "case__child",
            children,
            "case",
            "start",
            "last_day",
            "professional",
            "unit",
            "kind",
        )
    )
    held = grouped((promise.case, promise) for promise in promises)
    return {
        pk: plain.Case(pk, child, unit, taking_part.get(pk, ()), held.get(pk, ()))
        for pk, child, unit in fetch(Case, "child", children, "id", "child", "unit")
    }


def children_about(
    ids: Collection[UUID], promises: Iterable[plain.Commitment], cases: dict[UUID, plain.Case]
) -> dict[UUID, plain.Child]:
    guardians = _spans(Guardianship, _guardianship, "child", ids, *_LINK)
    siblings = _siblings({child: {link.guardian for link in links} for child, links in guardians.items()})
    holds = _spans(ContactHold, plain.ContactHold, "child", ids, "guardian")
    openings = grouped(
        (child, plain.Opening(*(*rest, second is not None)))
        for child, *rest, second in fetch(EmergencyOpening, "child", ids, *_OPENING)
    )
    groups = _spans(MentorGroupMember, plain.Membership, "child", ids, "group", "group__unit")
    places = _spans(Enrolment, plain.Enrolment, "child", ids, "unit")
    own_cases = grouped((case.child, case) for case in cases.values())
    own_promises = grouped((promise.child, promise) for promise in promises)
    rows = fetch(Child, "pk", ids, "id", "birth_date", "protected_identity", "given_name")
    return {
        pk: plain.Child(
            pk,
            birth,
            protected,
            name,
            guardians.get(pk, ()),
            groups.get(pk, ()),
            places.get(pk, ()),
            own_cases.get(pk, ()),
            own_promises.get(pk, ()),
            holds.get(pk, ()),
            siblings.get(pk, ()),
            openings.get(pk, ()),
        )
        for pk, birth, protected, name in rows
    }


_LINK = ("guardian", "relation", "blocked", "guardian__protected_identity")
_OPENING = ("child", "id", "professional", "assignment", "opened_at", "until", "closed_at", "seconded_by")


def _guardianship(
    start: date, last_day: date | None, guardian: UUID, relation: str, blocked: bool, protected: str
) -> plain.Guardianship:
    custody = relation == Guardianship.Relation.CUSTODY
    return plain.Guardianship(start, last_day, guardian, custody, blocked, protected)


def _siblings(guardians: dict[UUID, set[UUID]]) -> dict[UUID, tuple[plain.Sibling, ...]]:
    """Every other child of each child's guardians."""
    everyone = {one for some in guardians.values() for one in some}
    fields = ("guardian", "child", "start", "last_day", "child__protected_identity")
    children = grouped(
        (guardian, (child, plain.Sibling(start, last, guardian, protected)))
        for guardian, child, start, last, protected in fetch(Guardianship, "guardian", everyone, *fields)
    )
    return {
        child: tuple(sibling for one in mine for other, sibling in children.get(one, ()) if other != child)
        for child, mine in guardians.items()
    }


def _spans(
    model: type[models.Model], make: Any, key: str, wanted: Collection[Any], *fields: str
) -> dict[UUID, tuple[Any, ...]]:
    """Dated rows of ``model`` as plain facts, grouped by ``key``."""
    rows = fetch(model, key, wanted, key, "start", "last_day", *fields)
    return grouped((owner, make(start, last, *rest)) for owner, start, last, *rest in rows)


def _units_of(children: Iterable[plain.Child], promises: Iterable[plain.Commitment]) -> set[UUID]:
    found = {promise.unit for promise in promises} | {promise.owner for promise in promises}
    for child in children:
        found.update(place.unit for place in child.enrolments)
        for case in child.cases:
            found.add(case.unit)
            found.update(one.unit for one in case.participations)
    return found


def _around(
    children: dict[UUID, plain.Child],
    cases: dict[UUID, plain.Case],
    promises: Sequence[plain.Commitment],
    units: set[UUID],
    acting: set[UUID],
) -> plain.Facts:
    groups = {one.group for child in children.values() for one in child.memberships}
    areas, bodies = _areas_and_bodies(units)
    responsible = _spans(UnitResponsibility, plain.Charge, "unit", units, "professional")
    workers = acting | {one.holder for one in promises} | {one.backup for one in promises if one.backup}
    workers |= {one.professional for answering in responsible.values() for one in answering}
    working = _assignments(workers)
    return plain.Facts(
        assignments={one.id: one for one in working},
        employed=grouped((one.professional, one) for one in working),
        tasks=_tasks(acting),
        mentors=_spans(MentorGroupMentor, plain.Charge, "group", groups, "professional"),
        responsible=responsible,
        appointees=_spans(
            Appointment, plain.Charge, "responsible_body", set(bodies.values()), "professional"
        ),
        areas=areas,
        bodies=bodies,
        children=children,
        cases=cases,
        conflicts=_spans(ConflictOfInterest, plain.Conflict, "professional", acting, "child"),
    )


def _areas_and_bodies(units: set[UUID]) -> tuple[dict[UUID, UUID], dict[UUID, UUID]]:
    areas, bodies = {}, {}
    for unit, area, body in fetch(Unit, "pk", units, "id", "area", "area__agency__responsible_body"):
        areas[unit], bodies[unit] = area, body
    return areas, bodies


def _assignments(workers: set[UUID]) -> list[plain.Assignment]:
    fields = ("start", "last_day", "id", "professional", "unit", "profession")
    return [plain.Assignment(*row) for row in fetch(Assignment, "professional", workers, *fields)]


def _tasks(acting: set[UUID]) -> dict[UUID, tuple[plain.Task, ...]]:
    fields = ("assignment", "start", "last_day", "unit", "kind")
    rows = fetch(UnitWideTask, "assignment__professional", acting, *fields)
    return grouped((assignment, plain.Task(*rest)) for assignment, *rest in rows)
