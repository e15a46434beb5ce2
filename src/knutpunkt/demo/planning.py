"""The plan of one case: goals in the child's words, measures, follow-ups until today."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from knutpunkt.demo.calendar import working_day
from knutpunkt.demo.themes import filled
from knutpunkt.rooms.followup.models import GoalProgress
from knutpunkt.rooms.followup.operations import Said, follow_up, open_goals
from knutpunkt.rooms.plans import operations as plans
from knutpunkt.rooms.plans.models import Goal, Plan, SupportMeasure

if TYPE_CHECKING:
    from knutpunkt.demo.steps import Telling

# Days from the plan to the first follow-up, and from each follow-up to the next.
AT_FIRST = 28
LATER_ON = 56
GUARDIANS_GOALS = (
    "Vi vill att {namn} ska gå hemifrån utan klump i magen.",
    "Vi vill veta tidigt när något inte fungerar, inte efteråt.",
    "Vi önskar lugna kvällar hemma, för alla.",
    "Vi vill ha en person att ringa i stället för sju.",
    "Vi vill att skolan hör av sig också när det går bra.",
    "Vi vill att {namn} ska känna att vi drar åt samma håll.",
    "Vi vill kunna gå till jobbet utan att oroa oss.",
)


@dataclass(slots=True)
class Planning:
    """The planning of one case, as the telling of the case comes to it."""

    telling: "Telling"
    plan: Plan | None = None
    followed_up: int = 0

    def make(self, on: date) -> None:
        """The plan with three goals, and who does what about each."""
        self.plan = plans.make_plan(
            actor=self.telling.acting,
            on=on,
            case=self.telling.opened,
            title=self.telling.text("titles"),
            present_situation=self.telling.text("situation"),
            follow_up_on=working_day(on + timedelta(days=AT_FIRST)),
        )
        voices = (Goal.Voice.CHILD, Goal.Voice.CHILD, Goal.Voice.GUARDIAN)
        for place, voice in enumerate(voices):
            goal = plans.add_goal(
                actor=self.telling.acting,
                plan=self.plan,
                words=self._words(place, voice),
                voice=voice,
            )
            self._measure(on, goal, place)
            if place == 0 and self.telling.arc.number % 2:
                self._measure(on, goal, 3)

    def _words(self, place: int, voice: Goal.Voice) -> str:
        number = self.telling.arc.number
        if voice == Goal.Voice.GUARDIAN:
            return filled(GUARDIANS_GOALS[number % len(GUARDIANS_GOALS)], self.telling.child)
        return self.telling.text("goals", place)

    def _measure(self, on: date, goal: Goal, place: int) -> None:
        said = self.telling.arc.theme.text("measures", place)
        plans.add_measure(
            actor=self.telling.acting,
            on=on,
            goal=goal,
            code=said["code"],
            what=filled(said["what"], self.telling.child),
            responsible=self._responsible(said["by"], on),
            start=on,
            due=working_day(on + timedelta(days=40 if place % 2 == 0 else 98)),
            how_we_know=filled(said["know"], self.telling.child),
        )

    def _responsible(self, by: str, on: date) -> plans.Responsible:
        guardians = self.telling.town.guardians(self.telling.child, on)
        if by == "guardian" and guardians:
            return plans.Responsible(guardian=guardians[self.telling.arc.number % len(guardians)].guardian)
        if by == "child":
            return plans.Responsible()
        worker = self.telling.partner if by == "agency" and self.telling.partner else self.telling.coordinator
        assert worker is not None
        return plans.Responsible(professional=worker.professional, unit=worker.unit)

    def follow_up(self, on: date) -> None:
        """How it goes with every goal, what is done, and when we look again."""
        assert self.plan is not None
        self.plan.refresh_from_db()
        goals = open_goals(self.plan)
        said = {goal: self._said(goal, len(goals)) for goal in goals}
        follow_up(
            actor=self.telling.acting,
            on=on,
            case=self.telling.opened,
            plan=self.plan,
            said=said,
            childs_words=self.telling.text("words", 3 + self.followed_up),
            child_refrained=False,
            summary=self.telling.text("followups", self.followed_up),
            next_on=working_day(on + timedelta(days=LATER_ON)),
        )
        self.followed_up += 1
        self._end_measures(on)

    def _said(self, goal: Goal, left: int) -> Said:
        turn = self.telling.arc.number + goal.order + self.followed_up
        if self.followed_up and left > 1 and turn % 4 == 0:
            return Said(GoalProgress.State.REACHED, "Det här klarar jag nu")
        states = (GoalProgress.State.BETTER, GoalProgress.State.SAME, GoalProgress.State.BETTER)
        harder = turn % 9 == 7
        return Said(GoalProgress.State.HARDER if harder else states[turn % 3])

    def _end_measures(self, on: date) -> None:
        """What is due before the next follow-up is done now, and the work on an open goal goes on."""
        assert self.plan is not None
        soon = on + timedelta(days=LATER_ON)
        running = SupportMeasure.objects.filter(goal__plan=self.plan, state=SupportMeasure.State.RUNNING)
        ended = list(running.filter(due__lte=soon).select_related("goal__plan", "commitment__matter"))
        for measure in ended:
            plans.end_measure(
                actor=self.telling.acting,
                on=on,
                measure=measure,
                state=SupportMeasure.State.DONE,
                because="Gjort som vi sa",
            )
        if ended and (left := open_goals(self.plan)):
            self._measure(on, left[0], 3 + self.followed_up)
