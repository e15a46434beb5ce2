"""How promises and their history are written down: the small steps every operation is made of.

Nothing outside this package writes promises. A step expects to run inside ``recorded()``; those that read a
row to change it lock the matter first and the promise after it, so that two acts never wait for each other.
"""

import uuid
from datetime import date

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments.aside import next_in_turn, stands_aside
from knutpunkt.foundation.commitments.models import Commitment, CommitmentChange, Matter, Notice
from knutpunkt.foundation.commitments.queries import fallback_on, holder_on
from knutpunkt.foundation.commitments.refusals import (
    AlreadyEnded,
    BodyWithoutAppointee,
    DueInThePast,
    HolderNotAtUnit,
    LastPromise,
    MatterClosed,
    ReasonMissing,
    SameBackup,
    StaleVersion,
    StepsAside,
    TooLong,
)
from knutpunkt.foundation.people.models import Professional, Unit
from knutpunkt.foundation.people.queries import first_day_without_appointee, working_at

State, Change = Commitment.State, CommitmentChange.Kind
LONGEST_TEXT = 300


def open_matter_row(key: uuid.UUID) -> Matter:
    """The matter, locked. Raises ``MatterClosed``."""
    matter = Matter.objects.select_for_update().get(pk=key)
    if not matter.is_open:
        raise MatterClosed()
    return matter


def locked(key: uuid.UUID) -> Commitment:
    """The promise as it is stored, locked together with its matter."""
    matter = Matter.objects.select_for_update().get(commitments=key)
    commitment = Commitment.objects.select_for_update().get(pk=key)
    commitment.matter = matter
    return commitment


def take(actor: Actor, on: date, commitment: Commitment, version: int | None = None) -> Commitment:
    """The stored promise, open, unchanged since ``version``, and settled on whoever holds it today."""
    stored = locked(commitment.pk)
    if not stored.is_open:
        raise AlreadyEnded()
    if version is not None and version != stored.version:
        raise StaleVersion()
    settle(actor=actor, on=on, commitment=stored)
    return stored


def settle(*, actor: Actor, on: date, commitment: Commitment) -> bool:
    """Store whoever holds the promise today as its holder, if it has fallen to another.

    They are told, unless it is they who act. Answers whether it had fallen; ``commitment`` is brought up to
    date. Raises ``NobodyAnswers``.
    """
    holder = _who_takes_it(commitment, on)
    if holder.pk == commitment.holder_id:
        return False
    children = [commitment.matter.child_id]
    with recorded(actor=actor, action="commitment.fell_to", about=[commitment, holder], children=children):
        before, commitment.holder = commitment.holder_id, holder
        if commitment.backup_id == holder.pk:
            commitment.backup = None
        # Nobody did this: the rule did, and history says so.
        save(None, on, commitment, Change.FELL_TO, holder_before=before)
        if actor.person != holder.pk:
            tell(commitment, Change.FELL_TO, on)
    return True


def _who_takes_it(commitment: Commitment, on: date) -> Professional:
    """By the rule; somebody who stands aside from the child lets it pass to the next in turn."""
    holder = holder_on(commitment, on)
    if not stands_aside(holder.pk, commitment.matter.child_id, on):
        return holder
    return next_in_turn(commitment, on) or holder


def make(
    actor: Actor,
    on: date,
    matter: Matter,
    *,
    what: str,
    unit: Unit,
    holder: Professional,
    backup: Professional | None,
    due: date,
    source: str,
    key: uuid.UUID | None = None,
) -> Commitment:
    """A new promise with its first line of history."""
    not_past(due, on)
    can_hold(holder, backup, unit, on, child=matter.child_id)
    commitment = Commitment.objects.create(
        id=key or uuid.uuid4(),
        matter=matter,
        what=fitting(what),
        unit=unit,
        holder=holder,
        backup=backup,
        due=due,
        source=source,
        made_on=on,
    )
    _write_history(actor, on, commitment, Change.MADE)
    return commitment


