"""Who is no longer in the files: what ends an enrolment, when, and what never does."""

import pytest

from knutpunkt.foundation.people.models import (
    Child,
    Enrolment,
    MentorGroupMember,
)
from knutpunkt.rooms.intake.incoming import Fate
from knutpunkt.rooms.intake.kinds import FileKind
from knutpunkt.rooms.intake.reporting import Outcome
from knutpunkt.rooms.intake.tests.delivery import (
    EARLIER,
    ENROLMENTS,
    LATER,
    PUPILS,
    Delivery,
    child,
    enrolment,
    pupil,
    small_school,
)

pytestmark = pytest.mark.django_db


def test_only_a_complete_file_ends_enrolments_and_only_within_its_scope(folder, tmp_path):
    small_school(folder, pupils=40).take_in()
    rest = [enrolment(number) for number in range(2, 41)]
    partial = Delivery(tmp_path / "a", LATER).put("inskrivningar.csv", [*ENROLMENTS, *rest])
    elsewhere = Delivery(tmp_path / "b", LATER).put(
        "inskrivningar.csv", ENROLMENTS, complete=True, units=["TALL"]
    )
    for delivery in (partial, elsewhere):
        delivery.take_in()
        assert not Enrolment.objects.filter(last_day__isnull=False).exists()
    complete = Delivery(tmp_path / "c", LATER).put("inskrivningar.csv", [*ENROLMENTS, *rest], complete=True)
    report = complete.take_in()
    assert report.totals[FileKind.ENROLMENT][Fate.GONE] == 1
    assert child("E1").enrolments.get().last_day == LATER
    assert MentorGroupMember.objects.get(child=child("E1")).last_day == LATER
    assert complete.take_in().outcome is Outcome.NOTHING_NEW


def test_a_complete_file_of_children_ends_the_enrolments_of_those_it_does_not_name(folder, tmp_path):
    small_school(folder, pupils=40).take_in()
    rest = [pupil(number) for number in range(2, 41)]
    Delivery(tmp_path / "later", LATER).put("elever.csv", [*PUPILS, *rest], complete=True).take_in()
    assert list(Enrolment.objects.filter(last_day=LATER).values_list("child__source_id", flat=True)) == ["E1"]
    assert Child.objects.count() == 40


def test_a_child_whose_row_is_refused_is_not_taken_for_gone(folder, tmp_path):
    small_school(folder, pupils=40).take_in()
    broken = pupil(1).replace("2012-03-02", "2012-02-30")
    rest = [pupil(number) for number in range(2, 41)]
    later = Delivery(tmp_path / "later", LATER).put("elever.csv", [*PUPILS, broken, *rest], complete=True)
    later.put("inskrivningar.csv", [*ENROLMENTS, "E1;FINNS-EJ;GR;8;8A;;;2026-08-18;"], units=["LIND"])
    later.take_in()
    assert not Enrolment.objects.filter(last_day__isnull=False).exists()


def test_a_row_where_nobody_can_be_read_keeps_a_complete_file_from_ending_anything(folder, tmp_path):
    small_school(folder, pupils=40).take_in()
    rest = [pupil(number) for number in range(2, 41)]
    later = Delivery(tmp_path / "later", LATER)
    report = later.put("elever.csv", [*PUPILS, "trasig rad", *rest], complete=True).take_in()
    assert "fullständig" in report.preview.files[0].notes[0]
    assert not Enrolment.objects.filter(last_day__isnull=False).exists()


def test_an_older_complete_file_ends_nothing_and_brings_nobody_back(folder, tmp_path):
    small_school(folder, pupils=40).take_in()
    Delivery(tmp_path / "older", EARLIER).put(
        "inskrivningar.csv", [*ENROLMENTS, *[enrolment(number) for number in range(2, 41)]], complete=True
    ).take_in()
    assert not Enrolment.objects.filter(last_day__isnull=False).exists()
    report = (
        Delivery(tmp_path / "older still", EARLIER)
        .put("elever.csv", [*PUPILS, pupil(77)], complete=True)
        .take_in()
    )
    assert report.totals[FileKind.CHILD][Fate.OLDER] == 1
    assert not Child.objects.filter(source_id="E77").exists()


def test_a_file_that_would_remove_more_than_five_per_cent_stops_and_asks(folder, tmp_path):
    small_school(folder, pupils=40).take_in()
    some = [enrolment(number) for number in range(4, 41)]
    wave = Delivery(tmp_path / "wave", LATER).put("inskrivningar.csv", [*ENROLMENTS, *some], complete=True)
    report = wave.take_in()
    assert report.outcome is Outcome.NEEDS_CONFIRMATION
    assert "3 av 40" in report.preview.needs_confirmation[0].notes[0]
    assert not Enrolment.objects.filter(last_day__isnull=False).exists()
    assert wave.take_in(confirm_removals=True).outcome is Outcome.ACCEPTED
    assert Enrolment.objects.filter(last_day=LATER).count() == 3


def test_two_of_forty_is_not_a_wave(folder, tmp_path):
    small_school(folder, pupils=40).take_in()
    some = [enrolment(number) for number in range(3, 41)]
    few = Delivery(tmp_path / "few", LATER).put("inskrivningar.csv", [*ENROLMENTS, *some], complete=True)
    assert few.take_in().outcome is Outcome.ACCEPTED
