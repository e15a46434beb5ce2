"""Fills tables past the ORM, on either engine, and puts their indexes back afterwards."""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from knutpunkt.foundation.commitments import triggers

NOW = datetime.now(UTC)
Row = tuple[Any, ...]


@cache
def _others(model: str, given: tuple[str, ...]) -> dict[str, Any]:
    """What the columns that are not given hold: the model's own defaults."""
    concrete = apps.get_model(model)._meta.local_concrete_fields
    left = [one for one in concrete if one.column not in given and not one.null]
    return {one.column: _default(one) for one in left}


def _default(one: "models.Field[Any, Any]") -> Any:
    value = one.get_default()
    if value is None:
        value = NOW if isinstance(one, models.DateTimeField) else ""
    return one.get_db_prep_save(value, connection)


def write(model: str, columns: list[str], rows: Iterable[Row]) -> None:
    """Fill a table; the model's defaults stand for what is not given."""
    others = _others(model, tuple(columns))
    table = apps.get_model(model)._meta.db_table
    names = [*columns, *others]
    tail = tuple(others.values())
    if connection.vendor == "postgresql":
        _copied(table, names, (row + tail for row in rows))
    else:
        _inserted(table, names, (tuple(map(_plain, row)) + tail for row in rows))
    print(f"  {table}", file=sys.stderr, flush=True)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return (
        str(value.replace(tzinfo=None) if isinstance(value, datetime) else value)
        if isinstance(value, date)
        else value
    )


def _inserted(table: str, names: list[str], rows: Iterator[Row]) -> None:
    marks = ", ".join("?" * len(names))
    raw = connection.connection
    raw.executemany(f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({marks})', rows)


def _copied(table: str, names: list[str], rows: Iterator[Row]) -> None:
    statement = f'COPY "{table}" ({", ".join(names)}) FROM STDIN'
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def without_walls(cursor: Any) -> list[str]:
    """Take indexes, foreign keys and triggers away while filling; gives what makes the indexes again."""
    if connection.vendor == "postgresql":
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)"
        )
    else:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA synchronous = OFF")
        triggers._take_down(connection)
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    found = cursor.fetchall()
    for name, _sql in found:
        cursor.execute(f"DROP INDEX {name}" if connection.vendor == "postgresql" else f'DROP INDEX "{name}"')
    if connection.vendor == "sqlite":
        connection.connection.execute("BEGIN")
    return [sql for _name, sql in found]


def walls_again(cursor: Any, indexes: list[str]) -> None:
    """Indexes, triggers and statistics as a town in use has them."""
    if connection.vendor == "sqlite":
        connection.connection.execute("COMMIT")
    for sql in indexes:
        cursor.execute(sql)
    if connection.vendor == "postgresql":
        cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM ANALYZE")
    else:
        triggers.stand()
        cursor.execute("ANALYZE")
