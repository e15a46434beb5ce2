"""What the pages of this room show, read through the door."""

from datetime import date
from uuid import UUID

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import enter, may, visible
from knutpunkt.foundation.access.narrowing import about
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Case
from knutpunkt.rooms.plans.factors import name_of
from knutpunkt.rooms.plans.models import Assessment, Factor, Goal, Plan, SupportMeasure


def plans_in(case: Case, *, actor: Actor, on: date) -> list[Plan]:
    """The plans of a case that the actor may read, running ones first."""
    rows = Plan.objects.filter(case=case).select_related(
        "author", "unit", "child", "case", "follow_up_promise"
    )
    shown = visible(rows, actor=actor, on=on, only=about(case.child_id))
    return sorted(shown, key=lambda plan: not plan.is_active)


def assessments_in(case: Case, *, actor: Actor, on: date) -> list[Assessment]:
    """The assessments of a case that the actor may read, newest first."""
    rows = Assessment.objects.filter(case=case).select_related("author", "unit", "child")
    return visible(rows.prefetch_related("factors"), actor=actor, on=on, only=about(case.child_id))


def entered_plan(pk: UUID, *, actor: Actor, on: date, action: Action = Action.READ) -> Plan:
    """The plan, or 404."""
    rows = Plan.objects.select_related(
        "child",
        "unit",
        "author",
        "case__child",
        "case__unit",
        "case__matter",
        "follow_up_promise__matter",
    )
    return enter(rows, pk, actor=actor, on=on, action=action)


def entered_assessment(pk: UUID, *, actor: Actor, on: date) -> Assessment:
    """The assessment, or 404."""
    rows = Assessment.objects.select_related("child", "unit", "author", "case").prefetch_related("factors")
    return enter(rows, pk, actor=actor, on=on)


def goals_of(plan: Plan) -> list[Goal]:
    """The goals with their measures; the plan came through the door before."""
    rows = Goal.objects.filter(plan=plan).prefetch_related(
        "measures__professional",
        "measures__unit",
        "measures__guardian",
        "measures__commitment__holder",
        "measures__commitment__unit",
    )
    return list(rows)


def strengths_and_risks(assessment: Assessment) -> tuple[list[str], list[str]]:
    """What carries and what weighs, in words, in that order."""
    named = [(factor.kind, factor.words or name_of(factor.code)) for factor in assessment.factors.all()]
    strengths = [words for kind, words in named if kind == Factor.Kind.PROTECTIVE]
    return strengths, [words for kind, words in named if kind == Factor.Kind.RISK]


def measure_in(plan: Plan, pk: UUID) -> SupportMeasure | None:
    """A measure of this plan; the plan came through the door before."""
    rows = SupportMeasure.objects.select_related("goal__plan", "commitment__matter")
    return rows.filter(goal__plan=plan, pk=pk).first()


def may_change(plan: Plan, *, actor: Actor, on: date) -> bool:
    """Whether the actor's buttons on the plan will work."""
    return plan.is_active and _may(plan, actor=actor, on=on)


def may_reopen(plan: Plan, *, actor: Actor, on: date) -> bool:
    """Whether the actor may let an ended plan run again: its case is open."""
    return not plan.is_active and _may(plan, actor=actor, on=on)


def _may(plan: Plan, *, actor: Actor, on: date) -> bool:
    case_runs = plan.case is not None and plan.case.state == Case.State.OPEN
    return case_runs and may(plan, actor, on, Action.CHANGE).allow
