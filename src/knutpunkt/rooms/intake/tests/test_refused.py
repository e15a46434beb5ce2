"""What is not taken in: refused rows and files, named with line, column and reason, and the rest kept."""

import pytest

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.people.models import (
    Child,
    Enrolment,
)
from knutpunkt.rooms.intake.operations import import_folder
from knutpunkt.rooms.intake.reporting import Outcome
from knutpunkt.rooms.intake.tests.delivery import (
    DAY,
    ENROLMENTS,
    LATER,
    NUMBERS,
    PUPILS,
    STAFF,
    Delivery,
    child,
    enrolment,
    pupil,
    refused,
    staff,
)

pytestmark = pytest.mark.django_db


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


def test_an_empty_folder_is_a_sentence(tmp_path):
    report = import_folder(tmp_path, actor=SYSTEM, on=DAY, accept=True)
    assert report.outcome is Outcome.REFUSED
    assert report.problem
