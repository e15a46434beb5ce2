"""One sentence a rule: who sees a child, a case, a promise and who takes part."""

import pytest

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.attendance import reporting_units
from knutpunkt.foundation.access.tests.place import (
    CHANGE,
    ENDED,
    LONG_AGO,
    TODAY,
    TOMORROW,
    YESTERDAY,
    add,
    change,
    make_place,
    sees,
)
from knutpunkt.foundation.access.tests.test_rules_about_records import mentor, task
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.casefile.models import Category
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people import models as people
from knutpunkt.foundation.people.models import Profession, ProtectedIdentity, UnitWideTask

pytestmark = pytest.mark.django_db
ATTENDANCE, LOCATE = Action.ATTENDANCE, Action.LOCATE
MANAGE, CONTRIBUTE = Action.MANAGE, Action.CONTRIBUTE


def enrol(place, unit=None, **span):
    add(
        people.Enrolment,
        child=place.child,
        unit=unit or place.school,
        school_form="GR",
        **({"start": LONG_AGO} | span),
    )


def head_of(place, unit):
    head = place.works(unit, Profession.HEAD_TEACHER)
    add(people.UnitResponsibility, unit=unit, professional_id=head.person, start=LONG_AGO)
    return head


def youth(place):
    return Actor(kind=ActorKind.CHILD, person=place.child.pk)


# --- A child ---------------------------------------------------------------------------------------


def test_a_mentor_sees_the_child_and_another_teacher_does_not():
    place = make_place()
    ann, bo = place.works(place.school), place.works(place.school)
    mentor(place, ann)
    assert (sees(ann, place.child), sees(bo, place.child)) == ("mentor", "")


def test_the_head_teacher_and_triage_see_the_pupils_of_their_school_while_they_go_there():
    place = make_place()
    head, counsellor = head_of(place, place.school), place.works(place.counsellors)
    task(counsellor, place.school)
    enrol(place, last_day=YESTERDAY)
    assert sees(head, place.child, on=YESTERDAY) == "responsible"
    assert sees(counsellor, place.child, on=YESTERDAY) == "triage_task"
    assert sees(head, place.child) == sees(counsellor, place.child) == ""


def test_a_head_teacher_of_another_school_does_not_see_the_child():
    place = make_place()
    head = head_of(place, place.other_school)
    enrol(place)
    assert sees(head, place.child) == ""


def test_who_takes_part_or_has_promised_sees_the_child():
    place = make_place()
    ann, bo = place.works(place.clinic), place.works(place.school)
    place.joins(place.case(), ann)
    place.matter(Matter.Kind.CONCERN, place.school, holder=bo)
    assert (sees(ann, place.child), sees(bo, place.child)) == ("own_unit", "holder")


def test_a_school_without_own_pupils_task_sees_nothing_through_a_triage_task_in_another_area():
    place = make_place()
    ann = place.works(place.clinic)
    task(ann, place.school)
    enrol(place)
    assert sees(ann, place.child) == ""


# --- Where a child is --------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [ProtectedIdentity.MARKED, ProtectedIdentity.POPULATION])
def test_where_a_protected_child_is_opens_only_to_those_with_the_task(level):
    place = make_place()
    ann, bo = place.works(place.school), place.works(place.school)
    mentor(place, ann)
    mentor(place, bo)
    enrol(place)
    task(bo, place.school, UnitWideTask.Kind.PROTECTED_IDENTITY)
    assert sees(ann, place.child, action=LOCATE) == sees(bo, place.child, action=LOCATE) == "mentor"
    change(place.child, protected_identity=level)
    assert sees(ann, place.child, action=LOCATE) == ""
    assert sees(bo, place.child, action=LOCATE) == "mentor"
    assert sees(ann, place.child) == "mentor"


def test_the_task_alone_does_not_open_a_protected_child():
    place = make_place()
    ann = place.works(place.school)
    enrol(place)
    change(place.child, protected_identity=ProtectedIdentity.MARKED)
    task(ann, place.school, UnitWideTask.Kind.PROTECTED_IDENTITY)
    assert sees(ann, place.child) == sees(ann, place.child, action=LOCATE) == ""


def test_the_task_for_another_unit_does_not_locate_and_for_one_that_takes_part_does():
    place = make_place()
    case, ann, bo = place.case(), place.works(place.school), place.works(place.school)
    change(place.child, protected_identity=ProtectedIdentity.POPULATION)
    place.joins(case, ann)
    task(ann, place.other_school, UnitWideTask.Kind.PROTECTED_IDENTITY)
    place.joins(case, bo)
    task(bo, place.school, UnitWideTask.Kind.PROTECTED_IDENTITY)
    assert (sees(ann, place.child, action=LOCATE), sees(bo, place.child, action=LOCATE)) == ("", "own_unit")


