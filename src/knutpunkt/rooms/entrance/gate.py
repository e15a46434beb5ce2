"""The gate: who may reach a view at all. What they may see there is decided by ``foundation/access`` alone.

Every view carries exactly one mark; a view without one answers 404 to everybody, and a house test names it::

    from knutpunkt.rooms.entrance.gate import ActingRequest, professional

    @professional
    @require_http_methods(["GET", "POST"])
    def plan(request: ActingRequest, pk: UUID) -> HttpResponse:
        operations.add_goal(actor=request.actor, on=timezone.localdate(), ...)

==================  ===================================================================================
``@public``         anybody, signed in or not; ``request.actor`` may be ``None``
``@signed_in``      an account with both factors, whether or not it has chosen what to work as
``@professional``   somebody acting through one running assignment: ``request.actor`` and
                    ``request.assignment`` (with its unit, area and agency loaded) are set
``@administrator``  an administrator: ``request.actor.kind`` is ``ADMINISTRATOR``, no child data
==================  ===================================================================================

Nobody signed in: sent to the sign-in page and back afterwards. Signed in as the wrong kind: 404, the same
page as for an address that does not exist (trust.md §1, sentence 10). Put the mark outermost.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.people.models import Account, Assignment


class Gate(StrEnum):
    """Who may reach a view."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    PROFESSIONAL = "professional"
    ADMINISTRATOR = "administrator"


class ActingRequest(HttpRequest):
    """A request that has passed the gate as professional or administrator."""

    actor: Actor
    account: Account
    assignment: Assignment


View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def public(view: View) -> View:
    """Open to anybody."""
    return _marked(view, Gate.PUBLIC)


def signed_in(view: View) -> View:
    """Open to every account that has signed in with both factors."""
    return _marked(view, Gate.SIGNED_IN)


def professional(view: View) -> View:
    """Open to somebody who acts through a running assignment."""
    return _marked(view, Gate.PROFESSIONAL)


def administrator(view: View) -> View:
    """Open to administrators, who never see anything about a child."""
    return _marked(view, Gate.ADMINISTRATOR)


def gate_of(view: Callable[..., object]) -> Gate | None:
    """The mark of a view; ``None`` when nobody has classified it."""
    return getattr(view, "gate", None)


def _marked(view: View, gate: Gate) -> View:
    if gate_of(view) not in {None, gate}:
        raise TypeError(f"{view.__name__} is marked twice")
    view.gate = gate  # type: ignore[attr-defined]
    return view
