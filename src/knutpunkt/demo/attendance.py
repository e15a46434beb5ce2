"""Attendance lesson by lesson, from the model in `behaviour`, written by the database in process.

Chance is a hash of the seed, the pupil and the day (or lesson), so the same seed gives the same file, and no
row depends on another. A lesson that its teacher did not report is unreported for the whole class; how often
that happens varies between 2 and 12 per cent of a teacher's lessons.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from knutpunkt.demo.behaviour import Behaviour
from knutpunkt.demo.calendar import school_days, term_of
from knutpunkt.demo.children import Child, Stay
from knutpunkt.demo.timetable import week_of

# Where attendance is taken lesson by lesson.
FORMS = ("FKLASS", "GR", "GY")
_TABLES = """
CREATE TABLE days (day DATE, term VARCHAR, weekday INTEGER, progress DOUBLE);
CREATE TABLE timetable (unit VARCHAR, class VARCHAR, weekday INTEGER, place INTEGER, starts VARCHAR,
                        subject VARCHAR, minutes INTEGER);
CREATE TABLE stays (child VARCHAR, unit VARCHAR, class VARCHAR, start DATE, last_day DATE, kind VARCHAR,
                    level DOUBLE, valid_share DOUBLE, since DATE, away_on INTEGER, avoids VARCHAR);
CREATE MACRO chance(who, what) AS hash(who, what, {seed}) / 18446744073709551616.0;
"""

# One row per pupil and day: ill that day, or away all day for the reason of the pupil's own pattern.
_PUPIL_DAYS = """
CREATE OR REPLACE TEMP TABLE pupil_days AS
WITH present AS (
  SELECT s.*, d.*, s.child || yearweek(d.day) AS child_week, s.child || d.day AS child_day
  FROM days d JOIN stays s ON d.day BETWEEN s.start AND coalesce(s.last_day, DATE '9999-12-31')
  WHERE s.unit = $unit AND d.term = $term
), odds AS (
  SELECT *,
    CASE WHEN kind = 'ill' THEN 0.20 + 0.15 * level
         ELSE 0.045 * (0.4 + 1.2 * chance(child, 'health'))
              * CASE WHEN month(day) IN (1, 2, 3, 11, 12) THEN 1.2 ELSE 0.8 END END AS falls_ill,
    1 + floor(5 * chance(child_week, 'first day')) AS first_ill,
    CASE WHEN chance(child_week, 'length') < CASE kind WHEN 'ill' THEN 0.4 ELSE 0.94 END THEN 1
         WHEN chance(child_week, 'length') < 0.985 THEN 2 ELSE 3 END AS days_ill,
    CASE kind
      WHEN 'sliding' THEN progress * progress * (0.10 + 0.30 * level)
      WHEN 'break' THEN CASE WHEN day >= since THEN 0.45 + 0.40 * level ELSE 0 END
      WHEN 'refusal' THEN CASE WHEN day < since THEN 0.02
        WHEN chance(child_week, 'week') < 0.55 + 0.45 * level THEN 1.0 ELSE 0.25 END
      WHEN 'recovering' THEN (1 - progress) * (1 - progress) * (0.30 + 0.30 * level)
      WHEN 'weekday' THEN CASE WHEN weekday = away_on THEN 0.15 + 0.35 * level ELSE 0 END
      ELSE 0 END AS away_all_day
  FROM present
)
SELECT *,
  chance(child_week, 'ill') < falls_ill AND weekday >= first_ill AND weekday < first_ill + days_ill AS is_ill,
  chance(child_day, 'away') < away_all_day AS is_away,
  CASE kind
    WHEN 'sliding' THEN progress * (0.05 + 0.12 * level)
    WHEN 'break' THEN CASE WHEN day >= since THEN 0.15 ELSE 0.006 END
    WHEN 'recovering' THEN (1 - progress) * 0.12
    WHEN 'scattered' THEN 0.05 + 0.09 * level
    ELSE 0.006 END AS skips,
  CASE kind WHEN 'late' THEN 0.10 + 0.34 * level WHEN 'sliding' THEN 0.2 * progress
            WHEN 'recovering' THEN 0.05 ELSE 0.008 END AS comes_late
