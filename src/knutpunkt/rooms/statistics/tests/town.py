"""A town of schools whose children have come as far as a test says."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from knutpunkt.foundation.audit.actor import SYSTEM, Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case, Category, Record
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import (
    Agency,
    Assignment,
    Child,
    Municipality,
    Professional,
    Regime,
    ResponsibleBody,
    SecrecyArea,
    Unit,
)
from knutpunkt.foundation.people.models.organisation import AreaRegime
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.followup.models import FollowUp
from knutpunkt.rooms.plans.models import Plan

LONG_AGO = date(2020, 8, 1)
WAITS = (4, 6, 20, 28, 90)
"""Days from each step to the next, unless a test says otherwise."""


@dataclass
class Town:
    name: str = "Lindhamra"
    code: str = "9901"
    units: dict[str, Unit] = field(default_factory=dict)
    number: int = 0

    def __post_init__(self) -> None:
        with recorded(actor=SYSTEM, action="world.built"):
            self.municipality = Municipality.objects.create(code=self.code, name=self.name)
            self.body = ResponsibleBody.objects.create(
                name=f"{self.name} kommun", kind="municipal", municipality=self.municipality
            )
            self.schooling = self._area("Barn- och utbildning", Regime.SCHOOL)
            self.social = self._area("Socialtjänsten", Regime.SOCIAL_SERVICES)
            self.office = Unit.objects.create(name="Kontoret", kind=Unit.Kind.OTHER, area=self.schooling)
            self.assessors = Unit.objects.create(
                name="Barn och familj", kind=Unit.Kind.SOCIAL_SERVICES, area=self.social
            )

    def _area(self, name: str, regime: str) -> SecrecyArea:
        agency = Agency.objects.create(name=name, municipality=self.municipality, responsible_body=self.body)
        area = SecrecyArea.objects.create(name=name, agency=agency)
        AreaRegime.objects.create(area=area, regime=regime, start=LONG_AGO)
        return area

    def school(self, name: str) -> Unit:
        with recorded(actor=SYSTEM, action="world.built"):
            unit = Unit.objects.create(name=name, kind=Unit.Kind.COMPULSORY, area=self.schooling)
        self.units[name] = unit
        return unit

    def work(self, profession: str, unit: Unit, last_day: date | None = None) -> Assignment:
        with recorded(actor=SYSTEM, action="world.built"):
            self.author = Professional.objects.create(given_name="Kim", family_name="Lund")
            made = Assignment.objects.create(
                professional=self.author, unit=unit, profession=profession, start=LONG_AGO, last_day=last_day
            )
        return Assignment.objects.select_related("unit__area__agency", "professional").get(pk=made.pk)

    def actor(self, profession: str, unit: Unit, last_day: date | None = None) -> Actor:
        return actor_for(self.work(profession, unit, last_day))

    def child(self, sex: str = "female") -> Child:
        self.number += 1
        return Child.objects.create(
            given_name="Alva", family_name=f"Nr {self.number}", sex=sex, municipality=self.municipality
        )

    def comes(
        self,
        unit: Unit,
        *,
        steps: int,
        on: date,
        sex: str = "female",
        waits: tuple[int, ...] = WAITS,
        child: Child | None = None,
        times: int = 1,
        **concern: object,
    ) -> None:
        """``times`` children about whom a concern comes on a day and who then take so many steps in all."""
        with recorded(actor=SYSTEM, action="world.built"):
            for _one in range(times):
                self._comes(unit, child or self.child(sex), steps, on, waits, concern)

    def _comes(
        self, unit: Unit, child: Child, steps: int, on: date, waits: tuple[int, ...], more: dict[str, object]
    ) -> None:
        days = [on]
        for wait in waits[: steps - 1]:
            days.append(days[-1] + timedelta(days=wait))
        common = {"child": child, "unit": unit, "category": Category.OBSERVATION}
        case = None
        if steps > 2:
            closed = days[5] if steps > 5 else None
            matter = Matter.objects.create(
                child=child, kind=Matter.Kind.CASE, unit=unit, opened_on=days[2], closed_on=closed or days[2]
            )
            case = Case.objects.create(
                child=child,
                unit=unit,
                matter=matter,
                opened_on=days[2],
                closed_on=closed,
                outcome="goals_reached" if closed else "",
                state="closed" if closed else "open",
            )
        answered = (
            {
                "answer": "case" if case else "universal",
                "answered_on": days[1],
                "answered_by": self._somebody(),
            }
            if steps > 1
            else {}
        )
        values = {
            "source": Concern.Source.MENTOR,
            "state": "in_case" if case else "received",
            "state_since": days[-1],
            **answered,
            **more,
        }
        Concern.objects.create(kind=Record.Kind.CONCERN, written_on=on, case=case, **common, **values)
        if steps > 3:
            plan = Plan.objects.create(
                kind=Record.Kind.PLAN,
                written_on=days[3],
                case=case,
                title="Plan",
                follow_up_on=days[3] + timedelta(days=28),
                **common,
            )
        if steps > 4:
            FollowUp.objects.create(
                kind=Record.Kind.FOLLOW_UP, written_on=days[4], case=case, of_plan=plan, **common
            )

    def _somebody(self) -> Professional:
        if not hasattr(self, "author"):
            self.author = Professional.objects.create(given_name="Kim", family_name="Lund")
        return self.author
