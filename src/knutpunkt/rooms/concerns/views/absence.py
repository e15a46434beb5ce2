"""The head teacher's investigation of absence: decide, hear, notify, conclude."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import abilities, enter
from knutpunkt.foundation.commitments.operations import StaleVersion
from knutpunkt.foundation.people.models import Child, Unit
from knutpunkt.rooms.concerns import flags, operations, queries
from knutpunkt.rooms.concerns.forms import ConclusionForm, DecisionForm, HeardForm
from knutpunkt.rooms.concerns.models import AbsenceInvestigation, Concern
from knutpunkt.rooms.concerns.next_steps import remaining
from knutpunkt.rooms.concerns.notices import notices_for
from knutpunkt.rooms.concerns.refusals import NotPossible, Refusal
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed


@professional
@require_GET
def investigations(request: ActingRequest) -> HttpResponse:
    """Who: head teacher, student health. When: weekly.

    Time: two minutes. Feeling: no pupil's absence lies unseen.
    """
    on = timezone.localdate()
    rows = [(one, remaining(one)) for one in queries.investigations(actor=request.actor, on=on)]
    return render(request, "concerns/investigations.html", {"rows": rows, "today": on})


def _said(prompted_by: Concern | None) -> list[str]:
    kept = prompted_by.flags if prompted_by is not None else []
    return flags.sentences(kept, language=get_language() or "sv")


@professional
@require_http_methods(["GET", "POST"])
def decide(request: ActingRequest, child: UUID) -> HttpResponse:
    """Who: head teacher. When: asked, or absence is long.

    Time: three minutes. Feeling: clear what the law wants.
    """
    on, actor = timezone.localdate(), request.actor
    pupil = enter(Child.objects.select_related("municipality"), child, actor=actor, on=on)
    unit = queries.school_of(pupil, on)
    if unit is None or unit.pk != actor.unit:
        raise Http404
    prompted_by = _prompted_by(request, pupil, on)
    typed = Typed(request, about=pupil, child=pupil.pk)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(DecisionForm)
    if request.method == "POST" and form.is_valid():
        try:
            made = _decide(request, form, pupil, unit, prompted_by, on)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            return redirect("concerns:investigation", made.pk)
    context = {
        "typed": typed,
        "child": pupil, "unit": unit, "concern": prompted_by, "form": form, "law": operations.law_for(unit),
        "sentences": _said(prompted_by),
        "home": operations.home_municipality_is_another(pupil, unit),
        "has_errors": bool(form.errors), "today": on,
    }  # fmt: skip
    return render(request, "concerns/decide.html", context, status=422 if form.errors else 200)


def _decide(
    request: ActingRequest,
    form: DecisionForm,
    child: Child,
    unit: Unit,
    prompted_by: Concern | None,
    on: date,
) -> AbsenceInvestigation:
    opens = form.cleaned_data["decision"] == "open"
    act = operations.open_absence_investigation if opens else operations.decide_against_investigation
    return act(
        actor=request.actor,
        on=on,
        child=child,
        unit=unit,
        reason=form.cleaned_data["reason"],
        prompted_by=prompted_by,
    )


def _prompted_by(request: ActingRequest, child: Child, on: date) -> Concern | None:
    asked = request.GET.get("iakttagelse")
    if not asked:
        return None
    concern = queries.concern(asked, actor=request.actor, on=on)
    if concern.child_id != child.pk:
        raise Http404
    return concern


@professional
@require_GET
def investigation(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: head teacher, student health, mentor. When: between steps.

    Time: a minute. Feeling: what remains is plain.
    """
    on, actor = timezone.localdate(), request.actor
    one = queries.investigation(pk, actor=actor, on=on)
    may = Action.CHANGE in abilities(one, actor, on)
    typed = _concluding(request, one)
    conclusion = typed.fill(ConclusionForm)
    if may and typed.offered and not one.is_open:
        typed.too_late(conclusion, _found(one))
    return _page(request, one, may, typed, conclusion)


