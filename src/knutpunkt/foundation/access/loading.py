"""Fetches the facts about a set of rows: a constant number of queries, however many rows.

Everything around the children of the rows is taken whole (cases, promises, custody, mentors), never by the
actor: what is left out is for ``decide`` to say. ``Loaded.things`` answers for each row by its id.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from knutpunkt.foundation.access import facts as plain
from knutpunkt.foundation.access.actions import Kind
from knutpunkt.foundation.asking.prepared import fetch
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.trail import kept
from knutpunkt.foundation.casefile.models import (
    Case,
    Consent,
    ConsentAnswer,
    ConsentRequest,
    Disclosure,
    DisclosureItem,
    Participation,
    Record,
)
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.models import (
    Appointment,
    Assignment,
    Child,
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
class Loaded:
    """The facts, and the thing each row is in them."""

    facts: plain.Facts
    things: dict[UUID, plain.Thing]


KINDS: tuple[tuple[type[models.Model], Kind], ...] = (
    (Child, Kind.CHILD),
    (Case, Kind.CASE),
    (Participation, Kind.PARTICIPATION),
    (Record, Kind.RECORD),
    (Commitment, Kind.COMMITMENT),
    (Matter, Kind.MATTER),
    (ConsentRequest, Kind.CONSENT_REQUEST),
    (Disclosure, Kind.DISCLOSURE),
)


def kind_of(model: type[models.Model]) -> Kind:
    """Which kind of thing a model is; a room's content is a record by inheritance. Raises ``TypeError``."""
    for known, kind in KINDS:
        if issubclass(model, known):
            return kind
    raise TypeError(f"{model.__name__} does not come through the door: reach it from a record or a case")


def child_of(row: models.Model) -> UUID:
    """Which child a row tells about."""
    if isinstance(row, Child):
        return row.pk
    if isinstance(row, Commitment):
        return row.matter.child_id
    if isinstance(row, ConsentRequest | Participation):
        return row.case.child_id
    return row.child_id  # type: ignore[attr-defined,no-any-return]


