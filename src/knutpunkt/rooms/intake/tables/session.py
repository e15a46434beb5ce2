"""A DuckDB session with bounded memory that spills into a private folder."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import duckdb

# Named, not loaded: that takes a fifth of a second, and every command and worker starts with this module.
Database: TypeAlias = "duckdb.DuckDBPyConnection"

MEMORY = "1GB"
MOST_THREADS = 8


@contextmanager
def session(folder: Path) -> Iterator[Database]:
    """An in-memory database; what does not fit goes to ``folder`` and is gone afterwards."""
    import duckdb

    spill = folder / "spill"
    spill.mkdir(parents=True, exist_ok=True, mode=0o700)
    connection = duckdb.connect()
    try:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute(f"SET threads = {min(os.cpu_count() or 1, MOST_THREADS)}")
        connection.execute(f"SET temp_directory = {text(str(spill))}")
        connection.execute("SET enable_progress_bar = false")
        yield connection
    finally:
        connection.close()


def text(value: str) -> str:
    """A string as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def names(columns: Sequence[str], table: str = "") -> str:
    """Column names for a SELECT."""
    return ", ".join(f"{table}.{column}" if table else column for column in columns)
