"""People come, go and succeed each other, and a responsible body always has an appointee at work."""

from datetime import date

import pytest

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import (
    Appointment,
    Assignment,
    Guardian,
    Guardianship,
    Municipality,
    Profession,
    Professional,
    ProtectedIdentity,
    Regime,
    ResponsibleBody,
    UnitResponsibility,
    UnitWideTask,
)
from knutpunkt.foundation.people.queries import appointee_on, first_day_without_appointee, responsible_on

pytestmark = pytest.mark.django_db
TODAY, TOMORROW, IN_A_WEEK = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 9)
BY = {"actor": SYSTEM, "on": TODAY}


def register(name: str) -> Professional:
    return people.register_professional(**BY, given_name=name, family_name="Ek")


@pytest.fixture
def founding() -> people.Founding:
    with recorded(actor=SYSTEM, action="world.built"):
        municipality = Municipality.objects.create(code="9901", name="Lindhamra")
    return people.found_responsible_body(
        **BY,
        name="Lindhamra kommun",
        kind=ResponsibleBody.Kind.MUNICIPAL,
        municipality=municipality,
        appointee=register("Utsedd"),
        profession=Profession.COLLABORATION_LEADER,
        office="Barn- och utbildningskontoret",
        regime=Regime.SCHOOL,
    )


def at_the_office(
    founding: people.Founding, name: str, start: date = TODAY, last_day: date | None = None
) -> Assignment:
    return people.start_assignment(
        **BY,
        professional=register(name),
        unit=founding.office,
        profession=Profession.HEAD_TEACHER,
        start=start,
        last_day=last_day,
    )


def test_a_body_is_founded_with_somebody_who_answers_for_ever(founding: people.Founding):
    assert first_day_without_appointee(founding.body, TODAY) is None
    assert appointee_on(founding.body.pk, date(2040, 1, 1)) == founding.appointment.professional


def test_an_agency_needs_a_body_with_an_appointee(founding: people.Founding):
    with recorded(actor=SYSTEM, action="world.built"):
        alone = ResponsibleBody.objects.create(
            name="Ö friskola", kind="independent", municipality=founding.body.municipality
        )
    with pytest.raises(people.BodyWithoutAppointee, match="Ö friskola skulle stå utan någon utsedd"):
        people.add_agency(**BY, name="Ö friskola", responsible_body=alone)
    assert people.add_agency(**BY, name="Skolförvaltningen", responsible_body=founding.body).pk


def test_the_only_appointee_cannot_leave_without_a_successor(founding: people.Founding):
    with pytest.raises(people.BodyWithoutAppointee, match="2026-03-10"):
        people.end_assignment(**BY, assignment=founding.assignment, last_day=IN_A_WEEK)
    assert Assignment.objects.get(pk=founding.assignment.pk).last_day is None


def test_an_appointee_with_a_successor_from_the_day_after_may_leave(founding: people.Founding):
    successor = at_the_office(founding, "Ny").professional
    people.appoint(**BY, body=founding.body, professional=successor, start=date(2026, 3, 10))
    people.end_assignment(**BY, assignment=founding.assignment, last_day=IN_A_WEEK)
    assert Appointment.objects.get(pk=founding.appointment.pk).last_day == IN_A_WEEK
    assert appointee_on(founding.body.pk, IN_A_WEEK) == founding.appointment.professional
    assert appointee_on(founding.body.pk, date(2026, 3, 10)) == successor


def test_a_gap_of_one_day_is_refused(founding: people.Founding):
    successor = at_the_office(founding, "Ny").professional
    people.appoint(**BY, body=founding.body, professional=successor, start=date(2026, 3, 10))
    with pytest.raises(people.BodyWithoutAppointee, match="2026-03-09"):
        people.end_assignment(**BY, assignment=founding.assignment, last_day=date(2026, 3, 8))


def test_nobody_is_appointed_whose_work_ends_or_begins_later(founding: people.Founding):
    short = at_the_office(founding, "Kort", last_day=IN_A_WEEK).professional
    late = at_the_office(founding, "Sen", start=IN_A_WEEK).professional
    for person in (short, late, register("Utan uppdrag")):
        with pytest.raises(people.BodyWithoutAppointee):
            people.appoint(**BY, body=founding.body, professional=person, start=TOMORROW)
    assert Appointment.objects.get().professional == founding.appointment.professional


def test_two_assignments_after_each_other_leave_no_gap(founding: people.Founding):
    first = at_the_office(founding, "Ny", last_day=IN_A_WEEK)
    people.start_assignment(
        **BY,
        professional=first.professional,
        unit=founding.office,
        profession=Profession.HEAD_TEACHER,
        start=date(2026, 3, 10),
    )
    people.appoint(**BY, body=founding.body, professional=first.professional, start=TODAY)
    assert first_day_without_appointee(founding.body, TODAY) is None


