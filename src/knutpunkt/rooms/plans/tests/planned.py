"""Alva's case with a plan in it, for tests of this and later rooms."""

from dataclasses import dataclass
from datetime import date, timedelta

from knutpunkt.foundation.casefile.models import Case
from knutpunkt.foundation.people.models import Guardian
from knutpunkt.rooms.cases.tests.begun import begin
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.consents.tests.family import give_parents
from knutpunkt.rooms.plans import operations
from knutpunkt.rooms.plans.models import Goal, Plan, SupportMeasure
from knutpunkt.rooms.plans.operations import Responsible


@dataclass
class Planned:
    """Elin coordinates and has made a plan with one goal; Kim takes part; Maja and Johan have custody."""

    place: Place
    on: date
    case: Case
    mother: Guardian
    plan: Plan
    goal: Goal

    @property
    def elin(self):
        return self.place.actor("elin")

    @property
    def by_kim(self) -> Responsible:
        return Responsible(self.place.kim.professional, self.place.health)

    def measure(self, who: Responsible, weeks: int = 4, what: str = "Möta vid grinden") -> SupportMeasure:
        return operations.add_measure(
            actor=self.elin,
            on=self.on,
            goal=self.goal,
            code="morning_meet",
            what=what,
            responsible=who,
            start=self.on,
            due=self.on + timedelta(weeks=weeks),
            how_we_know="Alva kommer in före halv nio",
        )

    def again(self) -> Plan:
        """The plan as it is stored now, with nothing remembered."""
        return Plan.objects.select_related("case__matter", "follow_up_promise__matter").get(pk=self.plan.pk)


def make(place: Place, on: date) -> Planned:
    case = begin(place, on)
    mother, _father = give_parents(place.alva)
    plan = make_plan(place, case, on)
    goal = operations.add_goal(
        actor=place.actor("elin"), plan=plan, words="Komma till musiken varje tisdag", voice=Goal.Voice.CHILD
    )
    return Planned(place, on, case, mother, plan, goal)


def make_plan(place: Place, case: Case, on: date, follow_up_on: date | None = None) -> Plan:
    return operations.make_plan(
        actor=place.actor("elin"),
        on=on,
        case=case,
        title="Alvas plan",
        present_situation="Alva går hem efter lunch.",
        follow_up_on=follow_up_on or on + timedelta(weeks=6),
    )
