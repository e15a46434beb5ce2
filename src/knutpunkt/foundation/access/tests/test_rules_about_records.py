"""One sentence a rule: what opens a record to a professional, and what does not."""

import pytest

from knutpunkt.foundation.access.actions import Action
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
from knutpunkt.foundation.access.tests.random_world import bent
from knutpunkt.foundation.audit.actor import SYSTEM, Actor, ActorKind
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Category, Record
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people import models as people
from knutpunkt.foundation.people.models import Assignment, Profession, UnitWideTask

pytestmark = pytest.mark.django_db
TRIAGE, DISCLOSE = Action.TRIAGE, Action.DISCLOSE


def task(actor, unit, kind=UnitWideTask.Kind.TRIAGE, **span):
    add(UnitWideTask, assignment_id=actor.assignment, unit=unit, kind=kind, **({"start": LONG_AGO} | span))


def mentor(place, actor, unit=None, **span):
    group = add(people.MentorGroup, unit=unit or place.school, name="7A")
    add(people.MentorGroupMember, group=group, child=place.child, start=LONG_AGO)
    add(people.MentorGroupMentor, group=group, professional_id=actor.person, **({"start": LONG_AGO} | span))


def test_a_participant_reads_the_records_of_the_own_area():
    place = make_place()
    case, ann = place.case(), place.works(place.counsellors)
    place.joins(case, ann)
    assert sees(ann, place.record(case)) == "own_unit"


def test_a_participant_does_not_read_the_records_of_another_area():
    place = make_place()
    case, ann = place.case(), place.works(place.clinic)
    place.joins(case, ann)
    assert sees(ann, place.record(case)) == ""


def test_a_colleague_of_a_participant_reads_nothing():
    place = make_place()
    case, ann, bo = place.case(), place.works(place.school), place.works(place.school)
    place.joins(case, ann)
    assert sees(bo, place.record(case)) == ""


def test_an_ended_participation_opens_nothing_and_its_last_day_still_does():
    place = make_place()
    case, ann = place.case(), place.works(place.school)
    place.joins(case, ann, **ENDED)
    record = place.record(case)
    assert sees(ann, record, on=YESTERDAY) == "own_unit"
    assert sees(ann, record, on=TODAY) == ""


def test_an_expired_assignment_opens_nothing():
    place = make_place()
    case, ann = place.case(), place.works(place.school, **ENDED)
    place.joins(case, ann)
    record = place.record(case)
    assert sees(ann, record, on=YESTERDAY) == "own_unit"
    assert sees(ann, record, on=TODAY) == ""


def test_who_takes_part_through_one_unit_reads_nothing_through_another():
    place = make_place()
    case, ann = place.case(), place.works(place.school)
    place.joins(case, ann)
    elsewhere = place.also(people.Professional.objects.get(pk=ann.person), place.other_school)
    assert sees(elsewhere, place.record(case)) == ""


def test_an_actor_put_together_from_another_persons_assignment_opens_nothing():
    place = make_place()
    case, ann, bo = place.case(), place.works(place.school), place.works(place.school)
    place.joins(case, ann)
    false = Actor(
        kind=ActorKind.PROFESSIONAL, person=ann.person, assignment=bo.assignment,
        unit=ann.unit, area=ann.area, profession=bo.profession,
    )  # fmt: skip
    assert sees(false, place.record(case)) == ""


def test_an_actor_at_another_unit_or_in_another_profession_than_the_assignments_opens_nothing():
    place = make_place()
    case, ann = place.case(), place.works(place.school)
    place.joins(case, ann)
    record, elsewhere = place.record(case), bent(ann, unit=place.other_school.pk)
    place.joins(case, elsewhere)
    assert sees(ann, record) == "own_unit"
    assert sees(elsewhere, record) == ""
    assert sees(bent(ann, profession=Profession.PSYCHOLOGIST), record) == ""
    assert sees(bent(ann, area=place.clinic.area_id), record) == ""


@pytest.mark.parametrize("profession", [Profession.STATISTICIAN, Profession.LOG_REVIEWER])
def test_a_statistician_and_a_log_reviewer_read_no_content(profession):
    place = make_place()
    case, ann = place.case(), place.works(place.school, profession)
    place.joins(case, ann)
    assert sees(ann, place.record(case, author_id=ann.person, author_unit_id=ann.unit)) == ""


def test_an_administrator_and_the_system_read_no_content():
    place = make_place()
    ann = place.works(place.school)
    record = place.record(place.case(), author_id=ann.person, author_unit_id=ann.unit)
    assert sees(Actor(kind=ActorKind.ADMINISTRATOR, person=ann.person), record) == ""
    assert sees(SYSTEM, record) == ""


