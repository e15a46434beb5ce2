"""The tables the core takes in: their columns, what each value means, and how they are read.

Children, units and bodies are opaque strings (UUIDs). Whoever writes the tables answers for these promises:

- attendance: one row per child and lesson; `offered_minutes` > 0 and 0 ≤ valid + invalid ≤ offered. A
  lesson nobody reported has `reported` false; its minutes of absence mean nothing then and are never read.
- `late_minutes` > 0 is a late arrival; whether those minutes are absence too is for the source to say.
- grades: one row per child, term and subject, "A".."F" or "-" (no basis for a grade); other marks are
  ignored.
- enrolments: start and last_day are both inside; last_day empty while it runs.
- terms: per responsible body, "2026VT" or "2026HT", not overlapping.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from knutpunkt.insight.engine import DataFrame, Session, Spec, Value, engine_of

ATTENDANCE = Spec(
    "attendance",
    (
        ("child", "string"),
        ("unit", "string"),
        ("day", "date"),
        ("lesson", "string"),
        ("subject", "string"),
        ("offered_minutes", "int"),
        ("valid_absent_minutes", "int"),
        ("invalid_absent_minutes", "int"),
        ("late_minutes", "int"),
        ("reported", "boolean"),
    ),
)
GRADES = Spec(
    "grades",
    (("child", "string"), ("unit", "string"), ("term", "string"), ("subject", "string"), ("grade", "string")),
)
ENROLMENTS = Spec(
    "enrolments",
    (
        ("child", "string"),
        ("unit", "string"),
        ("start", "date"),
        ("last_day", "date"),
        ("school_form", "string"),
        ("school_year", "int"),
    ),
)
UNITS = Spec("units", (("unit", "string"), ("body", "string")))
TERMS = Spec("terms", (("body", "string"), ("term", "string"), ("start", "date"), ("last_day", "date")))
RULES = Spec(
    "rules",
    (
        ("body", "string"),
        ("rule", "string"),
        ("version", "int"),
        ("valid_from", "date"),
        ("valid_to", "date"),
        ("measure", "string"),
        ("comparison", "string"),
        ("threshold", "double"),
        ("min_coverage", "double"),
        ("min_lessons", "int"),
        ("school_form", "string"),
        ("step", "int"),
        ("active", "boolean"),
    ),
)

# SS 12000 school types without lessons or grades: an enrolment there neither places a child nor
# changes school.
FORMS_WITHOUT_LESSONS = ("FS", "FTH", "OPPFTH")
# The longest look back a measure needs on its own; a term may need more.
LOOKBACK_DAYS = 112

Rows = Iterable[Sequence[Value]]


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What a screening reads."""

    attendance: DataFrame
    grades: DataFrame
    enrolments: DataFrame
    units: DataFrame
    terms: DataFrame
    rules: DataFrame


def read_inputs(
    *,
    session: Session,
    lake: Path,
    on: date,
    grades: Rows = (),
    enrolments: Rows = (),
    units: Rows = (),
    terms: Rows = (),
    rules: Rows = (),
    municipalities: Iterable[str] | None = None,
) -> Inputs:
    """The inputs for a day.

    Attendance from the lake's months that matter, the rest from rows as in the specs.
    """
    engine, terms = engine_of(session), list(terms)
    files = attendance_files(lake, since=first_day_needed(on, terms), until=on, municipalities=municipalities)
    return Inputs(
        attendance=engine.parquet(ATTENDANCE, files),
        grades=engine.table(GRADES, grades),
        enrolments=engine.table(ENROLMENTS, enrolments),
        units=engine.table(UNITS, units),
        terms=engine.table(TERMS, terms),
        rules=engine.table(RULES, rules),
    )


def first_day_needed(on: date, terms: Rows) -> date:
    """The earliest day any measure for `on` looks at: 16 weeks, or a body's term and equally long before."""
    days = [on - timedelta(days=LOOKBACK_DAYS - 1), _month_before(on)]
    latest: dict[Value, tuple[date, date]] = {}
    for body, _, start, last_day in terms:
        if isinstance(start, date) and isinstance(last_day, date) and start <= on:
            latest[body] = max(latest.get(body, (start, last_day)), (start, last_day))
    for start, last_day in latest.values():
        days.append(start - (min(on, last_day) - start) - timedelta(days=1))
    return min(days)


def attendance_files(
    lake: Path, *, since: date, until: date, municipalities: Iterable[str] | None = None
) -> list[Path]:
    """The files `attendance/municipality=<code>/month=<YYYY-MM>/*.parquet` that can hold days of the
    period.
    """
    root = lake / "attendance"
    if municipalities is None:
        folders = sorted(root.glob("municipality=*"))
    else:
        folders = [root / f"municipality={code}" for code in sorted(set(municipalities))]
    months = list(_months(since, until))
    return [
        path
        for folder in folders
        for month in months
        for path in sorted(folder.glob(f"month={month}/*.parquet"))
    ]


def _months(since: date, until: date) -> Iterator[str]:
    year, month = since.year, since.month
    while (year, month) <= (until.year, until.month):
        yield f"{year}-{month:02}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _month_before(on: date) -> date:
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)
