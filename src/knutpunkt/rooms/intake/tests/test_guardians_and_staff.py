"""Grown-ups from files: custody and blocks, assignments and duties."""

import pytest

from knutpunkt.foundation.people.models import (
    Appointment,
    Assignment,
    Guardian,
    Guardianship,
    MentorGroupMentor,
    Professional,
    UnitResponsibility,
    UnitWideTask,
)
from knutpunkt.rooms.intake.incoming import Fate
from knutpunkt.rooms.intake.kinds import FileKind
from knutpunkt.rooms.intake.reporting import Outcome
from knutpunkt.rooms.intake.tests.delivery import (
    GUARDIANS,
    LATER,
    NUMBERS,
    STAFF,
    Delivery,
    guardian,
    reasons,
    small_school,
    staff,
)

pytestmark = pytest.mark.django_db


def test_only_the_relation_of_custody_gives_custody(school):
    rows = [
        guardian(1, "V1"),
        guardian(1, "V2", "Förälder"),
        guardian(1, "V3", "God man"),
        guardian(2, "V1"),
        guardian(2, "V4", "vårdnadshavare"),
    ]
    school.put("vårdnadshavare.csv", [*GUARDIANS, *rows]).take_in()
    assert set(Guardianship.objects.values_list("guardian__source_id", "child__source_id", "relation")) == {
        ("V1", "E1", "custody"),
        ("V2", "E1", "parent"),
        ("V3", "E1", "other"),
        ("V1", "E2", "custody"),
        ("V4", "E2", "custody"),
    }
    assert Guardian.objects.count() == 4


def test_a_block_is_set_by_a_file_and_removed_by_none(school, tmp_path):
    school.put("vårdnadshavare.csv", [*GUARDIANS, guardian(1, "V1", blocked="ja")]).take_in()
    Delivery(tmp_path / "a", LATER).put("vårdnadshavare.csv", [*GUARDIANS, guardian(1, "V1")]).take_in()
    link = Guardianship.objects.get()
    assert (link.blocked, link.blocked_reason) == (True, "Spärrad enligt Skolsystemet")


def test_a_complete_file_of_guardians_ends_the_links_it_does_not_name(folder, tmp_path):
    delivery = small_school(folder, pupils=40)
    rows = [guardian(number, f"V{number}") for number in range(1, 41)]
    delivery.put("vårdnadshavare.csv", [*GUARDIANS, *rows, guardian(1, "V99")]).take_in()
    later = Delivery(tmp_path / "later", LATER)
    report = later.put("vårdnadshavare.csv", [*GUARDIANS, *rows], complete=True).take_in()
    assert report.totals[FileKind.GUARDIAN][Fate.GONE] == 1
    assert Guardianship.objects.get(guardian__source_id="V99").last_day == LATER


def test_one_guardian_under_two_keys_is_one_person_unless_the_names_differ(school):
    rows = [
        guardian(1, "V1", id=NUMBERS[3], given="Mia"),
        guardian(2, "V2", id=NUMBERS[3], given="mia"),
        guardian(1, "V3", id=NUMBERS[0], given="Bo"),
        guardian(2, "V4", id=NUMBERS[0], given="Per"),
    ]
    report = school.put("vårdnadshavare.csv", [*GUARDIANS, *rows]).take_in()
    assert Guardian.objects.count() == 1
    assert Guardianship.objects.count() == 2
    assert sum("annan person" in reason for reason in reasons(report)) == 2


def test_staff_come_with_their_assignments_and_duties(school):
    rows = [staff(duties="ja;ja;LIND|TALL;LIND;"), staff("P2", "lärare", duties="nej;nej;;;LIND-8A")]
    school.put("personal.csv", [*STAFF, *rows]).take_in()
    assert Assignment.objects.get(professional__source_id="P1").percentage == 80
    assert UnitResponsibility.objects.get().unit.name == "Lindskolan"
    assert Appointment.objects.get().responsible_body.name == "Lindhamra kommun"
    assert set(UnitWideTask.objects.values_list("kind", "unit__name")) == {
        ("triage", "Lindskolan"),
        ("triage", "Tallskolan"),
        ("protected_identity", "Lindskolan"),
    }
    assert MentorGroupMentor.objects.get().group.name == "LIND-8A"


def test_a_duty_that_a_newer_file_no_longer_names_ends(school, tmp_path):
    school.put("personal.csv", [*STAFF, staff(duties="ja;ja;LIND;;")]).take_in()
    later = Delivery(tmp_path / "later", LATER).put("personal.csv", [*STAFF, staff(duties="ja;ja;;;")])
    assert later.take_in().totals[FileKind.STAFF][Fate.GONE] == 1
    assert UnitWideTask.objects.get().last_day == LATER


def test_staff_missing_from_a_complete_file_keep_their_assignments_and_it_is_said(school, tmp_path):
    school.put("personal.csv", [*STAFF, staff(), staff("P2", "kurator")]).take_in()
    later = Delivery(tmp_path / "later", LATER).put("personal.csv", [*STAFF, staff()], complete=True)
    report = later.take_in()
    assert "1 medarbetare" in report.preview.files[0].notes[0]
    assert not Assignment.objects.filter(last_day__isnull=False).exists()


def test_a_file_that_would_leave_the_body_without_appointee_is_refused_whole(school, tmp_path):
    school.put("personal.csv", [*STAFF, staff(duties="ja;ja;;;")]).take_in()
    later = Delivery(tmp_path / "later", LATER)
    later.put("personal.csv", [*STAFF, staff(end="2026-12-01", duties="ja;ja;;;"), staff("P2", "lärare")])
    report = later.take_in()
    assert report.outcome is Outcome.REFUSED
    assert "Lindhamra kommun" in report.problem
    assert Professional.objects.count() == 1
    assert Assignment.objects.get().last_day is None
