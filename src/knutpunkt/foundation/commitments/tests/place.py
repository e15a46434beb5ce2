"""A small town to try promises in: one responsible body, a school, and people with assignments."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knutpunkt.foundation.audit.actor import SYSTEM, Actor, ActorKind
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments import operations as promises
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import (
    Assignment,
    Child,
    Municipality,
    Profession,
    Professional,
    Regime,
    ResponsibleBody,
    Unit,
)

TODAY = date(2026, 3, 2)
BY = {"actor": SYSTEM, "on": TODAY}


@dataclass
class Town:
    """What a test starts from; ``work`` holds each person's assignment at the school by given name."""

    founding: people.Founding
    school: Unit
    appointee: Professional
    work: dict[str, Assignment] = field(default_factory=dict)

    def person(self, name: str) -> Professional:
        return self.work[name].professional


def as_professional(professional: Professional) -> Actor:
    return Actor(kind=ActorKind.PROFESSIONAL, person=professional.pk)


def register(name: str) -> Professional:
    return people.register_professional(**BY, given_name=name, family_name="Ek")


def make_municipality() -> Municipality:
    with recorded(actor=SYSTEM, action="world.built"):
        return Municipality.objects.create(code="9901", name="Lindhamra")


def found(municipality: Municipality, name: str, appointee: Professional) -> people.Founding:
    return people.found_responsible_body(
        **BY,
        name=name,
        kind=ResponsibleBody.Kind.MUNICIPAL,
        municipality=municipality,
        appointee=appointee,
        profession=Profession.COLLABORATION_LEADER,
        office=f"{name}, kontoret",
        regime=Regime.SCHOOL,
    )


def make_unit(founding: people.Founding, name: str) -> Unit:
    area = people.add_area(**BY, agency=founding.agency, name=name, regime=Regime.SCHOOL)
    return people.add_unit(**BY, area=area, name=name, kind=Unit.Kind.COMPULSORY)


def put_to_work(
    professional: Professional, unit: Unit, *, start: date = TODAY, last_day: date | None = None
) -> Assignment:
    return people.start_assignment(
        **BY,
        professional=professional,
        unit=unit,
        profession=Profession.TEACHER,
        start=start,
        last_day=last_day,
    )


def make_town(*names: str) -> Town:
    """A town where everyone in ``names`` works at the school until further notice."""
    municipality = make_municipality()
    appointee = register("Utsedd")
    founding = found(municipality, "Lindhamra kommun", appointee)
    school = make_unit(founding, "Lindskolan")
    work = {name: put_to_work(register(name), school) for name in names}
    return Town(founding, school, appointee, work)


def make_child() -> Child:
    return people.register_child(
        **BY,
        given_name="Alva",
        family_name="Nyström",
        municipality=Municipality.objects.first() or make_municipality(),
    )


def open_for(
    town: Town, holder: str | Professional, *, backup: str | Professional | None = None, **given: Any
) -> Matter:
    """A matter for a new child, carried by a promise of ``holder``."""
    facts: dict[str, Any] = {
        **BY, "child": make_child(), "kind": Matter.Kind.CONCERN, "unit": town.school, "what": "Ring hem",
        "due": date(2026, 3, 9), "source": "concern",
        "holder": town.person(holder) if isinstance(holder, str) else holder,
        "backup": town.person(backup) if isinstance(backup, str) else backup,
    }  # fmt: skip
    return promises.open_matter(**(facts | given))


def carrier(matter: Matter) -> Commitment:
    found_now = Matter.objects.select_related("carried_by").get(pk=matter.pk).carried_by
    assert found_now is not None
    return found_now
