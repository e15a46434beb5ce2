"""The sentences people read."""

from datetime import date

import pytest

from knutpunkt.insight.rules import TESTED, Rule, shipped_rules
from knutpunkt.insight.sentences import (
    flag_sentence,
    flag_sentences,
    hours,
    number,
    percent,
    protective_phrases,
    span,
    summary,
    term_name,
)
from knutpunkt.insight.tests.cases import lesson, school_days, screened

NOTHING = dict.fromkeys(("value", "now", "before", "coverage", "lessons", "first", "last", "term", "detail"))


def say(measure, language="sv", **numbers):
    return flag_sentence(NOTHING | {"measure": measure} | numbers, language=language).replace("\u00a0", " ")


def test_a_share_says_the_period_what_was_before_and_what_is_not_known():
    numbers = {"value": 0.314, "before": 0.09, "coverage": 0.92}
    assert say("share_28", **numbers) == (
        "borta 31 % av undervisningstiden de senaste fyra veckorna, var 9 % de fyra veckorna innan; "
        "8 % av tiden är inte rapporterad"
    )
    assert say("share_28", "en", **numbers) == (
        "away 31% of teaching time in the last four weeks, was 9% in the four weeks before; "
        "8% of the time is not reported"
    )


def test_what_is_fully_reported_or_was_unknown_before_is_not_mentioned():
    assert say("share_invalid_term", value=0.2, coverage=1.0) == (
        "borta utan godkänd orsak 20 % av undervisningstiden under terminen"
    )


def test_a_change_is_told_as_now_and_before():
    assert say("change_28", value=0.22, now=0.31, before=0.09) == (
        "borta 31 % av undervisningstiden de senaste fyra veckorna, var 9 % de fyra veckorna innan"
    )


RUN = {"first": date(2026, 11, 3), "last": date(2026, 11, 18)}
ONE_DAY = {"first": date(2026, 11, 3), "last": date(2026, 11, 3)}
SAID = [
    ("run_longest", {"value": 12.0, **RUN}, "borta hela dagen 12 skoldagar i rad, 3–18 november"),
    ("run_current", {"value": 1.0, **ONE_DAY}, "borta hela dagen 3 november"),
    ("late_28", {"value": 9.0, "lessons": 84}, "kom sent till 9 av 84 lektioner de senaste fyra veckorna"),
    ("invalid_days_28", {"value": 1.0}, "borta utan godkänd orsak en dag de senaste fyra veckorna"),
    ("absence_days_term", {"value": 5.0}, "borta någon del av 5 dagar under terminen"),
    ("invalid_minutes_month", {"value": 330.0, **RUN}, "borta utan godkänd orsak 5,5 timmar i november"),
    (
        "failed_core",
        {"value": 2.0, "term": "2026VT", "detail": "EN,MA"},
        "inget godkänt i engelska och matematik våren 2026",
    ),
    ("failed_subjects", {"value": 1.0, "term": "2025HT", "detail": "XYZ"}, "inget godkänt i XYZ hösten 2025"),
    ("school_changes", {"value": 2.0}, "bytt skola 2 gånger på två år"),
    (
        "weekday_out_share",
        {"value": 0.45, "before": 0.08, "detail": "5"},
        "borta 45 % av tiden på fredagar, 8 % andra dagar (åtta veckor)",
    ),
    (
        "subject_out_share",
        {"value": 0.45, "before": 0.08, "detail": "MA"},
        "borta 45 % av tiden i matematik, 8 % i övriga ämnen (åtta veckor)",
    ),
]


@pytest.mark.parametrize(("measure", "numbers", "expected"), SAID)
def test_each_measure_has_its_sentence(measure, numbers, expected):
    assert say(measure, **numbers) == expected


def test_what_goes_well_is_said_too():
    measures = {
        "recovering": True,
        "share_28": 0.08,
        "share_before_28": 0.31,
        "on_time": True,
        "subject_in": "MU",
        "subject_in_share": 0.0,
        "subject_in_rest": 0.41,
        "grades_term": "2026VT",
        "strong_list": "BL,MU",
        "failed_subjects": 0,
    }
    assert [phrase.replace("\u00a0", " ") for phrase in protective_phrases(measures, language="sv")] == [
        "är mer i skolan igen: borta 8 % på fyra veckor, var 31 % de fyra innan",
        "kommer till musiken: borta 0 % där, 41 % i övriga ämnen",
        "kommer i tid: ingen sen ankomst på fyra veckor",
        "går bra i bild och musik våren 2026",
        "godkänt i alla ämnen våren 2026",
    ]
    assert (
        protective_phrases(measures, language="en")[1]
        == "comes to lessons in music: away 0% there, 41% in other subjects"
    )
    assert protective_phrases({}, language="sv") == []


def test_the_same_thing_is_said_once():
    flags = [NOTHING | {"measure": "share_28", "value": 0.3, "before": 0.1}]
    flags.append(NOTHING | {"measure": "change_28", "value": 0.2, "now": 0.3, "before": 0.1})
    assert len(flag_sentences(flags, language="sv")) == 1


def test_every_measure_a_rule_can_test_has_a_sentence_in_both_languages_from_a_real_flag():
    rows = [lesson(b, n, subject=s, invalid=60 if s == "MA" or b % 7 == 0 else 0, late=9 if s == "MU" else 0)
            for b in school_days(110, 0) for n, s in enumerate(("MU", "MA", "BL"))]  # fmt: skip
    rules = [Rule(rule=m, measure=m, comparison=">=", threshold=-9, step=1) for m in TESTED]
    grades = [("c", "u", "2026VT", "MA", "F"), ("c", "u", "2026VT", "MU", "A")]
    [child], flags = screened(attendance=rows, rules=rules, grades=grades)
    assert {flag["rule"] for flag in flags} == TESTED.keys()
    for language in ("sv", "en"):
        said = {flag["measure"]: flag_sentence(flag, language=language) for flag in flags}
        assert not any(
            "None" in text or "{" in text or text.startswith(measure) for measure, text in said.items()
        )
        assert summary(flags, child, language=language)


def test_every_shipped_rule_tests_a_measure_that_has_a_sentence():
    assert {rule.measure for rule in shipped_rules()} <= TESTED.keys()


def test_numbers_are_written_the_swedish_way():
    assert percent(0.125, language="sv") == "13\u00a0%"
    assert percent(0.125, language="en") == "13%"
    assert percent(0.004, language="sv") == "under 1\u00a0%"
    assert percent(0.0, language="sv") == "0\u00a0%"
    assert (number(1.25, language="sv"), number(1.25, language="en"), number(12.0, language="sv")) == (
        "1,3",
        "1.3",
        "12",
    )
    assert (hours(60, language="sv"), hours(90, language="en")) == ("1 timme", "1.5 hours")


def test_days_are_written_as_short_as_they_are_clear():
    assert span(date(2026, 10, 28), date(2026, 11, 3), language="sv") == "28 oktober–3 november"
    assert span(date(2025, 12, 18), date(2026, 1, 9), language="en") == "18 December 2025–9 January 2026"
    assert term_name("2026VT", language="en") == "in spring 2026"
    assert term_name("läsår", language="sv") == "läsår"


def test_a_language_without_words_gets_swedish():
    assert say("school_changes", "fi", value=1.0) == say("school_changes", "sv-SE", value=1.0)
