"""Rows of a file, understood and told apart: said twice, contradicting each other, refused."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.intake.incoming import Fate, Incoming, Refused, Row

_EMAIL = EmailValidator()
_LEFT_OUT = _("Uppgiften går inte att läsa och är utelämnad. Resten av raden är inläst.")
_CONTRADICTS = _("Flera rader säger olika saker om samma sak. Ingen av dem är inläst.")


class Read(Protocol):
    """A row that has been understood."""

    @property
    def line(self) -> int: ...


class Dated(Protocol):
    """Anything with a period."""

    @property
    def start(self) -> date: ...

    @property
    def last_day(self) -> date | None: ...


ReadT = TypeVar("ReadT", bound=Read)
RowT = TypeVar("RowT", bound=Dated)
StoredT = TypeVar("StoredT", bound=Dated)


@dataclass(slots=True)
class Heard:
    """Which keys a file names at all, also on rows that were refused: what is named is not gone."""

    keys: set[str] = field(default_factory=set)
    unreadable: bool = False


def understood(
    file: Incoming, read: Callable[[Row], ReadT], *, key: str, heard: Heard | None = None
) -> list[ReadT]:
    """Every row that ``read`` could make sense of; the others are refused."""
    found: list[ReadT] = []
    heard = heard or Heard()
    for row in file.rows():
        named = row.fields.get(key, "")
        heard.keys.add(named)
        try:
            found.append(read(row))
        except Refused as refused:
            file.refuse(row.line, refused.column, refused.reason)
    heard.unreadable = file.unreadable_rows > 0 or "" in heard.keys
    return found


def once_each(
    file: Incoming,
    rows: Iterable[ReadT],
    *,
    key: Callable[[ReadT], Hashable],
    says: Callable[[ReadT], object],
    column: str,
) -> list[ReadT]:
    """One row per key. Repetitions are counted; rows that contradict each other are all refused."""
    grouped: dict[Hashable, list[ReadT]] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row)
    kept: list[ReadT] = []
    for same in grouped.values():
        if len(same) == 1 or all(says(row) == says(same[0]) for row in same):
            kept.append(same[0])
            file.fates[Fate.TWICE] += len(same) - 1
        else:
            refuse_all(file, same, column, _CONTRADICTS)
    return kept


def refuse_all(file: Incoming, rows: Iterable[Read], column: str, reason: str | Promise) -> None:
    for row in rows:
        file.refuse(row.line, column, reason)


def optional(file: Incoming, row: Row, column: str, *, longest: int) -> str:
    """A field that is left out, with a remark, rather than costing the row."""
    value = row.fields.get(column, "")
    if len(value) <= longest:
        return value
    file.remark(row.line, column, _LEFT_OUT)
    return ""


def email(file: Incoming, row: Row) -> str:
    """An address that can be written to, or nothing and a remark."""
    value = row.fields.get("email", "")
    if not value or (len(value) <= 254 and _is_email(value)):
        return value
    file.remark(row.line, "email", _LEFT_OUT)
    return ""


def paired(rows: Iterable[RowT], stored: Iterable[StoredT]) -> list[tuple[RowT, StoredT | None]]:
    """Each period of a file with the stored period it tells of: the same start, else one that it overlaps."""
    left = sorted(stored, key=lambda period: period.start)
    pairs: list[tuple[RowT, StoredT | None]] = []
    unpaired: list[RowT] = []
    for row in sorted(rows, key=lambda row: row.start):
        same = next((period for period in left if period.start == row.start), None)
        if same is None:
            unpaired.append(row)
        else:
            left.remove(same)
            pairs.append((row, same))
    for row in unpaired:
        near = next((period for period in left if overlap(row, period)), None)
        if near is not None:
            left.remove(near)
        pairs.append((row, near))
    return pairs


def overlap(one: Dated, other: Dated) -> bool:
    """Whether two periods share a day."""
    return one.start <= (other.last_day or date.max) and other.start <= (one.last_day or date.max)


def _is_email(value: str) -> bool:
    try:
        _EMAIL(value)
    except ValidationError:
        return False
    return True
