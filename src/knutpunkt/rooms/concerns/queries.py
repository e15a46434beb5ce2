"""What the pages of this room read: always through the door, save the organisation's own tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from knutpunkt.foundation.access import door
from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.narrowing import about
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.commitments.queries import with_holder
from knutpunkt.foundation.people.models import Child, Enrolment, Professional, Unit
from knutpunkt.rooms.concerns import acting
from knutpunkt.rooms.concerns.models import AbsenceInvestigation, Concern, Receipt, ReportOfConcern
from knutpunkt.rooms.concerns.recognising import SCHOOLS, recognised
from knutpunkt.rooms.concerns.states import State

CLOSE_AT_HAND = 30


def full(queryset: QuerySet[Concern] | None = None) -> QuerySet[Concern]:
    """Concerns with what every page says about them."""
    rows = Concern.objects.all() if queryset is None else queryset
    return rows.select_related(
        "child", "unit", "author", "author_unit", "sent_by", "sent_from", "mentor_answered_by", "answered_by",
        "matter", "unit__area__agency__responsible_body__municipality",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """What comes in to somebody who takes in, each list by how long it has waited.

    ``to_answer`` waits for an answer, ``with_mentors`` for a mentor, ``followed`` is with the class or on its
    way to a case.
    """

    to_answer: list[Concern]
    with_mentors: list[Concern]
    followed: list[Concern]


def taken_in(*, actor: Actor, on: date) -> Taken:
    """Everything the actor takes in, asked for once."""
    lists: dict[str, list[Concern]] = {State.RECEIVED: [], State.ASKED: [], State.UNIVERSAL: []}
    for one in _by_waiting(Concern.objects.filter(state__in=(*lists, State.TO_CASE)), actor, on):
        lists[State.UNIVERSAL if one.state == State.TO_CASE else one.state].append(one)
    return Taken(lists[State.RECEIVED], lists[State.ASKED], lists[State.UNIVERSAL])


def count_to_answer(actor: Actor, on: date) -> int:
    """The number in the menu."""
    return door.count(Concern.objects.filter(state=State.RECEIVED), actor=actor, on=on, action=Action.TRIAGE)


def asked_of_me(*, actor: Actor, on: date) -> list[Concern]:
    """Flags whose question this actor holds today."""
    return _by_waiting(_held(actor, on).filter(state=State.ASKED), actor, on)


def count_asked_of_me(actor: Actor, on: date) -> int:
    """The number in the mentor's menu."""
    return door.count(_held(actor, on).filter(state=State.ASKED), actor=actor, on=on, action=Action.TRIAGE)


def taken_by_me(*, actor: Actor, on: date) -> list[Concern]:
    """What the actor has taken on for the class."""
    return _by_waiting(_held(actor, on).filter(state=State.UNIVERSAL), actor, on)


def concern(pk: object, *, actor: Actor, on: date, action: Action = Action.READ) -> Concern:
    """One concern, or 404."""
    return door.enter(full(), pk, actor=actor, on=on, action=action)


def next_to_answer(*, actor: Actor, on: date, after: Concern) -> Concern | None:
    """The one to go on with, so that the keyboard is enough."""
    others = Concern.objects.filter(state=State.RECEIVED).exclude(pk=after.pk).order_by("state_since", "pk")
    first = door.visible(others, actor=actor, on=on, action=Action.TRIAGE, limit=1)
    return first[0] if first else None


def written_by_me(*, actor: Actor, on: date) -> list[Concern]:
    """What the actor has sent inside the own area; the newest first."""
    mine = Concern.objects.filter(author=actor.person, author_unit=actor.unit)
    return door.visible(full(mine).order_by("-written_on", "-created_at"), actor=actor, on=on, limit=100)


def sent_elsewhere(*, actor: Actor) -> list[Receipt]:
    """What the actor has sent to other areas: to whom and when, nothing of a child."""
    mine = Receipt.objects.filter(sender=acting.person(actor), sender_unit=acting.unit(actor))
    return list(mine.select_related("recipient")[:100])


def reports_of_mine(*, actor: Actor, on: date) -> list[ReportOfConcern]:
    """The actor's own reports of concern: nobody else's open."""
    rows = ReportOfConcern.objects.select_related("child", "matter").order_by("-written_on", "-created_at")
    return door.visible(rows, actor=actor, on=on, limit=100)


def investigations(*, actor: Actor, on: date) -> list[AbsenceInvestigation]:
    """Absence investigations the actor may read: open ones first, by when they should be done."""
    rows = AbsenceInvestigation.objects.select_related("child", "unit", "decided_by")
    return door.visible(rows.order_by("concluded_on", "due", "-decided_on"), actor=actor, on=on, limit=200)


def investigation(
    pk: object, *, actor: Actor, on: date, action: Action = Action.READ
) -> AbsenceInvestigation:
    """One investigation, or 404."""
    rows = AbsenceInvestigation.objects.select_related(
        "child__municipality", "unit__area__agency__responsible_body__municipality", "decided_by", "matter",
        "concluded_by",
    )  # fmt: skip
    return door.enter(rows, pk, actor=actor, on=on, action=action)


