"""The periods one may choose between: each is twelve whole months, so that none lies inside another.

Two overlapping figures would otherwise tell, by subtraction, of the few who are in one and not in the other
(trust §5, T25). For the same reason everything is counted to the end of a month: the page says the same every
day until the next month, and nobody can see what happened on a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

LATEST = "senaste"
SCHOOL_YEARS = 3
JULY = 7


@dataclass(frozen=True, slots=True)
class Span:
    """A period, both days included, and the day to which the steps are counted."""

    code: str
    first_day: date
    last_day: date
    counted_to: date

    @property
    def name(self) -> str:
        if self.code == LATEST:
            return _("De senaste tolv månaderna")
        return _("Läsåret %(years)s") % {"years": self.code.replace("-", "/")}

    @property
    def counted(self) -> str:
        return in_words(self.counted_to)

    @property
    def days(self) -> str:
        """The period in words: "1 november 2025–31 oktober 2026"."""
        return f"{in_words(self.first_day)}–{in_words(self.last_day)}"


def in_words(day: date) -> str:
    """ "31 oktober 2026", in the reader's language."""
    return date_format(day, "j F Y")


def periods(on: date) -> list[Span]:
    """What may be chosen on a day: the latest twelve months first, then ended school years, newest first."""
    counted_to = on.replace(day=1) - timedelta(days=1)
    first_day = date(on.year - 1, on.month, 1)
    spans = [Span(LATEST, first_day, counted_to, counted_to)]
    ended = counted_to.year if counted_to >= date(counted_to.year, JULY, 1) else counted_to.year - 1
    for year in range(ended, ended - SCHOOL_YEARS, -1):
        start, last_day = date(year - 1, JULY, 1), date(year, JULY, 1) - timedelta(days=1)
        if start != first_day:
            spans.append(Span(f"{year - 1}-{year % 100:02}", start, last_day, counted_to))
    return spans


def chosen(code: str, spans: Sequence[Span]) -> Span | None:
    """The period with this code; ``None`` when there is no such one to choose."""
    return next((span for span in spans if span.code == code), None)
