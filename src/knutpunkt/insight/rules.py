"""Rules as data, and the one join that turns measures into flags.

A rule belongs to a responsible body, or to none and is then the default. It has a version and the days it
is in force. Of the versions in force on a day the highest counts. A body's own rule takes the place of the
default with the same code, also when the body has switched it off. No law gives a threshold; each body
decides its own (domain error 15).

A flag says that one rule fired for one child, with the rule's and the child's numbers. Flags are never
added up, and come ordered by unit and child, never by how much (domain error 16).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from importlib.resources import files

from knutpunkt.insight.days import WINDOWS
from knutpunkt.insight.engine import NEAR, Column, DataFrame, Engine, Value

COMPARISONS = (">=", ">", "<=", "<")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One version of a rule.

    `school_forms` empty: all; `min_coverage` and `min_lessons`: else too little is known.
    """

    rule: str
    measure: str
    comparison: str
    threshold: float
    step: int
    body: str | None = None
    version: int = 1
    valid_from: date = date(2020, 1, 1)
    valid_to: date | None = None
    min_coverage: float | None = None
    min_lessons: int | None = None
    school_forms: tuple[str, ...] = ()
    active: bool = True
    title: str = ""
    title_en: str = ""
    description: str = ""
    source: str = ""
    confidence: str = ""

    def __post_init__(self) -> None:
        if self.measure not in TESTED:
            raise ValueError(f"unknown measure {self.measure!r} in rule {self.rule!r}")
        if self.comparison not in COMPARISONS:
            raise ValueError(f"unknown comparison {self.comparison!r} in rule {self.rule!r}")


@dataclass(frozen=True)
class Tested:
    """What a flag takes along when a rule tests this measure: names of columns in the measures table."""

    before: str | None = None
    now: str | None = None
    coverage: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None
    term: str | None = None
    detail: str | None = None


def _tested() -> dict[str, Tested]:
    found: dict[str, Tested] = {}
    for w in WINDOWS:
        coverage, lessons = f"coverage_{w}", f"reported_lessons_{w}"
        plain = Tested(coverage=(coverage,), lessons=(lessons,))
        found[f"share_{w}"] = replace(plain, before=f"share_before_{w}")
        found[f"share_valid_{w}"] = found[f"share_invalid_{w}"] = plain
        found[f"change_{w}"] = Tested(
            before=f"share_before_{w}",
            now=f"share_{w}",
            coverage=(coverage, f"coverage_before_{w}"),
            lessons=(lessons, f"reported_lessons_before_{w}"),
        )
    found["run_longest"] = Tested(first="run_longest_start", last="run_longest_last")
    found["run_current"] = Tested(first="run_current_start", last="run_current_last")
    found["late_28"] = Tested(coverage=("coverage_28",), lessons=("attended_28",))
    found["invalid_days_28"] = Tested(coverage=("coverage_28",), lessons=("reported_lessons_28",))
    found["absence_days_term"] = Tested(coverage=("coverage_term",), lessons=("reported_lessons_term",))
    found["invalid_minutes_month"] = Tested(first="month_first", last="month_last")
    found["invalid_minutes_month_before"] = Tested(first="month_before_first", last="month_before_last")
    found["failed_subjects"] = Tested(term="grades_term", detail="failed_list")
    found["failed_core"] = Tested(term="grades_term", detail="failed_core_list")
    found["school_changes"] = Tested()
    found["weekday_out_share"] = Tested(
        before="weekday_out_rest", coverage=("coverage_56",), detail="weekday_out"
    )
    found["subject_out_share"] = Tested(
        before="subject_out_rest", coverage=("coverage_56",), detail="subject_out"
    )
    return found


TESTED = _tested()


def shipped_rules() -> list[Rule]:
    """The examples in use in Sweden that come along as defaults, each with its source; some switched on."""
    text = files("knutpunkt.insight").joinpath("data", "rules.json").read_text(encoding="utf-8")
    return [_rule(entry) for entry in json.loads(text)]


def _rule(entry: dict[str, object]) -> Rule:
    return Rule(**{**entry, "school_forms": tuple(entry.get("school_forms", ()))})  # type: ignore[arg-type]


def rule_rows(rules: Iterable[Rule]) -> list[tuple[Value, ...]]:
    """Rules as rows of the table `tables.RULES`: one per school form it is for, or one for all."""
    return [
        (
            *(
                r.body,
                r.rule,
                r.version,
                r.valid_from,
                r.valid_to,
                r.measure,
                r.comparison,
                float(r.threshold),
            ),
            *(r.min_coverage, r.min_lessons, form, r.step, r.active),
        )
        for r in rules
        for form in (r.school_forms or (None,))
    ]


