"""Handing out: who has read, and everything that is held, for the one it concerns."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.access.disposing import answered_among
from knutpunkt.foundation.access.handing_out import HandledBySomebodyElse, child_to_hand_out, recipients
from knutpunkt.foundation.people.models import Child
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.entrance.answering import PDF, file_to_keep, form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.stepping_up import fresh
from knutpunkt.rooms.oversight import handing
from knutpunkt.rooms.oversight.answering import waiting_requests
from knutpunkt.rooms.oversight.extract import Extract
from knutpunkt.rooms.oversight.forms import HandoutForm
from knutpunkt.rooms.oversight.models import Handout

CSV, JSON = "text/csv; charset=utf-8", "application/json"


def _or_who_makes_it(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where the family lives protected: back to the child, with who it is that makes it."""

    @wraps(view)
    def shown(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except HandledBySomebodyElse as refusal:
            messages.error(request, str(refusal))
            return redirect("cases:child", refusal.facts["child"])

    return shown


@professional
@require_GET
def panel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """On the child's page, for who may hand out; for the others an empty place that says nothing."""
    on = timezone.localdate()
    in_place = bool(request.headers.get("HX-Request"))
    refused = ""
    try:
        child_to_hand_out(pk, actor=request.actor, on=on)
    except HandledBySomebodyElse as refusal:
        refused = str(refusal)
    except Http404:
        if in_place:
            return HttpResponse("")
        raise
    template = "oversight/panel.html#panel" if in_place else "oversight/panel.html"
    keeps = pk in answered_among({pk}, actor=request.actor, on=on)
    return render(request, template, {"child": pk, "keeps": keeps, "refused": refused})


@professional
@require_http_methods(["GET", "POST"])
@_or_who_makes_it
def new(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator or the unit's responsible. When: somebody asked. Time: one minute."""
    on, actor = timezone.localdate(), request.actor
    child = child_to_hand_out(pk, actor=actor, on=on)
    offered = recipients(child, on)
    requests = waiting_requests(child, actor=actor, on=on)
    form = HandoutForm(request.POST or None, offered=offered, requests=requests, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            made = handing.hand_out(actor=actor, on=on, child=child, **form.told())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Utdraget är gjort. Läs igenom det innan du lämnar ut det."))
            return redirect("oversight:handout", made.pk)
    return form_page(request, "oversight/new_handout.html", form, child=child)


@professional
@fresh
@require_GET
@_or_who_makes_it
def handout(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What will be handed out, to be read through first."""
    on, actor = timezone.localdate(), request.actor
    made, child = handing.handed_out(pk, actor=actor, on=on)
    to = next(name for one, name in recipients(child, on) if one == handing.recipient_of(made))
    is_log = made.kind == Handout.Kind.OWN_LOG
    shown = {
        "made": made,
        "child": child,
        "to": to,
        "is_log": is_log,
        "lines": handing.log_lines(made, actor=actor) if is_log else [],
        "kinds": [] if is_log else handing.extract_of(made, actor=actor).kinds,
    }
    return render(request, "oversight/handout.html", shown)


@professional
@fresh
@require_GET
@_or_who_makes_it
def file(request: ActingRequest, pk: UUID, form: str) -> HttpResponse:
    """The paper or the file itself."""
    on, actor = timezone.localdate(), request.actor
    made, child = handing.handed_out(pk, actor=actor, on=on)
    makers = _log_makers() if made.kind == Handout.Kind.OWN_LOG else _extract_makers()
    if form not in makers:
        raise Http404
    content_type, make = makers[form]
    name = f"{made.get_kind_display().replace(' ', '-')}.{form}"
    return file_to_keep(make(made, child, request), name=name, content_type=content_type)


Make = Callable[[Handout, Child, ActingRequest], bytes]


def _log_makers() -> dict[str, tuple[str, Make]]:
    def lines(made: Handout, request: ActingRequest) -> list[handing.Line]:
        return handing.log_lines(made, actor=request.actor)

    return {
        "pdf": (
            PDF,
            lambda m, child, r: handing.log_paper(m, child, lines(m, r), on=timezone.localdate()),
        ),
        "csv": (CSV, lambda m, _child, r: handing.log_table(lines(m, r))),
    }


def _extract_makers() -> dict[str, tuple[str, Make]]:
    def told(made: Handout, request: ActingRequest) -> Extract:
        return handing.extract_of(made, actor=request.actor)

    return {
        "pdf": (
            PDF,
            lambda m, child, r: handing.extract_paper(m, child, told(m, r), on=timezone.localdate()),
        ),
        "csv": (CSV, lambda m, _child, r: handing.extract_table(told(m, r))),
        "json": (JSON, lambda m, _child, r: handing.extract_json(told(m, r))),
    }