def load(rows: Sequence[models.Model], actors: Iterable[Actor]) -> Loaded:
    """The facts about these rows (of one model) for these actors."""
    acting = [actor for actor in actors if actor.is_professional]
    people = frozenset(actor.person for actor in acting if actor.person)
    units = {actor.unit for actor in acting if actor.unit}
    units |= {row.unit_id for row in rows if isinstance(row, Record)}
    children = {child_of(row) for row in rows}
    known = kept(load, list[_Gathered])
    for one in known:
        if one.covers(children, people, units):
            return Loaded(one.facts, _things(rows, one.facts, one.promises))
    gathered = _gather(children, people, units)
    known.append(gathered)
    return Loaded(gathered.facts, _things(rows, gathered.facts, gathered.promises))


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Facts about some children, and whom and which units they were gathered for."""

    people: frozenset[UUID]
    promises: list[plain.Commitment]
    facts: plain.Facts

    def covers(self, children: set[UUID], people: frozenset[UUID], units: set[UUID]) -> bool:
        """Whether nothing that was asked for is missing: facts about more than was asked do no harm."""
        known = self.facts
        return children <= known.children.keys() and people <= self.people and units <= known.areas.keys()


def _gather(ids: set[UUID], people: frozenset[UUID], units: set[UUID]) -> _Gathered:
    promises = _commitments(ids)
    cases = _cases(ids, promises)
    children = _children(ids, promises, cases)
    facts = _around(children, cases, promises, units | _units_of(children.values(), promises), set(people))
    return _Gathered(people, promises, facts)


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
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
    return [plain.Commitment(*row[:-1], open=row[-1] == Commitment.State.OPEN) for row in rows]


_PART = ("case", "start", "last_day", "professional", "unit", "kind")


def _cases(children: Collection[UUID], promises: Iterable[plain.Commitment]) -> dict[UUID, plain.Case]:
    taking_part = _grouped(
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
    held = _grouped((promise.case, promise) for promise in promises)
    return {
        pk: plain.Case(pk, child, unit, taking_part.get(pk, ()), held.get(pk, ()))
        for pk, child, unit in fetch(Case, "child", children, "id", "child", "unit")
    }


def _children(
    ids: Collection[UUID], promises: Iterable[plain.Commitment], cases: dict[UUID, plain.Case]
) -> dict[UUID, plain.Child]:
    guardians = _spans(Guardianship, plain.Guardianship, "child", ids, "guardian", "relation", "blocked")
    guardians = {
        child: tuple(
            plain.Guardianship(
                link.start,
                link.last_day,
                link.guardian,
                link.custody == Guardianship.Relation.CUSTODY,
                link.blocked,
            )
            for link in links
        )
        for child, links in guardians.items()
    }
    groups = _spans(MentorGroupMember, plain.Membership, "child", ids, "group", "group__unit")
    places = _spans(Enrolment, plain.Enrolment, "child", ids, "unit")
    own_cases = _grouped((case.child, case) for case in cases.values())
    own_promises = _grouped((promise.child, promise) for promise in promises)
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
        )
        for pk, birth, protected, name in rows
    }


def _spans(
    model: type[models.Model], make: Any, key: str, wanted: Collection[Any], *fields: str
) -> dict[UUID, tuple[Any, ...]]:
    """Dated rows of ``model`` as plain facts, grouped by ``key``."""
    rows = fetch(model, key, wanted, key, "start", "last_day", *fields)
    return _grouped((owner, make(start, last, *rest)) for owner, start, last, *rest in rows)


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
        employed=_grouped((one.professional, one) for one in working),
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
    return _grouped((assignment, plain.Task(*rest)) for assignment, *rest in rows)


def _things(
    rows: Sequence[models.Model], facts: plain.Facts, promises: Iterable[plain.Commitment]
) -> dict[UUID, plain.Thing]:
    if not rows:
        return {}
    kind = kind_of(type(rows[0]))
    if kind is Kind.RECORD:
        return _records([row for row in rows if isinstance(row, Record)], facts)
    if kind is Kind.MATTER:
        held = _grouped((promise.matter, promise) for promise in promises)
        return {row.pk: plain.Matter(row.pk, child_of(row), held.get(row.pk, ())) for row in rows}
    if kind is Kind.PARTICIPATION:
        return _parts([row for row in rows if isinstance(row, Participation)], facts)
    known: dict[Kind, Any] = {
        Kind.CHILD: facts.children,
        Kind.CASE: facts.cases,
        Kind.COMMITMENT: {promise.id: promise for promise in promises},
    }
    if kind in known:
        return {row.pk: known[kind][row.pk] for row in rows if row.pk in known[kind]}
    return {row.pk: _crossing(row) for row in rows}


def _parts(rows: list[Participation], facts: plain.Facts) -> dict[UUID, plain.Thing]:
    known = [row for row in rows if row.case_id in facts.cases]
    return {row.pk: plain.Part(row.pk, row.unit_id, facts.cases[row.case_id]) for row in known}


def _crossing(row: models.Model) -> plain.Request | plain.Disclosure:
    if isinstance(row, ConsentRequest):
        return plain.Request(row.pk, row.case_id, row.sender_id, row.recipient_id)
    if isinstance(row, Disclosure):
        return _disclosure(row)
    raise TypeError(type(row))


def _disclosure(row: Disclosure) -> plain.Disclosure:
    return plain.Disclosure(
        row.pk,
        row.case_id,
        row.child_id,
        row.sender_id,
        row.recipient_id,
        row.ground,
        row.sent_on,
        row.until,
        row.ended_on,
        row.refused,
    )


def _records(rows: list[Record], facts: plain.Facts) -> dict[UUID, plain.Thing]:
    ids = [row.pk for row in rows]
    items = _items(ids)
    chosen = [row.pk for row in rows if row.restricted]
    readers = _grouped(fetch(Record.readers.through, "record", chosen, "record", "professional"))
    return {
        row.pk: plain.Record(
            row.pk,
            row.kind,
            facts.children[row.child_id],
            facts.cases.get(row.case_id) if row.case_id else None,
            row.unit_id,
            row.category,
            row.audience,
            row.author_id,
            row.author_unit_id,
            row.function,
            row.draft,
            row.restricted,
            frozenset(readers.get(row.pk, ())),
            items.get(row.pk, ()),
        )
        for row in rows
    }


_ABOUT_DISCLOSURE = ("id", "case", "child", "sender", "recipient", "ground", "sent_on", "until", "ended_on")


def _items(records: list[UUID]) -> dict[UUID, tuple[plain.Item, ...]]:
    told = (f"disclosure__{name}" for name in (*_ABOUT_DISCLOSURE, "refused"))
    rows = list(fetch(DisclosureItem, "record", records, "record", "consent", *told))
    consents = consents_by_id({consent for _, consent, *_ in rows if consent})
    return _grouped(
        (record, plain.Item(plain.Disclosure(*given), consents[consent] if consent else None))
        for record, consent, *given in rows
    )


def consents_by_id(ids: Collection[UUID]) -> dict[UUID, plain.Consent]:
    """Consents with every answer, for ``decide`` and for the page that tells who has said what."""
    said = ("guardian", "answer", "given_on", "withdrawn_on", "current")
    answers = _grouped(
        (consent, plain.Answer(*rest))
        for consent, *rest in fetch(ConsentAnswer, "consent", ids, "consent", *said)
    )
    about = (
        "start", "last_day", "id", "request__case", "child", "sender", "recipient", "category",
        "maturity_reason", "childs_no_overridden",
    )  # fmt: skip
    rows = fetch(Consent, "pk", ids, *about)
    return {row[2]: replace(plain.Consent(*row), answers=answers.get(row[2], ())) for row in rows}


def children_by_id(ids: Collection[UUID]) -> dict[UUID, plain.Child]:
    """Children with custody, for the question whether a consent is effective."""
    return _children(ids, (), {})
