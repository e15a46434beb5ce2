"""What is drawn, straight into the database: for tests of the cases that need not wait for the import."""

from knutpunkt.demo.municipality import Drawn
from knutpunkt.demo.places import PLACES
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import (
    Agency,
    Appointment,
    AreaRegime,
    Assignment,
    Child,
    Enrolment,
    Guardian,
    Guardianship,
    MentorGroup,
    MentorGroupMember,
    MentorGroupMentor,
    Municipality,
    Profession,
    Professional,
    ProtectedIdentity,
    Regime,
    ResponsibleBody,
    SecrecyArea,
    Sex,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)


def load(drawn: Drawn) -> None:
    """Everything but attendance, grades and terms."""
    with recorded(actor=SYSTEM, action="world.built"):
        towns = {code: Municipality.objects.create(code=code, name=code) for code in ("9901", "9902", "9903")}
        units = _units(towns)
        _staff(drawn, units)
        _children(drawn, towns, units)


def _value(choices, label):
    return next(value for value, said in choices.choices if str(said) == label)


def _units(towns):
    units, bodies, agencies, areas = {}, {}, {}, {}
    for place in PLACES:
        area, body = place.area, place.area.body
        if body.name not in bodies:
            bodies[body.name] = ResponsibleBody.objects.create(
                name=body.name,
                kind=_value(ResponsibleBody.Kind, body.kind),
                municipality=towns[body.municipality],
            )
        if area.agency not in agencies:
            agencies[area.agency] = Agency.objects.create(
                name=area.agency, municipality=towns[body.municipality], responsible_body=bodies[body.name]
            )
        if area.name not in areas:
            areas[area.name] = SecrecyArea.objects.create(name=area.name, agency=agencies[area.agency])
            AreaRegime.objects.create(
                area=areas[area.name], regime=_value(Regime, area.regime), start="2015-01-01"
            )
        units[place.code] = Unit.objects.create(
            name=place.name,
            kind=_value(Unit.Kind, place.kind),
            area=areas[area.name],
            school_unit_code=place.school_code,
        )
    return units


def _staff(drawn, units):
    people, groups = {}, {}
    for post in drawn.posts:
        person = people.get(post.person) or Professional.objects.create(
            given_name=post.given, family_name=post.family, source_id=post.person
        )
        people[post.person] = person
        unit, period = units[post.unit], {"start": post.start, "last_day": post.last_day}
        assignment = Assignment.objects.create(
            professional=person,
            unit=unit,
            profession=_value(Profession, post.profession),
            percentage=post.share,
            **period,
        )
        if post.responsible:
            UnitResponsibility.objects.create(unit=unit, professional=person, **period)
        if post.appointee:
            Appointment.objects.create(
                responsible_body=unit.area.agency.responsible_body, professional=person, **period
            )
        for code in post.triage_for:
            UnitWideTask.objects.create(assignment=assignment, unit=units[code], kind="triage", **period)
        for name in post.mentor_for:
            groups[name] = MentorGroup.objects.create(unit=unit, name=name, source_id=name)
            MentorGroupMentor.objects.create(group=groups[name], professional=person, start=post.start)


def _children(drawn, towns, units):
    made = {
        child.code: Child(
            given_name=child.given,
            family_name=child.family,
            birth_date=child.birth_date,
            sex=Sex.FEMALE if child.identity.sex == "K" else Sex.MALE,
            municipality=towns[child.municipality],
            protected_identity=next(
                (v for v, said in ProtectedIdentity.choices if str(said) == child.protection), "none"
            ),
            language=child.language,
            source_id=child.code,
        )
        for child in drawn.children
    }
    Child.objects.bulk_create(made.values())
    groups = {group.source_id: group for group in MentorGroup.objects.all()}
    stays = [(made[c.code], s) for c in drawn.children for s in c.stays]
    Enrolment.objects.bulk_create(
        Enrolment(child=c, unit=units[s.unit], school_form=s.form, start=s.start, last_day=s.last_day)
        for c, s in stays
    )
    MentorGroupMember.objects.bulk_create(
        MentorGroupMember(child=c, group=groups[s.group], start=s.start, last_day=s.last_day)
        for c, s in stays
        if s.group in groups
    )
    adults = {
        g.code: Guardian(given_name=g.given, family_name=g.family, source_id=g.code) for g in drawn.guardians
    }
    Guardian.objects.bulk_create(adults.values())
    relations = {str(said): value for value, said in Guardianship.Relation.choices}
    Guardianship.objects.bulk_create(
        Guardianship(
            child=made[link.child.code],
            guardian=adults[link.guardian.code],
            relation=relations[link.relation],
            start=link.start,
            last_day=link.last_day,
            blocked=link.blocked,
        )
        for link in drawn.links
    )
