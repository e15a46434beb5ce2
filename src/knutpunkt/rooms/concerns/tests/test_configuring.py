"""A body's own rules and routines: a new version from a day, the old one kept as it was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.insight import tables
from knutpunkt.insight.duckdb_engine import duckdb_session
from knutpunkt.insight.engine import engine_of
from knutpunkt.insight.rules import rule_rows, rules_in_force, shipped_rules
from knutpunkt.rooms.concerns import operations, rulebook
from knutpunkt.rooms.concerns.lake import rules_of
from knutpunkt.rooms.concerns.models import ConcernRoutine, RuleVersion
from knutpunkt.rooms.concerns.refusals import NotYet
from knutpunkt.rooms.concerns.routines import routine_for
from knutpunkt.rooms.concerns.tests.place import TODAY, Place

TOMORROW, LATER = TODAY + timedelta(days=1), TODAY + timedelta(days=30)
SHIPPED = next(rule for rule in shipped_rules() if rule.rule == "absence-28-20")


def changed(place: Place, valid_from=TOMORROW, on=TODAY, **changes) -> RuleVersion:
    return operations.set_rule(
        actor=SYSTEM, on=on, body=place.body, rule=replace(SHIPPED, **changes), valid_from=valid_from
    )


def routine(place: Place, valid_from=TOMORROW, **chosen: int) -> ConcernRoutine:
    return operations.set_routine(actor=SYSTEM, on=TODAY, body=place.body, valid_from=valid_from, **chosen)


def test_a_changed_rule_is_a_new_version_and_the_old_one_ends_the_day_before(place: Place):
    changed(place, threshold=0.15)
    changed(place, threshold=0.25, valid_from=LATER)
    first, second = RuleVersion.objects.order_by("version")
    assert (first.threshold, first.valid_to) == (0.15, LATER - timedelta(days=1))
    assert (second.threshold, second.valid_from, second.valid_to) == (0.25, LATER, None)
    assert second.version > first.version > SHIPPED.version


def test_what_is_decided_but_not_in_force_gives_way_to_a_later_decision(place: Place):
    changed(place, threshold=0.25, valid_from=LATER)
    changed(place, threshold=0.15)
    assert [(one.threshold, one.valid_to) for one in RuleVersion.objects.all()] == [(0.15, None)]
    routine(place, answer_days=9, valid_from=LATER)
    routine(place, answer_days=3)
    assert [one.answer_days for one in ConcernRoutine.objects.all()] == [3]


@pytest.mark.parametrize("days", [0, -1])
def test_nothing_changes_before_tomorrow(place: Place, days: int):
    day = TODAY + timedelta(days=days)
    with pytest.raises(NotYet):
        changed(place, threshold=0.15, valid_from=day)
    with pytest.raises(NotYet):
        routine(place, answer_days=3, valid_from=day)
    assert not RuleVersion.objects.exists()
    assert not ConcernRoutine.objects.exists()


def test_a_bodys_rules_are_the_shipped_ones_and_its_own(place: Place):
    changed(place, school_forms=("GY", "GYS"), active=False)
    found = rules_of(place.body)
    assert len(found) == len(shipped_rules()) + 1
    assert (found[-1].school_forms, found[-1].active) == (("GY", "GYS"), False)


def test_the_page_shows_the_same_rules_as_the_screening_goes_by(place: Place):
    changed(place, threshold=0.15)
    changed(place, threshold=0.25, valid_from=LATER)
    changed(place, rule="run-10", measure="run_longest", threshold=5, active=False)
    for on in (TODAY, TOMORROW, LATER):
        shown = {
            (entry.rule.rule, entry.rule.version, entry.rule.threshold)
            for entry in rulebook.entries(place.body, on)
            if entry.rule.active
        }
        assert shown == _screened_by(place, on)


def _screened_by(place: Place, on) -> set[tuple[str, int, float]]:
    with duckdb_session(threads=1) as session:
        engine = engine_of(session)
        rules = engine.table(tables.RULES, rule_rows(rules_of(place.body)))
        units = engine.table(tables.UNITS, [("unit", str(place.body.pk))])
        bodies = units.select(engine.functions.col("body").alias("for_body"))
        rows = engine.rows(rules_in_force(engine, rules, bodies, on))
    return {(row["rule"], row["version"], row["threshold"]) for row in rows}


def test_a_routine_is_the_bodys_own_of_the_day_or_the_shipped_one(place: Place):
    routine(place, days_to_backup=3, days_to_head_teacher=6)
    routine(place, days_to_backup=4, valid_from=LATER)
    seen = {on: routine_for(place.school, on) for on in (TODAY, TOMORROW, LATER)}
    assert [(one.days_to_backup, one.days_to_head_teacher) for one in seen.values()] == [
        (5, 10),
        (3, 6),
        (4, 6),
    ]
