"""The school calendar of Lindhamra: terms, leave and which days have lessons, for any year.

The autumn term starts on the Tuesday of week 34 and ends on the last weekday before 22 December; the spring
term starts on the first weekday after 7 January and ends on the Thursday of week 24. Leave: weeks 44 and
7 (höstlov, sportlov), the week before Easter (påsklov), the Friday after Ascension Day, a study day a term.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

AUTUMN_LEAVE_WEEK = 44
WINTER_LEAVE_WEEK = 7
STUDY_DAYS = ((38, 5), (11, 1))
# One and a half terms: below this share of the running term, half a term more is taken from before.
ENOUGH_OF_A_TERM = 0.4


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A term with its first and last day, both with school; ``name`` as in "2026VT"."""

    start: date
    last_day: date
    name: str

    @property
    def middle(self) -> date:
        return self.start + (self.last_day - self.start) / 2


def spring(year: int) -> Term:
    start = _weekday_from(date(year, 1, 8), step=1)
    return Term(start, date.fromisocalendar(year, 24, 4), f"{year}VT")


def autumn(year: int) -> Term:
    last_day = _weekday_from(date(year, 12, 21), step=-1)
    return Term(date.fromisocalendar(year, 34, 2), last_day, f"{year}HT")


def terms_around(on: date) -> list[Term]:
    """Every term from two years before to the year after ``on``, in order."""
    years = range(on.year - 2, on.year + 2)
    return sorted(term for year in years for term in (spring(year), autumn(year)))


def school_year(on: date) -> int:
    """The year in which the school year running on (or, in summer, last run by) the day ``on`` began."""
    return on.year if on >= autumn(on.year).start else on.year - 1


def school_year_starts(year: int) -> date:
    return autumn(year).start


def attendance_from(on: date) -> date:
    """The first day of the delivered attendance: one and a half terms back, to a term's start or middle."""
    begun = [term for term in terms_around(on) if term.start <= on]
    running, before, long_before = begun[-1], begun[-2], begun[-3]
    if on > running.last_day:
        return before.middle
    share = (on - running.start) / (running.last_day - running.start)
    return before.start if share >= ENOUGH_OF_A_TERM else long_before.middle


def term_of(day: date) -> Term | None:
    """The term a day falls in."""
    for term in (spring(day.year), autumn(day.year)):
        if term.start <= day <= term.last_day:
            return term
    return None


def working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend: nobody works on Saturdays in Lindhamra."""
    return _weekday_from(day, step=-1)


def school_days(start: date, last_day: date) -> list[date]:
    """The days with lessons from ``start`` to ``last_day``, both included."""
    days = (start + timedelta(days=n) for n in range((last_day - start).days + 1))
    return [day for day in days if day.weekday() < 5 and term_of(day) and not is_leave(day)]


def is_leave(day: date) -> bool:
    """Whether a weekday in term is without lessons: leave, a study day or a public holiday."""
    week = day.isocalendar()
    if week.week in {AUTUMN_LEAVE_WEEK, WINTER_LEAVE_WEEK} or (week.week, week.weekday) in STUDY_DAYS:
        return True
    return day in _days_off(day.year)


@lru_cache(maxsize=16)
def _days_off(year: int) -> frozenset[date]:
    public = holidays.country_holidays("SE", years=year, language="en_US")
    names = {name: day for day, name in public.items()}
    monday = names["Easter Monday"]
    easter = {monday - timedelta(days=n) for n in range(8)}
    return frozenset({*public, *easter, names["Ascension Day"] + timedelta(days=1)})


def _weekday_from(day: date, *, step: int) -> date:
    while day.weekday() > 4:
        day += timedelta(days=step)
    return day
