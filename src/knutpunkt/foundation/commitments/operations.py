"""Acts on matters and promises. None of them can leave an open matter without a holder and a date.

Each act first makes explicit who holds the promise today (``settle``), so that history never skips a step.
When a promise that carries its matter ends, the order is: make the next, let the matter be carried by it, end
the old; the database refuses any other.
"""

import uuid
from datetime import date

from django.db import transaction
from django.db.models import F, Q

from knutpunkt.foundation.audit.actor import SYSTEM, Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments import ledger
from knutpunkt.foundation.commitments.ledger import Change, State, settle
from knutpunkt.foundation.commitments.models import Commitment, Matter, Notice
from knutpunkt.foundation.commitments.queries import with_holder
from knutpunkt.foundation.commitments.refusals import (
    AlreadyEnded,
    BodyWithoutAppointee,
    DueInThePast,
    HolderNotAtUnit,
    LastPromise,
    MatterClosed,
    NextIncomplete,
    NobodyAnswers,
    ReasonMissing,
    Refusal,
    SameBackup,
    StaleVersion,
    StepsAside,
    TooLateToUndo,
    TooLong,
)
from knutpunkt.foundation.people.models import Child, Professional, Unit

__all__ = [
    "AlreadyEnded",
    "BodyWithoutAppointee",
    "DueInThePast",
    "HolderNotAtUnit",
    "LastPromise",
    "MatterClosed",
    "NextIncomplete",
    "NobodyAnswers",
    "ReasonMissing",
    "Refusal",
    "SameBackup",
    "StaleVersion",
    "StepsAside",
    "TooLateToUndo",
    "TooLong",
    "close_matter",
    "complete",
    "drop",
    "hand_over",
    "make_explicit",
    "move",
    "open_matter",
    "promise",
    "read_notice",
    "settle",
    "step_aside",
    "undo_complete",
    "wait",
]


def open_matter(
    *,
    actor: Actor,
    on: date,
    child: Child,
    kind: Matter.Kind,
    unit: Unit,
    what: str,
    holder: Professional,
    due: date,
    backup: Professional | None = None,
    source: str,
) -> Matter:
    """Open something for a child together with its first promise, which carries it. Raises as ``promise``."""
    with recorded(actor=actor, action="matter.opened", children=[child.pk]) as act:
        carrier = uuid.uuid4()
        matter = Matter.objects.create(child=child, kind=kind, unit=unit, opened_on=on, carried_by_id=carrier)
        act.about(matter)
        ledger.make(
            actor,
            on,
            matter,
            key=carrier,
            what=what,
            unit=unit,
            holder=holder,
            backup=backup,
            due=due,
            source=source,
        )
    return matter


def promise(
    *,
    actor: Actor,
    on: date,
    matter: Matter,
    what: str,
    unit: Unit,
    holder: Professional,
    due: date,
    backup: Professional | None = None,
    source: str,
) -> Commitment:
    """One more promise in an open matter.

    Raises ``MatterClosed``, ``DueInThePast``, ``SameBackup``, ``HolderNotAtUnit`` when holder or backup has
    no running assignment at the unit, and ``BodyWithoutAppointee`` when nobody would catch the promise later.
    """
    with recorded(actor=actor, action="commitment.made", children=[matter.child_id]) as act:
        stored = ledger.open_matter_row(matter.pk)
        commitment = ledger.make(
            actor, on, stored, what=what, unit=unit, holder=holder, backup=backup, due=due, source=source
        )
        act.about(commitment)
    return commitment


