"""People from files: new, changed, gone, refused; what is safe to believe and what is not."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.people.models import (
    Appointment,
    AreaRegime,
    Assignment,
    Child,
    Enrolment,
    Guardian,
    Guardianship,
    MentorGroupMember,
    MentorGroupMentor,
    NationalId,
    Professional,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)
from knutpunkt.rooms.intake.incoming import Fate
from knutpunkt.rooms.intake.kinds import FileKind
from knutpunkt.rooms.intake.models import ColumnMapping, ImportBatch
from knutpunkt.rooms.intake.operations import import_folder
from knutpunkt.rooms.intake.reporting import Outcome
from knutpunkt.rooms.intake.tests.delivery import (
    DAY,
    ENROLMENTS,
    GUARDIANS,
    NUMBERS,
    PUPILS,
    STAFF,
    UNITS,
    Delivery,
    enrolment,
    pupil,
    reasons,
    refused,
    small_school,
)

pytestmark = pytest.mark.django_db
# The event model is the recorder's own (import contract); the tests only count.
Event, EventChild = apps.get_model("audit", "Event"), apps.get_model("audit", "EventChild")
NAUGHTY = Path(__file__).resolve().parents[6] / "shared" / "data" / "hardening" / "naughty-strings.json"
LATER, EARLIER = DAY + timedelta(days=7), DAY - timedelta(days=7)


def child(key: str) -> Child:
    return Child.objects.get(source_id=key)


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


def test_refused_rows_name_line_column_and_reason_and_never_the_value(school):
    school.put(
        "elever.csv",
        [
            *PUPILS,
            pupil(1),
            pupil(2).replace("2012-03-03", "2012-02-30"),
            f"E3;{NUMBERS[0]};;;2012-03-04;flicka;;",
            pupil(4),
            pupil(4, given="Annan"),
            pupil(5).replace("flicka", "hemligt ord"),
            "för;få",
        ],
    )
    report = school.take_in()
    told = refused(report)
    assert [(file, line, column) for file, line, column, _ in told if file == "elever.csv"] == [
        ("elever.csv", "3", "födelsedatum"),
        ("elever.csv", "4", "förnamn"),
        ("elever.csv", "5", "elev_id"),
        ("elever.csv", "6", "elev_id"),
        ("elever.csv", "7", "kön"),
        ("elever.csv", "8", ""),
    ]
    text = report.refused_rows.read_text(encoding="utf-8")
    assert not any(value in text for value in (NUMBERS[0], "2012-02-30", "hemligt ord", "Annan"))
    assert report.refused_rows.stat().st_mode & 0o077 == 0
    assert set(Child.objects.values_list("source_id", flat=True)) == {"E1"}


def test_an_id_that_fails_is_stored_and_marked_and_the_person_kept(school):
    school.put(
        "elever.csv", [*PUPILS, pupil(1, national_id="20180101-2393"), pupil(2, national_id=NUMBERS[0])]
    )
    school.take_in()
    assert {one.child.source_id: (one.value, one.checked) for one in NationalId.objects.all()} == {
        "E1": ("201801012393", False),
        "E2": (NUMBERS[0], True),
    }


def test_a_changed_id_becomes_history_and_a_missing_one_takes_nothing_away(school, tmp_path):
    school.put("elever.csv", [*PUPILS, pupil(1, national_id=NUMBERS[0])])
    school.take_in()
    Delivery(tmp_path / "a", LATER).put("elever.csv", [*PUPILS, pupil(1, national_id=NUMBERS[1])]).take_in()
    again = LATER + timedelta(days=1)
    Delivery(tmp_path / "b", again).put("elever.csv", [*PUPILS, pupil(1)]).take_in()
    assert [(one.value, one.current, one.since) for one in NationalId.objects.order_by("since")] == [
        (NUMBERS[0], False, DAY),
        (NUMBERS[1], True, LATER),
    ]


def test_one_number_on_two_children_is_refused(school, tmp_path):
    rows = [pupil(1, national_id=NUMBERS[0]), pupil(2, national_id=NUMBERS[0]), pupil(3)]
    report = school.put("elever.csv", [*PUPILS, *rows]).take_in()
    assert sum("annan person" in reason for reason in reasons(report)) == 2
    assert not Child.objects.filter(source_id__in=("E1", "E2")).exists()
    Delivery(tmp_path / "a", LATER).put("elever.csv", [*PUPILS, rows[0]]).take_in()
    report = Delivery(tmp_path / "b", LATER).put("elever.csv", [*PUPILS, rows[1]]).take_in()
    assert refused(report)[0][2] == "personnummer"
    assert not Child.objects.filter(source_id="E2").exists()


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("ja", "marked"),
        ("Sekretessmarkering", "marked"),
        ("skyddad folkbokföring", "population"),
        ("fingerade personuppgifter", "fictitious"),
        ("något annat", "marked"),
        ("nej", "none"),
    ],
)
def test_a_mark_in_a_file_protects_at_once(school, word, level):
    school.put("elever.csv", [*PUPILS, pupil(1, protected=word)]).take_in()
    assert child("E1").protected_identity == level


def test_no_file_removes_a_mark_and_even_an_older_one_sets_it(school, tmp_path):
    school.take_in()
    older = Delivery(tmp_path / "older", EARLIER)
    older.put("elever.csv", [*PUPILS, pupil(1, protected="skyddad folkbokföring", given="Gammal")]).take_in()
    assert (child("E1").protected_identity, child("E1").given_name) == ("population", "Elev1")
    for number, word in enumerate(("ingen", "sekretessmarkering", "")):
        newer = Delivery(tmp_path / str(number), LATER + timedelta(days=number))
        newer.put("elever.csv", [*PUPILS, pupil(1, protected=word)]).take_in()
        assert child("E1").protected_identity == "population"


def guardian(number: int, key: str, relation: str = "Vårdnadshavare", **said: str) -> str:
    told = {"id": "", "given": f"Vuxen{key}", "start": "2012-03-01", "end": "", "blocked": "nej"} | said
    return (
        f"E{number};{key};{told['id']};{told['given']};Ek;{relation};{told['start']};{told['end']};"
        f"{told['blocked']}"
    )


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


def staff(key: str = "P1", profession: str = "rektor", **said: str) -> str:
    told = {"start": "2024-08-01", "end": "", "unit": "LIND", "duties": "nej;nej;;;"} | said
    return f"{key};Kim;Lind;;{told['unit']};{profession};80 %;{told['start']};{told['end']};{told['duties']}"


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


def test_an_unknown_child_unit_or_word_is_a_refused_row(school):
    school.put(
        "inskrivningar.csv",
        [
            *ENROLMENTS,
            enrolment(9),
            enrolment(1, "MARS"),
            enrolment(2).replace(";GR;", ";MÅN;"),
            enrolment(3),
        ],
    )
    school.put("personal.csv", [*STAFF, staff(profession="trollkarl")])
    report = school.take_in()
    assert [row[:3] for row in refused(report)] == [
        ("inskrivningar.csv", "2", "elev_id"),
        ("inskrivningar.csv", "3", "enhetskod"),
        ("inskrivningar.csv", "4", "skolform"),
        ("personal.csv", "2", "befattning"),
    ]
    assert Enrolment.objects.count() == 1


def test_a_row_outside_the_declared_scope_is_refused(school):
    school.put("inskrivningar.csv", [*ENROLMENTS, enrolment(1), enrolment(2, "TALL")], units=["LIND"])
    assert [row[1:3] for row in refused(school.take_in())] == [("3", "enhetskod")]


def test_keys_of_another_municipality_mean_nobody_unless_the_file_says_so(school, tmp_path):
    school.take_in()
    row = [*ENROLMENTS, enrolment(1, "TALL")]
    other = Delivery(tmp_path / "other", LATER).put("inskrivningar.csv", row, municipality="9902")
    assert [row[2] for row in refused(other.take_in())] == ["elev_id"]
    other.put("inskrivningar.csv", row, municipality="9902", children_of=["9901"])
    assert not refused(other.take_in())
    assert child("E1").enrolments.count() == 2


def test_a_file_without_a_declaration_is_told_apart_and_the_others_go_in(school):
    (school.folder / "klasslista.csv").write_text("elev_id;förnamn;efternamn\nE1;A;B\n")
    (school.folder / "bild.xlsx").write_bytes(b"PK\x03\x04")
    report = school.take_in()
    problems = {file.name: file.problem for file in report.preview.files if file.problem}
    assert "scope.json" in problems["klasslista.csv"]
    assert "Excel" in problems["bild.xlsx"]
    assert Child.objects.count() == 3


def test_a_missing_column_is_named(school):
    school.put("elever.csv", ["elev_id;förnamn", "E1;Alva"])
    report = school.take_in()
    assert "efternamn" in next(file.problem for file in report.preview.files if file.problem)


def test_the_choice_of_columns_is_remembered_for_the_source(school):
    school.take_in()
    kept = ColumnMapping.objects.get(source="Skolsystemet", kind="child")
    assert kept.columns["family_name"] == "efternamn"


def test_an_empty_folder_is_a_sentence(tmp_path):
    report = import_folder(tmp_path, actor=SYSTEM, on=DAY, accept=True)
    assert report.outcome is Outcome.REFUSED
    assert report.problem


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
