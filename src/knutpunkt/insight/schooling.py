"""Where the child goes to school, what the grades say, and how often the school changed."""

from datetime import date
from functools import reduce
from operator import or_

from knutpunkt.insight.engine import Column, DataFrame, Engine
from knutpunkt.insight.tables import FORMS_WITHOUT_LESSONS

PASSES = ("A", "B", "C", "D", "E")
NO_PASS = ("F", "-")
STRONG = ("A", "B", "C")
SWEDISH = ("SV", "SVA")
# In order: Swedish as a second language also begins like Swedish.
CORE_STARTS = (
    ("SVA", ("SVAS", "SVENSKA SOM ANDRA")),
    ("SV", ("SVEN", "SVESVE")),
    ("EN", ("ENGE", "ENGENG")),
    ("MA", ("MATE", "MATMAT")),
)


def pupils(engine: Engine, enrolments: DataFrame, units: DataFrame, terms: DataFrame, on: date) -> DataFrame:
    """One row per child enrolled on the day: its unit, body, school form and year, and its term's dates.

    Of several enrolments the one that began last counts, then the unit that comes first.
    """
    f = engine.functions
    runs = (f.col("start") <= f.lit(on)) & (f.col("last_day").isNull() | (f.col("last_day") >= f.lit(on)))
    order = engine.window.partitionBy("child").orderBy(
        f.col("start").desc(), f.col("unit"), f.col("school_form")
    )
    running = _with_lessons(engine, enrolments).where(runs)
    placed = running.withColumn("place", f.row_number().over(order)).where(f.col("place") == 1)
    return (
        placed.select("child", "unit", "school_form", "school_year")
        .join(units.select("unit", "body"), on="unit", how="left")
        .join(_terms_so_far(engine, terms, on), on="body", how="left")
    )


def _with_lessons(engine: Engine, enrolments: DataFrame) -> DataFrame:
    f = engine.functions
    form = f.coalesce(f.col("school_form"), f.lit(""))
    return enrolments.where(~form.isin(*FORMS_WITHOUT_LESSONS))


def _terms_so_far(engine: Engine, terms: DataFrame, on: date) -> DataFrame:
    """Per body the term that began last: its days so far, and where the equally long time before begins."""
    f = engine.functions
    latest = engine.window.partitionBy("body").orderBy(f.col("start").desc())
    begun = terms.where(f.col("start") <= f.lit(on)).withColumn("place", f.row_number().over(latest))
    last = f.least(f.col("last_day"), f.lit(on))
    so_far = begun.where(f.col("place") == 1).select(
        "body", "term", f.col("start").alias("term_start"), last.alias("term_last")
    )
    length = f.datediff(f.col("term_last"), f.col("term_start")) + 1
    return so_far.withColumn("term_before", f.date_sub(f.col("term_start"), length))


def term_key(term: str) -> str:
    """Terms in the order of time: spring before autumn."""
    return term[:4] + ("1" if term.endswith("VT") else "2")


def grade_measures(engine: Engine, grades: DataFrame, on: date) -> DataFrame:
    """One row per child with grades.

    Subjects without a pass and strong ones, in its latest term up to the day's.
    """
    f = engine.functions
    latest = _latest_grades(engine, grades, on)
    counts = latest.groupBy("child").agg(
        f.max("term").alias("grades_term"),
        _count(engine, f.col("grade").isin(*NO_PASS)).alias("failed_subjects"),
        *(held.alias(name) for name, held in _core(engine).items()),
    )
    named = counts.select("child", "grades_term", "failed_subjects", *_core_columns(engine))
    for name, marks in (("failed_list", NO_PASS), ("strong_list", STRONG)):
        named = named.join(_subjects_with(engine, latest, marks, name), on="child", how="left")
    return named