def complete(
    *,
    actor: Actor,
    on: date,
    commitment: Commitment,
    reason: str = "",
    next_what: str | None = None,
    next_due: date | None = None,
    next_holder: Professional | None = None,
    next_backup: Professional | None = None,
    next_source: str | None = None,
) -> Commitment | None:
    """Keep a promise, and answer the next one if it was given.

    The next holder and source are as now unless said. When the promise carries its matter, the next does,
    else the matter's other open promise with the earliest date. Raises ``LastPromise`` when there is none,
    ``NextIncomplete``, ``AlreadyEnded``, and for the next promise as ``promise``.
    """
    if bool(next_what) != (next_due is not None):
        raise NextIncomplete()
    with recorded(actor=actor, action="commitment.completed", children=[commitment.matter.child_id]) as act:
        stored = ledger.take(actor, on, commitment)
        act.about(stored)
        following = None
        if next_what and next_due:
            holder = next_holder or stored.holder
            backup = next_backup or ledger.backup_left(stored, stored.unit, holder, on)
            following = ledger.make(
                actor, on, stored.matter, what=next_what, unit=stored.unit, holder=holder, backup=backup,
                due=next_due, source=next_source or stored.source,
            )  # fmt: skip
            act.about(following)
        ledger.end(actor, on, stored, State.DONE, reason, following)
    return following


def undo_complete(*, actor: Actor, on: date, commitment: Commitment) -> Commitment:
    """Open again what was marked as done today. Raises ``TooLateToUndo`` and ``MatterClosed``."""
    with recorded(
        actor=actor, action="commitment.reopened", about=[commitment], children=[commitment.matter.child_id]
    ):
        stored = ledger.locked(commitment.pk)
        if stored.state != State.DONE or stored.ended_on != on:
            raise TooLateToUndo()
        if not stored.matter.is_open:
            raise MatterClosed()
        stored.state, stored.ended_on = State.OPEN, None
        ledger.save(actor, on, stored, Change.REOPENED)
        settle(actor=actor, on=on, commitment=stored)
    return stored


def move(
    *, actor: Actor, on: date, commitment: Commitment, due: date, reason: str, version: int
) -> Commitment:
    """Give a promise another date; it no longer waits. Raises ``StaleVersion``, ``DueInThePast``.

    ``AlreadyEnded`` when it is no longer open.
    """
    ledger.not_past(due, on)
    with recorded(actor=actor, action="commitment.moved", children=[commitment.matter.child_id]) as act:
        stored = ledger.take(actor, on, commitment, version)
        act.about(stored)
        before, stored.due, stored.waits_because = stored.due, due, ""
        ledger.save(actor, on, stored, Change.MOVED, reason=reason, due_before=before)
    return stored


def wait(
    *, actor: Actor, on: date, commitment: Commitment, because: str, check_on: date, version: int
) -> Commitment:
    """Say what the promise waits for and when to look again: a valid answer until that day.

    Raises ``ReasonMissing``, ``DueInThePast`` unless the check date is later than today, ``StaleVersion`` and
    ``AlreadyEnded``.
    """
    because = ledger.given(because)
    if check_on <= on:
        raise DueInThePast(due=check_on)
    with recorded(actor=actor, action="commitment.waits", children=[commitment.matter.child_id]) as act:
        stored = ledger.take(actor, on, commitment, version)
        act.about(stored)
        before, stored.due, stored.waits_because = stored.due, check_on, because
        ledger.save(actor, on, stored, Change.WAITS, reason=because, due_before=before)
    return stored


def hand_over(
    *,
    actor: Actor,
    on: date,
    commitment: Commitment,
    to: Professional,
    unit: Unit | None = None,
    backup: Professional | None = None,
    reason: str,
    version: int,
) -> Commitment:
    """Let somebody else hold a promise, at the same unit unless said; they get a notice.

    The old backup stays when nobody else is named and they still can. Raises ``HolderNotAtUnit``,
    ``SameBackup``, ``StaleVersion``, ``AlreadyEnded`` and ``BodyWithoutAppointee``.
    """
    with recorded(actor=actor, action="commitment.handed_over", children=[commitment.matter.child_id]) as act:
        stored = ledger.take(actor, on, commitment, version)
        act.about(stored, to)
        there = unit or stored.unit
        backup = backup or ledger.backup_left(stored, there, to, on)
        ledger.can_hold(to, backup, there, on, child=stored.matter.child_id)
        before = stored.holder_id
        stored.holder, stored.backup, stored.unit = to, backup, there
        ledger.save(actor, on, stored, Change.HANDED_OVER, reason=reason, holder_before=before)
        if actor.person != to.pk:
            ledger.tell(stored, Change.HANDED_OVER, on)
    return stored


