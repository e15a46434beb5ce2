"""The walk along every chain: hash by hash, child by child, checkpoint by checkpoint."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from knutpunkt.verifier.checkpoints import DROPPED, Checkpoint
from knutpunkt.verifier.form import COLUMNS, SEPARATOR, SEPARATORS, START, event_id, place
from knutpunkt.verifier.sources import Event, Head, Source

_SEPARATOR = SEPARATOR.encode()
# A line begins with one letter for each column.
_LETTERS = len(COLUMNS)
_NO_MORE = (1 << 62, b"")


@dataclass(frozen=True, slots=True, order=True)
class Damage:
    """The first position of a chain that does not hold, and why."""

    chain: str
    position: int
    why: str


@dataclass(slots=True)
class Report:
    """What was found: how much, how fast, where each chain ends, and at most one damage for each chain.

    ``confirmed`` is the last checkpoint of each chain that the chain really contains.
    """

    events: int = 0
    children: int = 0
    seconds: float = 0.0
    ends: dict[str, int] = field(default_factory=dict)
    confirmed: dict[str, Checkpoint] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.damages

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds if self.seconds else 0.0


def verify(source: Source, checkpoints: Iterable[Checkpoint]) -> Report:
    """Walk every chain of a source and hold it against its head and its checkpoints."""
    began = time.perf_counter()
    report = _Walk(source, checkpoints).all()
    report.seconds = time.perf_counter() - began
    return report


class _Chain:
    """One chain while it is walked: how far it holds, and where it stopped holding."""

    def __init__(self, number: int, name: str, marks: list[Checkpoint], first: int) -> None:
        dropped = _dropped(marks, first)
        self.number = number
        self.name = name
        self.position = dropped.count if dropped else 0
        self.last = (dropped.hash if dropped else START).encode()
        self.marks = sorted((mark for mark in marks if mark.count > self.position), key=_count, reverse=True)
        self.confirmed = dropped
        self.damage: Damage | None = None
        self._begins = _SEPARATOR.join((b"", b"%d", name.encode().replace(b"%", b"%%"), b"%d", b""))

    def broken(self, position: int, why: str) -> None:
        if self.damage is None or position < self.damage.position:
            self.damage = Damage(self.name, position, why)

    def take(self, event: Event, children: bytes) -> None:
        """Go one position on, if everything holds."""
        key, stored, line = event
        position = self.position + 1
        found = sha256(line + _SEPARATOR + children).hexdigest().encode()
        if key != event_id(self.number, position):
            self.broken(min(position, place(key)[1]), f"nästa händelse har position {place(key)[1]}")
        elif found != stored:
            self.broken(position, "kontrollsumman stämmer inte med innehållet")
        elif not line.endswith(_SEPARATOR + self.last):
            self.broken(position, "bygger inte på händelsen före")
        elif not line.startswith(self._begins % (key, position), _LETTERS) or (
            line.count(_SEPARATOR) != SEPARATORS
        ):
            self.broken(position, "har fel plats eller form")
        else:
            self.position, self.last = position, found
            if self.marks and self.marks[-1].count == position:
                self._pass()

    def _pass(self) -> None:
        while self.marks and self.marks[-1].count == self.position:
            mark = self.marks.pop()
            if mark.hash.encode() != self.last:
                after = self.confirmed.count if self.confirmed else 0
                self.broken(self.position, f"omräknad efter {after}: stämmer inte med kontrollpunkten")
                return
            self.confirmed = mark

    def end(self, head: Head | None) -> None:
        """Nothing more is stored of this chain."""
        if self.damage is not None:
            return
        if self.marks:
            self.broken(self.position + 1, f"saknas: en kontrollpunkt har {self.marks[0].count} händelser")
        elif head is None or head.chain != self.name:
            self.broken(self.position, "kedjan har inget huvud")
        elif head.count != self.position:
            self.broken(min(head.count, self.position) + 1, f"kedjans huvud har {head.count} händelser")
        elif head.hash != self.last.decode():
            self.broken(self.position, "kedjans huvud har en annan kontrollsumma")


def _count(mark: Checkpoint) -> int:
    return mark.count


def _dropped(marks: list[Checkpoint], first: int) -> Checkpoint | None:
    """What has been disposed of. A disposal that was signed but stopped before it was done holds as well."""
    signed = [mark for mark in marks if mark.kind == DROPPED]
    fitting = [mark for mark in signed if mark.count == first - 1]
    return None if first == 1 else max(fitting or signed, key=_count, default=None)


class _Walk:
    """All chains of a source, one after the other, with the children alongside."""

    def __init__(self, source: Source, checkpoints: Iterable[Checkpoint]) -> None:
        self._report = Report()
        self._source = source
        self._marks: dict[str, list[Checkpoint]] = {}
        for mark in checkpoints:
            self._marks.setdefault(mark.chain, []).append(mark)
        self._heads = {head.number: head for head in source.heads()}
        self._chains: dict[int, _Chain] = {}
        self._orphans: dict[int, int] = {}
        self._children: Iterator[tuple[int, bytes]] = source.children()
        self._waiting = next(self._children, _NO_MORE)

    def all(self) -> Report:
        chain: _Chain | None = None
        ends = 0
        for event in self._source.events():
            if chain is None or event[0] >= ends:
                number, first = place(event[0])
                chain, ends = (
                    self._begin(number, self._name(number, event[2]), first),
                    event_id(number + 1, 0),
                )
            chain.take(event, self._of(event[0]))
            self._report.events += 1
        self._of(_NO_MORE[0])
        self._stored_nothing()
        self._close()
        return self._report

    def _begin(self, number: int, name: str, first: int = 0) -> _Chain:
        """Begin a chain whose first stored event has the position ``first``; 0 when none is stored."""
        chain = self._chains[number] = _Chain(number, name, self._marks.pop(name, []), first)
        return chain

    def _name(self, number: int, line: bytes) -> str:
        """The chain's own name: the head's when a signed checkpoint knows it, else as the event says."""
        head = self._heads.get(number)
        if head is not None and head.chain in self._marks:
            return head.chain
        return line.split(_SEPARATOR)[2].decode(errors="replace")

    def _of(self, key: int) -> bytes:
        """The children of an event, joined; rows that belong to no event are kept aside."""
        while self._waiting[0] < key:
            number, position = place(self._waiting[0])
            self._orphans.setdefault(number, position)
            self._waiting = next(self._children, _NO_MORE)
        if self._waiting[0] != key or key == _NO_MORE[0]:
            return b""
        found = []
        while self._waiting[0] == key:
            found.append(self._waiting[1])
            self._waiting = next(self._children, _NO_MORE)
        self._report.children += len(found)
        return b",".join(found)

    def _stored_nothing(self) -> None:
        """Chains that only a head or a checkpoint knows of."""
        known = {chain.name for chain in self._chains.values()}
        for head in self._heads.values():
            if head.number not in self._chains and head.chain not in known:
                self._begin(head.number, head.chain)
        for number, name in enumerate(list(self._marks), start=1):
            self._begin(-number, name)

    def _close(self) -> None:
        names: dict[str, int] = {}
        for number, chain in self._chains.items():
            chain.end(self._heads.get(number))
            if names.setdefault(chain.name, number) != number:
                chain.broken(1, "en del av kedjan ligger på fel plats")
            if number in self._orphans:
                chain.broken(self._orphans.pop(number), "rader om barn utan händelse")
        for number, position in self._orphans.items():
            self._report.damages.append(Damage(f"nr {number}", position, "rader om barn utan händelse"))
        self._tell()

    def _tell(self) -> None:
        for chain in self._chains.values():
            self._report.ends[chain.name] = chain.position
            if chain.confirmed is not None:
                self._report.confirmed[chain.name] = chain.confirmed
            if chain.damage is not None:
                self._report.damages.append(chain.damage)
        self._report.damages.sort()
