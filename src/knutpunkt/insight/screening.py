"""The screening of a day: measures for everybody enrolled, flags where a rule fired."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from knutpunkt.insight.days import child_days
from knutpunkt.insight.engine import DataFrame, Engine, Row, Session, engine_of
from knutpunkt.insight.measures import measures
from knutpunkt.insight.rules import flags
from knutpunkt.insight.tables import Inputs, first_day_needed


@dataclass(frozen=True, kw_only=True)
class Screening:
    """What was found on a day, held by the engine until collected."""

    engine: Engine
    on: date
    rows_read: int
    measures: DataFrame
    flags: DataFrame

    def measure_rows(self) -> list[Row]:
        """One dictionary per enrolled child."""
        return self.engine.rows(self.measures.orderBy("unit", "child"))

    def flag_rows(self) -> list[Row]:
        """One dictionary per flag, by unit, child and rule."""
        return self.engine.rows(self.flags.orderBy("unit", "child", "rule"))


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What `knutpunkt screen` prints."""

    rows_read: int
    children: int
    flagged: int
    flags_per_rule: dict[str, int]
    seconds: float

    @property
    def rows_per_second(self) -> float:
        return self.rows_read / self.seconds if self.seconds > 0 else 0.0


def screen(*, session: Session, inputs: Inputs, on: date) -> Screening:
    """Measures and flags for the day. The days of everyone are held only while the measures are computed."""
    engine = engine_of(session)
    terms = [(t["body"], t["term"], t["start"], t["last_day"]) for t in engine.rows(inputs.terms)]
    since = first_day_needed(on, terms)
    with engine.held(child_days, inputs.attendance, since, on) as days:
        rows_read = engine.rows(days.agg(engine.functions.sum("lessons").alias("rows")))[0]["rows"]
        found = measures(engine, inputs, days=days, on=on)
    fired = flags(engine, found, inputs.rules, on)
    return Screening(engine=engine, on=on, rows_read=int(rows_read or 0), measures=found, flags=fired)


def counts(*, children: int, flag_rows: list[Row], rows_read: int, seconds: float) -> Counts:
    """Sums for the terminal, from what was collected and the time the caller measured."""
    return Counts(
        rows_read=rows_read,
        children=children,
        flagged=len({row["child"] for row in flag_rows}),
        flags_per_rule=dict(sorted(Counter(row["rule"] for row in flag_rows).items())),
        seconds=seconds,
    )