FROM odds
"""

_LESSONS = """
WITH lessons AS (
  SELECT p.*, t.starts, t.subject, t.minutes, t.place, p.child_day || t.place AS child_lesson,
    chance(t.unit || t.class || p.day, t.place) >=
      0.02 + 0.10 * pow(chance(t.unit || t.class || t.subject, 'teacher'), 1.5) AS is_reported
  FROM pupil_days p JOIN timetable t ON t.unit = p.unit AND t.class = p.class AND t.weekday = p.weekday
), absent AS (
  SELECT *, is_reported AND (is_ill OR is_away) AS all_day,
    is_reported AND NOT (is_ill OR is_away) AND chance(child_lesson, 'skips') <
      CASE WHEN kind = 'subject' AND subject = avoids THEN 0.35 + 0.45 * level ELSE skips END AS lesson_only
  FROM lessons
), counted AS (
  SELECT *,
    CASE WHEN all_day THEN minutes WHEN lesson_only AND chance(child_lesson, 'part') < 0.2 THEN 20
         WHEN lesson_only THEN minutes ELSE 0 END AS away_minutes,
    CASE WHEN is_ill THEN true WHEN all_day THEN chance(child_day, 'valid') < valid_share
         WHEN kind IN ('stable', 'late', 'ill', 'weekday') THEN chance(child_lesson, 'valid') < 0.85
         ELSE chance(child_lesson, 'valid') < 0.5 * valid_share END AS is_valid,
    is_reported AND place = 1 AND NOT all_day AND NOT lesson_only
      AND chance(child_lesson, 'late') < comes_late AS is_late
  FROM absent
)
SELECT child AS elev_id, unit AS enhetskod, day AS datum, starts AS lektion, subject AS ämne,
  minutes AS minuter,
  CASE WHEN is_valid THEN away_minutes ELSE 0 END AS giltig_frånvaro,
  CASE WHEN is_valid THEN 0 ELSE away_minutes END AS ogiltig_frånvaro,
  CASE WHEN is_late THEN 4 + floor(21 * chance(child_lesson, 'minutes'))::INTEGER ELSE 0 END AS sen_ankomst,
  CASE WHEN is_reported THEN 'ja' ELSE 'nej' END AS rapporterad
FROM counted ORDER BY day, class, starts, child
"""


@dataclass(frozen=True, slots=True)
class AttendanceFile:
    """One written file: a unit's lessons of one term."""

    unit: str
    term: str
    path: Path
    rows: int


def write_attendance(
    folder: Path,
    children: Iterable[Child],
    *,
    start: date,
    on: date,
    seed: int,
    progress: Callable[[str, int, int], None],
) -> list[AttendanceFile]:
    """Write one file per school and term for the days from ``start`` to ``on``."""
    with duckdb.connect(":memory:") as db:
        db.execute("SET enable_progress_bar = false")
        db.execute(_TABLES.format(seed=int(seed)))
        _fill(db, list(children), start=start, on=on, seed=seed)
        parts = db.execute(
            "SELECT DISTINCT unit, term FROM stays JOIN days ON day BETWEEN start AND coalesce(last_day, day)"
            " WHERE unit IN (SELECT unit FROM timetable) ORDER BY unit, term"
        ).fetchall()
        written = []
        for number, (unit, term) in enumerate(parts, start=1):
            path = folder / f"närvaro-{unit.lower()}-{term.lower()}.csv"
            written.append(_write(db, unit, term, path))
            progress("Närvaro", number, len(parts))
        return written


def _fill(db: duckdb.DuckDBPyConnection, children: list[Child], *, start: date, on: date, seed: int) -> None:
    span = max((on - start).days, 1)
    days = []
    for day in school_days(start, on):
        term = term_of(day)
        days.append((day, term.name if term else "", day.isoweekday(), (day - start).days / span))
    db_insert(db, "days", days)
    taught = [(c, s) for c in children for s in c.stays if s.form in FORMS and s.unit != "VGYM"]
    db_insert(db, "stays", [_stay(b, c, s) for c, s in taught if (b := c.behaviour)])
    classes = {(s.unit, s.class_name): (s.year or 0) + (10 if s.form == "GY" else 0) for _, s in taught}
    weeks = [lesson for (u, name), year in sorted(classes.items()) for lesson in week_of(u, name, year, seed)]
    db_insert(db, "timetable", weeks)


def _stay(how: Behaviour, child: Child, stay: Stay) -> tuple[object, ...]:
    return (
        *(child.code, stay.unit, stay.class_name, stay.start, stay.last_day),
        *(how.kind, how.level, how.valid_share, how.since, how.weekday, how.subject),
    )


def db_insert(db: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    """Insert many rows at once, column by column (row by row is far slower)."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    marks = ", ".join("unnest(?)" for _ in columns)
    db.execute(f"INSERT INTO {table} SELECT {marks}", columns)


def _write(db: duckdb.DuckDBPyConnection, unit: str, term: str, path: Path) -> AttendanceFile:
    db.execute(_PUPIL_DAYS, {"unit": unit, "term": term})
    target = str(path).replace("'", "''")
    done = db.execute(f"COPY ({_LESSONS}) TO '{target}' (FORMAT csv, HEADER, DELIMITER ';')").fetchone()
    return AttendanceFile(unit, term, path, done[0] if done else 0)