def drop(*, actor: Actor, on: date, commitment: Commitment, reason: str, version: int) -> None:
    """End a promise that will not be kept, and say why.

    Raises ``LastPromise`` when it carries an open matter that has no other, ``ReasonMissing``,
    ``StaleVersion`` and ``AlreadyEnded``.
    """
    reason = ledger.given(reason)
    with recorded(actor=actor, action="commitment.dropped", children=[commitment.matter.child_id]) as act:
        stored = ledger.take(actor, on, commitment, version)
        act.about(stored)
        ledger.end(actor, on, stored, State.DROPPED, reason, None)


def close_matter(*, actor: Actor, on: date, matter: Matter, reason: str) -> None:
    """Close a matter and end every promise still open in it. Raises ``MatterClosed``."""
    with recorded(actor=actor, action="matter.closed", about=[matter], children=[matter.child_id]):
        stored = ledger.open_matter_row(matter.pk)
        stored.closed_on, stored.carried_by = on, None
        stored.save(update_fields=["closed_on", "carried_by"])
        for promised in Commitment.objects.filter(matter=stored, state=State.OPEN):
            commitment = ledger.locked(promised.pk)
            settle(actor=actor, on=on, commitment=commitment)
            ledger.finish(actor, on, commitment, State.DROPPED, reason)


def step_aside(*, actor: Actor, on: date, child: uuid.UUID, professional: uuid.UUID) -> int:
    """Let every open promise for the child that this person holds, or stands behind, pass on.

    Once the conflict of interest is stored, inside the act that stores it. Answers how many got another
    holder; what nobody else at the unit can hold stays, and is seen on "Saknar ansvarig" when it is due.
    """
    theirs = with_holder(Commitment.objects.filter(matter__child=child, state=State.OPEN), on)
    theirs = theirs.filter(Q(holder_now_id=professional) | Q(holder=professional) | Q(backup=professional))
    keys = list(theirs.values_list("pk", flat=True))
    return sum(_pass_on(actor, on, key, professional) for key in keys)


def _pass_on(actor: Actor, on: date, key: uuid.UUID, professional: uuid.UUID) -> bool:
    stored = ledger.locked(key)
    before = stored.holder_id
    ledger.settle(actor=actor, on=on, commitment=stored)
    if stored.backup_id == professional:
        stored.backup = None
        ledger.save(None, on, stored, Change.FELL_TO, holder_before=before)
    return stored.holder_id != before


def make_explicit(*, on: date, actor: Actor = SYSTEM) -> int:
    """Settle every open promise that has fallen to another by the day; answers how many. Safe to repeat."""
    now = with_holder(Commitment.objects.filter(state=State.OPEN), on).filter(holder_now_id__isnull=False)
    fallen = list(now.exclude(holder_now_id=F("holder_id")).values_list("pk", flat=True))
    return sum(_settle_stored(actor, on, key) for key in fallen)


def _settle_stored(actor: Actor, on: date, key: uuid.UUID) -> bool:
    # One transaction each: what stops one promise does not stop the rest of the night.
    with transaction.atomic():
        stored = ledger.locked(key)
        return stored.is_open and settle(actor=actor, on=on, commitment=stored)


def read_notice(*, actor: Actor, on: date, notice: Notice) -> None:
    """The person has read the line: it is gone from their day."""
    child = notice.commitment.matter.child_id
    with recorded(actor=actor, action="notice.read", about=[notice], children=[child]):
        Notice.objects.filter(pk=notice.pk, read_on__isnull=True).update(read_on=on)
