"""Which rule fires for whom, and what a flag carries."""

from datetime import date

import pytest

from knutpunkt.insight.rules import FLAG_COLUMNS, Rule, shipped_rules
from knutpunkt.insight.tests.cases import DAY, ENROLLED, ON, lesson, school_days, screened


def a_rule(**changes):
    return Rule(
        **{"rule": "r", "measure": "share_28", "comparison": ">=", "threshold": 0.5, "step": 2} | changes
    )


def fired(*rules, attendance=None, **rows):
    rows = {"attendance": attendance or [lesson(1, invalid=60), lesson(2)]} | rows
    return [(flag["rule"], flag["version"], flag["step"]) for flag in screened(rules=rules, **rows)[1]]


def test_a_flag_carries_its_rule_and_the_numbers():
    [flag] = screened(
        rules=[a_rule()], attendance=[lesson(1, invalid=60), lesson(2), lesson(3, reported=False), lesson(30)]
    )[1]
    assert tuple(flag) == FLAG_COLUMNS
    assert (flag["child"], flag["unit"], flag["body"]) == ("c", "u", "b")
    assert (flag["measure"], flag["comparison"], flag["threshold"]) == ("share_28", ">=", 0.5)
    assert (flag["value"], flag["before"], flag["lessons"]) == (0.5, 0, 2)
    assert flag["coverage"] == pytest.approx(2 / 3)


def test_exactly_at_the_threshold_at_least_fires_and_more_than_does_not():
    assert fired(a_rule()) == [("r", 1, 2)]
    assert fired(a_rule(comparison=">")) == []


def test_a_rise_of_exactly_ten_points_fires_although_binary_numbers_say_a_little_less():
    rows = [lesson(back, invalid=12) for back in (1, 2, 3)] + [
        lesson(back, invalid=6) for back in (30, 31, 32)
    ]
    assert fired(a_rule(measure="change_28", threshold=0.1), attendance=rows) == [("r", 1, 2)]


def test_a_bodys_own_rule_takes_the_place_of_the_default():
    assert fired(a_rule(), a_rule(body="b", threshold=0.9)) == []
    assert fired(a_rule(threshold=0.9), a_rule(body="b", step=4)) == [("r", 1, 4)]


def test_a_body_can_switch_a_default_off_for_itself_only():
    off = a_rule(body="b", active=False)
    assert fired(a_rule(), off) == []
    assert fired(a_rule(), a_rule(body="other", active=False)) == [("r", 1, 2)]


def test_the_newest_version_in_force_counts():
    newer = a_rule(version=2, valid_from=ON, step=3)
    assert fired(a_rule(), newer) == [("r", 2, 3)]
    assert fired(a_rule(), a_rule(version=2, valid_from=ON + DAY, step=3)) == [("r", 1, 2)]
    assert fired(a_rule(valid_to=ON)) == [("r", 1, 2)]
    assert fired(a_rule(valid_to=ON - DAY)) == []


def test_a_rule_for_upper_secondary_leaves_compulsory_school_alone():
    assert fired(a_rule(school_forms=("GY", "GYS"))) == []
    assert fired(a_rule(school_forms=("GY", "GR"))) == [("r", 1, 2)]


def test_too_little_known_fires_nothing():
    rows = [lesson(1, invalid=60), lesson(2, reported=False), lesson(3, reported=False)]
    assert fired(a_rule(min_coverage=0.34), attendance=rows) == []
    assert fired(a_rule(min_coverage=0.33), attendance=rows) == [("r", 1, 2)]
    assert fired(a_rule(min_lessons=2), attendance=rows) == []


def test_a_child_of_a_unit_without_a_body_goes_by_the_defaults():
    assert fired(
        a_rule(),
        a_rule(body="b", active=False),
        enrolments=[("c", "elsewhere", date(2020, 1, 1), None, "GR", 8)],
    ) == [("r", 1, 2)]


def test_two_school_weeks_in_a_row_fire_the_shipped_rule_and_the_flag_knows_the_days():
    rows = [lesson(back, invalid=60) for back in school_days(13, 0)]
    flags = {flag["rule"]: flag for flag in screened(rules=shipped_rules(), attendance=rows)[1]}
    run = flags["run-10"]
    assert (run["value"], run["first"], run["last"]) == (10, date(2026, 11, 9), ON)


def test_four_hours_in_a_month_fire_for_upper_secondary():
    rows = [lesson(back, invalid=60) for back in (1, 2, 3, 7)]
    gymnasium = [(*ENROLLED[0][:4], "GY", 1)]
    fired_rules = {code for code, _, _ in fired(*shipped_rules(), attendance=rows, enrolments=gymnasium)}
    assert "invalid-month-4h" in fired_rules
    assert "invalid-month-before-4h" not in fired_rules


def test_flags_come_by_unit_and_child_and_never_by_how_much():
    rows = [lesson(1, invalid=minutes, child=child) for child, minutes in (("a", 31), ("b", 60), ("c", 40))]
    enrolments = [("a", "v", *ENROLLED[0][2:]), ("b", "u", *ENROLLED[0][2:]), ("c", "u", *ENROLLED[0][2:])]
    flags = screened(rules=[a_rule()], attendance=rows, enrolments=enrolments)[1]
    assert [(flag["unit"], flag["child"]) for flag in flags] == [("u", "b"), ("u", "c"), ("v", "a")]


def test_every_shipped_rule_says_where_it_comes_from_and_how_sure_that_is():
    rules = shipped_rules()
    assert len({rule.rule for rule in rules}) == len(rules)
    assert all(
        rule.source and rule.confidence in {"H", "M", "L"} and rule.title and rule.title_en for rule in rules
    )
    assert {rule.active for rule in rules} == {True, False}


def test_a_rule_about_something_nobody_measures_is_refused():
    with pytest.raises(ValueError, match="unknown measure"):
        a_rule(measure="risk_score")
    with pytest.raises(ValueError, match="unknown comparison"):
        a_rule(comparison="==")
