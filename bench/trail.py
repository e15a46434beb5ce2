"""The trail: how fast it is verified, and what its writing adds to a page.

Verified: a million events of one municipality and the system, with children, hashed as the product hashes
them. Written: the same page asked for in turn with and without its event, in one process, on the demo
municipality; the rest is equal.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from bench import pages
from knutpunkt.verifier.chain import verify
from knutpunkt.verifier.form import COLUMNS, START, canonical, digest, event_id
from knutpunkt.verifier.sources import opened

EVENTS = int(os.environ.get("BENCH_EVENTS", "1000000"))
TOWN = UUID(int=7).hex
ROOT = Path(__file__).resolve().parent.parent
_CHILD_COLUMNS = ("event_id", "child")
_HEAD_COLUMNS = ("id", "chain", "count", "last_hash")
Made = tuple[tuple[Any, ...], list[str]]


def run(events: int = EVENTS) -> list[dict[str, Any]]:
    """Events a second on both engines, and what a page costs with and without its event."""
    # The tests' own PostgreSQL, from a wheel; imported here, where it is known to be installed.
    from tests import postgres

    with tempfile.TemporaryDirectory(prefix="kp-trail-") as folder:
        path = Path(folder) / "knutpunkt.sqlite3"
        fill_sqlite(path, events)
        rows = [_rated("SQLite", str(path))]
    with postgres.server() as url:
        fill_postgresql(url, events)
        rows.append(_rated("PostgreSQL", url))
    return rows + _cost()


def _rated(engine: str, address: str) -> dict[str, Any]:
    with opened(address) as source:
        report = verify(source, [])
    if not report.whole:
        raise RuntimeError(f"the trail made for the measurement is not whole: {report.damages}")
    return {"what": f"verifying, {engine}", "number": report.events, "figure": f"{report.rate:,.0f} events/s"}


def _cost() -> list[dict[str, Any]]:
    data = pages.built()
    asked = subprocess.run(
        [sys.executable, "-m", "bench.trail_of_pages"],
        cwd=ROOT,
        env=os.environ | {"KNUTPUNKT_PROFILE": "demo", "DATA": str(data)},
        check=True,
        capture_output=True,
        text=True,
    )
    rows: list[dict[str, Any]] = json.loads(asked.stdout.splitlines()[-1])
    return rows


def made(events: int) -> Iterator[Made]:
    """Events of two chains, one after the other, as rows with their children."""
    for number, chain in enumerate(("system", TOWN), start=1):
        last = START
        for position in range(1, events // 2 + 1):
            values = _values(number, chain, position) | {"previous": last}
            children = [UUID(int=position * 3 + one).hex for one in range(position % 3)]
            last = digest(canonical(values), children)
            yield (*(values[name] for name in COLUMNS), last), children


def _values(number: int, chain: str, position: int) -> dict[str, str | int | None]:
    town = None if chain == "system" else chain
    touched = [f"casefile.record:{UUID(int=position * 7 + one)}" for one in range(4)]
    empty = dict.fromkeys(("disclosure", "consent", "also_person", "emergency"))
    return empty | {
        "id": event_id(number, position),
        "chain": chain,
        "position": position,
        "at": f"2026-11-{position % 28 + 1:02} 10:00:00.{position % 999999 + 1:06}",
        "action": "cases.child.read",
        "actor_kind": "professional",
        "person": UUID(int=position % 500).hex,
        "assignment": UUID(int=position % 700).hex,
        "unit": UUID(int=position % 40).hex,
        "agency": UUID(int=9).hex,
        "municipality": town,
        "profession": "school_counsellor",
        "objects_touched": json.dumps(touched),
        "grounds": '["participant"]',
        "purpose": "",
        "channel": "web",
    }


def _migrated(environment: dict[str, str]) -> None:
    own = os.environ | {"KNUTPUNKT_PROFILE": "test", "DJANGO_SETTINGS_MODULE": "knutpunkt.settings"}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, env=own | environment, check=True)


def fill_sqlite(path: Path, events: int) -> None:
    """Make the trail's tables in a new database and fill them."""
    _migrated({"DATA": str(path.parent), "KNUTPUNKT_DATABASE": ""})
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("BEGIN")
    heads: dict[int, tuple[Any, ...]] = {}
    rows = made(events)
    while some := list(islice(rows, 5000)):
        for table, columns, values in _tables(some, heads):
            marks = ",".join("?" * len(columns))
            names = ",".join(f'"{name}"' for name in columns)
            database.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
    _heads(heads, lambda sql, values: database.execute(sql.replace("%s", "?"), values))
    database.execute("COMMIT")
    database.close()


def fill_postgresql(url: str, events: int) -> None:
    """Make the trail's tables in a new database and fill them."""
    with tempfile.TemporaryDirectory(prefix="kp-trail-") as folder:
        _migrated({"DATA": folder, "KNUTPUNKT_DATABASE": url})
    with psycopg.connect(url) as database:
        database.execute("SET session_replication_role = replica; SET TIME ZONE 'UTC'")
        heads: dict[int, tuple[Any, ...]] = {}
        rows = made(events)
        while some := list(islice(rows, 5000)):
            for table, columns, values in _tables(some, heads):
                names = ",".join(f'"{name}"' for name in columns)
                with database.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in values:
                        copy.write_row(row)
        _heads(heads, database.execute)
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("VACUUM ANALYZE audit_event")
        database.execute("VACUUM ANALYZE audit_eventchild")


def _tables(
    some: list[Made], heads: dict[int, tuple[Any, ...]]
) -> list[tuple[str, tuple[str, ...], list[tuple[Any, ...]]]]:
    for row, _ in some:
        heads[row[0] >> 40] = (row[0] >> 40, row[1], row[2], row[-1])
    return [
        ("audit_event", (*COLUMNS, "hash"), [row for row, _ in some]),
        ("audit_eventchild", _CHILD_COLUMNS, [(row[0], child) for row, own in some for child in own]),
    ]


def _heads(heads: dict[int, tuple[Any, ...]], execute: Any) -> None:
    for values in heads.values():
        execute('INSERT INTO audit_chainhead (id, chain, "count", last_hash) VALUES (%s, %s, %s, %s)', values)
