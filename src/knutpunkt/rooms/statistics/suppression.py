"""Which figures may be shown, and which are hidden because they would tell of somebody.

A table has lines (schools, or the sexes), each a row of counts that only fall: how many took the first step,
the second, …. The total of the lines is shown with them. Small, and never to be found out, are

- a count of 1 to ``threshold`` − 1,
- as many who left between two steps: whoever knows the group would find them,
- nobody, and everybody, of a group that is not empty: then one knows it of each (save at a ``quiet`` step,
  which tells what we did, not how it goes for a child).

The rule, in two parts. *Along a line* only such steps are shown that differ by the threshold or more.
*Across lines* the exact attacker of ``bounds`` tries every small number against all that is shown; while one
can be placed within less than the threshold, one more cell is hidden, the cheapest that helps. Hiding only
widens, so one round is enough; with every line hidden only the total is left, safe by the first part. At last
every cell that turned out to be hidden in vain is shown again.

Pure: no clock, no database. Trust §5, T24.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knutpunkt.rooms.statistics.bounds import Line, Network, Number

Shown = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """How small is small. ``quiet``: steps that everybody may be shown to have taken."""

    threshold: int = 5
    quiet: Collection[int] = frozenset()

    def small(self, name: str, line: Line) -> Iterator[Number]:
        """The numbers of a line that nobody may find out."""
        for step, count in enumerate(line):
            if self._few(count) or (count == 0 < line[0]):
                yield Number(name, step)
        for step, (before, after) in enumerate(pairwise(line)):
            everybody = before == after > 0 and step + 1 not in self.quiet
            if self._few(before - after) or everybody:
                yield Number(name, step, left=True)

    def may_follow(self, line: Line, step: int, later: int) -> bool:
        """Whether ``later`` may be the next step shown after ``step``."""
        gap = line[step] - line[later]
        same = gap == 0 and later == step + 1 and later in self.quiet
        return line[later] >= self.threshold and (gap >= self.threshold or same)

    def _few(self, count: int) -> bool:
        return 0 < count < self.threshold


def total_of(lines: Mapping[str, Line]) -> tuple[int, ...]:
    """The counts of all lines together."""
    return tuple(map(sum, zip(*lines.values(), strict=True)))


def show_total(total: Line, rule: Rule) -> Shown:
    """The total with what must be hidden as ``None``."""
    return _with_gaps(total, along(total, range(len(total)), rule))


def show_lines(lines: Mapping[str, Line], rule: Rule) -> dict[str, Shown]:
    """The lines with what must be hidden as ``None``, beside the total as ``show_total`` shows it.

    Several tables of the same children (by school, by sex) may be shown together: they meet only in the
    total, whose shown part is known anyhow.
    """
    total = total_of(lines)
    columns = along(total, range(len(total)), rule)
    shown = {name: set(along(line, columns, rule)) for name, line in lines.items()}
    if columns and len(lines) > 1:
        _complement(lines, columns, shown, rule)
    return {name: _with_gaps(line, shown[name]) for name, line in lines.items()}


def along(line: Line, steps: Sequence[int], rule: Rule) -> tuple[int, ...]:
    """The longest row of steps that may be shown together on one line; of equals, the earlier steps."""
    if not steps or steps[0] != 0 or line[0] < rule.threshold:
        return ()
    best: dict[int, tuple[int, ...]] = {}
    for step in reversed(steps):
        ways = [best[later] for later in steps if later > step and rule.may_follow(line, step, later)]
        best[step] = (step, *max(ways, key=len, default=()))
    return best[0]


def _complement(
    lines: Mapping[str, Line], columns: Sequence[int], shown: dict[str, set[int]], rule: Rule
) -> None:
    """Hide more, until the attacker can place none of the small numbers."""
    network = Network(lines, columns)
    for name, steps in shown.items():
        for step in steps:
            network.show(name, step)
    small = [number for name, line in lines.items() for number in rule.small(name, line)]
    hidden: list[Cell] = []
    for number in small:
        while _found(number, network, rule):
            for cell in _cheapest(number, network, shown, rule):
                network.hide(*cell)
                shown[cell[0]].discard(cell[1])
                hidden.append(cell)
    for name, step in sorted(hidden, key=lambda cell: (cell[1], -lines[cell[0]][cell[1]], cell)):
        network.show(name, step)
        if (step == 0 or 0 in shown[name]) and not any(_found(number, network, rule) for number in small):
            shown[name].add(step)
        else:
            network.hide(name, step)


def _found(number: Number, network: Network, rule: Rule) -> bool:
    """Whether the attacker can place the number within less than the threshold."""
    return network.slack(number, rule.threshold) < rule.threshold


Cell = tuple[str, int]


def _cheapest(number: Number, network: Network, shown: Mapping[str, set[int]], rule: Rule) -> list[Cell]:
    """The cells to hide next: the nearest and smallest that are enough, else those that come closest."""
    tries = [_with_line(cell, shown) for cell in _near(number, network, shown)]
    gains = []
    for cells in tries:
        for cell in cells:
            network.hide(*cell)
        gains.append(network.slack(number, rule.threshold))
        for cell in cells:
            network.show(*cell)
        if gains[-1] >= rule.threshold:
            break
    return tries[gains.index(max(gains))]


def _near(number: Number, network: Network, shown: Mapping[str, set[int]]) -> list[Cell]:
    """Every shown cell: whole lines last, the same column first, and there the smallest first."""
    touched = (number.step, number.step + 1) if number.left else (number.step,)
    cells = [(name, step) for name, steps in shown.items() for step in steps]
    distance = {cell: min(abs(cell[1] - column) for column in touched) for cell in cells}
    return sorted(
        cells, key=lambda cell: (cell[1] == 0, distance[cell], network.lines[cell[0]][cell[1]], cell)
    )


def _with_line(cell: Cell, shown: Mapping[str, set[int]]) -> list[Cell]:
    """A line without its first number has no base, so the whole of it goes."""
    name, step = cell
    return [(name, other) for other in sorted(shown[name])] if step == 0 else [cell]


def _with_gaps(line: Line, steps: Collection[int]) -> Shown:
    return tuple(count if step in steps else None for step, count in enumerate(line))