@pytest.mark.parametrize("category", Category.values)
def test_a_mentor_reads_observations_attendance_results_and_support(category):
    place = make_place()
    ann = place.works(place.school)
    mentor(place, ann)
    opens = category in {"observation", "attendance", "results", "support"}
    assert sees(ann, place.record(category=category)) == ("mentor" if opens else "")


def test_a_former_mentor_and_a_mentor_of_another_school_read_nothing():
    place = make_place()
    ann, bo = place.works(place.school), place.works(place.school)
    mentor(place, ann, last_day=YESTERDAY)
    mentor(place, bo, unit=place.other_school)
    record = place.record(category=Category.SUPPORT)
    assert sees(ann, record) == sees(bo, record) == ""


def test_a_mentor_does_not_read_a_report_of_concern():
    place = make_place()
    ann = place.works(place.school)
    mentor(place, ann)
    report = place.record(kind=Record.Kind.REPORT_OF_CONCERN, category=Category.OBSERVATION)
    assert sees(ann, report) == ""


def test_triage_reads_and_answers_the_units_concerns():
    place = make_place()
    ann = place.works(place.counsellors, Profession.SCHOOL_COUNSELLOR)
    task(ann, place.school)
    concern = place.record(kind=Record.Kind.CONCERN)
    assert sees(ann, concern) == sees(ann, concern, action=TRIAGE) == "triage_task"
    assert sees(ann, place.record(kind=Record.Kind.CONCERN, unit=place.other_school)) == ""


def test_triage_reads_attendance_and_results_but_no_notes_on_wellbeing():
    place = make_place()
    ann = place.works(place.school, Profession.SCHOOL_COUNSELLOR)
    task(ann, place.school)
    assert sees(ann, place.record(category=Category.ATTENDANCE)) == "triage_task"
    assert sees(ann, place.record(category=Category.ATTENDANCE), action=TRIAGE) == ""
    assert sees(ann, place.record(category=Category.WELLBEING)) == ""


def test_an_ended_triage_task_and_one_for_another_area_open_nothing():
    place = make_place()
    ann, bo = place.works(place.school), place.works(place.clinic)
    task(ann, place.school, last_day=YESTERDAY)
    task(bo, place.school)
    concern = place.record(kind=Record.Kind.CONCERN)
    assert sees(ann, concern) == sees(bo, concern) == ""


def test_a_task_belongs_to_the_assignment_and_not_to_the_person():
    place = make_place()
    ann = place.works(place.school)
    task(ann, place.school)
    elsewhere = place.also(people.Professional.objects.get(pk=ann.person), place.counsellors)
    assert sees(elsewhere, place.record(kind=Record.Kind.CONCERN)) == ""


def test_the_sender_of_a_concern_to_another_area_sees_what_was_written():
    place = make_place()
    ann = place.works(place.school)
    concern = place.record(
        kind=Record.Kind.CONCERN, unit=place.social, author_id=ann.person, author_unit=place.school
    )
    assert sees(ann, concern) == "author"
    assert sees(ann, concern, action=CHANGE) == ""


def test_a_draft_is_seen_and_changed_by_its_author_alone_through_the_same_unit():
    place = make_place()
    case, ann, bo = place.case(), place.works(place.school), place.works(place.school)
    place.joins(case, ann)
    place.joins(case, bo)
    draft = place.record(case, draft=True, author_id=ann.person, author_unit=place.school)
    elsewhere = place.also(people.Professional.objects.get(pk=ann.person), place.counsellors)
    assert sees(ann, draft) == sees(ann, draft, action=CHANGE) == "author"
    assert sees(bo, draft) == sees(elsewhere, draft) == ""
    assert sees(ann, draft, action=DISCLOSE) == ""


def test_what_the_child_has_restricted_opens_to_the_author_and_the_chosen_alone():
    place = make_place()
    case, ann, bo, cia = place.case(), *(place.works(place.school) for _ in range(3))
    for one in (ann, bo, cia):
        place.joins(case, one)
    words = place.record(case, restricted=True, author_id=ann.person, author_unit=place.school)
    with recorded(actor=SYSTEM, action="world.built"):
        words.readers.add(people.Professional.objects.get(pk=bo.person))
    assert (sees(ann, words), sees(bo, words), sees(cia, words)) == ("author", "chosen_reader", "")
    assert sees(ann, words, action=CHANGE) == "author"
    assert sees(bo, words, action=CHANGE) == sees(ann, words, action=DISCLOSE) == ""


