"""The one canonical form of an event: what is hashed when it is written and again when it is verified.

A line of fields with a separator that no field may hold: first one letter per column (``n`` where there is
no value, else ``i`` or ``t``), then the value of every stored column in the order below, the previous hash
last, then the children of the event in order, separated by commas. Ids are 32 hex digits, instants are UTC
as ``2026-11-22 04:09:06.123456`` without trailing zeros of a whole second, lists are JSON text.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

SEPARATOR = "\x1f"
START = "0" * 64
"""The previous hash of the first event of a chain."""

NUMBERS = ("id", "position")
INSTANTS = ("at",)
LISTS = ("objects_touched", "grounds")
IDS = (
    "person",
    "assignment",
    "unit",
    "agency",
    "municipality",
    "disclosure",
    "consent",
    "also_person",
    "emergency",
)
COLUMNS = (
    "id",
    "chain",
    "position",
    "at",
    "action",
    "actor_kind",
    "person",
    "assignment",
    "unit",
    "agency",
    "municipality",
    "profession",
    "objects_touched",
    "grounds",
    "disclosure",
    "consent",
    "purpose",
    "channel",
    "also_person",
    "emergency",
    "previous",
)
"""Every stored column of an event but its own hash."""

SEPARATORS = len(COLUMNS)
_KINDS = tuple("i" if name in NUMBERS else "t" for name in COLUMNS)
_BITS = 40


def event_id(number: int, position: int) -> int:
    """The key of the event at a position of the chain with a number: it can be worked out, so not moved."""
    return number << _BITS | position


def place(key: int) -> tuple[int, int]:
    """The chain number and position that a key stands for."""
    return key >> _BITS, key & ((1 << _BITS) - 1)


def canonical(values: Mapping[str, str | int | None]) -> str:
    """The columns as one line. Raises ``KeyError`` for a missing column, ``ValueError`` for a separator."""
    given = [values[name] for name in COLUMNS]
    kinds = "".join("n" if value is None else kind for value, kind in zip(given, _KINDS, strict=True))
    line = SEPARATOR.join([kinds, *("" if value is None else str(value) for value in given)])
    if line.count(SEPARATOR) != SEPARATORS:
        raise ValueError("a field holds the separator")
    return line


def digest(line: str, children: Iterable[str]) -> str:
    """The hash of an event: its line and its children, in order."""
    return sha256(f"{line}{SEPARATOR}{','.join(sorted(children))}".encode()).hexdigest()
