"""The eight-week picture and the way the tables are read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from knutpunkt.insight.duckdb_engine import _statements, duckdb_session
from knutpunkt.insight.engine import engine_of
from knutpunkt.insight.picture import PictureDay, eight_weeks, first_monday
from knutpunkt.insight.rules import shipped_rules
from knutpunkt.insight.screening import counts, screen
from knutpunkt.insight.tables import ATTENDANCE, attendance_files, first_day_needed, read_inputs
from knutpunkt.insight.tests.cases import AUTUMN, DAY, ENROLLED, ON, lesson, screened, tables


def pictured(*attendance, children=("c",)):
    with tables(attendance=attendance) as (session, inputs):
        return eight_weeks(session=session, attendance=inputs.attendance, children=children, on=ON)


def test_every_lesson_of_a_day_is_in_exactly_one_place():
    day = [
        lesson(0, 0, late=5),
        lesson(0, 1, valid=60),
        lesson(0, 2, invalid=60),
        lesson(0, 3, valid=30, invalid=30),
        lesson(0, 4, reported=False, invalid=60),
        lesson(0, 5, valid=20),
    ]
    assert pictured(*day) == {
        "c": [
            PictureDay(
                day=ON, lessons=6, present=2, absent_valid=1, absent_invalid=2, unreported=1, late=1,
                offered_minutes=360, missed_minutes=200, unreported_minutes=60,
            )
        ]
    }  # fmt: skip


def test_the_picture_begins_on_a_monday_and_has_eight_weeks_with_this_one():
    assert first_monday(ON) == date(2026, 9, 28)
    [first, last] = pictured(lesson(53), lesson(54), lesson(0), lesson(-1))["c"]
    assert (first.day, last.day) == (date(2026, 9, 28), ON)


def test_only_the_children_asked_for_are_there_also_without_lessons():
    assert pictured(lesson(0, child="x"), children=("c",)) == {"c": []}
    assert pictured(lesson(0), children=()) == {}


@pytest.fixture
def lake(tmp_path):
    folder = tmp_path / "it's a lake" / "attendance"
    with duckdb_session(threads=1) as session:
        for back in (0, 60, 400):
            month = folder / "municipality=0001" / f"month={lesson(back)[2]:%Y-%m}"
            month.mkdir(parents=True)
            frame = engine_of(session).table(ATTENDANCE, [lesson(back, invalid=60), lesson(back, 1)])
            target = str(month / "part.parquet").replace("'", "''")
            session._conn.execute(f"COPY ({frame.sql(dialect='duckdb', optimize=False)}) TO '{target}'")
    return folder.parent


def test_a_screening_reads_only_the_months_it_needs(lake):
    files = attendance_files(lake, since=first_day_needed(ON, AUTUMN), until=ON)
    assert [path.parent.name for path in files] == ["month=2026-09", "month=2026-11"]
    assert attendance_files(lake, since=ON, until=ON, municipalities=["0002"]) == []


def test_a_lake_is_screened_also_when_its_folder_has_an_apostrophe(lake):
    with duckdb_session(threads=1, memory="500MB", spill=lake / "spill") as session:
        inputs = read_inputs(
            session=session, lake=lake, on=ON, enrolments=ENROLLED, units=[("u", "b")], terms=AUTUMN
        )
        found = screen(session=session, inputs=inputs, on=ON)
        [child] = found.measure_rows()
    assert (found.rows_read, child["share_28"]) == (4, 0.5)


def test_a_lake_without_a_file_is_no_error(tmp_path):
    with duckdb_session() as session:
        inputs = read_inputs(session=session, lake=tmp_path, on=ON)
        found = screen(session=session, inputs=inputs, on=ON)
        assert (found.rows_read, found.measure_rows(), found.flag_rows()) == (0, [], [])


def test_the_counts_say_rows_children_and_flags_per_rule():
    flags = [{"child": "a", "rule": "x"}, {"child": "a", "rule": "y"}, {"child": "b", "rule": "x"}]
    found = counts(children=5, flag_rows=flags, rows_read=100, seconds=2.0)
    assert (found.children, found.flagged, found.flags_per_rule, found.rows_per_second) == (
        5,
        2,
        {"x": 2, "y": 1},
        50,
    )


def test_screenings_in_several_threads_give_what_one_gives():
    def found(day):
        return screened(on=day, attendance=[lesson(9, invalid=60), lesson(8)], rules=shipped_rules())

    days = [ON, ON - DAY]
    _statements.clear()
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(found, days))
    _statements.clear()
    assert together == [found(day) for day in days]


def test_two_sessions_at_once_do_not_see_each_other():
    with duckdb_session() as one, duckdb_session() as other:
        kept = engine_of(one).table(ATTENDANCE, [lesson(0)])
        assert engine_of(other).rows(engine_of(other).table(ATTENDANCE, [])) == []
        assert len(engine_of(one).rows(kept)) == 1
