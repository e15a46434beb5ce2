"""What is written about who decides: maturity, a child's no, a child not asked, a guardian left out."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from knutpunkt.foundation.access.door import ConsentState, consent_states
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Consent, ConsentAnswer, ConsentRequest, GuardianNotAsked
from knutpunkt.foundation.commitments.refusals import StaleVersion
from knutpunkt.foundation.people.models import Guardian
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.rooms.concerns.acting import person
from knutpunkt.rooms.consents.refusals import (
    AlreadyLeftOut,
    HasAnswered,
    NoNoToJudge,
    NotTheOneWhoDecides,
    YesNotNeeded,
)
from knutpunkt.rooms.consents.reminding import keep_reminder
from knutpunkt.rooms.entrance.merging import trace


class Judged(StrEnum):
    """What is judged in writing, each about all consents of one asking."""

    MATURITY = "maturity_reason"
    CHILDS_NO = "childs_no_overridden"


ACTIONS = {Judged.MATURITY: "consent.maturity_judged", Judged.CHILDS_NO: "consent.childs_no_overridden"}


def judge_maturity(*, actor: Actor, on: date, request: ConsentRequest, reason: str) -> None:
    """Write down why the yes of a child of 15–17 is not needed (OSL 12:3). Raises ``ReasonMissing``."""
    judge(actor=actor, on=on, request=request, what=Judged.MATURITY, reason=reason)


def override_childs_no(*, actor: Actor, on: date, request: ConsentRequest, reason: str) -> None:
    """Write down why the no of a child under 15 does not decide (OSL 12:3). Raises ``ReasonMissing``."""
    judge(actor=actor, on=on, request=request, what=Judged.CHILDS_NO, reason=reason)


def judge(
    *, actor: Actor, on: date, request: ConsentRequest, what: Judged, reason: str, found: str | None = None
) -> None:
    """Write a judgement. ``found`` is the trace of what the author had before them; ``None`` asks nothing.

    Raises ``ReasonMissing``, ``StaleVersion`` when somebody has written another one meanwhile, and
    ``NoNoToJudge`` or ``YesNotNeeded`` when something else has made it needless meanwhile.
    """
    said, children = _given(reason), [request.case.child_id]
    with recorded(actor=actor, action=ACTIONS[what], about=[request], children=children):
        consents = list(Consent.objects.select_for_update().filter(request=request).order_by("pk"))
        before = judged(request, what)
        _is_the_one(before, found)
        if found is not None and not before:
            _still_needed(consents, what, on)
        for consent in consents:
            Consent.objects.filter(pk=consent.pk).update(**sealed(consent, **{what: said}))
        keep_reminder(actor=actor, on=on, request=request)


def to_be_judged(states: Iterable[ConsentState]) -> Judged:
    """What there is to judge: the no of a younger child, or else maturity."""
    return Judged.CHILDS_NO if any(one.child_blocks for one in states) else Judged.MATURITY


def _still_needed(consents: Iterable[Consent], what: Judged, on: date) -> None:
    states = list(consent_states(consents, on).values())
    if what != to_be_judged(states):
        raise NoNoToJudge if what == Judged.CHILDS_NO else YesNotNeeded
    agreements = [state.agreement for state in states]
    waits = any(one.guardians_asked and not (one.child_asked and one.child_yes) for one in agreements)
    if what == Judged.MATURITY and not waits:
        raise YesNotNeeded


def judged(request: ConsentRequest, what: Judged) -> str:
    """What is written already; "" when nothing is."""
    first = Consent.objects.filter(request=request).order_by("pk").first()
    return "" if first is None else str(getattr(first, what))


def explain_child_not_asked(
    *, actor: Actor, request: ConsentRequest, reason: str, found: str | None = None
) -> None:
    """Write down why nobody has asked the child what it thinks (trust T49). Raises as ``judge``."""
    why = _given(reason)
    children = [request.case.child_id]
    with recorded(actor=actor, action="consent.child_not_asked", about=[request], children=children):
        stored = ConsentRequest.objects.select_for_update().get(pk=request.pk)
        _is_the_one(stored.stance_not_asked_because, found)
        ConsentRequest.objects.filter(pk=request.pk).update(**sealed(request, stance_not_asked_because=why))


def leave_out(
    *,
    actor: Actor,
    on: date,
    request: ConsentRequest,
    guardian: Guardian,
    why: GuardianNotAsked.Why,
    reason: str,
) -> GuardianNotAsked:
    """Decide that a guardian is not asked: not reached in time (FB 6:13), or not to be asked (OSL 12:3).

    Raises ``ReasonMissing``, ``AlreadyLeftOut``, ``NotTheOneWhoDecides`` for whose yes is not needed or is
    given, and ``HasAnswered`` for who is said not to be reached and has answered, whatever the answer.
    """
    said = _given(reason)
    if request.not_asked.filter(guardian=guardian).exists():
        raise AlreadyLeftOut
    states = consent_states(request.consents.all(), on).values()
    if not any(guardian.pk in state.guardians_missing for state in states):
        raise NotTheOneWhoDecides
    children = [request.case.child_id]
    with recorded(actor=actor, action="consent.guardian_left_out", about=[request], children=children) as act:
        if why == GuardianNotAsked.Why.UNREACHABLE and _has_answered(request, guardian):
            raise HasAnswered
        left = GuardianNotAsked.objects.create(
            request=request,
            guardian=guardian,
            why=why,
            reason=said,
            decided_by_id=person(actor),
            decided_on=on,
        )
        act.about(left)
        keep_reminder(actor=actor, on=on, request=request)
    return left


def _has_answered(request: ConsentRequest, guardian: Guardian) -> bool:
    """Whether anything was said about any line; the lines are held, so that nothing is said meanwhile."""
    consents = list(Consent.objects.select_for_update().filter(request=request).order_by("pk"))
    return ConsentAnswer.objects.filter(consent__in=consents, guardian=guardian).exists()


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _is_the_one(stored: str, found: str | None) -> None:
    if found is not None and (found or trace("")) != trace(stored):
        raise StaleVersion
