"""The acts of planning: assess, make a plan, add goals and measures, end them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Audience, Case, Category, Record
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.commitments.operations import StaleVersion
from knutpunkt.foundation.people.models import Guardian, Professional, Unit
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.rooms.cases.operations import backup_for, coordinator_of
from knutpunkt.rooms.cases.writing import envelope
from knutpunkt.rooms.plans.models import Assessment, Factor, Goal, Plan, SupportMeasure
from knutpunkt.rooms.plans.refusals import (
    CaseOver,
    EmptyAssessment,
    FollowUpTooLate,
    GoalEnded,
    MeasureOver,
    NoCoordinator,
    NotAround,
    PlanEnded,
)
from knutpunkt.rooms.plans.states import Transition, step

LONGEST_UNTIL_FOLLOW_UP = timedelta(days=184)


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who does a measure: a professional through a unit, a guardian, or (both empty) the child."""

    professional: Professional | None = None
    unit: Unit | None = None
    guardian: Guardian | None = None

    @property
    def is_child(self) -> bool:
        return self.professional is None and self.guardian is None


def assess(
    *,
    actor: Actor,
    on: date,
    case: Case,
    codes: Mapping[Factor.Kind, Collection[str]],
    own_words: Mapping[Factor.Kind, Collection[str]],
    summary: str,
    childs_view: str,
    child_refrained: bool,
    category: Category = Category.WELLBEING,
) -> Assessment:
    """Keep a mapping with its factors and the child's own view. Raises ``EmptyAssessment``."""
    factors = [(kind, code, "") for kind, chosen in codes.items() for code in chosen]
    factors += [
        (kind, "", words.strip()) for kind, said in own_words.items() for words in said if words.strip()
    ]
    if not factors and not summary.strip() and not childs_view.strip():
        raise EmptyAssessment
    with recorded(actor=actor, action="assessment.made", about=[case], children=[case.child_id]) as act:
        assessment = Assessment.objects.create(
            kind=Record.Kind.ASSESSMENT,
            category=category,
            audience=Audience.TEAM,
            summary=summary,
            childs_view=childs_view,
            child_refrained=child_refrained,
            **envelope(case, actor, on),
        )
        act.about(assessment)
        Factor.objects.bulk_create(
            Factor(assessment=assessment, kind=kind, code=code, words=words) for kind, code, words in factors
        )
    return assessment


def make_plan(
    *, actor: Actor, on: date, case: Case, title: str, present_situation: str, follow_up_on: date
) -> Plan:
    """Make a plan that the coordinator has promised to follow up on a day.

    Raises ``FollowUpTooLate``, ``CaseOver`` and ``NoCoordinator``.
    """
    _within_reach(follow_up_on, on)
    with recorded(
        actor=actor, action=step("make", None).event, about=[case], children=[case.child_id]
    ) as act:
        promise = _promise_follow_up(actor, on, case, follow_up_on)
        plan = Plan.objects.create(
            kind=Record.Kind.PLAN,
            category=Category.PLAN,
            audience=Audience.FAMILY,
            title=title,
            present_situation=present_situation,
            follow_up_on=follow_up_on,
            follow_up_promise=promise,
            **envelope(case, actor, on),
        )
        act.about(plan)
    return plan


def _within_reach(day: date, on: date) -> None:
    if not on <= day <= on + LONGEST_UNTIL_FOLLOW_UP:
        raise FollowUpTooLate


def _promise_follow_up(actor: Actor, on: date, case: Case, due: date) -> Commitment:
    if case.state != Case.State.OPEN:
        raise CaseOver
    return _promised_by_coordinator(actor, on, case, _("Följ upp planen"), due, "follow_up")


def _promised_by_coordinator(
    actor: Actor, on: date, case: Case, what: str, due: date, source: str
) -> Commitment:
    coordinator = coordinator_of(case, on)
    if coordinator is None:
        raise NoCoordinator
    return commitments.promise(
        actor=actor,
        on=on,
        matter=case.matter,
        what=what,
        unit=coordinator.unit,
        holder=coordinator.professional,
        due=due,
        backup=backup_for(case, unit=coordinator.unit, holder=coordinator.professional, on=on),
        source=source,
    )


