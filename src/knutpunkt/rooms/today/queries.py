"""What my day shows, read through the door."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import enter, held, visible, which
from knutpunkt.foundation.access.narrowing import among
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Case, Participation
from knutpunkt.foundation.commitments.models import Commitment, Matter, Notice
from knutpunkt.foundation.commitments.queries import Breach, breaches, how_many_breach
from knutpunkt.foundation.people.models import Child, Professional
from knutpunkt.rooms.cases.models import Note

GRACE_DAYS = 7
SOON = timedelta(days=7)

WHY: dict[str, Promise] = {
    Breach.NOBODY: _("Ingen har det här just nu."),
    Breach.FALLEN: _("Den som lovade arbetar inte kvar, så det har gått vidare till nästa i tur."),
    Breach.UNANSWERED: _("Vi väntade på något, och dagen för att titta till har passerat."),
    Breach.OVERDUE: _("Dagen har passerat med mer än en vecka."),
}


class When(StrEnum):
    """Where on my day a promise stands."""

    BEFORE = "before"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Unheld:
    """One promise in want of something: why, since when, and who can mend it."""

    commitment: Commitment
    child: Child
    why: Promise
    since: date
    mender: Professional | None


def _rows() -> QuerySet[Commitment]:
    return Commitment.objects.filter(state=Commitment.State.OPEN).select_related(
        "holder", "backup", "unit", "matter__child", "matter__case", "matter__concern",
        "matter__opening_review", "matter__hold_review", "matter__formal_request",
    )  # fmt: skip


def my_promises(*, actor: Actor, on: date) -> dict[When, list[Commitment]]:
    """What the actor holds today, by when it is due, also what has fallen to them at another unit.

    What is held through another assignment of the same person does not come through the door.
    """
    found: dict[When, list[Commitment]] = {when: [] for when in When}
    mine = held(actor, on)
    rows = _rows().filter(pk__in=mine).order_by("due", "id")
    for promise in visible(rows, actor=actor, on=on, only=among(mine)):
        found[_when(promise.due, on)].append(promise)
    return found


def _when(due: date, on: date) -> When:
    if due < on:
        return When.BEFORE
    if due == on:
        return When.TODAY
    return When.SOON if due <= on + SOON else When.LATER


def waits_for_others(*, actor: Actor, on: date, limit: int = 20) -> list[Commitment]:
    """What others have promised in the cases the actor coordinates or takes part in, and have not done."""
    # Named by the cases, of which there are few, and not by what is late, of which there may be very much.
    mine = Participation.objects.running(on).filter(professional=actor.person).order_by()
    cases = which(Case.objects.filter(pk__in=mine.values("case")), actor=actor, on=on)
    rows = _rows().filter(matter__case__in=cases, due__lt=on).exclude(holder=actor.person)
    return visible(rows.order_by("due", "id"), actor=actor, on=on, limit=limit)


def came_to_me(*, actor: Actor, on: date) -> list[Notice]:
    """Promises that came to the actor without their asking, not yet read."""
    rows = Notice.objects.filter(professional=actor.person, read_on__isnull=True)
    notices = list(
        rows.select_related("commitment__matter__child", "commitment__matter__concern", "commitment__holder")
    )
    told = {notice.commitment_id for notice in notices}
    rows_told = visible(_rows().filter(pk__in=told), actor=actor, on=on, only=among(told))
    shown = {row.pk for row in rows_told}
    return [notice for notice in notices if notice.commitment_id in shown]


def entered_notice(pk: UUID, *, actor: Actor, on: date) -> Notice:
    """The actor's own notice about a promise they may see, or 404."""
    own = Notice.objects.filter(pk=pk, professional=actor.person)
    if not visible(_rows().filter(pk__in=own.values("commitment")), actor=actor, on=on):
        raise Http404
    return own.select_related("commitment__matter").get()


def my_drafts(*, actor: Actor, on: date) -> list[Note]:
    """Notes the actor began and has not finished."""
    rows = Note.objects.filter(draft=True, author=actor.person).select_related("child", "case")
    return visible(rows, actor=actor, on=on)


def _in_want(on: date) -> QuerySet[Any]:
    return breaches(_rows(), on=on, grace_days=GRACE_DAYS)


def unheld(*, actor: Actor, on: date) -> list[Unheld]:
    """Every promise of the actor's own area in want of something, longest first."""
    rows: list[Any] = visible(_in_want(on).order_by("since", "due", "id"), actor=actor, on=on)
    people = Professional.objects.in_bulk({row.holder_now_id for row in rows if row.holder_now_id})
    return [
        Unheld(row, row.matter.child, WHY[row.breach], row.since, people.get(row.holder_now_id))
        for row in rows
    ]


def count_unheld(actor: Actor, on: date) -> int:
    """How many there are, for the menu."""
    open_ones = Commitment.objects.filter(state=Commitment.State.OPEN)
    return how_many_breach(which(open_ones, actor=actor, on=on), on, GRACE_DAYS)


def entered(pk: UUID, *, actor: Actor, on: date, action: Action = Action.CHANGE) -> Commitment:
    """A promise the actor may act on, or 404."""
    return enter(_rows(), pk, actor=actor, on=on, action=action)


def entered_question(pk: UUID, *, actor: Actor, on: date) -> Commitment:
    """A question the actor may answer, or may read when somebody has answered meanwhile; else 404."""
    try:
        promise = entered(pk, actor=actor, on=on)
    except Http404:
        over = Commitment.objects.exclude(state=Commitment.State.OPEN)
        promise = enter(over.select_related("holder", "matter__child"), pk, actor=actor, on=on)
    if promise.matter.kind != Matter.Kind.QUESTION:
        raise Http404
    return promise


def answer_to(question: Commitment) -> str:
    """What was answered, of a question that came through the door."""
    last = question.changes.order_by("at", "pk").last()
    return "" if last is None else last.reason
