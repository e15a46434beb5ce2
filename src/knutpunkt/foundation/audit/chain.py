"""The chain: events are written at the end of their chain, one after the other, each sealed to the last."""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from knutpunkt.foundation.audit.models import ChainHead, Event, EventChild
from knutpunkt.verifier.form import COLUMNS, SEPARATOR, START, canonical, digest, event_id

alarm = logging.getLogger("knutpunkt.alarm")
SYSTEM_CHAIN = "system"
# Clocks of several machines differ a little; more than this is a clock that was set back.
_CLOCKS_DIFFER = timedelta(seconds=2)
_AT_ONCE = 400
_NOT_STORED = str.maketrans({SEPARATOR: " ", "\x00": " "})

Stored = str | int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that waits to be written: its values as they are stored, and the children it concerns."""

    chain: str
    values: dict[str, Stored]
    children: tuple[str, ...]


@dataclass(slots=True)
class _Head:
    number: int
    count: int
    last_hash: str
    last_at: datetime | None


def chain_of(municipality: UUID | None) -> str:
    """The chain that holds the events of a municipality, or of none."""
    return municipality.hex if municipality else SYSTEM_CHAIN


def stored(value: object) -> Stored:
    """A value in the form it is both stored and hashed in."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, list):
        return json.dumps([str(one) for one in value], ensure_ascii=False)
    return str(value).translate(_NOT_STORED)


def append(entries: Sequence[Entry]) -> None:
    """Write the events at the ends of their chains, in the order given.

    Called last in a transaction: from here on nobody else adds to these chains until it ends.
    """
    heads = _held(sorted({entry.chain for entry in entries}))
    events: list[tuple[Stored, ...]] = []
    children: list[tuple[int, str]] = []
    for entry in entries:
        key, row = _next(heads[entry.chain], entry)
        events.append(row)
        children.extend((key, child) for child in entry.children)
    _insert(Event._meta.db_table, (*COLUMNS, "hash"), events)
    _insert(EventChild._meta.db_table, ("event_id", "child"), children)
    for head in heads.values():
        _advance(head)


def _next(head: _Head, entry: Entry) -> tuple[int, tuple[Stored, ...]]:
    now = timezone.now().astimezone(UTC)
    _notice_clock(entry.chain, head, now)
    head.count += 1
    head.last_at = now
    key = event_id(head.number, head.count)
    values = entry.values | {
        "id": key,
        "chain": entry.chain,
        "position": head.count,
        "at": str(now.replace(tzinfo=None)),
        "previous": head.last_hash,
    }
    head.last_hash = digest(canonical(values), entry.children)
    return key, (*(values[name] for name in COLUMNS), head.last_hash)


def _notice_clock(chain: str, head: _Head, now: datetime) -> None:
    # Told once: the head then carries the earlier time, and the next event is later than that.
    if head.last_at is not None and now < head.last_at - _CLOCKS_DIFFER:
        alarm.warning(
            "the clock went back %s s; the trail is ordered by position, not by time: chain %s",
            round((head.last_at - now).total_seconds()),
            chain,
        )


def _held(chains: Sequence[str]) -> dict[str, _Head]:
    """The heads of the chains, nobody else's until the transaction ends; taken in order, so none deadlock."""
    found = _locked(chains)
    missing = [chain for chain in chains if chain not in found]
    if missing:
        rows = [(chain, 0, START) for chain in missing]
        _insert(ChainHead._meta.db_table, ("chain", "count", "last_hash"), rows, "ON CONFLICT DO NOTHING")
        found = _locked(chains)
    return found


def _locked(chains: Sequence[str]) -> dict[str, _Head]:
    marks = ",".join(["%s"] * len(chains))
    lock = "FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT chain, id, "count", last_hash, last_at FROM audit_chainhead'  # noqa: S608
            f" WHERE chain IN ({marks}) ORDER BY chain {lock}",
            list(chains),
        )
        return {row[0]: _Head(row[1], row[2], row[3], _instant(row[4])) for row in cursor.fetchall()}


def _instant(value: datetime | None) -> datetime | None:
    # SQLite gives the instant without saying that it is UTC.
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _advance(head: _Head) -> None:
    at = str(head.last_at.replace(tzinfo=None)) if head.last_at is not None else None
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE audit_chainhead SET "count" = %s, last_hash = %s, last_at = %s WHERE id = %s',
            [head.count, head.last_hash, _zoned(at), head.number],
        )


def _zoned(at: Stored) -> Stored:
    """An instant as the engine takes it: SQLite stores the text, PostgreSQL must be told that it is UTC."""
    return f"{at}+00" if at is not None and connection.vendor == "postgresql" else at


def _insert(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], clash: str = "") -> None:
    names = ",".join(f'"{name}"' for name in columns)
    one = "({})".format(",".join(["%s"] * len(columns)))
    moment = columns.index("at") if "at" in columns else None
    with connection.cursor() as cursor:
        for some in _portions(rows):
            values = [list(row) for row in some]
            if moment is not None:
                for row in values:
                    row[moment] = _zoned(row[moment])
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) VALUES {",".join([one] * len(values))} {clash}',  # noqa: S608
                [value for row in values for value in row],
            )


def _portions(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield some
