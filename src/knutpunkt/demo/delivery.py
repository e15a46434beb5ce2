"""Writing what a municipality would deliver: CSV files, each with a sidecar that declares what it covers.

``elever.csv`` has ``elever.scope.json`` beside it: kind, scope (municipality; units or null for all;
school_form or null for all), whether it is complete, the day it tells of, and the source. Files are UTF-8
with ``;``, but the grades, from an old system: Windows-1252. A list inside a field is divided by ``|``.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

Value = str | int | date | None


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """One file of the folder."""

    name: str
    kind: str
    rows: int


@dataclass(slots=True)
class Manifest:
    """What was written, and for which day and seed."""

    folder: Path
    on: date
    seed: int
    files: list[DeliveredFile] = field(default_factory=list)

    def rows(self, kind: str) -> int:
        return sum(file.rows for file in self.files if file.kind == kind)

    @property
    def kinds(self) -> dict[str, int]:
        """Rows per kind of file."""
        return {file.kind: self.rows(file.kind) for file in self.files}


@dataclass(frozen=True, slots=True)
class Cover:
    """What a file covers. ``units`` empty: every unit of the municipality."""

    municipality: str
    source: str
    units: tuple[str, ...] = ()


def write_table(
    manifest: Manifest,
    name: str,
    kind: str,
    cover: Cover,
    *,
    heading: Sequence[str],
    rows: Iterable[Sequence[Value]],
    encoding: str = "utf-8",
) -> None:
    """Write one file and its sidecar, and enter it in the manifest."""
    count = 0
    with (manifest.folder / name).open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(heading)
        for row in rows:
            writer.writerow(row)
            count += 1
    declare(manifest, name, kind, cover, rows=count)


def declare(manifest: Manifest, name: str, kind: str, cover: Cover, *, rows: int) -> None:
    """Write the sidecar of a file that exists."""
    declaration = {
        "kind": kind,
        "scope": {
            "municipality": cover.municipality,
            "units": list(cover.units) or None,
            "school_form": None,
        },
        "complete": True,
        "as_of": manifest.on.isoformat(),
        "source": cover.source,
    }
    path = (manifest.folder / name).with_suffix(".scope.json")
    path.write_text(json.dumps(declaration, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    manifest.files.append(DeliveredFile(name, kind, rows))
