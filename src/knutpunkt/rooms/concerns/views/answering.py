"""Answering a concern: what the mentor says to a flag, and what triage decides with words of its own."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.people.queries import working_at
from knutpunkt.rooms.concerns import duties, operations, queries
from knutpunkt.rooms.concerns.attendance import attendance_is_open
from knutpunkt.rooms.concerns.forms import ReasonForm, TrueForm, UniversalForm
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.concerns.receivers import Receivers
from knutpunkt.rooms.concerns.refusals import NotPossible, Refusal
from knutpunkt.rooms.concerns.states import State, may_follow
from knutpunkt.rooms.concerns.views.triage import said
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed

YES, NO = "ja", "nej"


@professional
@require_http_methods(["GET", "POST"])
def universally(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who takes in. When: the class or mentor can do it.

    Time: half a minute. Feeling: somebody has it.
    """
    on, one, typed = _begun(request, pk, State.UNIVERSAL)
    form = typed.fill(UniversalForm, unit=one.unit, on=on, initial=_likely(one, on))

    def act(given: dict[str, Any]) -> HttpResponse:
        operations.handle_universally(
            actor=request.actor,
            on=on,
            concern=one,
            holder=given["holder"].professional,
            unit=given["holder"].unit,
            due=given["due"],
            what=given["what"],
        )
        return _onward(request, on, one, _("%(who)s tar det.") % {"who": given["holder"].professional})

    title = _("Mentorn eller klassen tar det")
    return _answer(typed, one, State.UNIVERSAL, form, act, title, "concerns/universally.html")


