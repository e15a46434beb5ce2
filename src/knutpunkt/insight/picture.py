"""The eight-week picture of one child's attendance.

Per school day, how many lessons and what happened to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from knutpunkt.insight.engine import DataFrame, Engine, Session, Spec, engine_of
from knutpunkt.insight.tables import ATTENDANCE

WEEKS = 8
ASKED = Spec("asked", (("child", "string"),))


@dataclass(frozen=True, kw_only=True)
class PictureDay:
    """Lessons of one day. Each lesson is in one of present, absent_valid, absent_invalid and unreported.

    A lesson the child missed part of is present; its missed minutes are in `missed_minutes`. `late` counts
    among present. Of the offered minutes, `unreported_minutes` are those nobody knows anything about.
    """

    day: date
    lessons: int
    present: int
    absent_valid: int
    absent_invalid: int
    unreported: int
    late: int
    offered_minutes: int
    missed_minutes: int
    unreported_minutes: int


def eight_weeks(
    *, session: Session, attendance: DataFrame, children: Iterable[str], on: date
) -> dict[str, list[PictureDay]]:
    """Per child, oldest first, the days with lessons in the eight calendar weeks that end with the day's own.

    A wholly missed lesson is absent without valid reason as soon as any of it is.
    """
    engine = engine_of(session)
    wanted = list(dict.fromkeys(children))
    pictures: dict[str, list[PictureDay]] = {child: [] for child in wanted}
    if not wanted:
        return pictures
    asked = engine.table(ASKED, [(child,) for child in wanted])
    for row in engine.rows(
        engine.keep(_days, attendance, asked, first_monday(on), on).orderBy("child", "day")
    ):
        pictures[row.pop("child")].append(PictureDay(**row))
    return pictures


def first_monday(on: date) -> date:
    """The Monday that the eight weeks begin with; the last week is the given day's own."""
    return on - timedelta(days=on.weekday(), weeks=WEEKS - 1)


def _days(engine: Engine, attendance: DataFrame, asked: DataFrame, first: date, last: date) -> DataFrame:
    f = engine.functions
    weeks = attendance.where((f.col("day") >= f.lit(first)) & (f.col("day") <= f.lit(last)))
    lessons = weeks.join(asked, on="child", how="left_semi").select(*ATTENDANCE.names)
    reported, invalid = f.col("reported"), f.col("invalid_absent_minutes")
    offered = f.col("offered_minutes")
    missed = f.col("valid_absent_minutes") + invalid
    whole = missed >= offered
    counts = {
        "lessons": f.lit(1),
        "present": f.when(reported & ~whole, 1),
        "absent_valid": f.when(reported & whole & (invalid == 0), 1),
        "absent_invalid": f.when(reported & whole & (invalid > 0), 1),
        "unreported": f.when(~reported, 1),
        "late": f.when(reported & ~whole & (f.col("late_minutes") > 0), 1),
    }
    return lessons.groupBy("child", "day").agg(
        *(f.count(value).cast("int").alias(name) for name, value in counts.items()),
        f.sum("offered_minutes").cast("int").alias("offered_minutes"),
        f.sum(f.when(reported, missed).otherwise(0)).cast("int").alias("missed_minutes"),
        f.sum(f.when(~reported, offered).otherwise(0)).cast("int").alias("unreported_minutes"),
    )
