"""One read event per response, written before anything is sent; an unexplained page is not shown."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.audit.recording import record_reading
from knutpunkt.foundation.audit.trail import Trail, following

alarm = logging.getLogger("knutpunkt.alarm")
NOBODY = Actor(kind=ActorKind.SYSTEM)
_SAFE = {"GET", "HEAD", "OPTIONS"}


class TrailMiddleware:
    """Follow what a request shows. Expects an earlier middleware to have set ``request.actor``, or none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        trail = Trail(actor=getattr(request, "actor", None) or NOBODY, read_only=request.method in _SAFE)
        with following(trail):
            response = self.get_response(request)
        if trail.unexplained:
            alarm.error("a page read of a child without the door: %s", _place(request))
            return refused(request)
        if trail.seen and not (trail.wrote and 300 <= response.status_code < 400):
            return _shown(request, response, trail)
        return response


def _shown(request: HttpRequest, response: HttpResponse, trail: Trail) -> HttpResponse:
    trail.read_only = False
    try:
        record_reading(trail, action=f"{_place(request)}.read")
    except Exception:
        # Whatever stops the event must stop the page: what cannot be traced is not shown (trust §3).
        alarm.exception("the read event could not be written: %s", _place(request))
        return refused(request)
    return response


def _place(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.view_name if match is not None else "").replace(":", ".") or "page"


def refused(request: HttpRequest) -> HttpResponse:
    """A plain page without any content: nothing could be shown safely."""
    return render(request, "design/refused.html", status=503)
