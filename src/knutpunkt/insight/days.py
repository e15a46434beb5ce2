"""From lessons to days to windows: shares of offered time absent, with what is known and what was before.

A window of n days is the n calendar days that end with, and include, the given day. The term's window is
the term's days so far; in a break, the whole term just ended. "Before" is the equally long run of calendar
days just before it. Only reported lessons say anything about absence; coverage (reported offered time /
offered time) says how much that is.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from knutpunkt.insight.engine import Column, DataFrame, Engine

WINDOWS = ("28", "56", "term")
COUNTS = (
    "late_28",
    "attended_28",
    "invalid_days_28",
    "absence_days_term",
    "invalid_minutes_month",
    "invalid_minutes_month_before",
)


def child_days(engine: Engine, attendance: DataFrame, since: date, on: date) -> DataFrame:
    """One row per child and day with lessons: minutes and lessons offered, reported, absent; late arrivals.

    A late arrival is a reported lesson that the child came to after its start.
    """
    f = engine.functions
    reported, absent = f.col("reported"), f.col("valid_absent_minutes") + f.col("invalid_absent_minutes")
    whole = absent >= f.col("offered_minutes")
    period = attendance.where((f.col("day") >= f.lit(since)) & (f.col("day") <= f.lit(on)))
    sums = {
        "offered": f.col("offered_minutes"),
        "reported": f.when(reported, f.col("offered_minutes")).otherwise(0),
        "valid": f.when(reported, f.col("valid_absent_minutes")).otherwise(0),
        "invalid": f.when(reported, f.col("invalid_absent_minutes")).otherwise(0),
    }
    counts = {
        "lessons": f.lit(1),
        "reported_lessons": f.when(reported, 1),
        "whole_lessons": f.when(reported & whole, 1),
        "late": f.when(reported & ~whole & (f.col("late_minutes") > 0), 1),
    }
    return period.groupBy("child", "day").agg(
        *(f.sum(value).cast("int").alias(name) for name, value in sums.items()),
        *(f.count(value).cast("int").alias(name) for name, value in counts.items()),
    )


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both inside; dates or columns."""

    first: Column | date
    last: Column | date

    def holds(self, engine: Engine) -> Column:
        f = engine.functions
        ends = [f.lit(end) if isinstance(end, date) else end for end in (self.first, self.last)]
        return (f.col("day") >= ends[0]) & (f.col("day") <= ends[1])


def periods(engine: Engine, on: date) -> dict[str, Period]:
    """Each window and the period before it. The term's dates stand in the pupil's row."""
    f = engine.functions
    found = {}
    for n in (28, 56):
        found[str(n)] = Period(on - timedelta(days=n - 1), on)
        found[f"before_{n}"] = Period(on - timedelta(days=2 * n - 1), on - timedelta(days=n))
    found["term"] = Period(f.col("term_start"), f.col("term_last"))
    found["before_term"] = Period(f.col("term_before"), f.date_sub(f.col("term_start"), 1))
    return found


def window_measures(engine: Engine, days: DataFrame, pupils: DataFrame, on: date) -> DataFrame:
    """One row per pupil with lessons: shares, coverage and change per window, and the counts."""
    f = engine.functions
    dates = pupils.select("child", "term_start", "term_last", "term_before")
    summed = _summed(engine, on)
    sums = [
        f.sum(f.when(held, value).otherwise(0)).cast("bigint").alias(n) for n, (held, value) in summed.items()
    ]
    totals = days.join(dates, on="child", how="inner").groupBy("child").agg(*sums)
    return totals.select("child", *COUNTS, *share_columns(engine))


def _summed(engine: Engine, on: date) -> dict[str, tuple[Column, Column]]:
    f = engine.functions
    spans = {name: period.holds(engine) for name, period in periods(engine, on).items()}
    columns = ("offered", "reported", "valid", "invalid", "lessons", "reported_lessons")
    sums = {f"sum_{column}_{w}": (spans[w], f.col(column)) for w in WINDOWS for column in columns}
    for w in WINDOWS:
        span = spans[f"before_{w}"]
        sums |= {f"sum_{c}_before_{w}": (span, f.col(c)) for c in ("offered", "reported", "reported_lessons")}
        sums[f"sum_absent_before_{w}"] = (span, f.col("valid") + f.col("invalid"))
    return sums | _counted(engine, on, spans)


def _counted(engine: Engine, on: date, spans: dict[str, Column]) -> dict[str, tuple[Column, Column]]:
    f = engine.functions
    first = on.replace(day=1)
    month_before = Period((first - timedelta(days=1)).replace(day=1), first - timedelta(days=1))
    some = f.when(f.col("valid") + f.col("invalid") > 0, 1).otherwise(0)
    some_invalid = f.when(f.col("invalid") > 0, 1).otherwise(0)
    return {
        "late_28": (spans["28"], f.col("late")),
        "attended_28": (spans["28"], f.col("reported_lessons") - f.col("whole_lessons")),
        "invalid_days_28": (spans["28"], some_invalid),
        "absence_days_term": (spans["term"], some),
        "invalid_minutes_month": (Period(first, on).holds(engine), f.col("invalid")),
        "invalid_minutes_month_before": (month_before.holds(engine), f.col("invalid")),
    }


def share_columns(engine: Engine) -> list[Column]:
    """Shares, coverage and change per window, from the sums; empty where nothing was reported."""
    columns = []
    for w in WINDOWS:
        columns += _shares_of(engine, w)
    return columns


def _shares_of(engine: Engine, w: str) -> list[Column]:
    f = engine.functions

    def ratio(part: Column, whole: str) -> Column:
        return f.when(f.col(whole) > 0, part.cast("double") / f.col(whole).cast("double"))

    total = ratio(f.col(f"sum_valid_{w}") + f.col(f"sum_invalid_{w}"), f"sum_reported_{w}")
    before = ratio(f.col(f"sum_absent_before_{w}"), f"sum_reported_before_{w}")
    return [
        f.col(f"sum_lessons_{w}").alias(f"lessons_{w}"),
        f.col(f"sum_reported_lessons_{w}").alias(f"reported_lessons_{w}"),
        ratio(f.col(f"sum_reported_{w}"), f"sum_offered_{w}").alias(f"coverage_{w}"),
        total.alias(f"share_{w}"),
        ratio(f.col(f"sum_valid_{w}"), f"sum_reported_{w}").alias(f"share_valid_{w}"),
        ratio(f.col(f"sum_invalid_{w}"), f"sum_reported_{w}").alias(f"share_invalid_{w}"),
        f.col(f"sum_reported_lessons_before_{w}").alias(f"reported_lessons_before_{w}"),
        ratio(f.col(f"sum_reported_before_{w}"), f"sum_offered_before_{w}").alias(f"coverage_before_{w}"),
        before.alias(f"share_before_{w}"),
        (total - before).alias(f"change_{w}"),
    ]
