"""An attacker who owns nothing of ours: scipy's linear programming over children by school × sex × last step.

It knows every shown number, that no number is negative, and that nobody takes a step without the one before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_matrix

Shown = Sequence[int | None]
Leaves = Mapping[tuple[str, str, int], int]


@dataclass(frozen=True)
class Published:
    """Everything on the page: the total and two tables of the same children."""

    total: Shown
    schools: Mapping[str, Shown]
    sexes: Mapping[str, Shown]


class Attacker:
    def __init__(self, published: Published):
        self.steps = len(published.total)
        self.cells = [
            (school, sex, last)
            for school in published.schools
            for sex in published.sexes
            for last in range(-1, self.steps)
            if last >= 0
        ]
        known = [(self.count(None, None, step), n) for step, n in enumerate(published.total)]
        known += [
            (self.count(s, None, i), n) for s, line in published.schools.items() for i, n in enumerate(line)
        ]
        known += [
            (self.count(None, x, i), n) for x, line in published.sexes.items() for i, n in enumerate(line)
        ]
        known = [(row, n) for row, n in known if n is not None]
        self.rows = np.array([row for row, _n in known]).reshape(len(known), len(self.cells))
        self.values = np.array([n for _row, n in known], dtype=float)

    def count(self, school, sex, step):
        """How many of a school and a sex took a step, as a row over the unknown."""
        return np.array(
            [float(last >= step and school in {None, a} and sex in {None, b}) for a, b, last in self.cells]
        )

    def left(self, school, sex, step):
        after = self.count(school, sex, step + 1) if step + 1 < self.steps else 0
        return self.count(school, sex, step) - after

    def intervals(self, numbers, ceiling=1000.0):
        """The interval of each number, all in one programme: two copies of the unknown for each."""
        if not numbers:
            return []
        copies = 2 * len(numbers)
        objective = np.concatenate([part for row in numbers for part in (row, -row)])
        known = block_diag([csr_matrix(self.rows)] * copies) if len(self.rows) else None
        found = linprog(
            objective,
            A_eq=known,
            b_eq=np.tile(self.values, copies) if known is not None else None,
            bounds=(0, ceiling),
            method="highs",
        )
        assert found.status == 0, found.message
        places = found.x.reshape(copies, len(self.cells))
        return [(float(row @ places[2 * i]), float(row @ places[2 * i + 1])) for i, row in enumerate(numbers)]


def few(count, base, threshold):
    return 0 < count < threshold or count == 0 < base


def protected(line: Sequence[int], threshold: int, quiet: frozenset[int]):
    """The numbers of a line nobody may find out, said again from the words of trust §5: (step, left)."""
    for step, count in enumerate(line):
        if few(count, line[0], threshold):
            yield step, False
    for step, (before, after) in enumerate(pairwise(line)):
        gone = before - after
        if 0 < gone < threshold or (gone == 0 and before > 0 and step + 1 not in quiet):
            yield step, True
