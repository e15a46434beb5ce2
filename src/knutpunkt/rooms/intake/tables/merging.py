"""New rows into a stored table: the newer file wins by key, row by row; nothing is ever removed."""

# ruff: noqa: S608 - the names in these statements are ours; values go through text() or as parameters

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from knutpunkt.rooms.intake import lake
from knutpunkt.rooms.intake.incoming import Fate
from knutpunkt.rooms.intake.tables.session import Database, names, text

Fates = dict[int, Counter[Fate]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's columns in their order, and those that name a row."""

    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def rest(self) -> tuple[str, ...]:
        return tuple(column for column in self.columns if column not in self.key)


def merge(db: Database, *, shape: Shape, rows: str, part: Path, draft: lake.Draft) -> Fates:
    """Judge ``rows`` (a query: the shape's columns, file, as_of; once per key) against the stored part.

    The merged table is written to the draft, if anything changes. Answers what became of the rows, per file
    number.
    """
    stored = draft.stored(part)
    _judge(db, shape, rows, stored)
    fates: Fates = defaultdict(Counter)
    moves = False
    for file, fate, count, newer in db.execute(
        "SELECT file, fate, count(*), count(*) FILTER (newer) FROM judged GROUP BY ALL"
    ).fetchall():
        fates[file][Fate(fate)] += count
        moves = moves or newer > 0
    if moves:
        merged = _merge(db, shape) if stored else "judged"
        _write(db, shape, draft, part, merged)
    db.execute("DROP TABLE judged; DROP TABLE IF EXISTS old; DROP TABLE IF EXISTS merged")
    return fates


def _judge(db: Database, shape: Shape, rows: str, stored: lake.Stored | None) -> None:
    if stored is None:
        order = names(shape.key)
        db.execute(
            f"CREATE TABLE judged AS SELECT *, 'new' AS fate, true AS newer FROM ({rows}) ORDER BY {order}"
        )
        return
    db.execute(
        f"""CREATE TABLE old AS SELECT {names(shape.columns, "part")}, received.as_of
        FROM read_parquet({text(str(stored.part))}, file_row_number = true) part
        JOIN read_parquet({text(str(stored.received))}, file_row_number = true) received
          USING (file_row_number)"""
    )
    differs = " OR ".join(f"new.{column} IS DISTINCT FROM old.{column}" for column in shape.rest)
    db.execute(
        f"""CREATE TABLE judged AS SELECT new.*,
          CASE WHEN old.as_of IS NULL THEN 'new' WHEN new.as_of < old.as_of THEN 'older'
               WHEN {differs} THEN 'changed' ELSE 'same' END AS fate,
          old.as_of IS NULL OR new.as_of > old.as_of OR (new.as_of = old.as_of AND ({differs})) AS newer
        FROM ({rows}) new LEFT JOIN old USING ({names(shape.key)})"""
    )


def _merge(db: Database, shape: Shape) -> str:
    """The stored rows with the newer ones in their place; answers the table's name."""
    columns = names(shape.columns)
    db.execute(
        f"""CREATE TABLE merged AS SELECT {columns}, as_of FROM (
          SELECT {columns}, as_of FROM judged WHERE newer
          UNION ALL
          SELECT {columns}, as_of FROM old
          ANTI JOIN (SELECT * FROM judged WHERE newer) USING ({names(shape.key)})
        ) ORDER BY {names(shape.key)}"""
    )
    return "merged"


def _write(db: Database, shape: Shape, draft: lake.Draft, part: Path, merged: str) -> None:
    """Write a table that lies in its final order, and beside it the day of the file behind each row."""
    written = draft.place(part)
    columns = names(shape.columns)
    db.execute(f"COPY (SELECT {columns} FROM {merged}) TO {text(str(written.part))} (FORMAT parquet)")
    db.execute(f"COPY (SELECT as_of FROM {merged}) TO {text(str(written.received))} (FORMAT parquet)")
