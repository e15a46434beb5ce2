"""Where the trail is read from: SQLite or PostgreSQL, each as three streams in one and the same moment.

The canonical line is put together inside the database, so that the raw stored values are what is hashed.
"""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg

from knutpunkt.verifier.form import COLUMNS, IDS, INSTANTS, NUMBERS

_FETCHED_AT_ONCE = 2000
Event = tuple[int, bytes | None, bytes]
"""Key, stored hash and canonical line of an event."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the database itself says a chain holds."""

    number: int
    chain: str
    count: int
    hash: str


class Source(Protocol):
    """The trail as stored, in order of key."""

    def events(self) -> Iterator[Event]:
        """Every event."""

    def children(self) -> Iterator[tuple[int, bytes]]:
        """Event key and child of every child row."""

    def heads(self) -> list[Head]:
        """The head of every chain."""


# printf is several times quicker than a chain of ||, but stops at a zero byte: only for what has none.
_SQLITE_KINDS = "printf('{}',{})".format(
    "%.1s" * len(COLUMNS), ",".join(f'typeof("{name}")' for name in COLUMNS)
)
_SQLITE_VALUES = "||x'1f'||".join(f"ifnull(\"{name}\",'')" for name in COLUMNS)
_SQLITE_EVENTS = (
    "SELECT id, CASE typeof(hash) WHEN 'text' THEN CAST(hash AS BLOB) END,"  # noqa: S608
    f" CAST({_SQLITE_KINDS}||x'1f'||{_SQLITE_VALUES} AS BLOB) FROM audit_event ORDER BY id"
)
_SQLITE_CHILDREN = (
    "SELECT event_id, CASE typeof(child) WHEN 'text' THEN CAST(child AS BLOB) ELSE x'00' END"
    " FROM audit_eventchild ORDER BY event_id, child"
)
_HEADS = 'SELECT id, chain, "count", last_hash FROM audit_chainhead ORDER BY id'


class SQLite:
    """A SQLite connection that has begun a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def events(self) -> Iterator[Event]:
        return _fetched(self._connection.execute(_SQLITE_EVENTS).fetchmany)

    def children(self) -> Iterator[tuple[int, bytes]]:
        return _fetched(self._connection.execute(_SQLITE_CHILDREN).fetchmany)

    def heads(self) -> list[Head]:
        return [Head(*row) for row in self._connection.execute(_HEADS)]


def _postgresql_value(name: str) -> str:
    if name in IDS:
        return f"coalesce(replace(\"{name}\"::text,'-',''),'')"
    if name in INSTANTS:
        return f"replace(to_char(\"{name}\" AT TIME ZONE 'UTC','YYYY-MM-DD HH24:MI:SS.US'),'.000000','')"
    return f"coalesce(\"{name}\"::text,'')"


def _postgresql_kind(name: str) -> str:
    kind = "i" if name in NUMBERS else "t"
    return f"CASE WHEN \"{name}\" IS NULL THEN 'n' ELSE '{kind}' END"


_POSTGRESQL_EVENTS = (
    "SELECT id, hash, concat_ws(chr(31),"  # noqa: S608
    f" {'||'.join(map(_postgresql_kind, COLUMNS))}, {', '.join(map(_postgresql_value, COLUMNS))})"
    " FROM audit_event ORDER BY id"
)
_POSTGRESQL_CHILDREN = (
    "SELECT event_id, replace(child::text, '-', '') FROM audit_eventchild ORDER BY event_id, child"
)


class PostgreSQL:
    """A PostgreSQL connection inside a transaction that sees one moment."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def events(self) -> Iterator[Event]:
        for key, stored, line in self._streamed("trail_events", _POSTGRESQL_EVENTS):
            yield key, stored and stored.encode(), line.encode()

    def children(self) -> Iterator[tuple[int, bytes]]:
        for key, child in self._streamed("trail_children", _POSTGRESQL_CHILDREN):
            yield key, child.encode()

    def heads(self) -> list[Head]:
        return [Head(*row) for row in self._connection.execute(_HEADS)]

    def _streamed(self, name: str, sql: str) -> Iterator[Any]:
        with psycopg.ServerCursor(self._connection, name) as cursor:
            cursor.execute(sql)
            # The server puts the next portion together while this one is checked.
            with ThreadPoolExecutor(max_workers=1) as ahead:
                coming = ahead.submit(cursor.fetchmany, _FETCHED_AT_ONCE)
                while rows := coming.result():
                    coming = ahead.submit(cursor.fetchmany, _FETCHED_AT_ONCE)
                    yield from rows


def _fetched(fetch: Callable[[int], list[Any]]) -> Iterator[Any]:
    while rows := fetch(_FETCHED_AT_ONCE):
        yield from rows


@contextmanager
def opened(address: str) -> Iterator[Source]:
    """The trail at an address: ``postgresql://…`` or a SQLite file. Only reads."""
    if address.startswith(("postgresql:", "postgres:")):
        with psycopg.connect(address) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            yield PostgreSQL(connection)
        return
    sqlite = sqlite3.connect(f"{Path(address).absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        sqlite.execute("BEGIN")
        yield SQLite(sqlite)
    finally:
        sqlite.close()
