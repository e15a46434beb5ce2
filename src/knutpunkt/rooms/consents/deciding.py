"""What is written about who decides: maturity, a child's no, a child not asked, a guardian left out."""

from datetime import date

from knutpunkt.foundation.access.door import consent_states
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Consent, ConsentRequest, GuardianNotAsked
from knutpunkt.foundation.people.models import Guardian
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.rooms.concerns.acting import person
from knutpunkt.rooms.consents.refusals import AlreadyLeftOut, NotTheOneWhoDecides
from knutpunkt.rooms.consents.reminding import keep_reminder


def judge_maturity(*, actor: Actor, on: date, request: ConsentRequest, reason: str) -> None:
    """Write down why the yes of a child of 15–17 is not needed (OSL 12:3). Raises ``ReasonMissing``."""
    _judge(actor, on, request, "consent.maturity_judged", maturity_reason=_given(reason))


def override_childs_no(*, actor: Actor, on: date, request: ConsentRequest, reason: str) -> None:
    """Write down why the no of a child under 15 does not decide (OSL 12:3). Raises ``ReasonMissing``."""
    _judge(actor, on, request, "consent.childs_no_overridden", childs_no_overridden=_given(reason))


def explain_child_not_asked(*, actor: Actor, request: ConsentRequest, reason: str) -> None:
    """Write down why nobody has asked the child what it thinks (trust T49). Raises ``ReasonMissing``."""
    why = _given(reason)
    children = [request.case.child_id]
    with recorded(actor=actor, action="consent.child_not_asked", about=[request], children=children):
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

    Raises ``ReasonMissing``, ``AlreadyLeftOut``, and ``NotTheOneWhoDecides`` for who is not waited for.
    """
    said = _given(reason)
    if request.not_asked.filter(guardian=guardian).exists():
        raise AlreadyLeftOut
    states = consent_states(request.consents.all(), on).values()
    if not any(guardian.pk in state.guardians_missing for state in states):
        raise NotTheOneWhoDecides
    children = [request.case.child_id]
    with recorded(actor=actor, action="consent.guardian_left_out", about=[request], children=children) as act:
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


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _judge(actor: Actor, on: date, request: ConsentRequest, action: str, **judgement: str) -> None:
    child = request.case.child_id
    with recorded(actor=actor, action=action, about=[request], children=[child]):
        for consent in request.consents.all():
            Consent.objects.filter(pk=consent.pk).update(**sealed(consent, **judgement))
        keep_reminder(actor=actor, on=on, request=request)