def change_plan(*, actor: Actor, plan: Plan, title: str, present_situation: str, version: int) -> None:
    """Change the words around the goals. Raises ``PlanEnded`` and ``StaleVersion``."""
    _running(plan)
    with recorded(actor=actor, action="plan.changed", about=[plan], children=[plan.child_id]):
        if not Record.objects.filter(pk=plan.pk, version=version).update(version=version + 1):
            raise StaleVersion
        Plan.objects.filter(pk=plan.pk).update(
            **sealed(plan, title=title, present_situation=present_situation)
        )


def add_goal(*, actor: Actor, plan: Plan, words: str, voice: Goal.Voice) -> Goal:
    """Add a goal in somebody's own words. Raises ``PlanEnded``."""
    _running(plan)
    with recorded(actor=actor, action="plan.goal_added", about=[plan], children=[plan.child_id]) as act:
        goal = Goal.objects.create(plan=plan, words=words, voice=voice, order=plan.goals.count() + 1)
        act.about(goal)
    return goal


def add_measure(
    *,
    actor: Actor,
    on: date,
    goal: Goal,
    code: str,
    what: str,
    responsible: Responsible,
    start: date,
    due: date,
    how_we_know: str,
) -> SupportMeasure:
    """Add a measure. When a professional does it, it is also their commitment, by the same day.

    Behind them stands somebody of the case who works at the same unit, as ``backup_for`` says.

    Raises ``PlanEnded``, ``GoalEnded``, ``NotAround`` when the professional does not take part, and as
    ``commitments.promise``.
    """
    plan = goal.plan
    _running(plan)
    if goal.ended_on is not None:
        raise GoalEnded
    with recorded(actor=actor, action="plan.measure_added", about=[plan], children=[plan.child_id]) as act:
        promise = _promised(actor, on, plan, what, responsible, due)
        measure = SupportMeasure.objects.create(
            goal=goal,
            code=code,
            what=what,
            professional=responsible.professional,
            unit=responsible.unit,
            guardian=responsible.guardian,
            by_child=responsible.is_child,
            start=start,
            due=due,
            how_we_know=how_we_know,
            commitment=promise,
        )
        act.about(measure)
    return measure


def _promised(
    actor: Actor, on: date, plan: Plan, what: str, responsible: Responsible, due: date
) -> Commitment | None:
    if responsible.professional is None or responsible.unit is None or plan.case is None:
        return None
    taking_part = plan.case.participations.running(on)
    if not taking_part.filter(professional=responsible.professional, unit=responsible.unit).exists():
        raise NotAround(who=responsible.professional)
    return commitments.promise(
        actor=actor,
        on=on,
        matter=plan.case.matter,
        what=what,
        unit=responsible.unit,
        holder=responsible.professional,
        due=due,
        backup=backup_for(plan.case, unit=responsible.unit, holder=responsible.professional, on=on),
        source="measure",
    )


def measure_promised_by(commitment: Commitment) -> SupportMeasure | None:
    """The running measure that this commitment is, if any; the commitment came through the door before."""
    rows = SupportMeasure.objects.select_related("goal__plan", "commitment__matter")
    return rows.filter(commitment=commitment).first()


def end_measure(
    *, actor: Actor, on: date, measure: SupportMeasure, state: SupportMeasure.State, because: str
) -> None:
    """Say that a measure is done or stopped; its commitment ends with it. Raises ``MeasureOver``."""
    plan = measure.goal.plan
    with recorded(actor=actor, action="plan.measure_ended", about=[measure], children=[plan.child_id]):
        running = SupportMeasure.objects.filter(pk=measure.pk, state=SupportMeasure.State.RUNNING)
        if not running.update(state=state, ended_on=on, **sealed(measure, ended_because=because)):
            raise MeasureOver
        _keep_promise(actor, on, measure, state, because)


def reopen_measure(*, actor: Actor, on: date, measure: SupportMeasure) -> None:
    """Undo that a measure was marked as done today, with its commitment. Raises as ``undo_complete``."""
    plan = measure.goal.plan
    with recorded(actor=actor, action="plan.measure_reopened", about=[measure], children=[plan.child_id]):
        if measure.commitment is not None:
            commitments.undo_complete(actor=actor, on=on, commitment=measure.commitment)
        done_today = SupportMeasure.objects.filter(
            pk=measure.pk, state=SupportMeasure.State.DONE, ended_on=on, goal__plan__state=Plan.State.ACTIVE
        )
        if not done_today.update(state=SupportMeasure.State.RUNNING, ended_on=None, ended_because=""):
            raise MeasureOver


