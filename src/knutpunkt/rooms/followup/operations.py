"""The act of following up a plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Audience, Case, Category, Record
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.writing import envelope
from knutpunkt.rooms.followup.models import FollowUp, GoalProgress
from knutpunkt.rooms.plans.models import Goal, Plan
from knutpunkt.rooms.plans.operations import set_next_follow_up


class GoalMissing(Refusal):
    sentence = _("Säg hur det går med varje mål. Ingenting har sparats.")


@dataclass(frozen=True, slots=True)
class Said:
    """How it goes with one goal, and in which words."""

    state: GoalProgress.State
    words: str = ""


def open_goals(plan: Plan) -> list[Goal]:
    """The goals that are to be followed up: those not ended."""
    return list(plan.goals.filter(ended_on__isnull=True))


def follow_up(
    *,
    actor: Actor,
    on: date,
    case: Case,
    plan: Plan,
    said: Mapping[Goal, Said],
    childs_words: str,
    child_refrained: bool,
    summary: str,
    next_on: date,
) -> FollowUp:
    """Keep how it goes with every open goal and promise the next follow-up; a reached goal is ended.

    Raises ``GoalMissing`` and as ``plans.set_next_follow_up``.
    """
    if set(open_goals(plan)) - set(said):
        raise GoalMissing
    with recorded(actor=actor, action="plan.followed_up", about=[plan], children=[plan.child_id]) as act:
        made = FollowUp.objects.create(
            kind=Record.Kind.FOLLOW_UP,
            category=Category.PLAN,
            audience=Audience.FAMILY,
            of_plan=plan,
            childs_words=childs_words,
            child_refrained=child_refrained,
            summary=summary,
            next_on=next_on,
            **envelope(case, actor, on),
        )
        act.about(made)
        GoalProgress.objects.bulk_create(
            GoalProgress(follow_up=made, goal=goal, state=one.state, words=one.words)
            for goal, one in said.items()
        )
        reached = [goal.pk for goal, one in said.items() if one.state == GoalProgress.State.REACHED]
        Goal.objects.filter(pk__in=reached).update(reached=True, ended_on=on)
        set_next_follow_up(actor=actor, on=on, plan=plan, follow_up_on=next_on)
    return made
