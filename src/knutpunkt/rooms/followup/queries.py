"""What the pages of this room show, read through the door."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from knutpunkt.foundation.access.door import enter, visible
from knutpunkt.foundation.access.narrowing import about, among
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Case
from knutpunkt.rooms.followup.models import FollowUp
from knutpunkt.rooms.plans.models import Goal, Plan


@dataclass(frozen=True, slots=True)
class Step:
    """One step on a goal's path, as the design's path shows it."""

    date: date
    label: str
    state: str


@dataclass(frozen=True, slots=True)
class GoalPath:
    """A goal with how it has gone since it was set; its words belong to the plan, and are read with it."""

    goal: Goal
    words: str
    steps: list[Step]


def follow_ups_in(case: Case, *, actor: Actor, on: date) -> list[FollowUp]:
    """The follow-ups of a case that the actor may read, newest first."""
    rows = FollowUp.objects.filter(case=case).select_related(
        "author", "unit", "of_plan__follow_up_promise", "child"
    )
    return visible(rows.prefetch_related("progress__goal"), actor=actor, on=on, only=about(case.child_id))


def entered_follow_up(pk: UUID, *, actor: Actor, on: date) -> FollowUp:
    """One follow-up, or 404."""
    rows = FollowUp.objects.select_related("author", "unit", "of_plan", "child", "case")
    return enter(rows.prefetch_related("progress__goal"), pk, actor=actor, on=on)


def running_plan(case: Case, *, actor: Actor, on: date) -> Plan | None:
    """The case's running plan, if the actor may read it."""
    rows = Plan.objects.filter(case=case, state=Plan.State.ACTIVE).select_related(
        "child", "case__matter", "follow_up_promise__matter"
    )
    return next(iter(visible(rows, actor=actor, on=on, limit=1, only=about(case.child_id))), None)


def paths(follow_ups: list[FollowUp], *, actor: Actor, on: date) -> list[GoalPath]:
    """How each goal has gone, oldest first, from follow-ups that came through the door."""
    found: dict[UUID, GoalPath] = {}
    named = {one.of_plan_id for one in follow_ups}
    plans = Plan.objects.filter(pk__in=named)
    opened = {plan.pk for plan in visible(plans, actor=actor, on=on, only=among(named))} if named else set()
    for follow_up in sorted(follow_ups, key=lambda one: (one.written_on, one.created_at)):
        for progress in follow_up.progress.all():
            goal, plan = progress.goal, follow_up.of_plan
            path = found.setdefault(goal.pk, _begun(goal, plan, told=plan.pk in opened))
            label = progress.words or str(progress.get_state_display())
            path.steps.append(Step(follow_up.written_on, label, progress.state))
    return list(found.values())


def with_next(found: list[GoalPath], follow_ups: list[FollowUp]) -> list[GoalPath]:
    """The same paths, and for each goal that goes on the day when it is looked at again."""
    days = {one.of_plan_id: one.of_plan.followed_up_by for one in follow_ups}
    for path in found:
        day = days.get(path.goal.plan_id)
        if day is not None and path.goal.ended_on is None:
            path.steps.append(Step(day, _("vi följer upp"), "next"))
    return found


def _begun(goal: Goal, plan: Plan, *, told: bool) -> GoalPath:
    words = goal.words if told else _("Ett mål i planen")
    return GoalPath(goal, words, [Step(plan.written_on, _("målet sattes"), "start")])
