"""What ``decide`` is told: plain frozen facts, without database and clock.

Nothing here decides. ``loading`` fills them from the database, a test may write them by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included; no last day means until further notice."""

    start: date
    last_day: date | None

    def runs(self, on: date) -> bool:
        return self.start <= on and (self.last_day is None or on <= self.last_day)


@dataclass(frozen=True, slots=True)
class Assignment(Span):
    id: UUID
    professional: UUID
    unit: UUID
    profession: str


@dataclass(frozen=True, slots=True)
class Task(Span):
    """A unit-wide task held through an assignment: triage, or protected identity."""

    unit: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class Charge(Span):
    """Somebody answers for a unit, or is a responsible body's appointee, or is mentor of a group."""

    professional: UUID


@dataclass(frozen=True, slots=True)
class Participation(Span):
    professional: UUID
    unit: UUID
    coordinates: bool


@dataclass(frozen=True, slots=True)
class Guardianship(Span):
    guardian: UUID
    custody: bool
    blocked: bool
    protected: str = ""


@dataclass(frozen=True, slots=True)
class ContactHold(Span):
    """Nothing about the child reaches this guardian."""

    guardian: UUID


@dataclass(frozen=True, slots=True)
class Sibling(Span):
    """Another child of a guardian, and how well protected that child is."""

    guardian: UUID
    protected: str


@dataclass(frozen=True, slots=True)
class Conflict(Span):
    """A professional is too close to a child (jäv)."""

    child: UUID


@dataclass(frozen=True, slots=True)
class Opening:
    """A break-glass opening, by one professional through one assignment."""

    id: UUID
    professional: UUID
    assignment: UUID
    opened_at: datetime
    until: datetime
    closed_at: datetime | None
    seconded: bool


@dataclass(frozen=True, slots=True)
class Membership(Span):
    """A child belongs to a mentor group at a unit."""

    group: UUID
    unit: UUID


@dataclass(frozen=True, slots=True)
class Enrolment(Span):
    unit: UUID


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person said about a consent; ``guardian`` is empty when it was the child."""

    guardian: UUID | None
    answer: str
    given_on: date
    withdrawn_on: date | None
    current: bool


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A guardian left out of an asking, from a day."""

    guardian: UUID
    decided_on: date


@dataclass(frozen=True, slots=True)
class Consent(Span):
    id: UUID
    case: UUID
    child: UUID
    sender: UUID
    recipient: UUID
    category: str
    maturity_reason: str
    childs_no_overridden: str
    decides: str = "together"
    guardian: UUID | None = None
    taken_back_on: date | None = None
    answers: tuple[Answer, ...] = ()
    not_asked: tuple[NotAsked, ...] = ()


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Something handed over, or a refusal to. ``case`` may be empty, and then it opens nothing."""

    id: UUID
    case: UUID | None
    child: UUID
    sender: UUID
    recipient: UUID
    ground: str
    sent_on: date
    until: date | None
    ended_on: date | None
    refused: bool
    opens_at: datetime = LONG_AGO
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """That a record is in a disclosure, and which consent makes it lawful."""

    disclosure: Disclosure
    consent: Consent | None


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise; ``matter_kind`` and ``owner`` (the matter's unit) are those of the matter it carries."""

    id: UUID
    matter: UUID
    matter_kind: str
    owner: UUID
    child: UUID
    case: UUID | None
    unit: UUID
    holder: UUID
    backup: UUID | None
    open: bool


@dataclass(frozen=True, slots=True)
class Matter:
    id: UUID
    child: UUID
    commitments: tuple[Commitment, ...]


@dataclass(frozen=True, slots=True)
class Case:
    id: UUID
    child: UUID
    unit: UUID
    participations: tuple[Participation, ...] = ()
    commitments: tuple[Commitment, ...] = ()


@dataclass(frozen=True, slots=True)
class Child:
    id: UUID
    birth: date | None
    protected_identity: str
    given_name: str = ""
    guardianships: tuple[Guardianship, ...] = ()
    memberships: tuple[Membership, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    cases: tuple[Case, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    holds: tuple[ContactHold, ...] = ()
    siblings: tuple[Sibling, ...] = ()
    openings: tuple[Opening, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """The envelope of one written thing, with the child and the case it belongs to."""

    id: UUID
    kind: str
    child: Child
    case: Case | None
    unit: UUID
    category: str
    audience: str
    author: UUID | None
    author_unit: UUID | None
    function: str
    draft: bool
    restricted: bool
    readers: frozenset[UUID] = frozenset()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """An asking for consent: to one receiver, in one case."""

    id: UUID
    case: UUID
    sender: UUID
    recipient: UUID


@dataclass(frozen=True, slots=True)
class Part:
    """That a unit takes part in a case: itself told unit by unit (trust §1, sentence 10)."""

    id: UUID
    unit: UUID
    case: Case


Thing = Child | Case | Part | Record | Commitment | Matter | Request | Disclosure


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything around the things of one question: who works where, who answers for what, and the cases.

    Asked for what may be empty, ``Any``: nobody's id finds nothing.
    """

    assignments: Mapping[Any, Assignment] = field(default_factory=dict)
    employed: Mapping[UUID, tuple[Assignment, ...]] = field(default_factory=dict)  # by professional
    tasks: Mapping[UUID, tuple[Task, ...]] = field(default_factory=dict)  # by assignment
    mentors: Mapping[UUID, tuple[Charge, ...]] = field(default_factory=dict)  # by mentor group
    responsible: Mapping[UUID, tuple[Charge, ...]] = field(default_factory=dict)  # by unit
    appointees: Mapping[UUID, tuple[Charge, ...]] = field(default_factory=dict)  # by responsible body
    areas: Mapping[UUID, UUID] = field(default_factory=dict)  # by unit
    bodies: Mapping[UUID, UUID] = field(default_factory=dict)  # by unit
    children: Mapping[UUID, Child] = field(default_factory=dict)
    cases: Mapping[Any, Case] = field(default_factory=dict)
    conflicts: Mapping[Any, tuple[Conflict, ...]] = field(default_factory=dict)  # by professional
    now: datetime = LONG_AGO
