"""Ages. Someone born on 29 February has their birthday on the 28th in a common year.

Source: lag (1930:173) om beräkning av lagstadgad tid: where the final month lacks the day, its last day
counts (from memory; to be confirmed by a jurist).
"""

from datetime import date


def birthday(birth: date, year: int) -> date:
    """The day in ``year`` on which someone born on ``birth`` turns a year older."""
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def age_on(birth: date, on: date) -> int:
    """Whole years lived on the day ``on``; negative before birth."""
    return on.year - birth.year - (on < birthday(birth, on.year))


def latest_birth(on: date, years: int) -> date:
    """The latest birth date of somebody who has turned ``years`` by the day ``on`` (for comparing in SQL)."""
    year = on.year - years
    if (on.month, on.day) == (2, 28):
        try:
            return date(year, 2, 29)
        except ValueError:
            return date(year, 2, 28)
    try:
        return on.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
