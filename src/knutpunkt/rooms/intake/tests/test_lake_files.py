"""Lessons, grades and terms: what goes in, what is refused, and which row wins."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from knutpunkt.foundation.people.models import Child, ResponsibleBody, Unit
from knutpunkt.insight.tables import attendance_files
from knutpunkt.rooms.intake import lake
from knutpunkt.rooms.intake.incoming import Fate
from knutpunkt.rooms.intake.kinds import FileKind
from knutpunkt.rooms.intake.reporting import Outcome
from knutpunkt.rooms.intake.tests.delivery import (
    ATTENDANCE,
    DAY,
    GRADES,
    TERMS,
    Delivery,
    lesson,
    refused,
)

pytestmark = pytest.mark.django_db
LATER, EARLIER = DAY + timedelta(days=7), DAY - timedelta(days=7)


def stored(table: str = "attendance") -> list[tuple]:
    files = [str(path) for path in lake.current().glob(f"{table}/**/*.parquet")]
    return duckdb.sql(
        f"SELECT * FROM read_parquet({files}, hive_partitioning = false) ORDER BY ALL"
    ).fetchall()


def absent() -> list[tuple]:
    return [(row[2], row[3], row[6], row[7], row[8], row[9]) for row in stored()]


def attendance(delivery: Delivery, *rows: str, name: str = "närvaro.csv", **declared) -> Delivery:
    return delivery.put(name, [*ATTENDANCE, *rows], **declared)


def test_lessons_are_partitioned_by_municipality_and_month_and_keyed_by_the_childs_own_id(school, settings):
    rows = [lesson(), lesson(day="2026-10-30", valid=60), lesson(2, reported="nej")]
    report = attendance(school, *rows).take_in()
    assert report.totals[FileKind.ATTENDANCE][Fate.NEW] == 3
    parts = {str(path.relative_to(settings.LAKE)) for path in settings.LAKE.glob("attendance/*/*/*.parquet")}
    assert parts == {f"attendance/municipality=9901/month=2026-{month}/part.parquet" for month in (10, 11)}
    ids = {str(pk) for pk in Child.objects.values_list("pk", flat=True)}
    assert {row[0] for row in stored()} <= ids
    assert {row[1] for row in stored()} == {str(Unit.objects.get(name="Lindskolan").pk)}
    every = f"{lake.current()}/attendance/*/*/part.parquet"
    described = duckdb.sql(f"DESCRIBE FROM read_parquet('{every}', hive_partitioning = false)").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [
        ("child", "VARCHAR"),
        ("unit", "VARCHAR"),
        ("day", "DATE"),
        ("lesson", "VARCHAR"),
        ("subject", "VARCHAR"),
        ("offered_minutes", "INTEGER"),
        ("valid_absent_minutes", "INTEGER"),
        ("invalid_absent_minutes", "INTEGER"),
        ("late_minutes", "INTEGER"),
        ("reported", "BOOLEAN"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "word"),
    [
        (lesson(9), "elev_id", "registret"),
        (lesson(unit="MARS"), "enhetskod", "registret"),
        (lesson(day="2026-02-30"), "datum", "finns inte"),
        (lesson(day="1066-10-14"), "datum", "tillbaka"),
        (lesson(day="2026-12-24"), "datum", "efter filens dag"),
        (lesson(at=""), "lektion", "saknas"),
        (lesson(minutes=-10), "minuter", "minst en minut"),
        (lesson(minutes=0), "minuter", "minst en minut"),
        (lesson(minutes=""), "minuter", "minuter"),
        (lesson(minutes="45,5"), "minuter", "minuter"),
        (lesson(minutes=900), "minuter", "tolv timmar"),
        (lesson(valid=-1), "giltig_frånvaro", "färre än noll"),
        (lesson(valid="tio"), "giltig_frånvaro", "minuter"),
        (lesson(valid=40, invalid=40), "ogiltig_frånvaro", "längre än lektionen"),
        (lesson(late=61), "sen_ankomst", "längre än lektionen"),
        (lesson(reported="kanske"), "rapporterad", "ja eller nej"),
        (lesson(subject="x" * 101), "ämne", "lång"),
        (lesson(at="för;många"), "", "fält"),
    ],
)
def test_an_impossible_lesson_is_refused_with_its_line_and_the_rest_goes_in(school, row, column, word):
    report = attendance(school, lesson(2), row, lesson(3)).take_in()
    ((file, line, told, reason),) = refused(report)
    assert (file, line, told) == ("närvaro.csv", "3", column)
    assert word in reason
    assert len(stored()) == 2


def test_decimal_comma_yes_and_no_and_dates_are_read_as_people_write_them(school):
    rows = [
        lesson(day="2026-11-02", minutes="60,0", valid="15,0"),
        lesson(day="20261103", reported="true"),
        lesson(day="4/11/2026", reported="0"),
        lesson(day="2026-11-05", at="8.10"),
    ]
    attendance(school, *rows).take_in()
    assert [(row[0], row[1], row[2], row[5]) for row in absent()] == [
        (date(2026, 11, 2), "1", 15, True),
        (date(2026, 11, 3), "1", 0, True),
        (date(2026, 11, 4), "1", 0, False),
        (date(2026, 11, 5), "08:10", 0, True),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("quoted", [False, True])
def test_encodings_and_quotes_give_the_same_lessons_and_lines(school, encoding, quoted):
    rows = [lesson(subject="Slöjd; trä" if quoted else "Slöjd"), lesson(2), "", lesson(9), lesson(3, at="")]
    rows = [row.replace("Slöjd; trä", '"Slöjd; trä"') for row in rows]
    report = attendance(school, *rows, encoding=encoding).take_in()
    assert sorted({row[4] for row in stored()}) == ["MA", "Slöjd; trä" if quoted else "Slöjd"]
    assert [row[1:3] for row in refused(report)] == [("5", "elev_id"), ("6", "lektion")]


def test_a_late_report_replaces_the_lesson_and_touches_no_other(school, tmp_path):
    attendance(school, lesson(reported="nej"), lesson(2)).take_in()
    later = attendance(Delivery(tmp_path / "later", LATER), lesson(invalid=60))
    report = later.take_in()
    assert report.totals[FileKind.ATTENDANCE] | {} == dict.fromkeys(Fate, 0) | {Fate.CHANGED: 1}
    assert sorted((row[3], row[5]) for row in absent()) == [(0, True), (60, True)]


def test_an_older_file_adds_what_was_missing_and_overwrites_nothing(school, tmp_path):
    attendance(school, lesson(invalid=60)).take_in()
    older = attendance(Delivery(tmp_path / "older", EARLIER), lesson(), lesson(2))
    report = older.take_in()
    assert report.totals[FileKind.ATTENDANCE][Fate.OLDER] == 1
    assert report.totals[FileKind.ATTENDANCE][Fate.NEW] == 1
    assert sorted(row[3] for row in absent()) == [0, 60]


def test_a_file_between_two_days_corrects_only_what_is_older_than_itself(school, tmp_path):
    attendance(school, lesson(), lesson(2)).take_in()
    attendance(Delivery(tmp_path / "third", LATER), lesson(valid=30)).take_in()
    between = attendance(
        Delivery(tmp_path / "second", DAY + timedelta(days=3)), lesson(), lesson(2, valid=10)
    )
    report = between.take_in()
    assert report.totals[FileKind.ATTENDANCE] == dict.fromkeys(Fate, 0) | {Fate.OLDER: 1, Fate.CHANGED: 1}
    assert sorted(row[2] for row in absent()) == [10, 30]


def test_the_same_lessons_twice_change_nothing_on_disk(school):
    attendance(school, lesson(), lesson(2)).take_in()
    before = lake.current()
    report = school.take_in()
    assert report.outcome is Outcome.NOTHING_NEW
    assert report.totals[FileKind.ATTENDANCE][Fate.SAME] == 2
    assert lake.current() == before


def test_a_repeated_row_counts_once_and_contradictions_are_both_refused(school):
    rows = [lesson(), lesson(), lesson(2), lesson(2, valid=60), lesson(3)]
    report = attendance(school, *rows).take_in()
    assert report.totals[FileKind.ATTENDANCE][Fate.TWICE] == 1
    assert [row[1] for row in refused(report)] == ["4", "5"]
    assert len(stored()) == 2


def test_lessons_that_overlap_in_time_are_refused_and_back_to_back_is_fine(school):
    rows = [
        lesson(at="08:10", minutes=60),
        lesson(at="09:10", minutes=60),
        lesson(2, at="08:10", minutes=60),
        lesson(2, at="9:00", minutes=40, subject="EN"),
        lesson(2, at="13:00"),
    ]
    report = attendance(school, *rows).take_in()
    assert [row[1] for row in refused(report)] == ["4", "5"]
    assert all("överlappar" in row[3] for row in refused(report))
    assert len(stored()) == 3


def test_the_newer_of_two_files_given_together_wins_whatever_their_names(school):
    attendance(school, lesson(valid=60), name="närvaro-a.csv", as_of=DAY)
    attendance(school, lesson(), name="närvaro-b.csv", as_of=EARLIER)
    report = school.take_in()
    assert report.totals[FileKind.ATTENDANCE][Fate.OLDER] == 1
    assert [row[2] for row in absent()] == [60]


def test_a_lesson_outside_the_files_units_is_refused(school):
    report = attendance(school, lesson(), lesson(2, unit="TALL"), units=["LIND"]).take_in()
    assert [row[1:3] for row in refused(report)] == [("3", "enhetskod")]


def test_a_child_refused_in_one_file_can_be_taken_in_with_the_next_and_then_its_lessons_too(school, tmp_path):
    attendance(school, lesson(9)).take_in()
    assert stored_or_none() == []
    again = Delivery(tmp_path / "again", LATER)
    again.put("elever.csv", ["elev_id;förnamn;efternamn", "E9;Nio;Ek"])
    attendance(again, lesson(9)).take_in()
    assert len(stored()) == 1


def stored_or_none() -> list[Path]:
    return list(lake.current().glob("attendance/**/*.parquet"))


def test_grades_and_terms_have_one_form_and_are_replaced_by_key(school, tmp_path):
    school.put("betyg.csv", [*GRADES, "E1;LIND;VT 2026;Matematik;e", "E1;LIND;2026VT;Engelska;streck"])
    school.put("läsår.csv", [*TERMS, "Lindhamra kommun;2026VT;2026-01-08;2026-06-11"])
    school.take_in()
    one = str(Child.objects.get(source_id="E1").pk)
    unit = str(Unit.objects.get(name="Lindskolan").pk)
    assert stored("grades") == [
        (one, unit, "2026VT", "Engelska", "-"),
        (one, unit, "2026VT", "Matematik", "E"),
    ]
    body = str(ResponsibleBody.objects.get().pk)
    assert stored("terms") == [(body, "2026VT", date(2026, 1, 8), date(2026, 6, 11))]
    later = Delivery(tmp_path / "later", LATER)
    later.put("betyg.csv", [*GRADES, "E1;LIND;2026VT;Matematik;C"]).take_in()
    assert [row[4] for row in stored("grades")] == ["-", "C"]
    assert stored("terms")


def test_impossible_grades_and_terms_are_refused(school):
    school.put(
        "betyg.csv",
        [
            *GRADES,
            "E1;LIND;2026VT;Matematik;G+",
            "E1;LIND;vår;Engelska;A",
            "E9;LIND;2026VT;Bild;A",
            "E1;LIND;2026VT;;A",
            "E2;LIND;2026VT;Bild;A",
            "E2;LIND;2026VT;Bild;B",
        ],
    )
    school.put(
        "läsår.csv",
        [
            *TERMS,
            "Lindhamra kommun;2026VT;2026-06-11;2026-01-08",
            "Okänd;2026VT;2026-01-08;2026-06-11",
            "Lindhamra kommun;2025VT;2025-01-08;2025-06-11",
            "Lindhamra kommun;2025HT;2025-06-01;2025-12-18",
        ],
    )
    told = [(row[0], row[1], row[2]) for row in refused(school.take_in())]
    assert told == [
        ("betyg.csv", "2", "betyg"),
        ("betyg.csv", "3", "termin"),
        ("betyg.csv", "4", "elev_id"),
        ("betyg.csv", "5", "ämne"),
        ("betyg.csv", "6", "ämne"),
        ("betyg.csv", "7", "ämne"),
        ("läsår.csv", "2", "till"),
        ("läsår.csv", "3", "huvudman"),
        ("läsår.csv", "4", "från"),
        ("läsår.csv", "5", "från"),
    ]


def test_two_files_into_the_same_table_both_go_in(school):
    school.put("betyg-a.csv", [*GRADES, "E1;LIND;2026VT;Bild;A"])
    school.put("betyg-b.csv", [*GRADES, "E2;LIND;2026VT;Bild;B"])
    school.take_in()
    assert [row[4] for row in stored("grades")] == ["A", "B"] or len(stored("grades")) == 2


def test_the_insight_core_reads_what_was_written(school):
    attendance(school, lesson(), lesson(2, day="2026-10-30")).take_in()
    assert len(attendance_files(lake.current(), since=date(2026, 10, 1), until=DAY)) == 2
