"""Acts on a case: open, invite, change coordinator, close, after-care, ask a question."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import enter, may
from knutpunkt.foundation.casefile.models import Case, Participation
from knutpunkt.foundation.commitments.refusals import Refusal, StaleVersion
from knutpunkt.rooms.cases import operations, queries, questions
from knutpunkt.rooms.cases.forms import (
    ChangeCoordinator,
    CloseCase,
    Invite,
    OpenCase,
    QuestionForm,
    ResumeCase,
)
from knutpunkt.rooms.cases.outcomes import Outcome
from knutpunkt.rooms.cases.states import WrongState
from knutpunkt.rooms.cases.views.child import page_of
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed

STALE = _("Någon annan hann ändra samtidigt. Det du skrev finns kvar här. Se hur det står nu och spara igen.")


@professional
@require_http_methods(["GET", "POST"])
def open_case(request: ActingRequest, concern: UUID) -> HttpResponse:
    """Who: student health after triage. When: the answer was "börja samarbeta".

    Time: two minutes. Feeling: begun.
    """
    on, actor = timezone.localdate(), request.actor
    behind = enter(
        Concern.objects.select_related("child", "unit"), concern, actor=actor, on=on, action=Action.TRIAGE
    )
    form = OpenCase(request.POST or None, unit=behind.unit, on=on)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            case = operations.open_case(
                actor=actor,
                on=on,
                child=behind.child,
                unit=behind.unit,
                coordinator=given["coordinator"].professional,
                coordinator_kind=given["coordinator_kind"],
                backup=given["backup"].professional,
                first_step=given["first_step"],
                due=given["due"],
                concerns_behind=[behind],
            )
        except operations.AlreadyOpen as already:
            messages.info(request, str(already))
            return _after(request, already.case)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if given["take_part"] and given["coordinator"].professional_id != actor.person:
                _join(request, case)
            return _after(request, case)
    return form_page(request, "cases/open.html", form, child=behind.child, concern=behind)


def _join(request: ActingRequest, case: Case) -> None:
    own = request.assignment
    operations.invite(
        actor=request.actor, on=timezone.localdate(), case=case, unit=own.unit, professional=own.professional
    )


def _after(request: ActingRequest, case: Case) -> HttpResponse:
    """To the child's page when the actor takes part; otherwise to their own list."""
    on = timezone.localdate()
    if may(case.child, request.actor, on, Action.READ).allow:
        return redirect(page_of(case.child_id))
    messages.success(request, _("Samarbetet har börjat. Samordnaren har fått det första steget."))
    return redirect("cases:children")


