"""One read event per response, written before anything is sent; an unexplained page is not shown."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext

from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.audit.recording import TrailNotWritten, record_reading
from knutpunkt.foundation.audit.trail import Trail, current_trail, following

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
        if trail.stopped:
            return response
        if trail.unexplained:
            alarm.error("a page read of a child without the door: %s", _place(request))
            return refused(request)
        # After an act one is sent on: what was read of those it was about stands in its own event.
        sent_on = trail.wrote > 0 and 300 <= response.status_code < 400
        if trail.seen and not (sent_on and trail.children.keys() <= trail.acted_on):
            return _shown(request, response, trail)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An act was undone because nothing could be written: said plainly to the person, once in the log."""
        if not isinstance(exception, TrailNotWritten | OperationalError | InterfaceError):
            return None
        trail = current_trail()
        if trail is not None:
            trail.stopped = True
        alarm.error("nothing could be written: %s: %s", _place(request), _why(exception))
        return refused(request)


def _shown(request: HttpRequest, response: HttpResponse, trail: Trail) -> HttpResponse:
    trail.read_only = False
    try:
        record_reading(trail, action=f"{_place(request)}.read")
    except Exception as error:
        # Whatever stops the event must stop the page: what cannot be traced is not shown (trust §3).
        alarm.error("the read event could not be written: %s: %s", _place(request), _why(error))
        return refused(request)
    return response


def _why(error: BaseException) -> str:
    """The kinds of error, innermost last; never their texts, in which a database quotes the row."""
    kinds = [type(error).__name__]
    while (cause := error.__cause__) is not None:
        error = cause
        kinds.append(type(error).__name__)
    return " ← ".join(kinds)


def _place(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.view_name if match is not None else "").replace(":", ".") or "page"


def refused(request: HttpRequest) -> HttpResponse:
    """A page without any content: nothing could be shown safely. Plainer still when the database is gone."""
    try:
        return render(request, "design/refused.html", status=503)
    except DatabaseError:
        return HttpResponse(
            format_html(
                '<!doctype html><html lang="sv"><title>{0}</title><h1>{0}</h1><p>{1}</p>',
                gettext("Sidan kunde inte visas"),
                gettext("Inget har ändrats. Försök igen om en stund."),
            ),
            status=503,
        )
