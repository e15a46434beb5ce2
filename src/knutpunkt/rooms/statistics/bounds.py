"""The exact attacker: how far a hidden number could be from the truth, given everything that is shown.

Children flow through a line step by step and leave it after their last step; whoever left between two shown
steps of the total is together a known number. So a table with its margins is a flow network, the true table
is one flow in it, and every other table that fits what is shown is another. A number on an arc can grow by as
much as can be sent back around it, and shrink by as much as can be sent another way. In such a network the
bounds with and without whole numbers are the same, so this is also what linear programming would find.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Line = Sequence[int]
NO_LIMIT = 1 << 60


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a line: how many took the step, or how many left after it."""

    line: str
    step: int
    left: bool = False


@dataclass(slots=True)
class Network:
    """What somebody knows who sees the total at ``columns`` and each line at the steps in ``shown``.

    Arcs lie in pairs, forth and back; ``room`` is how much more each can carry.
    """

    lines: Mapping[str, Line]
    columns: Sequence[int]
    ends: list[int] = field(default_factory=list)
    room: list[int] = field(default_factory=list)
    leaving: list[list[int]] = field(default_factory=list)
    arcs: dict[Number, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        steps = len(next(iter(self.lines.values())))
        blocks = [sum(column <= step for column in self.columns) for step in range(steps)]
        self.leaving = [[] for _ in range(1 + steps + 1 + len(self.lines) * steps)]
        first = steps + 2
        for place, (name, line) in enumerate(self.lines.items()):
            here = [first + place * steps + step for step in range(steps)]
            for step, count in enumerate(line):
                after = line[step + 1] if step + 1 < steps else 0
                self._arc(Number(name, step), here[step - 1] if step else 0, here[step], count)
                self._arc(Number(name, step, left=True), here[step], blocks[step], count - after)

    def _arc(self, number: Number, start: int, end: int, carries: int) -> None:
        self.arcs[number] = len(self.ends)
        for tail, head, room in ((start, end, NO_LIMIT), (end, start, carries)):
            self.leaving[tail].append(len(self.ends))
            self.ends.append(head)
            self.room.append(room)

    def show(self, line: str, step: int) -> None:
        """The attacker sees this number: nothing can change there."""
        arc = self.arcs[Number(line, step)]
        self.room[arc] = self.room[arc + 1] = 0

    def hide(self, line: str, step: int) -> None:
        """The attacker no longer sees it."""
        arc = self.arcs[Number(line, step)]
        self.room[arc], self.room[arc + 1] = NO_LIMIT, self.lines[line][step]

    def slack(self, number: Number, enough: int) -> int:
        """The width of the interval in which the number must lie; counted no further than ``enough``."""
        arc = self.arcs[number]
        if self.room[arc] == 0:
            return 0
        start, end = self.ends[arc + 1], self.ends[arc]
        less = self._sent(start, end, arc, min(self.room[arc + 1], enough))
        return less if less >= enough else less + self._sent(end, start, arc, enough - less)

    def _sent(self, start: int, end: int, without: int, most: int) -> int:
        """How much can be sent from ``start`` to ``end`` past the arc, at most ``most``."""
        kept, sent = self.room, 0
        self.room = kept.copy()
        self.room[without] = self.room[without + 1] = 0
        while sent < most and (way := self._way(start, end)):
            much = min(most - sent, *(self.room[arc] for arc in way))
            for arc in way:
                self.room[arc] -= much
                self.room[arc ^ 1] += much
            sent += much
        self.room = kept
        return sent

    def _way(self, start: int, end: int) -> list[int]:
        """The shortest way with room left, as arcs; empty when there is none."""
        came: dict[int, int] = {start: -1}
        waiting = deque([start])
        while waiting and end not in came:
            node = waiting.popleft()
            for arc in self.leaving[node]:
                if self.room[arc] > 0 and self.ends[arc] not in came:
                    came[self.ends[arc]] = arc
                    waiting.append(self.ends[arc])
        way = []
        while end in came and came[end] >= 0:
            way.append(came[end])
            end = self.ends[came[end] ^ 1]
        return way
