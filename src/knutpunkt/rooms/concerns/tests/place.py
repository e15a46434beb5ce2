"""A small school with its student health, and a clinic in another area, made for these tests."""

from dataclasses import dataclass
from datetime import date

from knutpunkt.foundation.audit.actor import SYSTEM, Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import (
    Agency,
    Appointment,
    AreaRegime,
    Assignment,
    Child,
    Enrolment,
    MentorGroup,
    MentorGroupMember,
    MentorGroupMentor,
    Municipality,
    Profession,
    Professional,
    Regime,
    ResponsibleBody,
    SecrecyArea,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)

TODAY = date(2026, 11, 23)
LONG_AGO = date(2020, 8, 1)


@dataclass
class Place:
    """Lindskolan: mentors Mia and Sam, head teacher Rut; Kim and Kai take in for it; Bo works at BUP."""

    town: Municipality
    body: ResponsibleBody
    school: Unit
    health: Unit
    clinic: Unit
    mia: Assignment
    sam: Assignment
    rut: Assignment
    kim: Assignment
    kai: Assignment
    bo: Assignment
    alva: Child
    ville: Child

    def actor(self, name: str) -> Actor:
        assignment = Assignment.objects.select_related("unit__area__agency").get(pk=getattr(self, name).pk)
        return actor_for(assignment)


def build() -> Place:
    with recorded(actor=SYSTEM, action="world.built"):
        town = Municipality.objects.create(code="9901", name="Lindhamra")
        body = ResponsibleBody.objects.create(name="Lindhamra", kind="municipal", municipality=town)
        area = _area("Barn- och utbildning", body, town, Regime.SCHOOL)
        away = _area("BUP", body, None, Regime.HEALTH_CARE)
        school = Unit.objects.create(name="Lindskolan", kind=Unit.Kind.COMPULSORY, area=area)
        health = Unit.objects.create(name="Elevhälsan Lind", kind=Unit.Kind.STUDENT_HEALTH, area=area)
        clinic = Unit.objects.create(name="BUP Lindhamra", kind=Unit.Kind.HEALTH_CARE, area=away)
        at = {
            "mia": work("Mia", "Falk", school, Profession.TEACHER),
            "sam": work("Sam", "Ek", school, Profession.TEACHER),
            "rut": work("Rut", "Berg", school, Profession.HEAD_TEACHER),
            "kim": work("Kim", "Lund", health, Profession.SCHOOL_COUNSELLOR),
            "kai": work("Kai", "Ahl", health, Profession.PSYCHOLOGIST),
            "bo": work("Bo", "Sand", clinic, Profession.HEALTH_CONTACT),
        }
        Appointment.objects.create(responsible_body=body, professional=at["rut"].professional, start=LONG_AGO)
        UnitResponsibility.objects.create(unit=school, professional=at["rut"].professional, start=LONG_AGO)
        for name, since in (("kim", date(2021, 1, 1)), ("kai", date(2022, 1, 1))):
            UnitWideTask.objects.create(
                assignment=at[name], unit=school, kind=UnitWideTask.Kind.TRIAGE, start=since
            )
        group = MentorGroup.objects.create(unit=school, name="8B")
        for name, first in (("mia", True), ("sam", False)):
            MentorGroupMentor.objects.create(
                group=group, professional=at[name].professional, is_first=first, start=LONG_AGO
            )
        alva, ville = (_pupil(name, town, school, group) for name in ("Alva Nyström", "Ville Åkesson"))
    return Place(town, body, school, health, clinic, alva=alva, ville=ville, **at)


def work(given: str, family: str, unit: Unit, profession: str) -> Assignment:
    person = Professional.objects.create(given_name=given, family_name=family)
    return Assignment.objects.create(professional=person, unit=unit, profession=profession, start=LONG_AGO)


def _area(name: str, body: ResponsibleBody, town: Municipality | None, regime: str) -> SecrecyArea:
    agency = Agency.objects.create(name=name, municipality=town, responsible_body=body)
    area = SecrecyArea.objects.create(name=name, agency=agency)
    AreaRegime.objects.create(area=area, regime=regime, start=LONG_AGO)
    return area


def _pupil(name: str, town: Municipality, school: Unit, group: MentorGroup) -> Child:
    given, family = name.split()
    child = Child.objects.create(
        given_name=given, family_name=family, birth_date=date(2012, 5, 9), municipality=town
    )
    Enrolment.objects.create(child=child, unit=school, school_form="GR", start=LONG_AGO)
    MentorGroupMember.objects.create(child=child, group=group, start=LONG_AGO)
    return child