def _latest_grades(engine: Engine, grades: DataFrame, on: date) -> DataFrame:
    f = engine.functions
    key = f.concat(
        f.substring("term", 1, 4), f.when(f.col("term").endswith("VT"), f.lit("1")).otherwise(f.lit("2"))
    )
    now = f"{on.year}{1 if on.month < 7 else 2}"
    known = f.col("key").isNotNull() & (f.col("key") <= f.lit(now)) & f.col("grade").isin(*PASSES, *NO_PASS)
    keyed = grades.withColumn("key", key).where(known)
    latest = f.max("key").over(engine.window.partitionBy("child"))
    newest = keyed.withColumn("latest", latest).where(f.col("key") == f.col("latest"))
    return newest.withColumn("core", core_subject(engine))


def _count(engine: Engine, held: Column) -> Column:
    f = engine.functions
    return f.sum(f.when(held, 1).otherwise(0)).cast("int")


def _core(engine: Engine) -> dict[str, Column]:
    f = engine.functions
    core, fails, passes = f.col("core"), f.col("grade").isin(*NO_PASS), f.col("grade").isin(*PASSES)
    return {
        "sv_failed": _count(engine, fails & core.isin(*SWEDISH)),
        "sv_passed": _count(engine, passes & core.isin(*SWEDISH)),
        "sva_failed": _count(engine, fails & (core == "SVA")),
        "en_failed": _count(engine, fails & (core == "EN")),
        "ma_failed": _count(engine, fails & (core == "MA")),
    }


def core_subject(engine: Engine) -> Column:
    """Which of SV, SVA, EN and MA the subject is, whether written as code, name or course ("MATMAT01b")."""
    f = engine.functions
    written = f.upper(f.trim(f.col("subject")))
    chosen = f
    for code, starts in CORE_STARTS:
        begins = reduce(or_, (written.startswith(start) for start in starts))
        chosen = chosen.when((written == code) | begins, f.lit(code))
    return chosen


def _core_columns(engine: Engine) -> list[Column]:
    """A pass in either Swedish or Swedish as a second language is a pass in Swedish (skollagen 16:30)."""
    f = engine.functions
    swedish = (f.col("sv_failed") > 0) & (f.col("sv_passed") == 0)
    missing = (
        f.when(swedish & (f.col("sva_failed") > 0), f.lit("SVA")).when(swedish, f.lit("SV")),
        f.when(f.col("en_failed") > 0, f.lit("EN")),
        f.when(f.col("ma_failed") > 0, f.lit("MA")),
    )
    number = sum(
        (f.when(column.isNotNull(), 1).otherwise(0) for column in missing[1:]),
        f.when(missing[0].isNotNull(), 1).otherwise(0),
    )
    return [number.alias("failed_core"), f.concat_ws(",", *missing).alias("failed_core_list")]


def _subjects_with(engine: Engine, latest: DataFrame, marks: tuple[str, ...], name: str) -> DataFrame:
    f = engine.functions
    subjects = f.array_join(f.sort_array(f.collect_list("subject")), ",")
    return latest.where(f.col("grade").isin(*marks)).groupBy("child").agg(subjects.alias(name))


def school_changes(engine: Engine, enrolments: DataFrame, on: date) -> DataFrame:
    """One row per child that changed school within a school form in the last 24 months; how often."""
    f = engine.functions
    order = engine.window.partitionBy("child").orderBy("start", "unit", "school_form")
    known = _with_lessons(engine, enrolments).where(f.col("start") <= f.lit(on))
    moved = known.select(
        "child",
        "start",
        (
            (f.col("unit") != f.lag("unit").over(order))
            & (f.col("school_form") == f.lag("school_form").over(order))
        ).alias("moved"),
    )
    recent = moved.where(f.col("moved") & (f.col("start") > f.lit(two_years_before(on))))
    return recent.groupBy("child").agg(f.count("start").cast("int").alias("school_changes"))


def two_years_before(on: date) -> date:
    """The same day two years earlier; 29 February becomes the 28th."""
    return on.replace(year=on.year - 2, day=28 if (on.month, on.day) == (2, 29) else on.day)