def _concluding(request: ActingRequest, one: AbsenceInvestigation, sent: bool = False) -> Typed:
    """The conclusion is written on the page of the investigation, and sent to an address of its own."""
    return Typed(
        request,
        about=one,
        child=one.child_id,
        sent=sent,
        place=reverse("concerns:investigation", args=[one.pk]),
        sends_to=reverse("concerns:conclude", args=[one.pk]),
    )


def _page(
    request: ActingRequest,
    one: AbsenceInvestigation,
    may: bool,
    typed: Typed,
    conclusion: ConclusionForm,
    heard: Any = None,
) -> HttpResponse:
    context = {
        "typed": typed,
        "one": one,
        "may": may and one.is_open,
        "remaining": remaining(one),
        "notices": notices_for(one),
        "heard": heard or HeardForm(initial=_heard(one)),
        "conclusion": conclusion,
        "has_errors": bool(conclusion.errors or (heard and heard.errors)),
        "today": timezone.localdate(),
    }
    return render(
        request, "concerns/investigation.html", context, status=422 if context["has_errors"] else 200
    )


def _heard(one: AbsenceInvestigation) -> dict[str, Any]:
    return {
        "version": one.version,
        "pupil": one.pupil_heard_on,
        "guardians": one.guardians_heard_on,
        "student_health": one.student_health_heard_on,
    }


@professional
@require_POST
def heard(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: head teacher. When: after a talk. Time: seconds. Feeling: noted."""
    on, one = _changing(request, pk)
    form, typed = HeardForm(request.POST), _concluding(request, one)
    if not form.is_valid():
        return _page(request, one, True, typed, typed.fill(ConclusionForm), form)
    try:
        operations.mark_heard(actor=request.actor, on=on, investigation=one, **form.cleaned_data)
    except StaleVersion as stale:
        beside = _beside(request, one, str(stale))
        return _page(request, one, True, typed, typed.fill(ConclusionForm), beside)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Sparat."))
    return redirect("concerns:investigation", pk)


def _beside(request: ActingRequest, one: AbsenceInvestigation, why: str) -> HeardForm:
    """The days as they were sent, each with the other's where they differ; the next save is about these."""
    form = HeardForm(request.POST.dict() | {"version": str(one.version)})
    form.add_error(None, why)
    for name, day in _heard(one).items():
        if name != "version" and form.cleaned_data.get(name) != day:
            now = date_format(day) if day else _("ingen dag")
            form.add_error(name, _("Nu står det: %(now)s.") % {"now": now})
    return form


@professional
@require_POST
def notified(request: ActingRequest, pk: UUID, whom: str) -> HttpResponse:
    """Who: head teacher. When: the notice is sent. Time: one click. Feeling: one duty less."""
    on, one = _changing(request, pk)
    acts = {
        "huvudmannen": operations.notify_responsible_body,
        "hemkommunen": operations.notify_home_municipality,
    }
    if whom not in acts:
        raise Http404
    return _acted(
        request,
        one,
        lambda: acts[whom](actor=request.actor, on=on, investigation=one),
        _("Noterat som skickat."),
    )


@professional
@require_POST
def conclude(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: head teacher. When: it is known why, and what to do.

    Time: five minutes. Feeling: it led somewhere.
    """
    on, one = _changing(request, pk)
    typed = _concluding(request, one, sent=True)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(ConclusionForm)
    if form.is_valid():
        try:
            operations.conclude_absence_investigation(
                actor=request.actor, on=on, investigation=one, **form.cleaned_data
            )
        except NotPossible as refusal:
            one = _changing(request, pk)[1]
            typed.too_late(form, _found(one))
            form.add_error(None, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Utredningen är klar."))
            return redirect("concerns:investigation", pk)
    return _page(request, one, True, typed, form)


def _found(one: AbsenceInvestigation) -> dict[str, str]:
    return {"causes": one.causes, "conclusion": one.conclusion}


def _changing(request: ActingRequest, pk: UUID) -> tuple[date, AbsenceInvestigation]:
    on = timezone.localdate()
    return on, queries.investigation(pk, actor=request.actor, on=on, action=Action.CHANGE)


def _acted(request: ActingRequest, one: AbsenceInvestigation, act: Any, words: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("concerns:investigation", one.pk)
