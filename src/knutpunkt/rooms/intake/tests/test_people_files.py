"""People from files: what is new and what has changed; the same again changes nothing."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps

from knutpunkt.foundation.people.models import (
    AreaRegime,
    Child,
    Enrolment,
    MentorGroupMember,
    Unit,
)
from knutpunkt.rooms.intake.incoming import Fate
from knutpunkt.rooms.intake.kinds import FileKind
from knutpunkt.rooms.intake.models import ColumnMapping, ImportBatch
from knutpunkt.rooms.intake.reporting import Outcome
from knutpunkt.rooms.intake.tests.delivery import (
    EARLIER,
    ENROLMENTS,
    LATER,
    PUPILS,
    UNITS,
    Delivery,
    child,
    enrolment,
    pupil,
    refused,
    small_school,
)

pytestmark = pytest.mark.django_db
# The event model is the recorder's own (import contract); the tests only count.
Event, EventChild = apps.get_model("audit", "Event"), apps.get_model("audit", "EventChild")
NAUGHTY = Path(__file__).resolve().parents[6] / "shared" / "data" / "hardening" / "naughty-strings.json"


def test_a_folder_becomes_units_children_and_enrolments_with_one_event(school):
    report = school.take_in()
    assert report.outcome is Outcome.ACCEPTED
    assert {kind: counts[Fate.NEW] for kind, counts in report.totals.items()} == {
        FileKind.UNIT: 2,
        FileKind.CHILD: 3,
        FileKind.ENROLMENT: 3,
    }
    assert set(Enrolment.objects.values_list("unit__name", "school_form", "school_year", "class_name")) == {
        ("Lindskolan", "GR", 8, "8A")
    }
    assert AreaRegime.objects.get().runs(date(2020, 1, 1))
    event = Event.objects.get(action="import.accepted")
    assert event.channel == "command"
    assert EventChild.objects.filter(event=event).count() == 3


def test_nothing_is_written_when_somebody_says_no_to_the_preview(school):
    seen = []
    report = school.take_in(accept=lambda preview: bool(seen.append(preview)))
    assert report.outcome is Outcome.DECLINED
    assert seen[0].totals[FileKind.CHILD][Fate.NEW] == 3
    assert not Child.objects.exists()
    assert not ImportBatch.objects.exists()
    assert not Event.objects.exists()


def test_the_same_files_twice_change_nothing(school):
    school.take_in()
    before = list(Child.objects.order_by("pk").values()), list(Enrolment.objects.order_by("pk").values())
    report = school.take_in()
    assert report.outcome is Outcome.NOTHING_NEW
    assert report.totals[FileKind.CHILD][Fate.SAME] == 3
    after = list(Child.objects.order_by("pk").values()), list(Enrolment.objects.order_by("pk").values())
    assert after == before
    assert EventChild.objects.count() == 3


def test_a_newer_file_changes_what_it_names_and_an_older_changes_nothing(school, tmp_path):
    school.take_in()
    moved = pupil(1).replace(";;ingen", ";070-111;ingen")
    newer = Delivery(tmp_path / "newer", LATER).put("elever.csv", [*PUPILS, moved])
    assert newer.take_in().totals[FileKind.CHILD][Fate.CHANGED] == 1
    older = Delivery(tmp_path / "older", EARLIER).put("elever.csv", [*PUPILS, pupil(1, given="Gammal")])
    report = older.take_in()
    assert report.totals[FileKind.CHILD][Fate.OLDER] == 1
    assert (child("E1").phone, child("E1").given_name) == ("070-111", "Elev1")


def test_a_child_in_two_schools_is_kept_in_both_and_said(school):
    school.put(
        "inskrivningar.csv", [*ENROLMENTS, enrolment(1), enrolment(1, "TALL"), enrolment(2), enrolment(3)]
    )
    report = school.take_in()
    assert child("E1").enrolments.count() == 2
    assert any("två enheter" in note for file in report.preview.files for note in file.notes)


def test_a_new_period_at_the_same_school_is_added_beside_the_old_one(school, tmp_path):
    school.take_in()
    rows = [enrolment(1, last_day="2026-09-30"), enrolment(1, start="2026-11-01")]
    Delivery(tmp_path / "later", LATER).put("inskrivningar.csv", [*ENROLMENTS, *rows]).take_in()
    assert list(child("E1").enrolments.order_by("start").values_list("start", "last_day")) == [
        (date(2026, 8, 18), date(2026, 9, 30)),
        (date(2026, 11, 1), None),
    ]


def test_a_change_of_mentor_group_happens_on_the_files_day(school, tmp_path):
    school.take_in()
    row = enrolment(1).replace("LIND-8A", "LIND-8B")
    Delivery(tmp_path / "later", LATER).put("inskrivningar.csv", [*ENROLMENTS, row]).take_in()
    assert list(
        MentorGroupMember.objects.filter(child=child("E1"))
        .order_by("start")
        .values_list("group__name", "last_day")
    ) == [("LIND-8A", LATER - timedelta(days=1)), ("LIND-8B", None)]


def test_the_choice_of_columns_is_remembered_for_the_source(school):
    school.take_in()
    kept = ColumnMapping.objects.get(source="Skolsystemet", kind="child")
    assert kept.columns["family_name"] == "efternamn"


def test_queries_do_not_grow_with_the_number_of_children(folder, tmp_path, django_assert_max_num_queries):
    small_school(folder, pupils=300).take_in()
    later = small_school(tmp_path / "later", pupils=300, as_of=LATER)
    with django_assert_max_num_queries(110):
        later.take_in()


@pytest.mark.shared
@pytest.mark.skipif(not NAUGHTY.exists(), reason="shared data is absent: naughty strings")
def test_names_in_every_script_survive_the_round_trip(school):
    strings = [text.strip() for text in json.loads(NAUGHTY.read_text(encoding="utf-8"))]
    names = [text for text in strings if text and len(text) <= 200]
    lines = [f'E{number};;"{name.replace(chr(34), chr(34) * 2)}";Ek;;;;' for number, name in enumerate(names)]
    school.put("elever.csv", [*PUPILS, *lines])
    (school.folder / "inskrivningar.csv").unlink()
    assert not refused(school.take_in())
    stored = dict(Child.objects.values_list("source_id", "given_name"))
    assert stored == {f"E{number}": name for number, name in enumerate(names)}


def test_units_change_name_and_regime_with_a_newer_file(school, tmp_path):
    school.take_in()
    row = UNITS[1].replace("Lindskolan", "Nya Lindskolan").replace(";school;", ";independent_school;")
    Delivery(tmp_path / "later", LATER).put("enheter.csv", [UNITS[0], row]).take_in()
    assert Unit.objects.get(school_unit_code="99010001").name == "Nya Lindskolan"
    assert list(AreaRegime.objects.order_by("start").values_list("regime", "last_day")) == [
        ("school", LATER - timedelta(days=1)),
        ("independent_school", None),
    ]
