"""DuckDB as the engine of the expressions, through SQLFrame: the default, in process."""

import atexit
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

import duckdb
from sqlframe.base.session import _BaseSession
from sqlframe.duckdb import DuckDBSession, Window, functions

from knutpunkt.insight.engine import Builder, DataFrame, Engine, Part, Row, Session, Spec, Value


@dataclass(frozen=True)
class DuckDBEngine(Engine):
    """DuckDB, in process."""

    session: Session
    functions: ModuleType = functions
    window: Any = Window
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        return self.session._conn  # type: ignore[no-any-return]

    def table(self, spec: Spec, rows: Iterable[Sequence[Value]]) -> DataFrame:
        """Rows (in the order of the spec's columns) as a DataFrame; no rows give an empty table."""
        columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in spec.columns]
        select = ", ".join(f"unnest(?::{_duck(kind)}[]) AS {name}" for name, kind in spec.columns)
        return self._frame(self._store(f"SELECT {select}", columns))

    def parquet(self, spec: Spec, files: Sequence[Path]) -> DataFrame:
        """The spec's columns of these Parquet files, read when asked for; no files give an empty table."""
        if not files:
            return self.table(spec, [])
        paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
        select = ", ".join(f"{name}::{_duck(kind)} AS {name}" for name, kind in spec.columns)
        name = self._name()
        source = f"read_parquet([{paths}], hive_partitioning = false)"
        self._connection.execute(f"CREATE VIEW {name} AS SELECT {select} FROM {source}")  # noqa: S608
        return self._frame(name)

    def keep(self, build: Builder, *parts: Part) -> DataFrame:
        """`build(engine, *parts)` computed once and held (Spark: `cache`), so that two readers share it."""
        return self._frame(self._store(self._statement(build, parts)))

    @contextmanager
    def held(self, build: Builder, *parts: Part) -> Iterator[DataFrame]:
        """Kept for a while, then let go (Spark: `unpersist`)."""
        name = self._store(self._statement(build, parts))
        try:
            yield self._frame(name)
        finally:
            self._connection.execute(f"DROP TABLE {name}")

    def rows(self, frame: DataFrame) -> list[Row]:
        """All rows as plain dictionaries; past SQLFrame's row objects, which take most of the time."""
        cursor = self._connection.execute(self._query(frame))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _frame(self, name: str) -> DataFrame:
        # SQLFrame would look the columns up itself, one parsed query and two parsed names per column.
        described = self._connection.execute(f"DESCRIBE {name}").fetchall()
        self.session.catalog.add_table(name, {column: _spark(kind) for column, kind, *_ in described})
        return self.session.table(name)

    def _statement(self, build: Builder, parts: Sequence[Part]) -> str:
        # Building a frame takes SQLFrame longer than DuckDB needs for a school; the next municipality of the
        # same day, with its tables named the same way, gets the statement from here.
        ends = tuple(part if isinstance(part, date | tuple) else self._query(part) for part in parts)
        key = (build.__module__, build.__qualname__, *ends)
        if key not in _statements:
            if len(_statements) >= _STATEMENTS_HELD:
                _statements.clear()
            _statements[key] = self._query(build(self, *parts))
        return _statements[key]

    def _query(self, frame: DataFrame) -> str:
        # DuckDB plans better than a second optimizer in front of it would.
        return str(frame.sql(dialect="duckdb", optimize=False, pretty=False))

    def _store(self, query: str, parameters: Sequence[Any] = ()) -> str:
        name = self._name()
        self._connection.execute(f"CREATE TABLE {name} AS {query}", list(parameters))
        return name

    def _name(self) -> str:
        return f"kept_{next(self._numbers)}"


_statements: dict[tuple[Any, ...], str] = {}
_STATEMENTS_HELD = 512
_opening = Lock()


@contextmanager
def duckdb_session(
    *, threads: int | None = None, memory: str | None = None, spill: Path | None = None
) -> Iterator[Session]:
    """An own DuckDB in memory, closed on leaving; beyond `memory` ("4GB") it spills to the folder `spill`.

    Sessions in several threads do not see each other.
    """
    _ready()
    session = _opened({"threads": threads, "memory_limit": memory, "temp_directory": spill})
    try:
        yield session
    finally:
        _close(session)


def _opened(settings: dict[str, Any]) -> Session:
    connection = duckdb.connect(":memory:")
    connection.execute("SET enable_progress_bar = false")
    for name, value in settings.items():
        if value is not None:
            text = str(value).replace("'", "''")
            connection.execute(f"SET {name} = '{text}'")
    # Past the constructor, which hands out one session per process: two screenings must not share one.
    session = object.__new__(DuckDBSession)
    session.__init__(conn=connection)  # type: ignore[misc]
    session._insight_engine = DuckDBEngine(session)  # type: ignore[attr-defined]
    return session


def _close(session: Session) -> None:
    session._udf_conn.close()
    session._conn.close()
    session.__dict__.pop("_insight_engine", None)
    if _BaseSession._instance is session:
        _ready()


@cache
def _resting() -> Session:
    session = _opened({"threads": 1})
    atexit.register(_end, session)
    return session


def _ready() -> None:
    """SQLFrame's functions ask its session of the process what engine they are for: it must always be DuckDB.

    A session that is never used serves for that; a closed one left there makes DuckDB complain at the end.
    """
    with _opening:
        _BaseSession._instance = _resting()


def _end(session: Session) -> None:
    session._udf_conn.close()
    session._conn.close()
    _BaseSession._instance = None


_TYPES = {
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "double": "DOUBLE",
    "date": "DATE",
}


def _duck(kind: str) -> str:
    return _TYPES[kind]


def _spark(kind: str) -> str:
    return next((spark for spark, duck in _TYPES.items() if duck == kind), "bigint")