def rules_in_force(engine: Engine, rules: DataFrame, bodies: DataFrame, on: date) -> DataFrame:
    """The rules each of the bodies goes by on the day, keyed by `for_body` ("" stands for a body nobody
    named).
    """
    f = engine.functions
    dated = rules.where(
        (f.col("valid_from") <= f.lit(on)) & (f.col("valid_to").isNull() | (f.col("valid_to") >= f.lit(on)))
    )
    newest = engine.window.partitionBy("body", "rule").orderBy(f.col("version").desc())
    latest = dated.withColumn("place", f.rank().over(newest)).where(f.col("place") == 1)
    own = latest.where(f.col("body").isNotNull()).withColumn("for_body", f.col("body")).select(*_RULE_COLUMNS)
    defaults = latest.where(f.col("body").isNull()).select(*(c for c in _RULE_COLUMNS if c != "for_body"))
    everywhere = defaults.crossJoin(bodies).select(*_RULE_COLUMNS)
    replaced = own.select("for_body", "rule").distinct()
    kept = everywhere.join(replaced, on=["for_body", "rule"], how="left_anti").select(*_RULE_COLUMNS)
    in_force = own.unionByName(kept).where(f.col("active"))
    return in_force.withColumnRenamed("school_form", "for_form")


_RULE_COLUMNS = (
    *("for_body", "rule", "version", "step", "measure", "comparison", "threshold"),
    *("min_coverage", "min_lessons", "school_form", "active"),
)


def flags(engine: Engine, measures: DataFrame, rules: DataFrame, on: date) -> DataFrame:
    """One row per child and rule that fired."""
    bodies = engine.keep(_bodies, measures)
    in_force = engine.keep(rules_in_force, rules, bodies, on)
    tested = engine.rows(in_force.select("measure").distinct())
    return engine.keep(_fired, measures, in_force, on, tuple(sorted(row["measure"] for row in tested)))


def _bodies(engine: Engine, measures: DataFrame) -> DataFrame:
    return measures.select(_for_body(engine)).distinct()


def _for_body(engine: Engine) -> Column:
    f = engine.functions
    return f.coalesce(f.col("body"), f.lit("")).alias("for_body")


def _fired(
    engine: Engine, measures: DataFrame, in_force: DataFrame, on: date, tested: tuple[str, ...]
) -> DataFrame:
    f = engine.functions
    pupils = measures.select("*", _for_body(engine), *_months(engine, on))
    tried = pupils.join(in_force, on="for_body", how="inner").select(*_tried(engine, tested))
    enough = f.col("min_coverage").isNull() | (
        f.coalesce(f.col("coverage"), f.lit(0.0)) >= f.col("min_coverage")
    )
    lessons = f.col("min_lessons").isNull() | (f.coalesce(f.col("lessons"), f.lit(0)) >= f.col("min_lessons"))
    meant = f.col("for_form").isNull() | (f.col("for_form") == f.col("school_form"))
    fired = tried.where(meant & enough & lessons & _holds(engine))
    return fired.select(*FLAG_COLUMNS)


FLAG_COLUMNS = (
    *("child", "unit", "body", "rule", "version", "step", "measure", "comparison", "threshold"),
    *("value", "now", "before", "coverage", "lessons", "first", "last", "term", "detail"),
)


_TAKEN_ALONG = {
    "now": "double",
    "before": "double",
    "coverage": "double",
    "lessons": "int",
    "first": "date",
    "last": "date",
    "term": "string",
    "detail": "string",
}
_PUPIL_COLUMNS = ("child", "unit", "body", "school_form")
_RULE_NUMBERS = (
    *("rule", "version", "step", "measure", "comparison", "threshold"),
    *("min_coverage", "min_lessons", "for_form"),
)


def _months(engine: Engine, on: date) -> list[Column]:
    first = on.replace(day=1)
    last_before = first - timedelta(days=1)
    ends = {"month_first": first, "month_last": on}
    ends |= {"month_before_first": last_before.replace(day=1), "month_before_last": last_before}
    return [engine.functions.lit(day).alias(name) for name, day in ends.items()]


def _tried(engine: Engine, tested: tuple[str, ...]) -> list[Column]:
    known = {measure: TESTED[measure] for measure in tested if measure in TESTED}
    picked = {"value": _pick(engine, {measure: (measure,) for measure in known}, "double")}
    for part, kind in _TAKEN_ALONG.items():
        picked[part] = _pick(engine, {m: _names(getattr(taken, part)) for m, taken in known.items()}, kind)
    kept = [engine.functions.col(name) for name in (*_PUPIL_COLUMNS, *_RULE_NUMBERS)]
    return kept + [column.alias(name) for name, column in picked.items()]


def _names(taken: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (taken,) if isinstance(taken, str) else taken or ()


def _pick(engine: Engine, columns: dict[str, tuple[str, ...]], kind: str) -> Column:
    """The column that the rule's measure says; of two, the lesser."""
    f = engine.functions
    cases = [f.lit(None).cast(kind), f.lit(None).cast(kind)]
    for measure, names in columns.items():
        wanted = [f.col(name).cast(kind) for name in names]
        if wanted:
            value = wanted[0] if len(wanted) == 1 else f.least(*wanted)
            cases.append(f.when(f.col("measure") == measure, value))
    return f.coalesce(*cases)


def _holds(engine: Engine) -> Column:
    f = engine.functions
    value, threshold = f.col("value"), f.col("threshold")
    tests = {
        ">=": value >= threshold - f.lit(NEAR),
        ">": value > threshold + f.lit(NEAR),
        "<=": value <= threshold + f.lit(NEAR),
        "<": value < threshold - f.lit(NEAR),
    }
    return reduce(lambda a, b: a | b, ((f.col("comparison") == sign) & test for sign, test in tests.items()))
