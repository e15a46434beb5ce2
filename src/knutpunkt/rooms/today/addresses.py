"""Where a promise is answered: most are kept on the spot, some belong to a page of their own."""

from django.urls import NoReverseMatch, reverse

from knutpunkt.foundation.commitments.models import Commitment, Matter


def page_for(promise: Commitment) -> str:
    """The page where the promise is seen in its place: the child's page."""
    return _address("cases:child", promise.matter.child_id)


def answered_at(promise: Commitment) -> str:
    """The page where this promise must be answered rather than ticked off; "" when it may be ticked off."""
    kind = promise.matter.kind
    if kind == Matter.Kind.CONCERN:
        return _address("concerns:triage")
    if kind == Matter.Kind.ABSENCE_INVESTIGATION:
        return _address("concerns:investigations")
    if promise.source == "follow_up" and hasattr(promise.matter, "case"):
        return _address("followup:plan", promise.matter.case.pk)
    if promise.source == "after_care" and hasattr(promise.matter, "case"):
        return _address("cases:after_care", promise.matter.case.pk)
    return ""


def _address(name: str, *arguments: object) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