@professional
@require_http_methods(["GET", "POST"])
def invite(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator. When: somebody more is needed.

    Time: a minute. Feeling: asked kindly, nothing leaked.
    """
    on, actor = timezone.localdate(), request.actor
    case = queries.entered_case(pk, actor=actor, on=on, action=Action.MANAGE)
    taking_part = Participation.objects.running(on).filter(case=case).values_list("professional", flat=True)
    words = request.GET.get("sok", "").strip()[:100]
    left_out = set(taking_part) | queries.stand_aside(case.child_id, on)
    form = Invite(request.POST or None, on=on, already=left_out, words=words)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["person"]
        operations.invite(actor=actor, on=on, case=case, unit=chosen.unit, professional=chosen.professional)
        messages.success(request, _("%(who)s är med från i dag.") % {"who": chosen.professional})
        return redirect(page_of(case.child_id))
    return form_page(request, "cases/invite.html", form, case=case, words=words, found=form.found)


@professional
@require_http_methods(["GET", "POST"])
def leave(request: ActingRequest, pk: UUID, participation: UUID) -> HttpResponse:
    """End somebody's part. Who: coordinator. Time: seconds. Feeling: sure of what it means."""
    on, actor = timezone.localdate(), request.actor
    case = queries.entered_case(pk, actor=actor, on=on, action=Action.MANAGE)
    part = queries.entered_part(case, participation, actor=actor, on=on)
    if request.method == "POST":
        try:
            operations.end_participation(actor=actor, on=on, participation=part, last_day=on)
            messages.success(request, _("%(who)s är med till och med i dag.") % {"who": part.professional})
        except operations.StillParticipates as refusal:
            messages.error(request, str(refusal))
        return redirect(page_of(case.child_id))
    context = {
        "heading": _("Avsluta deltagandet för %(who)s?") % {"who": part.professional},
        "eyebrow": case.child,
        "consequences": [_("Från i morgon ser personen inte längre samarbetet.")],
        "kept": [_("Det som personen har skrivit finns kvar hos den egna verksamheten.")],
        "confirm_label": _("Avsluta deltagandet"),
        "cancel_url": page_of(case.child_id),
    }
    return render(request, "design/confirm.html", context)


@professional
@require_http_methods(["GET", "POST"])
def coordinator(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator or who took over. When: somebody leaves.

    Time: a minute. Feeling: nothing is dropped.
    """
    on, actor = timezone.localdate(), request.actor
    case = queries.entered_case(pk, actor=actor, on=on, action=Action.MANAGE)
    form = ChangeCoordinator(request.POST or None, unit=case.unit, on=on)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        backup = given["backup"].professional if given["backup"] else None
        try:
            operations.change_coordinator(
                actor=actor,
                on=on,
                case=case,
                to=given["coordinator"].professional,
                reason=given["reason"],
                coordinator_kind=given["coordinator_kind"],
                backup=backup,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("%(who)s är nu samordnare.") % {"who": given["coordinator"].professional}
            )
            return _after(request, case)
    return form_page(
        request, "cases/coordinator.html", form, case=case, current=operations.coordinator_of(case, on)
    )


@professional
@require_http_methods(["GET", "POST"])
def close(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator. When: it is time.

    Time: three minutes. Feeling: a good ending, somebody asks later.
    """
    on, actor = timezone.localdate(), request.actor
    case = queries.entered_case(pk, actor=actor, on=on, action=Action.MANAGE)
    typed = Typed(request, about=case, child=case.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(CloseCase, on=on, initial=_closing_of(case))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.close_case(
                actor=actor,
                on=on,
                case=case,
                outcome=Outcome(given["outcome"]),
                words=given["words"],
                after_care_on=given["after_care_on"],
                version=given["version"],
            )
        except StaleVersion:
            fresh = queries.entered_case(pk, actor=actor, on=on, action=Action.MANAGE)
            form = typed.beside(form, _closing_of(fresh), on=on)
            form.add_error(None, STALE)
        except (Refusal, WrongState) as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Samarbetet är avslutat. Tack för det ni har gjort."))
            return redirect(page_of(case.child_id))
    open_promises = queries.promises(case.child, actor=actor, on=on)
    context = {"case": case, "open_promises": open_promises, "today": on, "typed": typed}
    return form_page(request, "cases/close.html", form, **context)


def _closing_of(case: Case) -> dict[str, object]:
    # Only an open case is closed: what differs is the case, not how it ended.
    return {"version": case.version}


@professional
@require_http_methods(["GET", "POST"])
def after_care(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator. When: the day to ask how it goes. Time: a minute. Feeling: kept our word."""
    on, actor = timezone.localdate(), request.actor
    case = queries.entered_case(pk, actor=actor, on=on, action=Action.MANAGE)
    if case.state != case.State.AFTER_CARE:
        raise Http404
    form = ResumeCase(request.POST if request.POST.get("again") else None, initial={"due": on})
    if request.method == "POST" and _answered(request, case, form):
        return redirect(page_of(case.child_id))
    return form_page(request, "cases/after_care.html", form, case=case, today=on)


def _answered(request: ActingRequest, case: Case, form: forms.Form) -> bool:
    on, actor = timezone.localdate(), request.actor
    if not request.POST.get("again"):
        operations.end_after_care(actor=actor, on=on, case=case, version=case.version)
        messages.success(request, _("Eftervården är klar."))
        return True
    if not form.is_valid():
        return False
    try:
        operations.resume(
            actor=actor,
            on=on,
            case=case,
            what=form.cleaned_data["what"],
            due=form.cleaned_data["due"],
            version=case.version,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Vi samarbetar igen."))
    return True


@professional
@require_http_methods(["GET", "POST"])
def ask(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: anyone who sees the child. When: something seems to be missing.

    Feeling: answered, whatever there is.
    """
    on, actor = timezone.localdate(), request.actor
    child = queries.entered_child(pk, actor=actor, on=on)
    typed = Typed(request, about=child, child=child.pk)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(QuestionForm)
    if request.method == "POST" and form.is_valid():
        questions.ask(actor=actor, on=on, child=child, question=form.cleaned_data["question"])
        typed.saved()
        messages.success(request, _("Din fråga är skickad. Du får svar inom fem arbetsdagar."))
        return redirect(page_of(child.pk))
    return form_page(request, "cases/ask.html", form, child=child, typed=typed)
