"""Runs of full-day absence.

A full-day absence is a day with at least half its lessons reported and every reported one wholly absent. A
run is full-day absences in a row among the child's days with lessons: days without lessons are skipped, any
other day ends it. A run is considered when its last day lies in the last 56 days; its length is counted
back as far as 112 days.
"""

from datetime import date, timedelta

from knutpunkt.insight.engine import Column, DataFrame, Engine

SEEN_DAYS = 56
COUNTED_DAYS = 112


def runs(engine: Engine, days: DataFrame, on: date) -> DataFrame:
    """One row per child with a run: the longest (the latest of equals), and the one that still goes on."""
    f = engine.functions
    found = _all_runs(engine, days, on).where(f.col("last") > f.lit(on - timedelta(days=SEEN_DAYS)))
    longest = f.max(f.struct("length", "last", "start"))
    current = f.max(f.when(f.col("last") == f.col("last_lesson_day"), f.struct("length", "last", "start")))
    picked = found.groupBy("child").agg(longest.alias("longest"), current.alias("current"))
    return picked.select(
        "child",
        *(
            f.col(which).getField(part).alias(f"run_{which}{suffix}")
            for which in ("longest", "current")
            for part, suffix in (("length", ""), ("start", "_start"), ("last", "_last"))
        ),
    )


def _all_runs(engine: Engine, days: DataFrame, on: date) -> DataFrame:
    f = engine.functions
    numbered = _days_of_the_absent(engine, days, on).select(
        "child",
        "day",
        "away",
        _place(engine).alias("number"),
        f.max("day").over(engine.window.partitionBy("child")).alias("last_lesson_day"),
    )
    # Among full-day absences, number − rank stays the same as long as no other day with lessons
    # comes between.
    away = numbered.where(f.col("away")).withColumn("run", f.col("number") - _place(engine))
    return away.groupBy("child", "run").agg(
        f.count("day").alias("length"),
        f.max("day").alias("last"),
        f.min("day").alias("start"),
        f.max("last_lesson_day").alias("last_lesson_day"),
    )


def _place(engine: Engine) -> Column:
    return engine.functions.row_number().over(engine.window.partitionBy("child").orderBy("day"))


def _days_of_the_absent(engine: Engine, days: DataFrame, on: date) -> DataFrame:
    """The counted days of children with any full-day absence; ordering everybody's days is what costs."""
    f = engine.functions
    away = (
        (f.col("reported_lessons") > 0)
        & (f.col("reported_lessons") * 2 >= f.col("lessons"))
        & (f.col("whole_lessons") == f.col("reported_lessons"))
    )
    counted = days.where(f.col("day") > f.lit(on - timedelta(days=COUNTED_DAYS))).select(
        "child", "day", away.alias("away")
    )
    absent = counted.where(f.col("away")).select("child").distinct()
    return counted.join(absent, on="child", how="left_semi").select("child", "day", "away")
