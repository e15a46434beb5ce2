"""Kontaktspärr: nothing about the child reaches a guardian, in no channel, and nothing says so (OSL 12:3).

Decided by a named person: whoever has the task of protected identities for a unit of the own area, or answers
for the own unit (ADR 0009). It has a reason and a day when it is looked at again, and never ends by itself.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.access.narrowing import about
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.aside import stands_aside
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.commitments.refusals import StaleVersion
from knutpunkt.foundation.people.models import (
    Assignment,
    Child,
    ContactHold,
    Guardian,
    Professional,
    Unit,
    UnitWideTask,
)
from knutpunkt.foundation.people.queries import responsibles
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.rooms.concerns.acting import person, unit
from knutpunkt.rooms.entrance.merging import trace
from knutpunkt.rooms.safeguards.conflicts import answers_for_unit
from knutpunkt.rooms.safeguards.models import HoldReview
from knutpunkt.rooms.safeguards.refusals import AlreadyHeld, NotTheirs, ReviewInThePast


@dataclass(frozen=True, slots=True)
class Warning:
    """What a colleague must know before contact: whom not to, and whom to ask instead."""

    hold: ContactHold
    ask: Professional


def decides(actor: Actor, on: date) -> bool:
    """Whether the actor may decide on holds for the children they work with."""
    tasks = UnitWideTask.objects.running(on).filter(
        assignment=actor.assignment,
        kind=UnitWideTask.Kind.PROTECTED_IDENTITY,
        unit__area=actor.area,
    )
    return tasks.exists() or answers_for_unit(actor, on)


def hold_contact(
    *,
    actor: Actor,
    on: date,
    child: Child,
    guardian: Guardian,
    ask: Professional,
    reason: str,
    review_on: date,
) -> ContactHold:
    """Let nothing more reach the guardian, from now; somebody looks at it again on ``review_on``.

    Raises ``NotTheirs``, ``ReasonMissing``, ``ReviewInThePast`` and ``AlreadyHeld``.
    """
    if not decides(actor, on):
        raise NotTheirs
    if not reason.strip():
        raise ReasonMissing
    if review_on <= on:
        raise ReviewInThePast
    with recorded(actor=actor, action="contact_hold.decided", children=[child.pk]) as act:
        # One that another area has decided is its own to tell of and to end.
        mine = HoldReview.objects.filter(hold__child=child, hold__guardian=guardian)
        if mine.filter(hold__last_day__isnull=True, matter__unit__area=actor.area).exists():
            raise AlreadyHeld
        hold = ContactHold.objects.create(
            child=child,
            guardian=guardian,
            decided_by_id=person(actor),
            reason=reason.strip(),
            review_on=review_on,
            start=on,
        )
        act.about(hold)
        _promise_review(actor, on, hold, ask)
    return hold


def _promise_review(actor: Actor, on: date, hold: ContactHold, ask: Professional) -> None:
    here = Unit.objects.get(pk=unit(actor))
    me = Professional.objects.get(pk=person(actor))
    matter = commitments.open_matter(
        actor=actor,
        on=on,
        child=hold.child,
        kind=Matter.Kind.CONTACT_HOLD,
        unit=here,
        what=_("Gå igenom ett beslut om skydd"),
        holder=me,
        backup=_backup(here, me, hold.child_id, on),
        due=hold.review_on,
        source="contact_hold",
    )
    HoldReview.objects.create(hold=hold, matter=matter, ask=ask)


def _backup(here: Unit, holder: Professional, child: UUID, on: date) -> Professional | None:
    named = (one.professional for one in responsibles(here.pk, on).select_related("professional"))
    return next((one for one in named if one != holder and not stands_aside(one.pk, child, on)), None)


def go_on(
    *, actor: Actor, on: date, hold: ContactHold, review_on: date, reason: str, found: str | None = None
) -> None:
    """Keep the hold, with its reason written anew, and look again on a later day.

    ``found`` is the trace of the hold as the author had it before them; ``None`` asks nothing. Raises
    ``NotTheirs``, ``ReasonMissing`` and ``ReviewInThePast``, and ``StaleVersion`` when it is another now.
    """
    if not decides(actor, on):
        raise NotTheirs
    if not reason.strip():
        raise ReasonMissing
    if review_on <= on:
        raise ReviewInThePast
    with recorded(actor=actor, action="contact_hold.prolonged", about=[hold], children=[hold.child_id]):
        if found is not None and found != trace_of(ContactHold.objects.select_for_update().get(pk=hold.pk)):
            raise StaleVersion
        hold.reason, hold.review_on = reason.strip(), review_on
        hold.save(update_fields=["reason", "review_on"])
        promise = hold.review.matter.commitments.get(state=Commitment.State.OPEN)
        commitments.move(
            actor=actor, on=on, commitment=promise, due=review_on, reason="", version=promise.version
        )


def trace_of(hold: ContactHold) -> str:
    """The reason and the day of a hold, in signs that say nothing of them."""
    return trace([hold.reason, hold.review_on])


def end(*, actor: Actor, on: date, hold: ContactHold) -> None:
    """Let the guardian be reached again from tomorrow. Raises ``NotTheirs``."""
    if not decides(actor, on):
        raise NotTheirs
    with recorded(actor=actor, action="contact_hold.ended", about=[hold], children=[hold.child_id]):
        hold.last_day = max(on, hold.start)
        hold.save(update_fields=["last_day"])
        commitments.close_matter(
            actor=actor, on=on, matter=hold.review.matter, reason=_("Beslutet har upphört")
        )


def warnings(child: Child, *, actor: Actor, on: date) -> list[Warning]:
    """The holds a colleague must know of: for who may act in a case, of the area that decided."""
    reviews = HoldReview.objects.filter(hold__child=child, matter__unit__area=actor.area)
    rows = reviews.select_related("hold__guardian", "ask", "matter__carried_by__holder")
    # Asked first, and of every child alike: that there is a hold must not be heard in the time (T09).
    if not (_acts_for(child, actor, on) or decides(actor, on)):
        return []
    running = (one for one in rows.order_by("hold__start", "pk") if one.hold.runs(on))
    return [Warning(one.hold, _to_ask(one, child.pk, actor, on)) for one in running]


def _to_ask(review: HoldReview, child: UUID, actor: Actor, on: date) -> Professional:
    """Whom colleagues ask; whoever holds the review, when the one named has left or stands aside."""
    works = Assignment.objects.running(on).filter(professional=review.ask_id, unit__area=actor.area)
    if works.exists() and not stands_aside(review.ask_id, child, on):
        return review.ask
    carried = review.matter.carried_by
    return review.ask if carried is None else carried.holder


def _acts_for(child: Child, actor: Actor, on: date) -> bool:
    cases = Case.objects.filter(child=child)
    return bool(visible(cases, actor=actor, on=on, action=Action.CONTRIBUTE, only=about(child.pk)))


def held_back(children: Collection[UUID], on: date) -> set[tuple[UUID, UUID]]:
    """(child, guardian) to whom nothing goes: for whatever is sent, asked or printed for a family."""
    running = ContactHold.objects.running(on).filter(child__in=children)
    return set(running.values_list("child_id", "guardian_id"))


def entered_hold(pk: UUID, *, actor: Actor, on: date) -> ContactHold | None:
    """A hold the actor may decide on: they see the child, and it is their area's."""
    reviews = HoldReview.objects.filter(hold=pk, matter__unit__area=actor.area)
    seen = visible(Child.objects.filter(pk__in=reviews.values("hold__child")), actor=actor, on=on)
    if not seen or not decides(actor, on):
        return None
    return reviews.select_related("hold__child", "hold__guardian", "hold__decided_by", "matter").get().hold


def due_reviews(on: date) -> int:
    """How many reviews are open on the day, for the nightly look."""
    return Commitment.objects.filter(matter__kind=Matter.Kind.CONTACT_HOLD, state="open", due__lt=on).count()
