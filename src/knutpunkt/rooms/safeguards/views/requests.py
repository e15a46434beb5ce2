"""Formal requests, and the first page of the room."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import may
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.queries import entered_child
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed
from knutpunkt.rooms.safeguards import carrying_out as doing
from knutpunkt.rooms.safeguards import requests as acts
from knutpunkt.rooms.safeguards.carrying_out import correction_shown
from knutpunkt.rooms.safeguards.conflicts import answers_for_unit
from knutpunkt.rooms.safeguards.forms import DecisionForm, DoneForm, RectifiedForm, RequestForm
from knutpunkt.rooms.safeguards.models import FormalRequest
from knutpunkt.rooms.safeguards.refusals import AlreadyDecided, NothingToDo


@professional
@require_GET
def overview(request: ActingRequest) -> HttpResponse:
    """Three doors: I know the child, it is an emergency, somebody asks for something in writing."""
    on = timezone.localdate()
    return render(
        request,
        "safeguards/overview.html",
        {
            "requests": acts.open_requests(actor=request.actor, on=on),
            "answers": answers_for_unit(request.actor, on),
            "today": on,
        },
    )


@professional
@require_http_methods(["GET", "POST"])
def receive(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: whoever opens the letter. Time: two minutes. Feeling: somebody has it, and knows by when."""
    on, actor = timezone.localdate(), request.actor
    child = entered_child(pk, actor=actor, on=on)
    # A request is received when it is written down, and then somebody has it: a draft would hide it.
    typed = Typed(request, about=child, child=child.pk, drafts=False)
    form = typed.fill(RequestForm, on=on)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = acts.receive(
                actor=actor,
                on=on,
                child=child,
                kind=FormalRequest.Kind(given["kind"]),
                asked_by=FormalRequest.AskedBy(given["asked_by"]),
                who=given["who"],
                what=given["what"],
                received_on=given["received_on"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            holder = made.matter.commitments.get().holder
            messages.success(request, _("Begäran är mottagen. %(who)s beslutar.") % {"who": holder})
            return redirect("cases:child", child.pk)
    return form_page(request, "safeguards/receive_request.html", form, child=child, typed=typed)


@professional
@require_http_methods(["GET", "POST"])
def request_page(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The request, and the decision in writing with how to appeal."""
    on, actor = timezone.localdate(), request.actor
    one = acts.entered_request(pk, actor=actor, on=on)
    decides = one.is_open and _holds(one, request)
    typed = Typed(request, about=one, child=one.child_id)
    if typed.only_kept and (decides or not one.is_open):
        return typed.answer()
    form = typed.fill(DecisionForm)
    if not one.is_open and (typed.sent or typed.offered):
        typed.too_late(form, {"reasons": one.reasons})
    elif request.method == "POST" and decides and form.is_valid():
        try:
            acts.decide(
                actor=actor,
                on=on,
                request=one,
                decision=FormalRequest.Decision(form.cleaned_data["decision"]),
                reasons=form.cleaned_data["reasons"],
            )
        except AlreadyDecided:
            one = acts.entered_request(pk, actor=actor, on=on)
            typed.too_late(form, {"reasons": one.reasons})
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Beslutet är fattat. Skriv ut det och skicka det till personen."))
            return redirect("safeguards:request", one.pk)
    context = {
        "one": one,
        "decides": decides,
        "does": one.is_to_be_done and _holds(one, request),
        "correction": correction_shown(one, actor=actor, on=on),
        "typed": typed,
        "today": on,
    }
    return form_page(request, "safeguards/request.html", form, **context)


@professional
@require_http_methods(["GET", "POST"])
def carry_out(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: whoever holds it. When: it is done. Time: two minutes. Feeling: it is mended, and it shows."""
    on, actor = timezone.localdate(), request.actor
    one = acts.entered_request(pk, actor=actor, on=on)
    typed = Typed(request, about=one, child=one.child_id)
    form = _done_form(typed, one, request)
    if one.carried_out_on and (typed.sent or typed.offered):
        return _done_by_another(typed, form, one)
    if not one.is_to_be_done or not _holds(one, request):
        raise Http404
    if typed.only_kept:
        return typed.answer()
    if request.method == "POST" and form.is_valid():
        try:
            doing.carry_out(actor=actor, on=on, request=one, **form.cleaned_data)
        except NothingToDo:
            return _done_by_another(typed, form, acts.entered_request(pk, actor=actor, on=on))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Det är gjort, och begäran är klar."))
            return redirect("safeguards:request", one.pk)
    return form_page(request, "safeguards/carry_out.html", form, one=one, typed=typed, today=on)


def _done_by_another(typed: Typed, form: DoneForm, one: FormalRequest) -> HttpResponse:
    now = {name: getattr(one, name) for name in ("what_was_done", "text_before", "receivers_told")}
    back = reverse("safeguards:request", args=[one.pk])
    return typed.late(form, now, child=one.child, back=back)


def _done_form(typed: Typed, one: FormalRequest, request: ActingRequest) -> DoneForm:
    if one.kind != FormalRequest.Kind.RECTIFICATION:
        return typed.fill(DoneForm)
    made = doing.corrections_since(one, actor=request.actor, on=timezone.localdate())
    return typed.fill(RectifiedForm, corrections=made)


def _holds(one: FormalRequest, request: ActingRequest) -> bool:
    promise = one.matter.commitments.filter(state=Commitment.State.OPEN).first()
    on = timezone.localdate()
    return promise is not None and may(promise, request.actor, on, Action.CHANGE).allow
