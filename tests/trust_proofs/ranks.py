"""Whether two samples come from the same distribution: the Mann-Whitney test, two-sided."""

from collections import Counter
from collections.abc import Sequence
from math import erfc, sqrt


def p_value(first: Sequence[float], second: Sequence[float]) -> float:
    """The chance of ranks at least this far apart if nothing differs (normal approximation, with ties)."""
    n, m = len(first), len(second)
    ranks = _ranks([*first, *second])
    u = sum(ranks[:n]) - n * (n + 1) / 2
    total = n + m
    ties = sum(one**3 - one for one in Counter([*first, *second]).values())
    spread = sqrt(n * m / 12 * (total + 1 - ties / (total * (total - 1))))
    away = max(abs(u - n * m / 2) - 0.5, 0) / spread if spread else 0.0
    return erfc(away / sqrt(2))


def _ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, from 1; equal values share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in range(start, end + 1):
            ranks[order[place]] = (start + end) / 2 + 1
        start = end + 1
    return ranks
