"""A register extract answers a formal request: the two are joined, and the request is closed."""

from datetime import date
from uuid import UUID

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import may, visible
from knutpunkt.foundation.access.handing_out import Recipient
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.models import Child
from knutpunkt.rooms.oversight import refusals
from knutpunkt.rooms.safeguards.carrying_out import carry_out
from knutpunkt.rooms.safeguards.models import FormalRequest
from knutpunkt.rooms.safeguards.requests import decide

AskedBy = FormalRequest.AskedBy


def waiting_requests(child: Child, *, actor: Actor, on: date) -> list[FormalRequest]:
    """Requests for an extract that this actor can answer by handing it out, the oldest first.

    Decided for the person and not done; or not decided, where the actor is the one to decide.
    """
    matters = Matter.objects.filter(
        child=child,
        closed_on__isnull=True,
        formal_request__kind=FormalRequest.Kind.REGISTER_EXTRACT,
    )
    seen = visible(matters.select_related("formal_request"), actor=actor, on=on)
    found = [matter.formal_request for matter in seen]
    able = [one for one in found if one.is_to_be_done or (one.is_open and _decides(one.matter_id, actor, on))]
    return sorted(able, key=lambda one: one.received_on)


def fits(request: FormalRequest, to: Recipient) -> bool:
    """Whether the extract goes to whoever asked, as far as the request says who that was."""
    if request.asked_by == AskedBy.CHILD:
        return to.guardian is None
    return request.asked_by != AskedBy.GUARDIAN or to.guardian is not None


def close(*, actor: Actor, on: date, request: FormalRequest, to: Recipient, done: str, reasons: str) -> None:
    """The extract is made: decide for the person where nobody has, and the request is done.

    Raises ``NotTheirRequest`` when it goes to somebody else, and as ``decide`` and ``carry_out``.
    """
    if not fits(request, to):
        raise refusals.NotTheirRequest
    if request.is_open:
        decide(actor=actor, on=on, request=request, decision=FormalRequest.Decision.GRANTED, reasons=reasons)
    carry_out(actor=actor, on=on, request=request, what_was_done=done)


def _decides(matter: UUID, actor: Actor, on: date) -> bool:
    promise = Commitment.objects.filter(matter=matter, state=Commitment.State.OPEN).first()
    return promise is not None and may(promise, actor, on, Action.CHANGE).allow
