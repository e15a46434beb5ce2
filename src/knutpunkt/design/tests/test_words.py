"""Dates, numbers and names in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from knutpunkt.design import words

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("days", "phrase"),
    [
        (0, "i dag"),
        (1, "i morgon"),
        (-1, "i går"),
        (4, "om 4 dagar (tor 26 nov)"),
        (13, "om 13 dagar (lör 5 dec)"),
        (16, "om 2 veckor (tis 8 dec)"),
        (75, "om 2 månader (fre 5 feb 2027)"),
        (400, "mån 27 dec 2027"),
        (-2, "i fredags"),
        (-6, "i måndags"),
        (-7, "för 7 dagar sedan (sön 15 nov)"),
        (-21, "för 3 veckor sedan (sön 1 nov)"),
        (-90, "för 3 månader sedan (mån 24 aug)"),
    ],
)
def test_a_day_is_told_by_its_distance_and_its_date(days: int, phrase: str):
    assert words.when(TODAY + timedelta(days=days), TODAY) == phrase


def test_a_time_is_told_in_local_time():
    assert words.when(datetime(2026, 11, 22, 12, 15, tzinfo=UTC), TODAY) == "i dag kl. 13.15"


def test_just_before_midnight_in_utc_is_tomorrow_in_sweden():
    assert words.when(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), TODAY) == "i morgon kl. 00.30"


@pytest.mark.parametrize(
    ("days", "phrase"),
    [
        (0, "lovat till i dag"),
        (1, "lovat till i morgon"),
        (4, "lovat till tor 26 nov"),
        (-2, "lovat i fredags"),
        (-9, "lovat till fre 13 nov"),
        (-1, "lovat i går"),
    ],
)
def test_a_promise_never_blames(days: int, phrase: str):
    assert words.promised(TODAY + timedelta(days=days), TODAY) == phrase


def test_no_date_gives_no_words():
    assert [f(None) for f in (words.day, words.day_long, words.day_plain, words.week)] == ["", "", "", ""]
    assert words.when(None, TODAY) == words.promised(None, TODAY) == ""


def test_days_weeks_and_years():
    assert words.day(TODAY, TODAY) == "sön 22 nov"
    assert words.day(date(2025, 10, 1), TODAY) == "ons 1 okt 2025"
    assert words.day_plain(date(2026, 10, 12), TODAY) == "12 oktober"
    assert words.day_plain(date(2025, 10, 12), TODAY) == "12 oktober 2025"
    assert words.day_long(TODAY) == "söndag 22 november 2026"
    assert words.week(date(2027, 1, 3)) == "v. 53"


def test_english_days_are_english():
    with translation.override("en"):
        assert words.day(date(2026, 11, 26)) == "Thu 26 Nov"


def test_numbers_are_written_the_swedish_way():
    assert words.number(12345) == "12\xa0345"
    assert words.number(12345.5, 1) == "12\xa0345,5"
    assert words.percent(0.31) == "31 %"
    assert words.percent(0.3149, 1) == "31,5 %"


def test_what_is_unknown_is_said_to_be_unknown():
    assert words.number(None) == words.percent(None) == "okänt"
    assert words.number(0) == "0"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Kim Lund", "KL"),
        ("Örjan Holm", "ÖH"),
        ("Maria del Carmen Åkesson", "MÅ"),
        ("李", "李"),
        ("", "?"),
        ("a", "A"),
    ],
)
def test_initials_of_every_kind_of_name(name: str, letters: str):
    assert words.initials(name) == letters