def test_a_chosen_reader_who_no_longer_has_to_do_with_the_child_reads_nothing():
    place = make_place()
    case, ann = place.case(), place.works(place.school)
    place.joins(case, ann, **ENDED)
    words = place.record(case, restricted=True)
    with recorded(actor=SYSTEM, action="world.built"):
        words.readers.add(people.Professional.objects.get(pk=ann.person))
    assert sees(ann, words, on=YESTERDAY) == "chosen_reader"
    assert sees(ann, words) == ""


def test_a_successor_reads_the_records_but_only_notes_of_the_own_function():
    place = make_place()
    ann = place.works(place.school, Profession.STUDENT_COACH)
    case = place.case(holder=ann)
    note = {"kind": Record.Kind.NOTE}
    assert sees(ann, place.record(case)) == "holder"
    assert sees(ann, place.record(case, function=Profession.STUDENT_COACH, **note)) == "holder"
    assert sees(ann, place.record(case, function=Profession.SCHOOL_COUNSELLOR, **note)) == ""
    assert sees(ann, place.record(case, unit=place.clinic)) == ""


def test_a_kept_promise_opens_nothing_more():
    place = make_place()
    ann = place.works(place.school)
    case = place.case(holder=ann)
    record, matter = place.record(case), case.matter
    with recorded(actor=SYSTEM, action="world.changed"):
        matter.carried_by, promise, matter.closed_on = None, matter.carried_by, TODAY
        matter.save()
        promise.state, promise.ended_on = "done", TODAY
        promise.save()
    assert sees(ann, record) == ""


def test_the_backup_reads_and_answers_a_concern_when_the_holder_has_left():
    place = make_place()
    ann, bo = place.works(place.school, **ENDED), place.works(place.school)
    place.matter(Matter.Kind.CONCERN, place.school, holder=ann, backup=bo)
    concern = place.record(kind=Record.Kind.CONCERN)
    assert (sees(ann, concern, on=YESTERDAY), sees(bo, concern, on=YESTERDAY)) == ("holder", "")
    assert (sees(ann, concern), sees(bo, concern)) == ("", "holder")
    assert sees(bo, concern, action=TRIAGE) == sees(bo, concern, action=CHANGE) == "holder"


def test_after_holder_and_backup_comes_the_unit_s_responsible_and_then_the_appointee():
    place = make_place()
    ann, bo = place.works(place.school, **ENDED), place.works(place.school, **ENDED)
    head, appointee = place.works(place.school), place.works(place.other_school)
    add(people.UnitResponsibility, unit=place.school, professional_id=head.person, start=LONG_AGO)
    add(people.Appointment, responsible_body=place.body, professional_id=appointee.person, start=LONG_AGO)
    place.matter(Matter.Kind.CONCERN, place.school, holder=ann, backup=bo)
    concern = place.record(kind=Record.Kind.CONCERN)
    assert (sees(head, concern), sees(appointee, concern)) == ("holder", "")
    change(Assignment.objects.get(pk=head.assignment), last_day=TODAY)
    assert (sees(head, concern, on=TOMORROW), sees(appointee, concern, on=TOMORROW)) == ("", "holder")


def test_a_promise_in_a_concern_opens_no_other_unit_s_concern_about_the_child():
    place = make_place()
    ann = place.works(place.school)
    place.matter(Matter.Kind.CONCERN, place.school, holder=ann)
    assert sees(ann, place.record(kind=Record.Kind.CONCERN, unit=place.other_school)) == ""


def test_the_holder_of_an_absence_investigation_reads_it_though_another_wrote_it():
    place = make_place()
    head = place.works(place.school, Profession.HEAD_TEACHER)
    place.matter(Matter.Kind.ABSENCE_INVESTIGATION, place.school, holder=head)
    assert sees(head, place.record(kind=Record.Kind.ABSENCE_INVESTIGATION)) == "holder"
    assert sees(head, place.record(kind=Record.Kind.CONCERN)) == ""


def test_only_the_owning_unit_changes_and_hands_over():
    place = make_place()
    case, ann, bo = place.case(), place.works(place.school), place.works(place.counsellors)
    place.joins(case, ann)
    place.joins(case, bo)
    record = place.record(case)
    assert sees(ann, record, action=CHANGE) == sees(ann, record, action=DISCLOSE) == "own_unit"
    assert sees(bo, record) == "own_unit"
    assert sees(bo, record, action=CHANGE) == sees(bo, record, action=DISCLOSE) == ""


def test_a_report_of_concern_cannot_be_handed_over():
    place = make_place()
    case, ann = place.case(), place.works(place.school)
    place.joins(case, ann)
    report = place.record(case, kind=Record.Kind.REPORT_OF_CONCERN)
    assert sees(ann, report) == "own_unit"
    assert sees(ann, report, action=DISCLOSE) == ""
