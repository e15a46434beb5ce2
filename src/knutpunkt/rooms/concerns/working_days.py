"""Working days in Sweden: Monday to Friday, save public holidays and the three eves that offices keep."""

from datetime import date, timedelta
from functools import cache

EVES = frozenset({(12, 24), (12, 31)})


@cache
def _public_holidays(year: int) -> frozenset[date]:
    # A third of a second to load; every command and worker starts here.
    import holidays

    return frozenset(holidays.country_holidays("SE", years=year, include_sundays=False))


def is_working_day(day: date) -> bool:
    if day.weekday() >= 5 or (day.month, day.day) in EVES or _is_midsummer_eve(day):
        return False
    return day not in _public_holidays(day.year)


def _is_midsummer_eve(day: date) -> bool:
    return day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4


def working_days_between(start: date, on: date) -> int:
    """How many working days have begun after ``start`` up to and with ``on``; 0 when ``on`` is not after."""
    days = max((on - start).days, 0)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))


def after_working_days(start: date, days: int) -> date:
    """The day on which ``days`` working days have passed since ``start``."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day