def end(
    actor: Actor,
    on: date,
    commitment: Commitment,
    state: Commitment.State,
    reason: str,
    following: Commitment | None,
) -> None:
    """End a promise; if it carries its matter, another carries it first. Raises ``LastPromise``."""
    matter = commitment.matter
    if matter.carried_by_id == commitment.pk:
        others = Commitment.objects.filter(matter=matter, state=State.OPEN).exclude(pk=commitment.pk)
        matter.carried_by = following or others.order_by("due", "id").first()
        if matter.carried_by is None:
            raise LastPromise()
        matter.save(update_fields=["carried_by"])
    finish(actor, on, commitment, state, reason)


def finish(actor: Actor, on: date, commitment: Commitment, state: Commitment.State, reason: str) -> None:
    """Mark a promise that carries nothing as done or dropped."""
    commitment.state, commitment.ended_on = state, on
    save(actor, on, commitment, Change(state), reason=reason)


def save(
    actor: Actor | None,
    on: date,
    commitment: Commitment,
    kind: CommitmentChange.Kind,
    *,
    reason: str = "",
    holder_before: uuid.UUID | None = None,
    due_before: date | None = None,
) -> None:
    """Store a changed promise under its next version, with the line of history that tells of it."""
    commitment.version += 1
    commitment.save()
    _write_history(actor, on, commitment, kind, fitting(reason), holder_before, due_before)


def tell(commitment: Commitment, kind: CommitmentChange.Kind, on: date) -> None:
    """A line on the new holder's day, once per version of the promise."""
    Notice.objects.create(
        professional=commitment.holder,
        commitment=commitment,
        kind=kind,
        key=f"{commitment.pk}:{commitment.version}",
        made_on=on,
    )


def backup_left(commitment: Commitment, unit: Unit, holder: Professional, on: date) -> Professional | None:
    """The promise's backup, if they can be it at ``unit`` behind ``holder``."""
    backup = commitment.backup
    if backup is None or backup == holder or not working_at(unit.pk, on, backup.pk).exists():
        return None
    return None if stands_aside(backup.pk, commitment.matter.child_id, on) else backup


def can_hold(
    holder: Professional, backup: Professional | None, unit: Unit, on: date, *, child: uuid.UUID
) -> None:
    """Refuse a holder who would not hold the promise today, and a unit where nobody would catch it later.

    Whoever the rule falls back on at the unit may hold it without working there (the body's appointee).
    Nobody promises anything for a child they have stepped aside from (jäv).
    """
    for one in (holder, backup):
        if one is not None and stands_aside(one.pk, child, on):
            raise StepsAside(who=one, unit=unit)
    body = unit.area.agency.responsible_body
    day = first_day_without_appointee(body, on)
    if day is not None:
        raise BodyWithoutAppointee(body=body, day=day)
    if backup is not None:
        _must_work_at(backup, unit, on)
        if backup == holder:
            raise SameBackup()
    if backup is not None or fallback_on(unit, on) != holder:
        _must_work_at(holder, unit, on)


def not_past(due: date, on: date) -> None:
    if due < on:
        raise DueInThePast(due=due)


def given(reason: str) -> str:
    """The reason without surrounding space. Raises ``ReasonMissing``."""
    if not reason.strip():
        raise ReasonMissing()
    return reason.strip()


def fitting(text: str) -> str:
    """The text, if there is room for it. Raises ``TooLong``: nothing somebody wrote is cut in silence."""
    if len(text) > LONGEST_TEXT:
        raise TooLong(most=LONGEST_TEXT, length=len(text))
    return text


def _must_work_at(professional: Professional, unit: Unit, on: date) -> None:
    if not working_at(unit.pk, on, professional.pk).exists():
        raise HolderNotAtUnit(who=professional, unit=unit)


def _write_history(
    actor: Actor | None,
    on: date,
    commitment: Commitment,
    kind: CommitmentChange.Kind,
    reason: str = "",
    holder_before: uuid.UUID | None = None,
    due_before: date | None = None,
) -> None:
    CommitmentChange.objects.create(
        commitment=commitment,
        kind=kind,
        on=on,
        by_id=actor.person if actor is not None and actor.is_professional else None,
        holder_before_id=holder_before,
        holder_after=commitment.holder,
        due_before=due_before,
        due_after=commitment.due,
        reason=reason,
    )
