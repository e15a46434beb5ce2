"""Pages of assessment and plan."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.design.words import genitive
from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import may
from knutpunkt.foundation.commitments.operations import StaleVersion
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.queries import entered_case, guardians, participants
from knutpunkt.rooms.cases.views.case import STALE
from knutpunkt.rooms.entrance.answering import file_to_keep, form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.stepping_up import fresh
from knutpunkt.rooms.entrance.typed import Typed
from knutpunkt.rooms.knowledge.catalogue import measures
from knutpunkt.rooms.plans import operations, queries
from knutpunkt.rooms.plans.documents.plan import plan_document
from knutpunkt.rooms.plans.forms import (
    AssessmentForm,
    ChangePlan,
    EndMeasure,
    EndPlan,
    FollowUpDay,
    GoalForm,
    MeasureForm,
    PlanForm,
)
from knutpunkt.rooms.plans.models import Goal, Plan, SupportMeasure
from knutpunkt.rooms.plans.refusals import MeasureOver, PlanEnded


@professional
@require_GET
def panel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: those in the case. When: on the child's page.

    Feeling: this is what we do, and it is going somewhere.
    """
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on)
    found = queries.assessments_in(case, actor=actor, on=on)
    strengths, risks = queries.strengths_and_risks(found[0]) if found else ([], [])
    plans = queries.plans_in(case, actor=actor, on=on)
    context = {
        "case": case,
        "today": on,
        "running": any(plan.is_active for plan in plans),
        "assessment": found[0] if found else None,
        "strengths": strengths,
        "risks": risks,
        "plans": [(plan, queries.goals_of(plan)) for plan in plans],
        "contributes": case.state == case.State.OPEN and may(case, actor, on, Action.CONTRIBUTE).allow,
    }
    template = "plans/panel.html#panel" if request.headers.get("HX-Request") else "plans/panel.html"
    return render(request, template, context)


