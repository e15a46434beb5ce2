"""An attacker with the whole database in hand: no triggers, no foreign keys, and the code of the chain."""

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from knutpunkt.verifier.form import COLUMNS, IDS, LISTS, NUMBERS, SEPARATOR, digest, event_id, place
from knutpunkt.verifier.sources import PostgreSQL, Source, SQLite

TABLES = ("audit_event", "audit_eventchild", "audit_chainhead")
Found = tuple[str, int]


@dataclass
class Stolen:
    """A database in the attacker's hands. ``marks`` are the counts of each chain's checkpoints."""

    raw: Any
    marks: dict[str, list[int]]
    dice: random.Random

    @property
    def source(self) -> Source:
        return SQLite(self.raw) if isinstance(self.raw, sqlite3.Connection) else PostgreSQL(self.raw)

    def run(self, sql: str, *values: Any) -> list[Any]:
        if isinstance(self.raw, sqlite3.Connection):
            sql = sql.replace("%s", "?")
        cursor = self.raw.execute(sql, values)
        return cursor.fetchall() if cursor.description else []

    @contextmanager
    def trial(self):
        """Everything done inside is undone."""
        self.run("SAVEPOINT trial")
        try:
            yield
        finally:
            self.run("ROLLBACK TO SAVEPOINT trial")
            self.run("RELEASE SAVEPOINT trial")

    def heads(self) -> list[tuple[int, str, int]]:
        return self.run('SELECT id, chain, "count" FROM audit_chainhead ORDER BY id')

    def somewhere(self, *, least: int = 1) -> tuple[int, str, int, int]:
        """A chain's number, name and length, and a position in it."""
        number, chain, count = self.dice.choice(self.heads())
        return number, chain, count, self.dice.randint(min(least, count), count)

    def any_child(self) -> tuple[int, Found]:
        key, event = self.dice.choice(self.run("SELECT id, event_id FROM audit_eventchild ORDER BY id"))
        number, position = place(event)
        return key, ({n: c for n, c, _ in self.heads()}[number], position)


