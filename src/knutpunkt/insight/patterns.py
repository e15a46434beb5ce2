"""Patterns of the last 56 days: the weekday and the subject that stand out, and the subject the child comes
to.

A weekday or subject stands out when the share absent there is at least 20 %, and at least 15 percentage
points above the child's other weekdays or subjects. The child comes to a subject when the share absent
there is at most 10 %, and at least 15 points below the others. Too little reported (4 days of a weekday, 5
lessons of a subject) shows nothing.
"""

from datetime import date, timedelta

from knutpunkt.insight.engine import NEAR, Column, DataFrame, Engine

DAYS = 56
STANDS_OUT_FROM = 0.20
COMES_UP_TO = 0.10
APART = 0.15
LEAST_DAYS = 4
LEAST_LESSONS = 5
WEEKDAYS = (1, 2, 3, 4, 5)


def weekday_pattern(engine: Engine, days: DataFrame, on: date) -> DataFrame:
    """One row per child: the share absent Monday (1) to Friday (5), and the weekday that stands out."""
    f = engine.functions
    # Spark and SQLFrame number Sunday 1; ISO numbers Monday 1.
    iso = (f.dayofweek("day") + 5) % 7 + 1
    parts = (
        days.where((f.col("day") > f.lit(on - timedelta(days=DAYS))) & (f.col("reported") > 0))
        .select(
            "child",
            iso.cast("int").alias("part"),
            "reported",
            (f.col("valid") + f.col("invalid")).alias("absent"),
        )
        .where(f.col("part") <= 5)
        .groupBy("child", "part")
        .agg(
            f.sum("reported").alias("reported"),
            f.sum("absent").alias("absent"),
            f.count("part").alias("times"),
        )
    )
    shared = _against_the_rest(engine, parts)
    each = [f.max(f.when(f.col("part") == n, f.col("share"))).alias(f"weekday_share_{n}") for n in WEEKDAYS]
    high = _first(engine, _high(engine, LEAST_DAYS), -_apart(engine))
    return _unpacked(engine, shared.groupBy("child").agg(*each, high.alias("weekday_out")), ["weekday_out"])


def subject_pattern(engine: Engine, attendance: DataFrame, on: date) -> DataFrame:
    """One row per child: the subject that stands out, and the one the child comes to."""
    f = engine.functions
    since = f.lit(on - timedelta(days=DAYS))
    parts = (
        attendance.where((f.col("day") > since) & (f.col("day") <= f.lit(on)) & f.col("reported"))
        .groupBy("child", f.col("subject").alias("part"))
        .agg(
            f.sum("offered_minutes").alias("reported"),
            f.sum(f.col("valid_absent_minutes") + f.col("invalid_absent_minutes")).alias("absent"),
            f.count("offered_minutes").alias("times"),
        )
    )
    shared = _against_the_rest(engine, parts)
    picked = shared.groupBy("child").agg(
        _first(engine, _high(engine, LEAST_LESSONS), -_apart(engine)).alias("subject_out"),
        _first(engine, _low(engine, LEAST_LESSONS), _apart(engine)).alias("subject_in"),
    )
    return _unpacked(engine, picked, ["subject_out", "subject_in"])


def _against_the_rest(engine: Engine, parts: DataFrame) -> DataFrame:
    f = engine.functions
    totals = parts.groupBy("child").agg(
        f.sum("reported").alias("all_reported"), f.sum("absent").alias("all_absent")
    )
    rest = f.col("all_reported") - f.col("reported")
    return parts.join(totals, on="child", how="inner").select(
        "child",
        "part",
        "times",
        (f.col("absent").cast("double") / f.col("reported").cast("double")).alias("share"),
        f.when(rest > 0, (f.col("all_absent") - f.col("absent")).cast("double") / rest.cast("double")).alias(
            "rest"
        ),
    )


def _apart(engine: Engine) -> Column:
    return engine.functions.col("share") - engine.functions.col("rest")


def _high(engine: Engine, least: int) -> Column:
    f = engine.functions
    return (
        (f.col("times") >= least)
        & (f.col("share") >= f.lit(STANDS_OUT_FROM))
        & (_apart(engine) >= f.lit(APART - NEAR))
    )


def _low(engine: Engine, least: int) -> Column:
    f = engine.functions
    return (
        (f.col("times") >= least)
        & (f.col("share") <= f.lit(COMES_UP_TO))
        & (_apart(engine) <= f.lit(NEAR - APART))
    )


def _first(engine: Engine, kept: Column, order: Column) -> Column:
    """The kept part that comes first in order; of equals the one whose code comes first."""
    f = engine.functions
    return f.min(f.when(kept, f.struct(order.alias("order"), f.col("part"), f.col("share"), f.col("rest"))))


def _unpacked(engine: Engine, frame: DataFrame, names: list[str]) -> DataFrame:
    f = engine.functions
    parts = (("part", ""), ("share", "_share"), ("rest", "_rest"))
    fields = [f.col(name).getField(part).alias(name + suffix) for name in names for part, suffix in parts]
    return frame.select(*(column for column in frame.columns if column not in names), *fields)
