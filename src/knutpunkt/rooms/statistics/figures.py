"""From rows to figures: counted, hidden where they must be, and only then handed on.

Page, picture and file are drawn from the one ``Report`` and nothing else, so they cannot differ.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutpunkt.foundation.access.counting import Counted
from knutpunkt.foundation.people.models import Sex
from knutpunkt.rooms.statistics.periods import Span
from knutpunkt.rooms.statistics.steps import QUIET_STEPS, STEPS, Step
from knutpunkt.rooms.statistics.suppression import Rule, Shown, show_lines, show_total

SEXES = {
    Sex.FEMALE.value: gettext_lazy("Flickor"),
    Sex.MALE.value: gettext_lazy("Pojkar"),
    Sex.UNKNOWN.value: gettext_lazy("Okänt kön"),
}
Days = Sequence[date]


@dataclass(frozen=True, slots=True)
class Figure:
    """What may be known of one step of a line; ``None`` is hidden. ``days``: median since the last step."""

    step: Step
    count: int | None
    share: float | None
    days: int | None

    @property
    def width(self) -> str:
        """How long its bar is, in per cent of the first one."""
        return f"{100 * (self.share or 0):.1f}"


@dataclass(frozen=True, slots=True)
class Line:
    """All children, or those of one school or sex."""

    name: str
    figures: tuple[Figure, ...]

    @property
    def says_something(self) -> bool:
        return any(figure.count is not None for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Table:
    """The same children divided in one way."""

    code: str
    title: str
    lines: tuple[Line, ...]

    @property
    def icon(self) -> str:
        return "school" if self.code == "skolor" else "people"

    @property
    def hides(self) -> bool:
        return any(figure.count is None for line in self.lines for figure in line.figures)

    @property
    def shown(self) -> list[Line]:
        return [line for line in self.lines if line.says_something]

    @property
    def hidden(self) -> list[Line]:
        return [line for line in self.lines if not line.says_something]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the page knows. ``whose``: the unit or the responsible body that it is about."""

    whose: str
    span: Span
    threshold: int
    total: Line
    tables: tuple[Table, ...]

    @property
    def everybody(self) -> Table:
        """The total as a table of one line."""
        return Table("alla", self.total.name, (self.total,))


def report(
    rows: Iterable[Counted], *, units: Mapping[str, str], whose: str, span: Span, threshold: int
) -> Report:
    """The figures of a period. ``units``: the names by id of all the units counted, also those without rows.

    The schools stand in order of name: nobody is ranked.
    """
    taken = [(str(row.unit), row.sex, days_taken(row, span.counted_to)) for row in rows]
    rule = Rule(threshold, QUIET_STEPS)
    by_unit = _divided(((unit, days) for unit, _sex, days in taken), units)
    by_sex = _divided(((sex, days) for _unit, sex, days in taken), [Sex.FEMALE.value, Sex.MALE.value])
    everybody = [days for _unit, _sex, days in taken]
    total = _line(_("Alla"), everybody, show_total(_counts(everybody), rule))
    tables = [_table("kon", _("Flickor och pojkar"), by_sex, SEXES, rule)]
    if len(units) > 1:
        tables.insert(0, _table("skolor", _("Skola för skola"), by_unit, units, rule))
    return Report(whose, span, threshold, total, tuple(tables))


def days_taken(row: Counted, counted_to: date) -> list[date]:
    """The day of each step in turn, as far as the child has come; no step counts without the one before.

    A step that was already taken when the one before it was (a new concern while a case is open) is taken the
    same day.
    """
    taken: list[date] = []
    for step in STEPS:
        day = row.days[step.code]
        if day is None or day > counted_to:
            break
        taken.append(max(day, *taken[-1:]) if taken else day)
    return taken


def _divided(rows: Iterable[tuple[str, Days]], names: Iterable[str]) -> dict[str, list[Days]]:
    found: dict[str, list[Days]] = {name: [] for name in names}
    for name, days in rows:
        found.setdefault(name, []).append(days)
    return found


def _counts(children: Sequence[Days]) -> tuple[int, ...]:
    return tuple(sum(len(days) > step for days in children) for step in range(len(STEPS)))


def _table(
    code: str, title: str, groups: Mapping[str, list[Days]], names: Mapping[str, object], rule: Rule
) -> Table:
    shown = show_lines({name: _counts(children) for name, children in groups.items()}, rule)
    lines = [_line(str(names[name]), children, shown[name]) for name, children in groups.items()]
    return Table(code, title, tuple(lines))


def _line(name: str, children: Sequence[Days], shown: Shown) -> Line:
    medians = _medians(children)
    base = shown[0]
    figures = (
        Figure(
            step,
            count,
            None if count is None or not base else count / base,
            None if count is None else medians.get(place),
        )
        for place, (step, count) in enumerate(zip(STEPS, shown, strict=True))
    )
    return Line(name, tuple(figures))


def _medians(children: Sequence[Days]) -> dict[int, int]:
    """The median of whole days to each step from the one before, for those who took it."""
    waited: dict[int, list[int]] = defaultdict(list)
    for days in children:
        for place, (before, after) in enumerate(pairwise(days), start=1):
            waited[place].append((after - before).days)
    return {place: round(median(found)) for place, found in waited.items()}
