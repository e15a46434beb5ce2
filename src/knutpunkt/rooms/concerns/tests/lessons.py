"""Writes a lake of lessons for the pupils of a place."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from knutpunkt.foundation.people.models import Unit
from knutpunkt.rooms.concerns.tests.place import Place


def lesson(
    place: Place,
    day: date,
    number: int = 0,
    *,
    unit: Unit | None = None,
    valid: int = 0,
    invalid: int = 0,
    reported: bool = True,
) -> tuple[Any, ...]:
    """An hour of Alva's."""
    at = unit or place.school
    key = f"{day}-{number}"
    return (str(place.alva.pk), str(at.pk), day, key, "MA", 60, valid, invalid, 0, reported)


def write(root: Path, rows: list[tuple[Any, ...]], place: Place) -> None:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE lessons (child VARCHAR, unit VARCHAR, day DATE, lesson VARCHAR, subject VARCHAR,"
        " offered_minutes INT, valid_absent_minutes INT, invalid_absent_minutes INT, late_minutes INT,"
        " reported BOOL)"
    )
    connection.executemany("INSERT INTO lessons VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
    for month in {f"{row[2]:%Y-%m}" for row in rows}:
        folder = root / "attendance" / "municipality=9901" / f"month={month}"
        folder.mkdir(parents=True)
        connection.execute(
            f"COPY (FROM lessons WHERE strftime(day, '%Y-%m') = '{month}')"
            f" TO '{folder}/part.parquet' (FORMAT parquet)"
        )
    (root / "terms").mkdir()
    connection.execute(
        f"COPY (SELECT '{place.body.pk}' AS body, '2026HT' AS term, DATE '2026-08-17' AS start,"
        f" DATE '2026-12-18' AS last_day) TO '{root}/terms/part.parquet' (FORMAT parquet)"
    )
    connection.close()