def disarmed(raw: sqlite3.Connection) -> sqlite3.Connection:
    """A copy of the trail's tables, without their triggers."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    for table in TABLES:
        ((made,),) = raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchall()
        copy.execute(made)
        rows = raw.execute(f'SELECT * FROM "{table}"')
        marks = ",".join("?" * len(rows.description))
        copy.executemany(f'INSERT INTO "{table}" VALUES ({marks})', map(_raw, rows.fetchall()))
    for (made,) in raw.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%audit_%'"):
        copy.execute(made)
    return copy


def _raw(row: tuple[Any, ...]) -> list[Any]:
    return [str(value) if isinstance(value, datetime) else value for value in row]


def _another(column: str, old: Any, dice: random.Random) -> Any:
    if column in IDS:
        return UUID(int=dice.getrandbits(128)).hex
    if column in LISTS:
        return json.dumps(["people.child:x"])
    if column == "at":
        return f"2019-0{dice.randint(1, 9)}-03 10:00:00.{dice.randint(1, 999999):06}"
    if column in NUMBERS:
        return int(old) + dice.randint(1, 5000)
    return f"{str(old)[:8]}{dice.randint(0, 99999)}"


def edit(db: Stolen) -> Found:
    number, chain, _, position = db.somewhere()
    column = db.dice.choice([*COLUMNS[1:], "hash"])
    key = event_id(number, position)
    ((old,),) = db.run(f'SELECT "{column}" FROM audit_event WHERE id = %s', key)
    empty = column in IDS and old is not None and db.dice.random() < 0.3
    new = None if empty else _another(column, old, db.dice)
    db.run(f'UPDATE audit_event SET "{column}" = %s WHERE id = %s', new, key)
    return chain, position


def edit_child(db: Stolen) -> Found:
    key, found = db.any_child()
    db.run("UPDATE audit_eventchild SET child = %s WHERE id = %s", _another("person", None, db.dice), key)
    return found


def delete_child(db: Stolen) -> Found:
    key, found = db.any_child()
    db.run("DELETE FROM audit_eventchild WHERE id = %s", key)
    return found


def insert_child(db: Stolen) -> Found:
    number, chain, _, position = db.somewhere()
    db.run(
        "INSERT INTO audit_eventchild (event_id, child) VALUES (%s, %s)",
        event_id(number, position),
        _another("person", None, db.dice),
    )
    return chain, position


def delete(db: Stolen) -> Found:
    number, chain, _, position = db.somewhere()
    key = event_id(number, position)
    if db.dice.random() < 0.5:
        db.run("DELETE FROM audit_eventchild WHERE event_id = %s", key)
    db.run("DELETE FROM audit_event WHERE id = %s", key)
    return chain, position


def _move(db: Stolen, old: int, new: int) -> None:
    db.run("UPDATE audit_eventchild SET event_id = %s WHERE event_id = %s", new, old)
    db.run("UPDATE audit_event SET id = %s, position = %s WHERE id = %s", new, place(new)[1], old)


def insert(db: Stolen) -> Found:
    """One more event, those after it moved up; or one put at the end with hashes that are right."""
    number, chain, count, position = db.somewhere()
    names = ", ".join(f'"{name}"' for name in COLUMNS[1:])
    if db.dice.random() < 0.3:
        position = count + 1
    for moved in range(count, position - 1, -1):
        _move(db, event_id(number, moved), event_id(number, moved + 1))
    pattern = event_id(number, position + 1 if position <= count else count)
    db.run(
        f"INSERT INTO audit_event (id, {names}, hash)"
        f" SELECT %s, {names}, hash FROM audit_event WHERE id = %s",
        event_id(number, position),
        pattern,
    )
    db.run(
        "UPDATE audit_event SET position = %s, person = %s WHERE id = %s",
        position,
        _another("person", None, db.dice),
        event_id(number, position),
    )
    if position == count + 1:
        reseal(db, number, position)
    elif db.dice.random() < 0.5:
        db.run('UPDATE audit_chainhead SET "count" = "count" + 1 WHERE id = %s', number)
    return chain, position


def reorder(db: Stolen) -> Found:
    number, chain, count, one = db.somewhere()
    other = db.dice.choice([p for p in range(1, count + 1) if p != one])
    aside = event_id(number, count + 100)
    _move(db, event_id(number, one), aside)
    _move(db, event_id(number, other), event_id(number, one))
    _move(db, aside, event_id(number, other))
    return chain, min(one, other)


def truncate(db: Stolen) -> Found:
    """Everything from a position on is gone, and the head agrees."""
    number, chain, count, position = db.somewhere(least=2)
    first, last = event_id(number, position), event_id(number, count)
    ((kept,),) = db.run("SELECT hash FROM audit_event WHERE id = %s", first - 1)
    db.run("DELETE FROM audit_eventchild WHERE event_id BETWEEN %s AND %s", first, last)
    db.run("DELETE FROM audit_event WHERE id BETWEEN %s AND %s", first, last)
    db.run(
        'UPDATE audit_chainhead SET "count" = %s, last_hash = %s WHERE id = %s', position - 1, kept, number
    )
    return chain, position


def behead(db: Stolen) -> Found:
    """The oldest are gone, as if disposed of."""
    number, chain, _, position = db.somewhere()
    first, last = event_id(number, 1), event_id(number, position)
    db.run("DELETE FROM audit_eventchild WHERE event_id BETWEEN %s AND %s", first, last)
    db.run("DELETE FROM audit_event WHERE id BETWEEN %s AND %s", first, last)
    return chain, 1


def empty(db: Stolen) -> Found:
    """A whole chain is gone, head and all."""
    number, chain, _, _ = db.somewhere()
    first, last = event_id(number, 0), event_id(number + 1, 0)
    db.run("DELETE FROM audit_eventchild WHERE event_id BETWEEN %s AND %s", first, last)
    db.run("DELETE FROM audit_event WHERE id BETWEEN %s AND %s", first, last)
    db.run("DELETE FROM audit_chainhead WHERE id = %s", number)
    return chain, 1


def recompute(db: Stolen) -> Found:
    """An event is edited, and everything after it computed anew with the real code; the head too."""
    number, chain, _, position = db.somewhere()
    db.run(
        "UPDATE audit_event SET person = %s WHERE id = %s",
        _another("person", None, db.dice),
        event_id(number, position),
    )
    reseal(db, number, position)
    last = max(place(key)[1] for key, _, _ in _own(db, number))
    ((sealed,),) = db.run("SELECT hash FROM audit_event WHERE id = %s", event_id(number, last))
    db.run("UPDATE audit_chainhead SET last_hash = %s WHERE id = %s", sealed, number)
    return chain, min(mark for mark in db.marks[chain] if mark >= position)


def bend_head(db: Stolen) -> Found:
    number, chain, count, position = db.somewhere()
    if db.dice.random() < 0.5:
        db.run('UPDATE audit_chainhead SET "count" = %s WHERE id = %s', position - 1, number)
        return chain, position
    db.run("UPDATE audit_chainhead SET last_hash = %s WHERE id = %s", "0" * 64, number)
    return chain, count


def _own(db: Stolen, number: int) -> list[tuple[int, Any, bytes]]:
    return [event for event in db.source.events() if place(event[0])[0] == number]


def reseal(db: Stolen, number: int, since: int) -> None:
    children: dict[int, list[str]] = {}
    for key, child in db.source.children():
        children.setdefault(key, []).append(child.decode())
    last = "0" * 64
    for key, stored, line in _own(db, number):
        if place(key)[1] < since:
            last = (stored or b"").decode()
            continue
        text = f"{line.decode().rpartition(SEPARATOR)[0]}{SEPARATOR}{last}"
        sealed = digest(text, children.get(key, ()))
        db.run("UPDATE audit_event SET previous = %s, hash = %s WHERE id = %s", last, sealed, key)
        last = sealed


WAYS: tuple[Callable[[Stolen], Found], ...] = (
    edit,
    edit,
    edit,
    edit_child,
    delete_child,
    insert_child,
    delete,
    insert,
    reorder,
    truncate,
    behead,
    empty,
    recompute,
    recompute,
    bend_head,
)
