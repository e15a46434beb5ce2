"""Taking in concerns: the queue, one concern with its answers, and the mentor's "Stämmer det?"."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import abilities
from knutpunkt.foundation.people.models import Profession
from knutpunkt.foundation.people.queries import working_at
from knutpunkt.rooms.concerns import duties, flags, operations, queries
from knutpunkt.rooms.concerns.attendance import attendance_is_open
from knutpunkt.rooms.concerns.forms import ReasonForm, TrueForm, UniversalForm
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.concerns.receivers import Receivers
from knutpunkt.rooms.concerns.recognising import SCHOOLS
from knutpunkt.rooms.concerns.refusals import Refusal
from knutpunkt.rooms.concerns.states import State, may_follow
from knutpunkt.rooms.entrance.gate import ActingRequest, professional


@professional
@require_GET
def triage(request: ActingRequest) -> HttpResponse:
    """Who: student health. When: mornings and before the weekly meeting.

    Time: a minute each. Feeling: overview, calm.
    """
    on, actor = timezone.localdate(), request.actor
    taken = queries.taken_in(actor=actor, on=on)
    context = {
        "waiting": [_said(one) for one in taken.to_answer],
        "asked": _held(taken.with_mentors, on),
        "followed": _held(taken.followed, on),
        "today": on,
    }
    return render(request, "concerns/triage.html", context)


@professional
@require_GET
def concern(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who takes in, mentor, team. When: deciding what happens.

    Time: two minutes. Feeling: I see the whole child.
    """
    on, actor = timezone.localdate(), request.actor
    one = queries.concern(pk, actor=actor, on=on)
    may = Action.TRIAGE in abilities(one, actor, on)
    context = {
        **_said(one),
        "held": queries.held(one, on),
        "may": may,
        "attends": bool(one.flags) and attendance_is_open(one.child, actor=actor, on=on),
        "answers": _answers(one) if may else set(),
        "investigations": queries.investigations_of(one.child_id, actor=actor, on=on),
        "investigation_due": duties.investigation_due(concern=one) if may else False,
        "asked_head": may and operations.decision_is_asked(one),
        "leads": actor.profession == Profession.HEAD_TEACHER and actor.unit == one.unit_id,
        "next": queries.next_to_answer(actor=actor, on=on, after=one) if may else None,
        "today": on,
    }
    return render(request, "concerns/concern.html", context)