def test_the_family_is_never_told_here_where_a_protected_child_is():
    place = make_place()
    guardian = place.guardian()
    assert sees(guardian, place.child, action=LOCATE) == "family"
    change(place.child, protected_identity=ProtectedIdentity.MARKED)
    assert sees(guardian, place.child) == "family"
    assert sees(guardian, place.child, action=LOCATE) == sees(youth(place), place.child, action=LOCATE) == ""


def test_somebody_with_fictitious_data_looks_like_anybody():
    place = make_place()
    ann = place.works(place.school)
    mentor(place, ann)
    change(place.child, protected_identity=ProtectedIdentity.FICTITIOUS)
    assert sees(ann, place.child, action=LOCATE) == "mentor"


# --- How a child attends ----------------------------------------------------------------------------------


def test_a_mentor_sees_attendance_unless_the_role_reads_none():
    place = make_place()
    ann, bo, cia = (
        place.works(place.school),
        place.works(place.school),
        place.works(place.school, Profession.SCHOOL_COUNSELLOR),
    )
    mentor(place, ann)
    mentor(place, cia)
    assert sees(ann, place.child, action=ATTENDANCE) == "mentor"
    assert sees(bo, place.child, action=ATTENDANCE) == ""
    assert (sees(cia, place.child), sees(cia, place.child, action=ATTENDANCE)) == ("mentor", "")


def test_the_head_teacher_and_triage_see_attendance_while_the_pupil_goes_to_their_school():
    place = make_place()
    head, counsellor = head_of(place, place.school), place.works(place.counsellors)
    task(counsellor, place.school)
    enrol(place, last_day=TODAY)
    assert sees(head, place.child, action=ATTENDANCE) == "responsible"
    assert sees(counsellor, place.child, action=ATTENDANCE) == "triage_task"
    for one in (head, counsellor, head_of(place, place.other_school)):
        assert sees(one, place.child, on=TOMORROW, action=ATTENDANCE) == ""


def test_those_who_take_part_see_attendance_only_in_the_schools_own_area():
    place = make_place()
    case = place.case()
    inside, clinic, social = (place.works(unit) for unit in (place.counsellors, place.clinic, place.social))
    for one in (inside, clinic, social):
        place.joins(case, one, coordinates=True)
    assert sees(inside, place.child, action=ATTENDANCE) == "", "the child goes to no school"
    enrol(place)
    assert sees(inside, place.child, action=ATTENDANCE) == "own_unit"
    for one in (clinic, social):
        assert (sees(one, place.child), sees(one, place.child, action=ATTENDANCE)) == ("own_unit", "")


def test_medical_student_health_in_an_area_of_its_own_sees_no_attendance():
    place = make_place()
    nurse = place.works(place.clinic, Profession.SCHOOL_NURSE)
    place.joins(place.case(), nurse)
    task(nurse, place.school)
    enrol(place)
    assert sees(nurse, place.child, action=ATTENDANCE) == ""


def test_who_holds_a_promise_sees_attendance_in_the_schools_own_area_and_no_longer_than_the_promise():
    place = make_place()
    inside, clinic = place.works(place.school), place.works(place.clinic)
    matter = place.matter(Matter.Kind.CONCERN, place.school, holder=inside)
    place.matter(Matter.Kind.CONCERN, place.clinic, holder=clinic)
    enrol(place)
    assert sees(inside, place.child, action=ATTENDANCE) == "holder"
    assert (sees(clinic, place.child), sees(clinic, place.child, action=ATTENDANCE)) == ("holder", "")
    promise = matter.carried_by
    change(matter, carried_by=None, closed_on=TODAY)
    change(promise, state=Commitment.State.DONE, ended_on=TODAY)
    assert sees(inside, place.child, action=ATTENDANCE) == ""


def test_a_disclosed_record_about_attendance_opens_that_record_and_not_the_attendance():
    place = make_place()
    case, clinic = place.case(), place.works(place.clinic)
    place.joins(case, clinic)
    enrol(place)
    record = place.record(case, category=Category.ATTENDANCE)
    place.discloses(record, place.clinic)
    assert sees(clinic, record) == "harm_test"
    assert sees(clinic, place.child, action=ATTENDANCE) == ""


def test_the_child_and_guardians_who_decide_see_attendance():
    place = make_place(birth=TODAY.replace(year=TODAY.year - 18))
    guardian, blocked = place.guardian(), place.guardian(blocked=True)
    assert sees(guardian, place.child, on=YESTERDAY, action=ATTENDANCE) == "family"
    assert sees(guardian, place.child, action=ATTENDANCE) == ""
    assert sees(youth(place), place.child, action=ATTENDANCE) == "family"
    assert sees(blocked, place.child, on=YESTERDAY, action=ATTENDANCE) == ""


