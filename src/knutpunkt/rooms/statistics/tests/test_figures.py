"""Steps, medians and periods by hand."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from knutpunkt.foundation.access.counting import Counted
from knutpunkt.rooms.statistics.figures import days_taken, report
from knutpunkt.rooms.statistics.periods import chosen, periods
from knutpunkt.rooms.statistics.steps import STEPS
from knutpunkt.rooms.statistics.suppression import Rule, show_lines, show_total

ON = date(2026, 11, 23)
SPAN = periods(ON)[0]
CODES = [step.code for step in STEPS]
SCHOOL, OTHER = uuid4(), uuid4()


def row(*days: date | None, unit=SCHOOL, sex="female") -> Counted:
    return Counted("", unit, sex, dict(zip(CODES, [*days, *[None] * (6 - len(days))], strict=True)))


def after(*waits: int) -> list[date]:
    """The first of September, and a day so long after the one before for each wait."""
    days = [date(2026, 9, 1)]
    for wait in waits:
        days.append(days[-1] + timedelta(days=wait))
    return days


def made(rows: list[Counted], **units: str):
    names = units or {str(SCHOOL): "Lindskolan"}
    return report(rows, units=names, whose="Lindskolan", span=SPAN, threshold=5)


def test_the_median_is_of_those_who_took_the_step_in_whole_days():
    waits = [(1, 10), (2, 10), (3, 20), (9, 30), (30, 30)]
    rows = (
        [row(*after(*both)) for both in waits] + [row(*after(100))] + [row(*after()) for _child in range(6)]
    )
    rows = [row(*after(*both)) for both in waits] + [row(*after()) for _child in range(6)]
    figures = made(rows).total.figures
    assert [figure.count for figure in figures] == [11, 5, None, None, None, None]
    assert [figure.days for figure in figures] == [None, 3, None, None, None, None]
    assert figures[1].share == pytest.approx(5 / 11)


def test_a_median_falls_with_its_base():
    rows = [row(*after(3)) for _child in range(4)] + [row(*after()) for _child in range(10)]
    answered = made(rows).total.figures[1]
    assert (answered.count, answered.share, answered.days) == (None, None, None)


def test_no_step_counts_without_the_one_before():
    day = date(2026, 9, 1)
    assert days_taken(row(day, None, day, day), ON) == [day]


def test_a_step_after_the_day_of_counting_has_not_been_taken():
    assert days_taken(row(date(2026, 10, 30), date(2026, 11, 1)), SPAN.counted_to) == [date(2026, 10, 30)]


def test_a_step_taken_before_the_concern_came_takes_no_days():
    days = days_taken(row(date(2026, 9, 10), date(2026, 9, 12), date(2026, 3, 1)), ON)
    assert days == [date(2026, 9, 10), date(2026, 9, 12), date(2026, 9, 12)]


def test_everybody_answered_may_be_said_but_everybody_in_a_case_may_not():
    rule = Rule(5, frozenset({1}))
    assert show_total((14, 14, 9, 0), rule) == (14, 14, 9, None)
    assert show_total((14, 9, 9, 0), rule) == (14, 9, None, None)
    assert show_total((14, 9, 9, 0), Rule(5)) == (14, 9, None, None)


def test_one_small_school_takes_another_with_it():
    shown = show_lines({"A": (40, 20), "B": (12, 6), "C": (3, 1)}, Rule())
    assert shown["C"] == (None, None)
    assert shown["B"] == (None, None)
    assert shown["A"] == (40, 20)


def test_a_school_alone_is_not_divided_by_school():
    assert [table.code for table in made([row(*after())]).tables] == ["kon"]


def test_an_unknown_sex_is_a_line_only_when_there_is_one():
    names = [line.name for line in made([row(*after())]).tables[0].lines]
    assert names == ["Flickor", "Pojkar"]
    names = [line.name for line in made([row(*after(), sex="unknown")]).tables[0].lines]
    assert names == ["Flickor", "Pojkar", "Okänt kön"]


def test_every_period_is_twelve_whole_months_and_none_lies_inside_another():
    """T25: two figures whose difference is a few children cannot be asked for."""
    day = date(2024, 1, 1)
    while day < date(2026, 12, 31):
        spans = periods(day)
        for span in spans:
            assert span.first_day.day == 1
            assert (span.last_day + timedelta(days=1)).day == 1
            assert span.first_day.replace(year=span.first_day.year + 1) == span.last_day + timedelta(days=1)
            assert span.last_day <= span.counted_to < day
        assert len({span.first_day for span in spans}) == len(spans)
        day += timedelta(days=1)


def test_the_figures_are_the_same_every_day_of_a_month():
    assert periods(date(2026, 11, 1)) == periods(date(2026, 11, 30))


def test_a_period_is_chosen_by_its_code():
    spans = periods(ON)
    assert [span.code for span in spans] == ["senaste", "2025-26", "2024-25", "2023-24"]
    assert chosen("2025-26", spans).first_day == date(2025, 7, 1)
    assert chosen("2025-26' OR 1", spans) is None
