"""Where a promise is answered: most are kept on the spot, some belong to a page of their own."""

from django.urls import NoReverseMatch, reverse

from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.rooms.concerns.operations.absence import DECISION
from knutpunkt.rooms.concerns.states import State


def page_for(promise: Commitment) -> str:
    """The page where the promise is seen in its place: the child's, or the concern that only describes it."""
    matter = promise.matter
    if matter.kind == Matter.Kind.CONCERN and hasattr(matter, "concern") and not matter.concern.identified:
        return _address("concerns:concern", matter.concern.pk)
    return _address("cases:child", promise.matter.child_id)


def answered_at(promise: Commitment) -> str:
    """The page where this promise must be answered rather than ticked off; "" when it may be ticked off."""
    kind = promise.matter.kind
    if kind in (Matter.Kind.CONCERN, Matter.Kind.RECEIPT):
        return _in_concern(promise)
    if kind == Matter.Kind.ABSENCE_INVESTIGATION and hasattr(promise.matter, "absence_investigation"):
        return _address("concerns:investigation", promise.matter.absence_investigation.pk)
    if kind in _SAFEGUARDS:
        return _safeguard(promise.matter)
    if promise.source == "follow_up" and hasattr(promise.matter, "case"):
        return _address("followup:plan", promise.matter.case.pk)
    if promise.source == "after_care" and hasattr(promise.matter, "case"):
        return _address("cases:after_care", promise.matter.case.pk)
    return ""


_SAFEGUARDS = {
    Matter.Kind.EMERGENCY: ("opening_review", "opening_id", "safeguards:review_emergency"),
    Matter.Kind.CONTACT_HOLD: ("hold_review", "hold_id", "safeguards:review_hold"),
    Matter.Kind.FORMAL_REQUEST: ("formal_request", "pk", "safeguards:request"),
}


def _safeguard(matter: Matter) -> str:
    """What a person goes through or decides has a page of its own."""
    kept, key, page = _SAFEGUARDS[Matter.Kind(matter.kind)]
    return _address(page, getattr(getattr(matter, kept), key)) if hasattr(matter, kept) else ""


_ASKS = {State.ASKED: "concerns:is_it_true", State.UNIVERSAL: "concerns:finish"}


def _in_concern(promise: Commitment) -> str:
    """The mentor's question, the class's promise, the head teacher's decision, triage, or a receipt."""
    matter = promise.matter
    if hasattr(matter, "report_of_concern"):
        return _address("concerns:report", matter.report_of_concern.pk)
    if not hasattr(matter, "concern"):
        return _address("concerns:triage")
    if promise.source == DECISION:
        return f"{_address('concerns:decide', matter.child_id)}?iakttagelse={matter.concern.pk}"
    return _address(_ASKS.get(State(matter.concern.state), "concerns:concern"), matter.concern.pk)


def _address(name: str, *arguments: object) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
