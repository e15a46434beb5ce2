"""One child at a time, for tests that say one thing."""

from contextlib import contextmanager
from datetime import date, timedelta

from knutpunkt.insight.duckdb_engine import duckdb_session
from knutpunkt.insight.engine import engine_of
from knutpunkt.insight.rules import rule_rows
from knutpunkt.insight.screening import screen
from knutpunkt.insight.tables import ATTENDANCE, ENROLMENTS, GRADES, RULES, TERMS, UNITS, Inputs

ON = date(2026, 11, 20)  # a Friday
DAY = timedelta(days=1)
ENROLLED = [("c", "u", date(2020, 8, 1), None, "GR", 8)]
AUTUMN = [("b", "2026HT", date(2026, 8, 19), date(2026, 12, 20))]


def lesson(back, n=0, *, valid=0, invalid=0, late=0, reported=True, subject="MA", offered=60, child="c"):
    """A lesson so many days back."""
    return (child, "u", ON - back * DAY, f"{n:02}", subject, offered, valid, invalid, late, reported)


def school_days(first, last):
    """Days back, from `first` down to `last`, weekends left out."""
    return [back for back in range(first, last - 1, -1) if (ON - back * DAY).isoweekday() <= 5]


@contextmanager
def tables(*, attendance=(), grades=(), enrolments=ENROLLED, terms=AUTUMN, rules=()):
    with duckdb_session(threads=1) as session:
        engine = engine_of(session)
        yield (
            session,
            Inputs(
                attendance=engine.table(ATTENDANCE, attendance),
                grades=engine.table(GRADES, grades),
                enrolments=engine.table(ENROLMENTS, enrolments),
                units=engine.table(UNITS, [("u", "b"), ("v", "b")]),
                terms=engine.table(TERMS, terms),
                rules=engine.table(RULES, rule_rows(rules)),
            ),
        )


def screened(*, on=ON, **rows):
    """Measure rows and flag rows."""
    with tables(**rows) as (session, inputs):
        found = screen(session=session, inputs=inputs, on=on)
        return found.measure_rows(), found.flag_rows()


def measured(*attendance, **rows):
    """The measures of the one child."""
    return screened(attendance=attendance, **rows)[0][0]
