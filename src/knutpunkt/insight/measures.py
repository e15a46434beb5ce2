"""Every measure of every enrolled child on a day: one row per child, nothing weighed together."""

from datetime import date

from knutpunkt.insight.days import COUNTS, WINDOWS, window_measures
from knutpunkt.insight.engine import NEAR, Column, DataFrame, Engine
from knutpunkt.insight.patterns import WEEKDAYS, subject_pattern, weekday_pattern
from knutpunkt.insight.runs import runs
from knutpunkt.insight.schooling import grade_measures, pupils, school_changes
from knutpunkt.insight.tables import Inputs

# Attendance is recovering when the last four weeks are at least this much better than the four before,
# from at least this share absent, with at least this much reported in both.
RECOVERED_BY = 0.10
RECOVERED_FROM = 0.10
RECOVERY_COVERAGE = 0.5
# On time: no late arrival in four weeks, at this many lessons or more that the child came to.
ON_TIME_LESSONS = 20

# Without lessons or enrolments these are none, not unknown.
ZERO_WHEN_NONE = (
    *COUNTS,
    *(
        f"{count}_{w}"
        for w in WINDOWS
        for count in ("lessons", "reported_lessons", "reported_lessons_before")
    ),
    *("run_longest", "run_current", "school_changes"),
)
SHARES = tuple(
    f"{measure}_{w}"
    for w in WINDOWS
    for measure in (
        *("share", "share_valid", "share_invalid", "coverage"),
        *("share_before", "coverage_before", "change"),
    )
)
KEPT_AS_THEY_ARE = (
    *("child", "unit", "body", "school_form", "school_year", "term", "term_start", "term_last"),
    *(f"run_{which}_{end}" for which in ("longest", "current") for end in ("start", "last")),
    *(f"weekday_share_{n}" for n in WEEKDAYS),
    *(
        f"{pattern}{part}"
        for pattern in ("weekday_out", "subject_out", "subject_in")
        for part in ("", "_share", "_rest")
    ),
    *("grades_term", "failed_subjects", "failed_core", "failed_list", "failed_core_list", "strong_list"),
)


def measures(engine: Engine, inputs: Inputs, *, days: DataFrame, on: date) -> DataFrame:
    """From the inputs and `child_days`, held by the caller since it has three readers.

    One row per child enrolled on the day. Empty means unknown; a count without lessons is 0.
    """
    # Held one by one: each is small, and the frame that joins them stays cheap to plan.
    enrolled = engine.keep(pupils, inputs.enrolments, inputs.units, inputs.terms, on)
    parts = (
        engine.keep(window_measures, days, enrolled, on),
        engine.keep(runs, days, on),
        engine.keep(weekday_pattern, days, on),
        engine.keep(subject_pattern, inputs.attendance, on),
        engine.keep(grade_measures, inputs.grades, on),
        engine.keep(school_changes, inputs.enrolments, on),
    )
    return engine.keep(_joined, enrolled, *parts)


def _joined(engine: Engine, enrolled: DataFrame, *parts: DataFrame) -> DataFrame:
    for part in parts:
        enrolled = enrolled.join(part, on="child", how="left")
    return _with_protection(engine, enrolled.select(*KEPT_AS_THEY_ARE, *SHARES, *_counts(engine)))


def _counts(engine: Engine) -> list[Column]:
    f = engine.functions
    return [f.coalesce(f.col(name), f.lit(0)).alias(name) for name in ZERO_WHEN_NONE]


def _with_protection(engine: Engine, frame: DataFrame) -> DataFrame:
    f = engine.functions
    recovering = (
        (f.col("share_before_28") >= f.lit(RECOVERED_FROM))
        & (f.col("change_28") <= f.lit(NEAR - RECOVERED_BY))
        & (f.col("coverage_28") >= f.lit(RECOVERY_COVERAGE))
        & (f.col("coverage_before_28") >= f.lit(RECOVERY_COVERAGE))
    )
    on_time = (f.col("late_28") == 0) & (f.col("attended_28") >= ON_TIME_LESSONS)
    return frame.select(
        "*",
        f.coalesce(recovering, f.lit(False)).alias("recovering"),
        f.coalesce(on_time, f.lit(False)).alias("on_time"),
    )