@professional
@require_http_methods(["GET", "POST"])
def assess(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: student health or coordinator, with the child. Time: a talk. Feeling: strengths first."""
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on, action=Action.CONTRIBUTE)
    typed = Typed(request, about=case, child=case.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(AssessmentForm)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.assess(
                actor=actor,
                on=on,
                case=case,
                codes=form.codes(),
                own_words=form.own_words(),
                summary=given["summary"],
                childs_view=given["childs_view"],
                child_refrained=given["child_refrained"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Kartläggningen är sparad."))
            return redirect("cases:child", case.child_id)
    return form_page(request, "plans/assess.html", form, case=case, typed=typed)


@professional
@require_GET
def assessment(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One assessment, strengths first."""
    one = queries.entered_assessment(pk, actor=request.actor, on=timezone.localdate())
    strengths, risks = queries.strengths_and_risks(one)
    context = {"assessment": one, "strengths": strengths, "risks": risks}
    return render(request, "plans/assessment.html", context)


@professional
@require_http_methods(["GET", "POST"])
def new(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator, with child and family. Time: part of a meeting. Feeling: ours, and possible."""
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on, action=Action.CONTRIBUTE)
    title = _("%(whose)s plan") % {"whose": genitive(case.child.given_name)}
    typed = Typed(request, about=case, child=case.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(PlanForm, on=on, initial={"title": title})
    if request.method == "POST" and form.is_valid():
        try:
            plan = operations.make_plan(actor=actor, on=on, case=case, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            return redirect("plans:plan", plan.pk)
    return form_page(request, "plans/new.html", form, case=case, typed=typed)


@professional
@require_GET
def plan(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: those in the case. When: before and in a meeting.

    Feeling: who does what by when, in plain words.
    """
    on, actor = timezone.localdate(), request.actor
    one = queries.entered_plan(pk, actor=actor, on=on)
    context = {
        "plan": one,
        "goals": queries.goals_of(one),
        "changes": queries.may_change(one, actor=actor, on=on),
        "reopens": queries.may_reopen(one, actor=actor, on=on),
        "today": on,
    }
    return render(request, "plans/plan.html", context)


def _entered(request: ActingRequest, pk: UUID) -> Plan:
    return queries.entered_plan(pk, actor=request.actor, on=timezone.localdate(), action=Action.CHANGE)


@professional
@require_http_methods(["GET", "POST"])
def change(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Change the words around the goals."""
    one = _entered(request, pk)
    typed = Typed(request, about=one, child=one.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(ChangePlan, initial=_words_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_plan(actor=request.actor, plan=one, **form.cleaned_data)
        except StaleVersion:
            form = typed.beside(form, _words_of(_entered(request, pk)))
            form.add_error(None, STALE)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            return redirect("plans:plan", pk)
    return form_page(request, "plans/change.html", form, plan=one, typed=typed)


def _words_of(plan: Plan) -> dict[str, object]:
    return {
        "title": plan.title,
        "present_situation": plan.present_situation,
        "version": plan.version,
    }


@professional
@require_http_methods(["GET", "POST"])
def add_goal(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Add a goal in own words."""
    one = _entered(request, pk)
    typed = Typed(request, about=one, child=one.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(GoalForm)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_goal(
                actor=request.actor,
                plan=one,
                words=form.cleaned_data["words"],
                voice=Goal.Voice(form.cleaned_data["voice"]),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            return redirect("plans:plan", pk)
    return form_page(request, "plans/goal.html", form, plan=one, typed=typed)


@professional
@require_http_methods(["GET", "POST"])
def add_measure(request: ActingRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Add a measure to a goal: who, from, by, how we will know."""
    on, actor = timezone.localdate(), request.actor
    one = _entered(request, pk)
    aim = one.goals.filter(pk=goal, ended_on__isnull=True).select_related("plan__case__matter").first()
    if aim is None or one.case is None:
        raise Http404
    typed = Typed(request, about=one, child=one.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(
        MeasureForm,
        on=on,
        measures=measures(on),
        child=one.child,
        participants=participants(one.case, actor=actor, on=on),
        guardians=[link for link in guardians(one.child, on) if not link.blocked],
    )
    if request.method == "POST" and form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("code", "what", "start", "due", "how_we_know")}
        try:
            operations.add_measure(actor=actor, on=on, goal=aim, responsible=form.responsible(), **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            return redirect("plans:plan", pk)
    return form_page(request, "plans/measure.html", form, plan=one, goal=aim, typed=typed)


@professional
@require_http_methods(["GET", "POST"])
def end_measure(request: ActingRequest, pk: UUID, measure: UUID) -> HttpResponse:
    """Say that a measure is done or was stopped."""
    one = _entered(request, pk)
    found = queries.measure_in(one, measure)
    if found is None:
        raise Http404
    typed = Typed(request, about=found, child=one.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(EndMeasure, initial={"state": SupportMeasure.State.DONE})
    if found.state != SupportMeasure.State.RUNNING and (typed.sent or typed.offered):
        return _measure_is_over(typed, form, found)
    if request.method == "POST" and form.is_valid():
        try:
            operations.end_measure(
                actor=request.actor,
                on=timezone.localdate(),
                measure=found,
                state=SupportMeasure.State(form.cleaned_data["state"]),
                because=form.cleaned_data["because"],
            )
        except MeasureOver:
            return _measure_is_over(typed, form, queries.measure_in(one, measure) or found)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            return redirect("plans:plan", pk)
    return form_page(request, "plans/end_measure.html", form, plan=one, measure=found, typed=typed)


def _measure_is_over(typed: Typed, form: EndMeasure, measure: SupportMeasure) -> HttpResponse:
    state = str(measure.get_state_display()).capitalize()
    now = {"because": ". ".join(filter(None, (state, measure.ended_because)))}
    plan = measure.goal.plan
    return typed.late(form, now, child=plan.child, back=reverse("plans:plan", args=[plan.pk]))


@professional
@require_http_methods(["GET", "POST"])
def end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """End the plan and say what happens next."""
    on = timezone.localdate()
    one = _entered(request, pk)
    typed = Typed(request, about=one, child=one.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(EndPlan, initial={"next_due": on})
    if not one.is_active and (typed.sent or typed.offered):
        return _plan_is_over(typed, form, one)
    if request.method == "POST" and form.is_valid():
        try:
            operations.end_plan(actor=request.actor, on=on, plan=one, **form.cleaned_data)
        except PlanEnded:
            return _plan_is_over(typed, form, _entered(request, pk))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Planen är avslutad."))
            return redirect("plans:plan", pk)
    return form_page(request, "plans/end.html", form, plan=one, typed=typed)


def _plan_is_over(typed: Typed, form: EndPlan, plan: Plan) -> HttpResponse:
    now = {"next_what": str(plan.get_state_display()).capitalize()}
    return typed.late(form, now, child=plan.child, back=reverse("plans:plan", args=[plan.pk]))


@professional
@require_http_methods(["GET", "POST"])
def reopen(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Let an ended plan run again. Who: coordinator. When: we begin again. Feeling: nothing was lost."""
    on, actor = timezone.localdate(), request.actor
    one = _entered(request, pk)
    if not queries.may_reopen(one, actor=actor, on=on):
        raise Http404
    form = FollowUpDay(request.POST or None, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            operations.reopen_plan(actor=actor, on=on, plan=one, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Planen gäller igen."))
            return redirect("plans:plan", pk)
    return form_page(request, "plans/reopen.html", form, plan=one)


@professional
@fresh
@require_GET
def pdf(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The plan as a tagged PDF of one or two pages."""
    on, actor = timezone.localdate(), request.actor
    one = queries.entered_plan(pk, actor=actor, on=on)
    content = plan_document(one, queries.goals_of(one), on=on, language=request.LANGUAGE_CODE or "sv")
    name = slugify(_("plan")) or "plan"
    return file_to_keep(content, name=f"{name}.pdf")