def report(pk: object, *, actor: Actor, on: date, action: Action = Action.READ) -> ReportOfConcern:
    """One of the actor's own reports, or 404."""
    rows = ReportOfConcern.objects.select_related("child", "unit", "author", "matter")
    return door.enter(rows, pk, actor=actor, on=on, action=action)


def of_child(child: UUID, *, actor: Actor, on: date) -> list[Concern]:
    """The concerns about one child that the actor may read, the newest first."""
    rows = full(Concern.objects.filter(child=child)).order_by("-written_on", "-created_at")
    return door.visible(rows, actor=actor, on=on, limit=20, only=about(child))


def investigations_of(child: UUID, *, actor: Actor, on: date) -> list[AbsenceInvestigation]:
    """The investigations about one child that the actor may read."""
    rows = AbsenceInvestigation.objects.filter(child=child).select_related("unit", "decided_by")
    return door.visible(rows, actor=actor, on=on, limit=20, only=about(child))


def children(words: str, *, actor: Actor, on: date) -> list[Child] | None:
    """The actor's own children by name; without words all of them, or ``None`` when too many to list."""
    if not words:
        close = door.count(recognised(Child.objects.all()), actor=actor, on=on) <= CLOSE_AT_HAND
        return door.visible(recognised(Child.objects.all()), actor=actor, on=on) if close else None
    rows = named(recognised(Child.objects.all()), words)
    return door.visible(rows, actor=actor, on=on, limit=CLOSE_AT_HAND)


def child(pk: object, *, actor: Actor, on: date) -> Child:
    """A child to write about, or 404; never one that is only described."""
    return door.enter(recognised(Child.objects.all()), pk, actor=actor, on=on)


def known_at(unit: Unit, words: str, *, actor: Actor, on: date) -> list[Child]:
    """Those a description may be about, by name: a school's pupils, elsewhere those the actor works with."""
    rows = recognised(Child.objects.all())
    if unit.kind in SCHOOLS:
        rows = rows.filter(pk__in=Enrolment.objects.running(on).filter(unit=unit).values("child"))
    return door.visible(named(rows, words), actor=actor, on=on, limit=CLOSE_AT_HAND)


def named(children: QuerySet[Child], words: str) -> QuerySet[Child]:
    """Every word is part of a name. SQLite folds only a–z, so other letters are tried in both cases."""
    for word in words.split()[:6]:
        variants = {word, word.lower(), word.capitalize(), word.upper()}
        hit = Q()
        for variant in variants:
            hit |= Q(given_name__icontains=variant) | Q(family_name__icontains=variant)
        children = children.filter(hit)
    return children


def school_of(child: Child, on: date) -> Unit | None:
    """Where the child goes to school on the day; of several the one that began last."""
    rows = Enrolment.objects.running(on).filter(child=child, unit__kind__in=SCHOOLS)
    last = rows.select_related("unit__area__agency__responsible_body").order_by("-start", "unit_id").first()
    return last.unit if last else None


def schools(actor: Actor) -> list[Unit]:
    """The schools one may write to: those of the actor's municipality, or all for one that spans several."""
    rows = Unit.objects.filter(kind__in=SCHOOLS, closed_on__isnull=True)
    if actor.municipality:
        rows = rows.filter(area__agency__responsible_body__municipality=actor.municipality)
    return list(rows.select_related("area__agency"))


@dataclass(frozen=True, slots=True)
class Held:
    """Who has a concern now, and by when they have promised to answer."""

    holder: Professional
    backup: Professional | None
    unit: Unit
    due: date
    what: str


def held(concern: Concern, on: date) -> Held | None:
    """Who has it now; ``None`` when its matter is closed."""
    return held_of([concern], on).get(concern.pk)


def held_of(concerns: Iterable[Concern], on: date) -> dict[UUID, Held]:
    """Who has each of them now, by the concern's id; two queries whatever the number."""
    carried = {
        one.matter.carried_by_id: one.pk for one in concerns if one.matter and one.matter.carried_by_id
    }
    promises = with_holder(Commitment.objects.filter(pk__in=carried), on).select_related("unit", "backup")
    rows = list(promises)
    people = Professional.objects.in_bulk({row.holder_now_id for row in rows})
    return {carried[row.pk]: _held_by(row, people[row.holder_now_id]) for row in rows}


def _held_by(promise: Commitment, holder: Professional) -> Held:
    backup = promise.backup if promise.backup != holder else None
    return Held(holder, backup, promise.unit, promise.due, promise.what)


def _held(actor: Actor, on: date) -> QuerySet[Concern]:
    mine = Commitment.objects.filter(pk__in=door.held(actor, on), unit=actor.unit)
    return Concern.objects.filter(matter__in=mine.values("matter"))


def _by_waiting(rows: QuerySet[Concern], actor: Actor, on: date) -> list[Concern]:
    ordered = full(rows).order_by("state_since", "pk")
    return door.visible(ordered, actor=actor, on=on, action=Action.TRIAGE, limit=500)


def units_by_key(keys: Iterable[UUID]) -> dict[UUID, Unit]:
    """Units with their area and body."""
    return Unit.objects.select_related("area__agency__responsible_body").in_bulk(list(keys))
