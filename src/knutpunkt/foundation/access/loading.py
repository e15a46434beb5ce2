"""Fetches the facts about a set of rows: a constant number of queries, however many rows.

Everything around the children of the rows is taken whole (cases, promises, custody, mentors), never by the
actor: what is left out is for ``decide`` to say. ``Loaded.things`` answers for each row by its id.
"""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from knutpunkt.foundation.access import facts as plain
from knutpunkt.foundation.access.actions import Kind
from knutpunkt.foundation.access.gathering import Gathered, children_about, gather, grouped
from knutpunkt.foundation.access.own import this_moment
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
    GuardianNotAsked,
    Participation,
    Record,
)
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.models import (
    Child,
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


def load(rows: Sequence[models.Model], actors: Iterable[Actor], now: datetime | None = None) -> Loaded:
    """The facts about these rows (of one model) for these actors, at a moment."""
    moment = now or this_moment()
    acting = [one for actor in actors for one in actor.each if one.is_professional]
    people = frozenset(actor.person for actor in acting if actor.person)
    units = {actor.unit for actor in acting if actor.unit}
    units |= {row.unit_id for row in rows if isinstance(row, Record)}
    children = {child_of(row) for row in rows}
    known = kept((load, moment), list[Gathered])
    for one in known:
        if one.covers(children, people, units):
            return Loaded(one.facts, _things(rows, one.facts, one.promises))
    gathered = gather(children, people, units, moment)
    known.append(gathered)
    return Loaded(gathered.facts, _things(rows, gathered.facts, gathered.promises))


def _things(
    rows: Sequence[models.Model], facts: plain.Facts, promises: Iterable[plain.Commitment]
) -> dict[UUID, plain.Thing]:
    if not rows:
        return {}
    kind = kind_of(type(rows[0]))
    if kind is Kind.RECORD:
        return _records([row for row in rows if isinstance(row, Record)], facts)
    if kind is Kind.MATTER:
        held = grouped((promise.matter, promise) for promise in promises)
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
        row.opens_at,
        row.undone,
    )


def _records(rows: list[Record], facts: plain.Facts) -> dict[UUID, plain.Thing]:
    ids = [row.pk for row in rows]
    items = _items(ids)
    chosen = [row.pk for row in rows if row.restricted]
    who = fetch(Record.readers.through, "record", chosen, "record", "professional")
    readers: dict[UUID, tuple[UUID, ...]] = grouped((record, person) for record, person in who)
    return {
        row.pk: plain.Record(
            row.pk,
            row.kind,
            facts.children[row.child_id],
            facts.cases.get(row.case_id),
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


_ABOUT_DISCLOSURE = ("id", "case", "child", "sender", "recipient", "ground", "sent_on", "until", "ended_on",
    "refused", "opens_at", "undone",
)  # fmt: skip


def _items(records: list[UUID]) -> dict[UUID, tuple[plain.Item, ...]]:
    """What has been handed over of each record; a page that shows a record twice asks once."""
    known = kept(_items, dict[UUID, tuple[plain.Item, ...]])
    unread = [one for one in records if one not in known]
    known.update(dict.fromkeys(unread, ()) | _items_read(unread))
    return known


def _items_read(records: list[UUID]) -> dict[UUID, tuple[plain.Item, ...]]:
    told = (f"disclosure__{name}" for name in _ABOUT_DISCLOSURE)
    rows = list(fetch(DisclosureItem, "record", records, "record", "consent", *told))
    consents = consents_by_id({consent for _, consent, *_ in rows if consent})
    return grouped(
        (record, plain.Item(plain.Disclosure(*given), consents[consent] if consent else None))
        for record, consent, *given in rows
    )


def consents_by_id(ids: Collection[UUID]) -> dict[UUID, plain.Consent]:
    """Consents with every answer, for ``decide`` and for the page that tells who has said what."""
    said = ("guardian", "answer", "given_on", "withdrawn_on", "current")
    answers = grouped(
        (consent, plain.Answer(*rest))
        for consent, *rest in fetch(ConsentAnswer, "consent", ids, "consent", *said)
    )
    about = (
        "start", "last_day", "id", "request__case", "child", "sender", "recipient", "category",
        "maturity_reason", "childs_no_overridden",
        "request__decides", "request__guardian", "request__taken_back_on", "request",
    )  # fmt: skip
    rows = list(fetch(Consent, "pk", ids, *about))
    left_out = fetch(
        GuardianNotAsked, "request", {row[-1] for row in rows}, "request", "guardian", "decided_on"
    )
    not_asked = grouped((request, plain.NotAsked(*rest)) for request, *rest in left_out)
    return {
        row[2]: replace(
            plain.Consent(*row[:-1]), answers=answers.get(row[2], ()), not_asked=not_asked.get(row[-1], ())
        )
        for row in rows
    }


def children_by_id(ids: Collection[UUID]) -> dict[UUID, plain.Child]:
    """Children with custody, for the question whether a consent is effective."""
    return children_about(ids, (), {})
