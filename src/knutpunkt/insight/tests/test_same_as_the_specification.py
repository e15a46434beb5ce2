"""The expressions against a naive evaluation, child by child, written from the specification."""

from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knutpunkt.insight.duckdb_engine import duckdb_session
from knutpunkt.insight.engine import engine_of
from knutpunkt.insight.rules import TESTED, rule_rows, shipped_rules
from knutpunkt.insight.screening import screen
from knutpunkt.insight.tables import ATTENDANCE, ENROLMENTS, GRADES, RULES, TERMS, UNITS, Inputs
from knutpunkt.insight.tests import naive
from knutpunkt.insight.tests.worlds import rules_of, world

ONCE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31)) | st.just(date(2024, 2, 29))


def screened(session, rows, rules, on):
    engine = engine_of(session)
    specs = {
        "attendance": ATTENDANCE,
        "grades": GRADES,
        "enrolments": ENROLMENTS,
        "units": UNITS,
        "terms": TERMS,
    }
    tables = {name: engine.table(spec, rows[name]) for name, spec in specs.items()}
    return screen(
        session=session, inputs=Inputs(rules=engine.table(RULES, rule_rows(rules)), **tables), on=on
    )


def same(got, expected):
    if isinstance(expected, Fraction):
        return got is not None and abs(got - expected) < Fraction(1, 10**12)
    return got == expected and (got is None) == (expected is None)


def compare(seed, on):
    rows = world(seed, on)
    rules = [*rules_of(Random(seed), on, TESTED), *shipped_rules()]
    expected = naive.measures_of(rows, on)
    with duckdb_session(threads=1) as session:
        found = screened(session, rows, rules, on)
        got = {row["child"]: row for row in found.measure_rows()}
        flags = {(row["child"], row["rule"]): (row["version"], row["value"]) for row in found.flag_rows()}
    assert got.keys() == expected.keys()
    wrong = [
        (child, name, got[child][name], value)
        for child, numbers in expected.items()
        for name, value in numbers.items()
        if not same(got[child][name], value)
    ]
    assert wrong == []
    due = naive.flags_of(expected, rules, on)
    assert flags.keys() == due.keys()
    assert all(flags[key][0] == due[key][0] and abs(flags[key][1] - due[key][1]) < 1e-12 for key in due)


@given(seed=st.integers(0, 2**32), on=DAYS)
@settings(max_examples=4, **ONCE)
def test_every_measure_and_flag_is_what_the_specification_says(seed, on):
    compare(seed, on)


@pytest.mark.deep
@given(seed=st.integers(0, 2**32), on=DAYS)
@settings(max_examples=150, **ONCE)
def test_every_measure_and_flag_is_what_the_specification_says_often(seed, on):
    compare(seed, on)