@professional
@require_http_methods(["GET", "POST"])
def universally(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who takes in. When: the class or mentor can do it.

    Time: half a minute. Feeling: somebody has it.
    """
    on, one = _answering(request, pk)
    form = UniversalForm(request.POST or None, unit=one.unit, on=on, initial=_likely(one, on))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.handle_universally(
                actor=request.actor,
                on=on,
                concern=one,
                holder=given["holder"].professional,
                unit=given["holder"].unit,
                due=given["due"],
                what=given["what"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _onward(request, on, one, _("%(who)s tar det.") % {"who": given["holder"].professional})
    return _asked(request, one, form, _("Mentorn eller klassen tar det"), "concerns/universally.html")


@professional
@require_POST
def to_case(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who takes in. When: the child needs several people.

    Time: one click, then the case. Feeling: it begins.
    """
    on, one = _answering(request, pk)
    if one.state != State.TO_CASE:
        try:
            operations.take_to_case(actor=request.actor, on=on, concern=one)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("concerns:concern", pk)
    return redirect("cases:open", pk)


@professional
@require_http_methods(["GET", "POST"])
def no_measure(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who takes in. When: nothing more is needed now.

    Time: half a minute. Feeling: a reasoned answer, kept.
    """
    on, one = _answering(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.dismiss(actor=request.actor, on=on, concern=one, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _onward(request, on, one, _("Ingen åtgärd nu. Skälet är sparat."))
    return _asked(request, one, form, _("Ingen åtgärd nu"), "concerns/no_measure.html")


@professional
@require_http_methods(["GET", "POST"])
def finish(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: the mentor who took it. When: it is done. Time: a minute. Feeling: finished and told."""
    on, one = _answering(request, pk)
    form = ReasonForm(request.POST or None, label=_("Hur gick det?"))
    if request.method == "POST" and form.is_valid():
        try:
            operations.finish(actor=request.actor, on=on, concern=one, words=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Klart. Tack för att du skrev hur det gick."))
            return redirect("concerns:asked")
    return _asked(request, one, form, _("Klart"), "concerns/finish.html")


@professional
@require_POST
def ask_head_teacher(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who takes in. When: the absence is such that the head teacher must decide.

    Time: one click. Feeling: passed on.
    """
    on, one = _answering(request, pk)
    try:
        operations.ask_head_teacher(actor=request.actor, on=on, concern=one)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Rektorn är tillfrågad."))
    return redirect("concerns:concern", pk)


@professional
@require_http_methods(["GET", "POST"])
def recognise(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who takes in. When: another area has described a child.

    Time: half a minute. Feeling: sure it is the right one.
    """
    on, one = _answering(request, pk)
    if request.method == "POST":
        try:
            _recognised(request, one, on)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("concerns:concern", pk)
    words = request.GET.get("q", one.child.family_name).strip()[:100]
    found = queries.known_at(one.unit, words, actor=request.actor, on=on)
    if "q" not in request.GET and not found:
        words = one.child.given_name
        found = queries.known_at(one.unit, words, actor=request.actor, on=on)
    context = {"concern": one, "words": words, "found": found, "is_school": one.unit.kind in SCHOOLS}
    return render(request, "concerns/recognise.html", context)


def _recognised(request: ActingRequest, one: Concern, on: date) -> None:
    if "new" in request.POST:
        operations.register_described(actor=request.actor, on=on, concern=one)
        return
    child = queries.child(request.POST.get("child", ""), actor=request.actor, on=on)
    operations.link_child(actor=request.actor, on=on, concern=one, child=child)


@professional
@require_GET
def asked(request: ActingRequest) -> HttpResponse:
    """Who: the mentor. When: a quiet moment in the week.

    Time: half a minute each. Feeling: asked, not accused.
    """
    on, actor = timezone.localdate(), request.actor
    context = {
        "waiting": [
            {**_said(one), "held": held} for one, held in _held(queries.asked_of_me(actor=actor, on=on), on)
        ],
        "taken": _held(queries.taken_by_me(actor=actor, on=on), on),
        "today": on,
    }
    return render(request, "concerns/asked.html", context)


@professional
@require_http_methods(["GET", "POST"])
def is_it_true(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: the mentor. When: the list says a child is away.

    Time: half a minute. Feeling: my knowledge counts.
    """
    on, one = _answering(request, pk)
    no = request.POST.get("svar") == "nej"
    why_not = _("Varför stämmer det inte?")
    form: Any = ReasonForm(request.POST, label=why_not) if no else TrueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if no:
                operations.deny_flag(
                    actor=request.actor, on=on, concern=one, reason=form.cleaned_data["reason"]
                )
            else:
                operations.confirm_flag(
                    actor=request.actor, on=on, concern=one, words=form.cleaned_data["words"]
                )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tack. Ditt svar är sparat."))
            return redirect("concerns:asked")
    context = {
        **_said(one),
        "attends": attendance_is_open(one.child, actor=request.actor, on=on),
        "yes": TrueForm() if no else form,
        "no": form if no else ReasonForm(label=why_not),
        "answered": form if request.method == "POST" else None,
        "has_errors": bool(form.errors),
        "today": on,
    }
    return render(request, "concerns/is_it_true.html", context, status=422 if form.errors else 200)


def _answers(one: Concern) -> set[str]:
    """What may follow; people work together around somebody, so first it must be known around whom."""
    follows = set(may_follow(one.state))
    return follows if one.identified else follows - {State.TO_CASE}


def _likely(one: Concern, on: date) -> dict[str, Any]:
    """The first mentor, within a week."""
    mentors = Receivers(on).mentors(one.child_id, one.unit)
    at_work = working_at(one.unit_id, on, mentors[0].pk).first() if mentors else None
    return {"holder": at_work, "due": on + timedelta(days=7)}


def _answering(request: ActingRequest, pk: UUID) -> tuple[date, Concern]:
    on = timezone.localdate()
    return on, queries.concern(pk, actor=request.actor, on=on, action=Action.TRIAGE)


def _asked(request: ActingRequest, one: Concern, form: Any, title: str, template: str) -> HttpResponse:
    context = {
        **_said(one),
        "form": form,
        "title": title,
        "has_errors": bool(form.errors),
        "investigation_due": duties.investigation_due(concern=one),
        "today": timezone.localdate(),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _onward(request: ActingRequest, on: date, done: Concern, words: str) -> HttpResponse:
    """To the next that waits, so that one can go on with the keyboard."""
    messages.success(request, words)
    following = queries.next_to_answer(actor=request.actor, on=on, after=done)
    return redirect("concerns:concern", following.pk) if following else redirect("concerns:triage")


def _held(rows: list[Concern], on: date) -> list[tuple[Concern, queries.Held | None]]:
    held = queries.held_of(rows, on)
    return [(one, held.get(one.pk)) for one in rows]


def _said(one: Concern) -> dict[str, Any]:
    language = get_language() or "sv"
    return {
        "concern": one,
        "sentences": flags.sentences(one.flags, language=language),
        "protections": flags.protections(one.protects, language=language),
    }
