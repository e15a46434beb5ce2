"""Who acts, asked anew on every request, and the gate before every view."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from knutpunkt.foundation.audit.actor import ActorKind
from knutpunkt.foundation.people.models import Account
from knutpunkt.rooms.entrance import left_behind, viewing_as, visit
from knutpunkt.rooms.entrance.gate import Gate, gate_of
from knutpunkt.rooms.entrance.hats import hats_of
from knutpunkt.rooms.entrance.stepping_up import must_confirm

alarm = logging.getLogger("knutpunkt.alarm")

_KINDS = {Gate.PROFESSIONAL: ActorKind.PROFESSIONAL, Gate.ADMINISTRATOR: ActorKind.ADMINISTRATOR}


class ActingMiddleware:
    """Sets ``request.account``, ``request.actor`` and ``request.assignment``; ``None`` when not known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _settle(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Let through, send to the sign-in or to choosing, or answer as if the address did not exist."""
        gate = gate_of(view)
        if gate is None:
            alarm.error("a view without a mark was asked for: %s", view.__qualname__)
            raise Http404
        if not viewing_as.may_act(request, view):
            return _only_looks(request)
        if gate is Gate.PUBLIC:
            return None
        if request.account is None:  # type: ignore[attr-defined]
            return _to_sign_in(request)
        answer = None if gate is Gate.SIGNED_IN else _through(request, _KINDS[gate])
        if answer is None and must_confirm(request, view):
            return _to_confirm(request)
        return answer


def _settle(request: HttpRequest) -> None:
    request.account = request.actor = request.assignment = request.hat = None  # type: ignore[attr-defined]
    request.was = ""  # type: ignore[attr-defined]
    account = request.user
    if not isinstance(account, Account):
        return
    if not visit.holds(request):
        request.was = visit.wearer(request, account)  # type: ignore[attr-defined]
        _turn_out(request, _("Du har varit borta en stund och har loggats ut. Logga in igen."))
        return
    visit.note(request)
    _dress(request, account)


def _dress(request: HttpRequest, account: Account) -> None:
    today = timezone.localdate()
    hat = visit.worn(request, account, on=today)
    if hat is None and not hats_of(account, on=today):
        _turn_out(request, _("Du har inget uppdrag som gäller i dag. Prata med din administratör."))
        return
    request.account = account  # type: ignore[attr-defined]
    if hat is not None:
        hat = viewing_as.hat_seen(request, hat, on=today)
        request.hat, request.actor, request.assignment = hat, hat.actor, hat.assignment  # type: ignore[attr-defined]


def _turn_out(request: HttpRequest, why: str) -> None:
    logout(request)
    messages.info(request, why)


def _through(request: HttpRequest, kind: ActorKind) -> HttpResponse | None:
    actor = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return _sent(request, "entrance:choose_assignment")
    if actor.kind is not kind:
        raise Http404
    return None


def _only_looks(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Du ser med en kollegas ögon, så inget kan göras. Inget har ändrats."))
    return _redirected(request, _way_back(request))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if left_behind.leave(request, owner=request.was, page=_way_back(request)):  # type: ignore[attr-defined]
        messages.info(request, _("Det du skrev finns kvar. Du får tillbaka det när du har loggat in."))
    elif request.method not in {"GET", "HEAD"} and not list(messages.get_messages(request)):
        messages.info(request, _("Du är inte inloggad, så inget sparades. Logga in och försök igen."))
    return _sent(request, "entrance:sign_in")


def _to_confirm(request: HttpRequest) -> HttpResponse:
    owner = visit.wearer(request, request.account)  # type: ignore[attr-defined]
    if left_behind.leave(request, owner=owner, page=_way_back(request)):
        messages.info(request, _("Det du skrev finns kvar. Du får tillbaka det när du har bekräftat."))
    return _sent(request, "entrance:confirm")


def _sent(request: HttpRequest, name: str) -> HttpResponse:
    url = f"{resolve_url(name)}?{urlencode({'next': _way_back(request)})}"
    return _redirected(request, url)


def _redirected(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else HttpResponseRedirect(url)


def _way_back(request: HttpRequest) -> str:
    """The page somebody was on: this address, or for an act or a fragment the page it was asked from."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        # Where text is written, the form is sent to its own page.
        return request.get_full_path() if left_behind.BEGAN in request.POST else "/"
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