def test_a_protected_childs_attendance_is_seen_by_those_who_may_not_know_where():
    place = make_place()
    ann = place.works(place.school)
    mentor(place, ann)
    enrol(place)
    change(place.child, protected_identity=ProtectedIdentity.MARKED)
    assert sees(ann, place.child, action=LOCATE) == ""
    assert sees(ann, place.child, action=ATTENDANCE) == "mentor"


def test_reports_of_attendance_are_those_of_the_own_area():
    place = make_place()
    own = {place.school.pk, place.other_school.pk, place.counsellors.pk}
    assert reporting_units(place.works(place.school)) == own
    assert reporting_units(place.works(place.clinic)) == {place.clinic.pk}
    assert reporting_units(youth(place)) == frozenset()


# --- A case ----------------------------------------------------------------------------------------


def test_a_participant_reads_and_writes_in_a_case_but_only_a_coordinator_manages_it():
    place = make_place()
    case, ann, bo = place.case(), place.works(place.clinic), place.works(place.clinic)
    place.joins(case, ann, coordinates=True)
    place.joins(case, bo)
    assert sees(ann, case) == sees(bo, case) == sees(bo, case, action=CONTRIBUTE) == "own_unit"
    assert (sees(ann, case, action=MANAGE), sees(bo, case, action=MANAGE)) == ("own_unit", "")
    assert sees(ann, case, action=CHANGE) == ""


def test_the_unit_s_responsible_knows_of_its_cases_without_writing_in_them():
    place = make_place()
    case, head, other = place.case(), head_of(place, place.school), head_of(place, place.other_school)
    assert (sees(head, case), sees(other, case)) == ("responsible", "")
    assert sees(head, case, action=CONTRIBUTE) == sees(head, place.record(case)) == ""


def test_who_holds_the_promise_manages_the_case():
    place = make_place()
    ann = place.works(place.school)
    case = place.case(holder=ann)
    for action in (Action.READ, CONTRIBUTE, CHANGE, MANAGE):
        assert sees(ann, case, action=action) == "holder"


def test_a_coordinator_who_has_left_manages_nothing():
    place = make_place()
    case, ann = place.case(), place.works(place.school)
    place.joins(case, ann, coordinates=True, **ENDED)
    assert sees(ann, case, action=MANAGE) == sees(ann, case) == ""


# --- That a unit takes part --------------------------------------------------------------------------------


def test_the_owning_unit_knows_everybody_and_an_invited_unit_knows_the_owner_and_itself():
    place = make_place()
    case = place.case()
    ann, bo, cia = (place.works(unit) for unit in (place.school, place.clinic, place.social))
    parts = [place.joins(case, one) for one in (ann, bo, cia)]
    assert [sees(ann, part) for part in parts] == ["own_unit"] * 3
    assert [sees(bo, part) for part in parts] == ["own_unit", "own_unit", ""]
    assert [sees(cia, part) for part in parts] == ["own_unit", "", "own_unit"]


# --- A promise -------------------------------------------------------------------------------------


def test_holder_backup_responsible_triage_and_the_own_area_s_participants_read_a_promise():
    place = make_place()
    holder, backup = place.works(place.school), place.works(place.school)
    matter = place.matter(Matter.Kind.CONCERN, place.school, holder=holder, backup=backup)
    head, counsellor = head_of(place, place.school), place.works(place.counsellors)
    task(counsellor, place.school)
    promise = matter.carried_by
    assert sees(holder, promise) == sees(holder, promise, action=CHANGE) == "holder"
    assert (sees(backup, promise), sees(backup, promise, action=CHANGE)) == ("holder", "")
    assert sees(head, promise) == sees(head, promise, action=CHANGE) == "responsible"
    assert (sees(counsellor, promise), sees(counsellor, promise, action=CHANGE)) == ("triage_task", "")
    assert sees(holder, matter) == "holder"


def test_a_participant_from_another_area_does_not_read_the_school_s_promise():
    place = make_place()
    case, ann, bo = place.case(), place.works(place.counsellors), place.works(place.clinic)
    place.joins(case, ann)
    place.joins(case, bo)
    promise = Commitment.objects.get(matter=case.matter_id)
    assert (sees(ann, promise), sees(bo, promise)) == ("own_unit", "")


def test_triage_reads_promises_in_concerns_only():
    place = make_place()
    counsellor = place.works(place.counsellors)
    task(counsellor, place.school)
    assert sees(counsellor, place.matter(Matter.Kind.ABSENCE_INVESTIGATION, place.school)) == ""