def test_an_appointment_before_a_coming_one_ends_the_day_before_it(founding: people.Founding):
    later, between = (
        at_the_office(founding, "Sen").professional,
        at_the_office(founding, "Mellan").professional,
    )
    people.appoint(**BY, body=founding.body, professional=later, start=date(2026, 4, 1))
    people.appoint(**BY, body=founding.body, professional=between, start=IN_A_WEEK)
    rows = Appointment.objects.order_by("start").values_list("start", "last_day")
    assert list(rows) == [
        (TODAY, date(2026, 3, 8)),
        (IN_A_WEEK, date(2026, 3, 31)),
        (date(2026, 4, 1), None),
    ]


def test_a_new_responsible_ends_the_one_before(founding: people.Founding):
    first, second = at_the_office(founding, "Rut").professional, at_the_office(founding, "Siv").professional
    people.make_responsible(**BY, unit=founding.office, professional=first, start=TODAY)
    people.make_responsible(**BY, unit=founding.office, professional=second, start=IN_A_WEEK)
    assert responsible_on(founding.office.pk, date(2026, 3, 8)) == first
    assert responsible_on(founding.office.pk, IN_A_WEEK) == second
    assert UnitResponsibility.objects.filter(last_day=date(2026, 3, 8)).count() == 1


def test_only_somebody_at_work_there_answers_for_a_unit(founding: people.Founding):
    with pytest.raises(people.NotAtUnit, match="Mia Ek har inget uppdrag"):
        people.make_responsible(**BY, unit=founding.office, professional=register("Mia"), start=TODAY)


def test_tasks_end_with_the_assignment_they_are_held_through(founding: people.Founding):
    work = at_the_office(founding, "Rut")
    now = people.give_task(**BY, assignment=work, kind=UnitWideTask.Kind.TRIAGE, start=TODAY)
    later = people.give_task(**BY, assignment=work, kind=UnitWideTask.Kind.TRIAGE, start=date(2026, 4, 1))
    people.end_assignment(**BY, assignment=work, last_day=IN_A_WEEK)
    now.refresh_from_db()
    assert now.last_day == IN_A_WEEK
    assert not UnitWideTask.objects.filter(pk=later.pk).exists()


def test_a_task_is_given_and_ended(founding: people.Founding):
    work = at_the_office(founding, "Rut", last_day=IN_A_WEEK)
    task = people.give_task(**BY, assignment=work, kind=UnitWideTask.Kind.TRIAGE, start=TODAY)
    assert (task.unit, task.last_day) == (founding.office, IN_A_WEEK)
    assert people.end_task(**BY, task=task, last_day=TOMORROW).last_day == TOMORROW


def test_nothing_ends_before_it_starts(founding: people.Founding):
    work = at_the_office(founding, "Rut", start=IN_A_WEEK)
    task = people.give_task(**BY, assignment=work, kind=UnitWideTask.Kind.TRIAGE, start=IN_A_WEEK)
    for act in (
        lambda: people.end_assignment(**BY, assignment=work, last_day=TODAY),
        lambda: people.end_task(**BY, task=task, last_day=TODAY),
        lambda: at_the_office(founding, "Siv", start=IN_A_WEEK, last_day=TODAY),
    ):
        with pytest.raises(people.EndsBeforeStart, match="före första dagen"):
            act()


def test_a_guardian_is_blocked_with_a_reason_and_the_child_is_named_in_the_trail(founding: people.Founding):
    child = people.register_child(
        **BY, given_name="Alva", family_name="Nyström", municipality=founding.body.municipality
    )
    with recorded(actor=SYSTEM, action="world.built"):
        guardian = Guardian.objects.create(given_name="Kim", family_name="Nyström")
        link = Guardianship.objects.create(child=child, guardian=guardian, relation="custody", start=TODAY)
    with pytest.raises(people.ReasonMissing):
        people.block_guardian(**BY, guardianship=link, reason=" ")
    assert people.block_guardian(**BY, guardianship=link, reason="Hot").blocked
    assert [row.child for row in Event.objects.get(action="guardian.blocked").children.all()] == [child.pk]
    unblocked = people.unblock_guardian(**BY, guardianship=link)
    assert (unblocked.blocked, unblocked.blocked_reason) == (False, "")


def test_protecting_a_guardian_names_the_children_in_the_trail(founding: people.Founding):
    child = people.register_child(
        **BY, given_name="Alva", family_name="Nyström", municipality=founding.body.municipality
    )
    with recorded(actor=SYSTEM, action="world.built"):
        guardian = Guardian.objects.create(given_name="Kim", family_name="Nyström")
        Guardianship.objects.create(child=child, guardian=guardian, relation="custody", start=TODAY)
    for person in (child, guardian):
        people.set_protected_identity(**BY, person=person, level=ProtectedIdentity.MARKED)
        person.refresh_from_db()
        assert person.protected_identity == ProtectedIdentity.MARKED
    for event in Event.objects.filter(action="protected_identity.set"):
        assert [row.child for row in event.children.all()] == [child.pk]
