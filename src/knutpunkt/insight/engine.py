"""The seam between the expressions and what runs them.

Everything else in `insight` speaks the PySpark DataFrame API. What that API leaves to the engine — getting
rows in, keeping a result, getting rows out — is named here, once, and done by each engine in a module of its
own, which opens its sessions. This one imports no engine: they take long to load.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

# The two engines' classes share their shape but no base class, so there is nothing better to name.
DataFrame = Any
Column = Any
Session = Any
Row = dict[str, Any]
Builder = Callable[..., DataFrame]
# What a builder gets besides the engine: tables, and values that the statement is made for.
Part = DataFrame | date | tuple[str, ...]
Value = str | int | float | bool | date | None

# Two shares that differ by exactly the threshold can differ by a little less in binary.
NEAR = 1e-9


@dataclass(frozen=True)
class Spec:
    """A table's columns as (name, Spark type); the type names are those both engines know."""

    name: str
    columns: tuple[tuple[str, str], ...]

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.columns]


class Engine(ABC):
    """What an engine must offer, for one session: its functions and window, and five ways past the API."""

    functions: ModuleType
    window: Any

    @abstractmethod
    def table(self, spec: Spec, rows: Iterable[Sequence[Value]]) -> DataFrame:
        """Rows (in the order of the spec's columns) as a DataFrame; no rows give an empty table."""

    @abstractmethod
    def parquet(self, spec: Spec, files: Sequence[Path]) -> DataFrame:
        """The spec's columns of these Parquet files, read when asked for; no files give an empty table."""

    @abstractmethod
    def keep(self, build: Builder, *parts: Part) -> DataFrame:
        """`build(engine, *parts)` computed once and held, so that two readers share it."""

    @abstractmethod
    def held(self, build: Builder, *parts: Part) -> AbstractContextManager[DataFrame]:
        """Kept for a while, then let go."""

    @abstractmethod
    def rows(self, frame: DataFrame) -> list[Row]:
        """All rows as plain dictionaries."""


def engine_of(session: Session) -> Engine:
    """The engine behind a session; whoever opens the session gives it one."""
    found: Engine = session._insight_engine
    return found
