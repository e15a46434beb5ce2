"""My day, "Saknar ansvarig", and the acts on a promise."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import abilities, enter
from knutpunkt.foundation.commitments import operations
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.commitments.operations import LastPromise, Refusal
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed
from knutpunkt.rooms.entrance.way_on import safe_way_on
from knutpunkt.rooms.plans.models import SupportMeasure
from knutpunkt.rooms.plans.operations import end_measure, measure_promised_by, reopen_measure
from knutpunkt.rooms.today import queries
from knutpunkt.rooms.today.addresses import answered_at, page_for
from knutpunkt.rooms.today.forms import Answer, Done, HandOver, Move, Wait


@professional
@require_GET
def my_day(request: ActingRequest) -> HttpResponse:
    """Who: everyone. When: first in the morning, six minutes.

    Feeling: I know what I have promised, and it is doable.
    """
    on, actor = timezone.localdate(), request.actor
    promised = queries.my_promises(actor=actor, on=on)
    near = [
        (_("Lovat tidigare"), "clock", promised[queries.When.BEFORE]),
        (_("I dag"), "day", promised[queries.When.TODAY]),
        (_("De närmaste dagarna"), "calendar", promised[queries.When.SOON]),
    ]
    context = {
        "sections": [(title, icon, [_line(one) for one in rows]) for title, icon, rows in near if rows],
        "later": [_line(one) for one in promised[queries.When.LATER]],
        "unfolded": not any(rows for _title, _icon, rows in near),
        "notices": [
            (notice, page_for(notice.commitment)) for notice in queries.came_to_me(actor=actor, on=on)
        ],
        "others": [(promise, page_for(promise)) for promise in queries.waits_for_others(actor=actor, on=on)],
        "drafts": queries.my_drafts(actor=actor, on=on),
        "today": on,
    }
    return render(request, "today/my_day.html", context)


def _line(promise: Commitment) -> dict[str, object]:
    return {"promise": promise, "page": page_for(promise), "elsewhere": answered_at(promise)}


@professional
@require_GET
def unheld(request: ActingRequest) -> HttpResponse:
    """Who: head teacher, coordinator. When: once a week, ten minutes.

    Feeling: nobody is forgotten; I can mend it.
    """
    on, actor = timezone.localdate(), request.actor
    rows = queries.unheld(actor=actor, on=on)
    shown = [
        (row, _line(row.commitment), Action.CHANGE in abilities(row.commitment, actor, on)) for row in rows
    ]
    return render(request, "today/unheld.html", {"rows": shown, "today": on})


def _back(request: ActingRequest) -> str:
    """Where the act was begun: a page of our own, else my day."""
    given = request.POST.get("next") or request.GET.get("next") or ""
    return safe_way_on(request, given) or reverse("today:my_day")


@professional
@require_POST
def done(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Keep a promise; when nothing else is promised, ask what happens next."""
    on = timezone.localdate()
    promise = queries.entered(pk, actor=request.actor, on=on)
    elsewhere = answered_at(promise)
    if elsewhere:
        return _go(request, elsewhere)
    if promise.matter.kind == Matter.Kind.QUESTION:
        return _go(request, _asking(request, "today:answer", pk))
    try:
        _keep(request, promise)
    except LastPromise:
        return _go(request, _asking(request, "today:next", pk))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if in_place(request):
            return render(request, "today/done.html", {"promise": promise, "back": _back(request)})
        messages.success(request, _("Klart: %(what)s") % {"what": promise.what}, extra_tags=_undo(pk))
    return _go(request, _back(request))


def _asking(request: ActingRequest, name: str, pk: UUID) -> str:
    """The page that asks something more, and knows where the act was begun."""
    address, back = reverse(name, args=[pk]), _back(request)
    return address if back == reverse("today:my_day") else f"{address}?{urlencode({'next': back})}"


def in_place(request: ActingRequest) -> bool:
    """Whether only a part of the page is wanted."""
    return "HX-Request" in request.headers


def _go(request: ActingRequest, address: str) -> HttpResponse:
    """To another page; a part of a page cannot be another page, so then the whole browser goes."""
    return HttpResponse(headers={"HX-Redirect": address}) if in_place(request) else redirect(address)


def _keep(request: ActingRequest, promise: Commitment) -> None:
    """Keep a promise; when it is a measure of a plan, the measure is done with it."""
    on, actor = timezone.localdate(), request.actor
    measure = measure_promised_by(promise)
    if measure is None:
        operations.complete(actor=actor, on=on, commitment=promise)
    else:
        end_measure(actor=actor, on=on, measure=measure, state=SupportMeasure.State.DONE, because="")


