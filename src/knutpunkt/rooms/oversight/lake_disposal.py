"""Lessons and grades of children who are disposed of leave the lake: a new state without their rows."""

from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from knutpunkt.rooms.intake import lake
from knutpunkt.rooms.intake.tables.session import Database


def forget(children: Collection[UUID]) -> None:
    """Write the parts that have rows of these children anew, inside the caller's transaction."""
    draft = lake.new_draft()
    keys = [str(child) for child in sorted(children)]
    # A fifth of a second to load; every command and worker starts with this module.
    import duckdb

    with duckdb.connect() as db:
        for table in ("attendance", "grades"):
            for file in sorted((draft.base / table).rglob("part.parquet")):
                _rewrite(db, draft, file.relative_to(draft.base), keys)
    if draft.changed:
        draft.complete()
        draft.publish(None)


def settle() -> None:
    """What readers are pointed at is moved, and every earlier state goes."""
    lake.settle()
    lake.forget_earlier()


def _rewrite(db: Database, draft: lake.Draft, part: Path, keys: list[str]) -> None:
    stored = draft.stored(part)
    if stored is None:
        return
    theirs = (
        "SELECT file_row_number FROM read_parquet(?, file_row_number = true)"
        " WHERE child IN (SELECT unnest(?))"
    )
    gone = [row for (row,) in db.execute(theirs, [str(stored.part), keys]).fetchall()]
    if not gone:
        return
    place = draft.place(part)
    for old, new in ((stored.part, place.part), (stored.received, place.received)):
        if old.exists():
            _write(db, old, gone, new)


def _write(db: Database, old: Path, gone: list[int], new: Path) -> None:
    rest = db.sql(
        "SELECT * EXCLUDE file_row_number FROM read_parquet($old, file_row_number = true)"
        " WHERE file_row_number NOT IN (SELECT unnest($gone)) ORDER BY file_row_number",
        params={"old": str(old), "gone": gone},
    )
    rest.write_parquet(str(new), compression="zstd")
