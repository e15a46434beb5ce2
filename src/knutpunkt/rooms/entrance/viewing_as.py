"""Looking through a colleague's eyes: what opens must open to both, and nothing can be done (trust T55, T56).

Kept in the session: whose assignment, until when. An administrator sees a colleague's frame, menu and empty
pages, since nothing of a child opens to an administrator; that is enough to help somebody find their way.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import Assignment
from knutpunkt.rooms.entrance.banners import Banner
from knutpunkt.rooms.entrance.gate import ActingRequest
from knutpunkt.rooms.entrance.hats import ADMINISTRATOR, Hat

LONGEST = timedelta(minutes=30)
_VIEWING = "viewing_as"
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def while_viewing(view: View) -> View:
    """Mark an act that can be done while looking through somebody's eyes: it changes nothing of theirs."""
    view.while_viewing = True  # type: ignore[attr-defined]
    return view


def may_act(request: HttpRequest, view: Callable[..., object]) -> bool:
    """Whether this request is let through: looking always is, an act only if it is marked."""
    actor = getattr(request, "actor", None)
    looks = actor is not None and actor.behind is not None
    return not looks or request.method in {"GET", "HEAD"} or getattr(view, "while_viewing", False)


def begin(request: ActingRequest, assignment: Assignment, *, on: date, reason: str) -> None:
    """Look through this assignment's eyes from now on. The reason stands in the event."""
    with recorded(
        actor=replace(actor_for(assignment), behind=request.actor),
        action="view_as.begun",
        about=[assignment, assignment.professional],
        purpose=reason,
    ):
        request.session[_VIEWING] = [str(assignment.pk), (timezone.now() + LONGEST).timestamp()]


def end(request: HttpRequest) -> None:
    """Look with one's own eyes again."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.session.pop(_VIEWING, None) is not None:
        with recorded(actor=actor, action="view_as.ended"):
            pass


def hat_seen(request: HttpRequest, hat: Hat, *, on: date) -> Hat:
    """The colleague's hat with the looker behind it; the own hat when nobody's eyes are lent any longer."""
    key, until = request.session.get(_VIEWING, ("", 0))
    if not key or hat.key != ADMINISTRATOR or timezone.now().timestamp() >= until:
        return hat
    running = Assignment.objects.running(on).filter(pk=UUID(key))
    lent = running.select_related("professional", "unit__area__agency").first()
    return hat if lent is None else Hat(str(lent.pk), replace(actor_for(lent), behind=hat.actor), lent)


def banner(request: HttpRequest, hat: Hat) -> list[Banner]:
    """The mark on every page."""
    if hat.actor.behind is None or hat.assignment is None:
        return []
    until = datetime.fromtimestamp(request.session[_VIEWING][1], tz=timezone.get_current_timezone())
    text = _("Du ser som %(who)s till kl. %(time)s. Bara det ni båda får se visas, och inget kan ändras.") % {
        "who": hat.assignment.professional,
        "time": until.strftime("%H.%M"),
    }
    return [Banner(text, "info", act_url=reverse("safeguards:stop_viewing"), act_label=_("Sluta se som"))]
