"""Working days: weekends, public holidays and the eves are not among them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knutpunkt.rooms.concerns.working_days import after_working_days, is_working_day, working_days_between

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    "day",
    [date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 25), date(2026, 5, 14), date(2026, 11, 22)],
)
def test_a_holiday_an_eve_or_a_sunday_is_no_working_day(day: date):
    assert not is_working_day(day)


def test_five_working_days_over_christmas_take_more_than_a_week():
    assert after_working_days(date(2026, 12, 22), 5) == date(2027, 1, 4)


@given(start=DAYS, days=st.integers(0, 60))
def test_as_many_working_days_lie_between_as_were_asked_for(start: date, days: int):
    end = after_working_days(start, days)
    assert working_days_between(start, end) == days
    assert working_days_between(end, start) == 0


@given(start=DAYS, length=st.integers(0, 60))
def test_one_day_more_is_at_most_one_working_day_more(start: date, length: int):
    end = start + timedelta(days=length)
    more = working_days_between(start, end + timedelta(days=1)) - working_days_between(start, end)
    assert more == int(is_working_day(end + timedelta(days=1)))