def _undo(pk: UUID) -> str:
    return f"undo:{reverse('today:undo', args=[pk])}"


@professional
@require_POST
def undo(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Open again what was marked as done today."""
    on = timezone.localdate()
    rows = Commitment.objects.filter(state=Commitment.State.DONE, holder=request.actor.person)
    promise = enter(rows.select_related("matter"), pk, actor=request.actor, on=on)
    measure = measure_promised_by(promise)
    try:
        if measure is None:
            operations.undo_complete(actor=request.actor, on=on, commitment=promise)
        else:
            reopen_measure(actor=request.actor, on=on, measure=measure)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if in_place(request):
            again = queries.entered(pk, actor=request.actor, on=on)
            context = {"line": _line(again), "back": _back(request), "today": on}
            return render(request, "today/undone.html", context)
    return _go(request, _back(request))


@professional
@require_http_methods(["GET", "POST"])
def next_promise(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What happens next, before the last promise is done."""
    on = timezone.localdate()
    promise = queries.entered(pk, actor=request.actor, on=on)
    if elsewhere := answered_at(promise):
        return redirect(elsewhere)
    form = Done(request.POST or None, initial={"next_due": on})

    def act(given: dict[str, Any]) -> None:
        operations.complete(actor=request.actor, on=on, commitment=promise, **given)

    return _act(request, promise, form, act, _("Vad händer härnäst?"), _("Klart, och nästa är lovat."))


@professional
@require_http_methods(["GET", "POST"])
def answer(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Answer a question about a child; with it the matter is closed."""
    on, actor = timezone.localdate(), request.actor
    promise = queries.entered_question(pk, actor=actor, on=on)
    typed = Typed(request, about=promise, child=promise.matter.child_id)
    form, child = typed.fill(Answer), promise.matter.child
    if not promise.is_open:
        if typed.sent or typed.offered:
            now = {"reason": queries.answer_to(promise)}
            return typed.late(form, now, child=child, back=reverse("cases:child", args=[child.pk]))
        raise Http404
    if typed.only_kept:
        return typed.answer()

    def act(given: dict[str, Any]) -> None:
        operations.close_matter(actor=actor, on=on, matter=promise.matter, reason=given["reason"])
        typed.saved()

    return _act(request, promise, form, act, _("Svara på frågan"), _("Frågan är besvarad."), typed)


@professional
@require_http_methods(["GET", "POST"])
def move(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Give a promise another day."""
    on = timezone.localdate()
    promise = queries.entered(pk, actor=request.actor, on=on)
    form = Move(request.POST or None, initial={"due": max(promise.due, on), "version": promise.version})

    def act(given: dict[str, Any]) -> None:
        operations.move(actor=request.actor, on=on, commitment=promise, **given)

    return _act(request, promise, form, act, _("Flytta"), _("Flyttat."))


@professional
@require_http_methods(["GET", "POST"])
def hand_over(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Let a colleague take the promise."""
    on = timezone.localdate()
    promise = queries.entered(pk, actor=request.actor, on=on)
    form = HandOver(
        request.POST or None,
        unit=promise.unit,
        on=on,
        holder=promise.holder,
        initial={"version": promise.version},
    )

    def act(given: dict[str, Any]) -> None:
        to = given.pop("to").professional
        operations.hand_over(actor=request.actor, on=on, commitment=promise, to=to, **given)

    return _act(request, promise, form, act, _("Lämna över"), _("Överlämnat."))


@professional
@require_http_methods(["GET", "POST"])
def wait(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Say that we wait, for what and until when: a valid answer."""
    on = timezone.localdate()
    promise = queries.entered(pk, actor=request.actor, on=on)
    form = Wait(request.POST or None, on=on, initial={"version": promise.version})

    def act(given: dict[str, Any]) -> None:
        operations.wait(actor=request.actor, on=on, commitment=promise, **given)

    return _act(request, promise, form, act, _("Vi väntar"), _("Då väntar vi, och tittar till den dagen."))


def _act(
    request: ActingRequest,
    promise: Commitment,
    form: forms.Form,
    act: Callable[[dict[str, Any]], None],
    title: str,
    said: str,
    typed: Typed | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(dict(form.cleaned_data))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(_back(request))
    context = {
        "promise": promise,
        "title": title,
        "typed": typed,
        "back": _back(request),
        "today": timezone.localdate(),
    }
    return form_page(request, "today/act.html", form, **context)


@professional
@require_POST
def read_notice(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A notice is read and leaves my day."""
    on = timezone.localdate()
    notice = queries.entered_notice(pk, actor=request.actor, on=on)
    operations.read_notice(actor=request.actor, on=on, notice=notice)
    return redirect("today:my_day")