def _keep_promise(
    actor: Actor, on: date, measure: SupportMeasure, state: SupportMeasure.State, because: str
) -> None:
    promise = measure.commitment
    if promise is None or not promise.is_open:
        return
    if state == SupportMeasure.State.DONE:
        commitments.complete(actor=actor, on=on, commitment=promise, reason=because)
    else:
        reason = because or str(SupportMeasure.State.STOPPED.label)
        commitments.drop(actor=actor, on=on, commitment=promise, reason=reason, version=promise.version)


def set_next_follow_up(*, actor: Actor, on: date, plan: Plan, follow_up_on: date) -> None:
    """Keep the promise of this follow-up and promise the next.

    Raises ``PlanEnded``, ``FollowUpTooLate``, ``CaseOver`` and ``NoCoordinator``.
    """
    _running(plan)
    _within_reach(follow_up_on, on)
    with recorded(actor=actor, action="plan.follow_up_set", about=[plan], children=[plan.child_id]):
        following = _promise_follow_up(actor, on, _case(plan), follow_up_on)
        _keep_follow_up(actor, on, plan)
        Plan.objects.filter(pk=plan.pk).update(follow_up_on=follow_up_on, follow_up_promise=following)


def _case(plan: Plan) -> Case:
    if plan.case is None:
        raise NoCoordinator
    return plan.case


def _keep_follow_up(actor: Actor, on: date, plan: Plan) -> None:
    promise = plan.follow_up_promise
    if promise is not None and promise.is_open:
        commitments.complete(actor=actor, on=on, commitment=promise)


def end_plan(*, actor: Actor, on: date, plan: Plan, next_what: str, next_due: date) -> None:
    """End a plan. The case goes on, so somebody promises what happens next in it. Raises ``PlanEnded``."""
    transition = step("end", plan.state)
    with recorded(actor=actor, action=transition.event, about=[plan], children=[plan.child_id]):
        _change_state(plan, transition, ended_on=on)
        _stop_measures(actor, on, plan, _("Planen avslutades"))
        _promised_by_coordinator(actor, on, _case(plan), next_what, next_due, "case")
        _keep_follow_up(actor, on, plan)


def end_plans_of(*, actor: Actor, on: date, case: Case) -> None:
    """End every plan that runs in a case, as the case ends; its promises have ended already."""
    for plan in Plan.objects.filter(case=case, state=Plan.State.ACTIVE):
        transition = step("end_with_case", plan.state)
        with recorded(actor=actor, action=transition.event, about=[plan], children=[plan.child_id]):
            _change_state(plan, transition, ended_on=on)
            _stop_measures(actor, on, plan, str(transition.label))


def reopen_plan(*, actor: Actor, on: date, plan: Plan, follow_up_on: date) -> None:
    """Let an ended plan run again, followed up on a day; the measures that ended stay ended.

    Raises ``PlanRuns``, ``FollowUpTooLate``, ``CaseOver`` and ``NoCoordinator``.
    """
    transition = step("reopen", plan.state)
    _within_reach(follow_up_on, on)
    with recorded(actor=actor, action=transition.event, about=[plan], children=[plan.child_id]):
        promise = _promise_follow_up(actor, on, _case(plan), follow_up_on)
        _change_state(plan, transition, ended_on=None, follow_up_on=follow_up_on, follow_up_promise=promise)


def _stop_measures(actor: Actor, on: date, plan: Plan, because: str) -> None:
    stopped = SupportMeasure.State.STOPPED
    for measure in SupportMeasure.objects.filter(goal__plan=plan, state=SupportMeasure.State.RUNNING):
        end_measure(actor=actor, on=on, measure=measure, state=stopped, because=because)


def _change_state(plan: Plan, transition: Transition, **fields: object) -> None:
    # Two who press at once: the second finds the plan in another state, and is told so.
    before = Plan.objects.filter(pk=plan.pk, state=transition.before)
    if not before.update(state=transition.after, **fields):
        step(transition.name, transition.after)


def _running(plan: Plan) -> None:
    if not plan.is_active:
        raise PlanEnded
