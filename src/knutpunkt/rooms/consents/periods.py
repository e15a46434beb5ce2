"""How long a consent or a disclosure may last: twelve months, and when to talk about it again."""

from datetime import date, timedelta

from knutpunkt.foundation.people.ages import birthday

REMIND_BEFORE = timedelta(days=30)


def longest(start: date) -> date:
    """The last day of twelve months that begin on ``start`` (trust T50)."""
    return birthday(start, start.year + 1) - timedelta(days=1)


def remind_on(start: date, end: date) -> date:
    """The day to ask again before ``end``: thirty days before, or half-way when the time is short."""
    return max(end - REMIND_BEFORE, start + (end - start) // 2)
