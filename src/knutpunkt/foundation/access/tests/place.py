"""A small place to try rules in: a school, its student health, a clinic and social services, and one child.

``sees`` asks the specification and the implementation, demands that they agree, and gives their answer.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import models

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.decide import decide
from knutpunkt.foundation.access.loading import child_of, kind_of, load
from knutpunkt.foundation.access.narrowing import EVERYTHING, Only
from knutpunkt.foundation.access.scope import scope
from knutpunkt.foundation.audit.actor import SYSTEM, Actor, ActorKind
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import (
    Case,
    Category,
    Consent,
    ConsentAnswer,
    ConsentRequest,
    Disclosure,
    DisclosureItem,
    Ground,
    Participation,
    Record,
)
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people import models as people
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import Profession, Professional, Regime, Unit

TODAY = date(2026, 3, 2)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LONG_AGO, FAR_OFF = TODAY - timedelta(days=400), TODAY + timedelta(days=300)
RUNNING: dict[str, date | None] = {"start": LONG_AGO, "last_day": None}
ENDED: dict[str, date | None] = {"start": LONG_AGO, "last_day": YESTERDAY}
READ, CHANGE = Action.READ, Action.CHANGE


def add(model: type[models.Model], **values: Any) -> Any:
    with recorded(actor=SYSTEM, action="world.built"):
        return model._default_manager.create(**values)


def change(row: models.Model, **values: Any) -> None:
    with recorded(actor=SYSTEM, action="world.changed"):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


@dataclass
class Place:
    """Units by name; the school and the counsellors lie in one area, clinic and social services in others."""

    body: Any
    municipality: Any
    school: Unit
    other_school: Unit
    counsellors: Unit
    clinic: Unit
    social: Unit
    child: Any
    made: int = field(default=0)

    def works(self, unit: Unit, profession: str = Profession.TEACHER, **span: Any) -> Actor:
        """Somebody new with an assignment at the unit."""
        self.made += 1
        person = add(Professional, given_name="Kim", family_name=f"Ek {self.made}")
        return self.also(person, unit, profession, **span)

    def also(self, person: Any, unit: Unit, profession: str = Profession.TEACHER, **span: Any) -> Actor:
        assignment = add(
            people.Assignment, professional=person, unit=unit, profession=profession, **(RUNNING | span)
        )
        return actor_for(assignment)

    def case(self, unit: Unit | None = None, *, holder: Actor | None = None, child: Any = None) -> Case:
        """A case with an open promise held by ``holder`` (or by somebody who has nothing else to do here)."""
        unit, child = unit or self.school, child or self.child
        matter = self.matter(Matter.Kind.CASE, unit, holder=holder, child=child)
        return add(Case, child=child, unit=unit, matter=matter, opened_on=LONG_AGO)

    def matter(
        self,
        kind: str,
        unit: Unit,
        *,
        holder: Actor | None = None,
        backup: Actor | None = None,
        child: Any = None,
    ) -> Matter:
        with recorded(actor=SYSTEM, action="world.built"):
            matter = Matter(child=child or self.child, kind=kind, unit=unit, opened_on=LONG_AGO)
            promise = Commitment(
                matter=matter,
                what="Ring hem",
                unit=unit,
                holder_id=holder.person if holder else self.works(unit).person,
                backup_id=backup.person if backup else None,
                due=FAR_OFF,
                source="test",
                made_on=LONG_AGO,
            )
            matter.carried_by = promise
            matter.save(force_insert=True)
            promise.save(force_insert=True)
        return matter

    def joins(self, case: Case, actor: Actor, *, coordinates: bool = False, **span: Any) -> Participation:
        return add(
            Participation,
            case=case,
            unit_id=actor.unit,
            professional_id=actor.person,
            kind=Participation.Kind.COORDINATOR if coordinates else Participation.Kind.MEMBER,
            **(RUNNING | span),
        )

    def record(self, case: Case | None = None, **values: Any) -> Record:
        facts: dict[str, Any] = {
            "kind": Record.Kind.ASSESSMENT,
            "child": self.child,
            "case": case,
            "unit": self.school,
            "category": Category.WELLBEING,
            "written_on": LONG_AGO,
        }
        return add(Record, **(facts | values))

    def guardian(self, **values: Any) -> Actor:
        guardian = add(people.Guardian, given_name="Noa", family_name="Nyström")
        facts = {"relation": people.Guardianship.Relation.CUSTODY} | RUNNING | values
        add(people.Guardianship, child=self.child, guardian=guardian, **facts)
        return Actor(kind=ActorKind.GUARDIAN, person=guardian.pk)

    def discloses(
        self, record: Record, to: Unit, ground: str = Ground.HARM_TEST, **values: Any
    ) -> Disclosure:
        facts = {
            "case": record.case,
            "child": record.child,
            "sender": record.unit,
            "recipient": to,
            "ground": ground,
            "decided_by": Professional.objects.first(),
            "sent_on": LONG_AGO,
        }
        consent = values.pop("consent", None)
        disclosure = add(Disclosure, **(facts | values))
        add(DisclosureItem, disclosure=disclosure, record=record, consent=consent)
        return disclosure

    def consent(self, record: Record, to: Unit, **values: Any) -> Consent:
        request = add(
            ConsentRequest,
            case=values.pop("case", record.case),
            sender=record.unit,
            recipient=to,
            purpose="Stöd i skolan",
            asked_by=Professional.objects.first(),
            asked_on=LONG_AGO,
        )
        facts = {
            "request": request,
            "child": record.child,
            "sender": record.unit,
            "recipient": to,
            "category": record.category,
            "start": LONG_AGO,
            "last_day": FAR_OFF,
        }
        return add(Consent, **(facts | values))

    def answers(
        self, consent: Consent, who: Actor | None, answer: str = "yes", **values: Any
    ) -> ConsentAnswer:
        """What a guardian, or the child (nobody named), says."""
        facts = {
            "consent": consent,
            "guardian_id": who.person if who else None,
            "by_child": who is None,
            "answer": answer,
            "how": "paper",
            "given_on": LONG_AGO,
            "documented_by": Professional.objects.first(),
        }
        return add(ConsentAnswer, **(facts | values))


def make_place(birth: date | None = date(2013, 5, 5)) -> Place:
    municipality = add(people.Municipality, code="9901", name="Lindhamra")
    body = add(people.ResponsibleBody, name="Lindhamra", kind="municipal", municipality=municipality)
    agency = add(people.Agency, name="Lindhamra", municipality=municipality, responsible_body=body)

    def area(regime: str) -> Any:
        made = add(people.SecrecyArea, name=regime, agency=agency)
        add(people.AreaRegime, area=made, regime=regime, start=LONG_AGO)
        return made

    def unit(name: str, where: Any) -> Any:
        return add(Unit, name=name, kind=Unit.Kind.OTHER, area=where)

    school = area(Regime.SCHOOL)
    child = add(
        people.Child, given_name="Alva", family_name="Nyström", municipality=municipality, birth_date=birth
    )
    return Place(
        body,
        municipality,
        unit("Lindskolan", school),
        unit("Ekskolan", school),
        unit("Elevhälsan", school),
        unit("BUP", area(Regime.HEALTH_CARE)),
        unit("Socialtjänsten", area(Regime.SOCIAL_SERVICES)),
        child,
    )


def sees(actor: Actor, row: Any, on: date = TODAY, action: Action = READ) -> str:
    """The ground on which the row opens, or nothing. The filter and the rules must say the same."""
    row = type(row)._default_manager.get(pk=row.pk)
    loaded = load([row], [actor])
    decision = decide(actor, action, loaded.things[row.pk], loaded.facts, on)
    model = type(row)
    rows, here = model._default_manager.filter(pk=row.pk), frozenset({row.pk})
    for only in (EVERYTHING, Only(among=here), Only(about=frozenset({child_of(row)}))):
        assert rows.filter(scope(kind_of(model), actor, action, on, only=only)).exists() == decision.allow
    return decision.ground