@professional
@require_http_methods(["GET", "POST"])
def no_measure(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who takes in. When: nothing more is needed now.

    Time: half a minute. Feeling: a reasoned answer, kept.
    """
    on, one, typed = _begun(request, pk, State.DISMISSED)

    def act(given: dict[str, Any]) -> HttpResponse:
        operations.dismiss(actor=request.actor, on=on, concern=one, reason=given["reason"])
        return _onward(request, on, one, _("Ingen åtgärd nu. Skälet är sparat."))

    form, title = typed.fill(ReasonForm), _("Ingen åtgärd nu")
    return _answer(typed, one, State.DISMISSED, form, act, title, "concerns/no_measure.html")


@professional
@require_http_methods(["GET", "POST"])
def finish(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: the mentor who took it. When: it is done. Time: a minute. Feeling: finished and told."""
    on, one, typed = _begun(request, pk, State.SETTLED)
    form = typed.fill(ReasonForm, label=_("Hur gick det?"))

    def act(given: dict[str, Any]) -> HttpResponse:
        operations.finish(actor=request.actor, on=on, concern=one, words=given["reason"])
        messages.success(request, _("Klart. Tack för att du skrev hur det gick."))
        return redirect("concerns:asked")

    return _answer(typed, one, State.SETTLED, form, act, _("Klart"), "concerns/finish.html")


@professional
@require_http_methods(["GET", "POST"])
def is_it_true(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: the mentor. When: the list says a child is away.

    Time: half a minute. Feeling: my knowledge counts.
    """
    denies = NO in {request.POST.get("svar"), request.POST.get("typed_part")}
    on, one, yes = _begun(request, pk, State.NOT_TRUE, part=YES, sent=not denies)
    no = Typed(request, about=one, child=one.child_id, part=NO, sent=denies)
    why_not = _("Varför stämmer det inte?")
    true, untrue = yes.fill(TrueForm), no.fill(ReasonForm, label=why_not)
    typed: Typed = no if denies else yes
    form: forms.Form = untrue if denies else true
    if _is_over(no, one, State.NOT_TRUE):
        return _late(no, untrue, one)
    if _is_over(yes, one, State.NOT_TRUE):
        return _late(yes, true, one)
    if typed.only_kept:
        return typed.answer()
    if request.method == "POST" and form.is_valid():
        try:
            _said_true(request, on, one, form.cleaned_data, denies=denies)
        except NotPossible:
            return _late(typed, form, queries.concern(pk, actor=request.actor, on=on))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Tack. Ditt svar är sparat."))
            return redirect("concerns:asked")
    context = {
        **said(one),
        "attends": attendance_is_open(one.child, actor=request.actor, on=on),
        "yes": true,
        "no": untrue,
        "typed_yes": yes,
        "typed_no": no,
        "answered": form if request.method == "POST" else None,
        "has_errors": bool(form.errors),
        "today": on,
    }
    return render(request, "concerns/is_it_true.html", context, status=422 if form.errors else 200)


def _said_true(
    request: ActingRequest, on: date, one: Concern, given: dict[str, Any], *, denies: bool
) -> None:
    if denies:
        operations.deny_flag(actor=request.actor, on=on, concern=one, reason=given["reason"])
    else:
        operations.confirm_flag(actor=request.actor, on=on, concern=one, words=given["words"])


def _begun(
    request: ActingRequest, pk: UUID, answer: State, *, part: str = "", sent: bool = True
) -> tuple[date, Concern, Typed]:
    """The concern that is answered, and what is written in the answer.

    Whoever was writing when somebody else answered may not be the one who answers any longer: what they may
    read, and what they wrote, is shown to them all the same. They can do nothing more with it.
    """
    on, actor = timezone.localdate(), request.actor
    try:
        one = queries.concern(pk, actor=actor, on=on, action=Action.TRIAGE)
    except Http404:
        one = queries.concern(pk, actor=actor, on=on)
        if answer in may_follow(one.state) or not _has_written(request, one):
            raise
    return on, one, Typed(request, about=one, child=one.child_id, part=part, sent=sent)


def _has_written(request: ActingRequest, one: Concern) -> bool:
    parts = (Typed(request, about=one, child=one.child_id, part=part, sent=False) for part in ("", YES, NO))
    return "began" in request.POST or any(part.offered for part in parts)


def _is_over(typed: Typed, one: Concern, answer: State) -> bool:
    """Whether the answer no longer follows, and somebody has written one."""
    return answer not in may_follow(one.state) and (typed.sent or typed.offered)


def _answer(
    typed: Typed,
    one: Concern,
    answer: State,
    form: forms.Form,
    act: Callable[[dict[str, Any]], HttpResponse],
    title: str,
    template: str,
) -> HttpResponse:
    request, on = typed.request, timezone.localdate()
    if _is_over(typed, one, answer):
        return _late(typed, form, one)
    if typed.only_kept:
        return typed.answer()
    if request.method == "POST" and form.is_valid():
        try:
            done = act(form.cleaned_data)
        except NotPossible:
            return _late(typed, form, queries.concern(one.pk, actor=request.actor, on=on))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            return done
    context = {
        **said(one),
        "form": form,
        "typed": typed,
        "title": title,
        "has_errors": bool(form.errors),
        "investigation_due": duties.investigation_due(concern=one),
        "today": on,
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _late(typed: Typed, form: forms.Form, one: Concern) -> HttpResponse:
    """Both texts: the author's, and the answer that stands."""
    state = str(one.get_state_display()).capitalize()
    stands = ". ".join(filter(None, (state, one.answer_reason or one.mentor_words)))
    words = next(name for name in ("reason", "what", "words") if name in form.fields)
    back = reverse("concerns:concern", args=[one.pk])
    return typed.late(form, {words: stands}, child=one.child, back=back)


def _likely(one: Concern, on: date) -> dict[str, Any]:
    """The first mentor, within a week."""
    mentors = Receivers(on).mentors(one.child_id, one.unit)
    at_work = working_at(one.unit_id, on, mentors[0].pk).first() if mentors else None
    return {"holder": at_work, "due": on + timedelta(days=7)}


def _onward(request: ActingRequest, on: date, done: Concern, words: str) -> HttpResponse:
    """To the next that waits, so that one can go on with the keyboard."""
    messages.success(request, words)
    following = queries.next_to_answer(actor=request.actor, on=on, after=done)
    return redirect("concerns:concern", following.pk) if following else redirect("concerns:triage")
