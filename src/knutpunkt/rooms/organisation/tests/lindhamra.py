"""A small organisation for the tests of this room."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import (
    Assignment,
    Municipality,
    Profession,
    Professional,
    Regime,
    ResponsibleBody,
    SecrecyArea,
    Unit,
)

TODAY = timezone.localdate


@dataclass
class Lindhamra:
    """One body with an office, a school, a head teacher and a counsellor."""

    municipality: Municipality
    founding: people.Founding
    area: SecrecyArea
    school: Unit
    head: Assignment
    counsellor: Assignment

    @property
    def body(self) -> ResponsibleBody:
        return self.founding.body


def register(given_name: str, family_name: str) -> Professional:
    return people.register_professional(
        actor=SYSTEM, on=TODAY(), given_name=given_name, family_name=family_name
    )


def employ(person: Professional, unit: Unit, profession: Profession) -> Assignment:
    return people.start_assignment(
        actor=SYSTEM,
        on=TODAY(),
        professional=person,
        unit=unit,
        profession=profession,
        start=TODAY() - timedelta(days=300),
    )


def build() -> Lindhamra:
    began = TODAY() - timedelta(days=1000)
    with recorded(actor=SYSTEM, action="world.built"):
        place = Municipality.objects.create(code="9901", name="Lindhamra")
        founding = people.found_responsible_body(
            actor=SYSTEM,
            on=began,
            name="Lindhamra kommun",
            kind=ResponsibleBody.Kind.MUNICIPAL,
            municipality=place,
            appointee=register("Anders", "Alm"),
            profession=Profession.COLLABORATION_LEADER,
            office="Barn- och utbildningskontoret",
            regime=Regime.SCHOOL,
        )
        area = people.add_area(
            actor=SYSTEM, on=began, agency=founding.agency, name="Grundskolan", regime=Regime.SCHOOL
        )
        school = people.add_unit(
            actor=SYSTEM, on=began, area=area, name="Lindskolan", kind=Unit.Kind.COMPULSORY
        )
        head = employ(register("Eva", "Björk"), school, Profession.HEAD_TEACHER)
        counsellor = employ(register("Åsa", "Öberg"), school, Profession.SCHOOL_COUNSELLOR)
        people.make_responsible(
            actor=SYSTEM, on=TODAY(), unit=school, professional=head.professional, start=head.start
        )
    return Lindhamra(place, founding, area, school, head, counsellor)
