"""What an import says of itself: counts and sentences, and the file of refused rows. Never a value."""

import csv
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from knutpunkt.rooms.intake.incoming import Fate, Incoming
from knutpunkt.rooms.intake.kinds import FileKind, shown_names
from knutpunkt.rooms.intake.preparing import Prepared, Unread

# What a spreadsheet may begin a formula with, also wide, and after what it passes over (trust.md T48).
_DANGEROUS = re.compile(r"[\s\ufeff\u200b]*[=+\-@|%＝＋－＠]|[\t\r\n]")


class Outcome(StrEnum):
    """How an import ended."""

    ACCEPTED = "accepted"
    NOTHING_NEW = "nothing_new"
    DECLINED = "declined"
    NEEDS_CONFIRMATION = "needs_confirmation"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: how it was read and what became of its rows. ``columns``: shown name → its heading there."""

    name: str
    kind: FileKind | None
    problem: str = ""
    encoding: str = ""
    delimiter: str = ""
    as_of: date | None = None
    complete: bool = False
    columns: tuple[tuple[str, str], ...] = ()
    counts: dict[Fate, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    removes_too_many: bool = False

    @property
    def label(self) -> str:
        return str(self.kind.label) if self.kind else ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen, in counts: shown before anybody says yes."""

    files: tuple[FileReport, ...]
    totals: dict[FileKind, dict[Fate, int]]
    refused: int
    changes_nothing: bool

    @property
    def needs_confirmation(self) -> tuple[FileReport, ...]:
        """The files that would remove more than 5 % of the children they cover."""
        return tuple(file for file in self.files if file.removes_too_many)


@dataclass(frozen=True, slots=True)
class Report:
    """How it went. ``refused_rows`` is the file to send back to the source, when there is anything in it."""

    outcome: Outcome
    preview: Preview
    batch: UUID | None = None
    refused_rows: Path | None = None
    problem: str = ""
    seconds: float = 0.0

    @property
    def totals(self) -> dict[FileKind, dict[Fate, int]]:
        return self.preview.totals


def preview_of(prepared: Prepared) -> Preview:
    """The counts and sentences of a prepared import."""
    files = [*map(_of_file, prepared.files), *map(_of_unread, prepared.unread)]
    return Preview(
        files=tuple(sorted(files, key=lambda file: file.name)),
        totals=prepared.totals,
        refused=prepared.refused,
        changes_nothing=prepared.changes_nothing,
    )


def write_refused_rows(path: Path, files: Sequence[Incoming], unread: Iterable[Unread]) -> Path | None:
    """Write file, line, column and reason of all that was refused or left out; ``None`` when nothing was."""
    lines = [(file.name, "", "", file.problem) for file in unread]
    for file in files:
        in_order = sorted(file.remarks, key=lambda remark: remark.line)
        lines += [(file.name, str(one.line), one.column, one.reason) for one in in_order]
    if not lines:
        return None
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(("fil", "rad", "kolumn", "orsak"))
        writer.writerows([harmless(cell) for cell in line] for line in lines)
    return path


def harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def _of_file(file: Incoming) -> FileReport:
    shown = shown_names(file.kind)
    return FileReport(
        name=file.name,
        kind=file.kind,
        encoding=file.scan.encoding,
        delimiter=file.scan.delimiter,
        as_of=file.scope.as_of,
        complete=file.scope.complete,
        columns=tuple((shown[name], file.scan.headings[place]) for name, place in file.places.items()),
        counts={fate: count for fate, count in file.fates.items() if count},
        notes=tuple(file.notes),
        removes_too_many=file.removes_too_many,
    )


def _of_unread(file: Unread) -> FileReport:
    return FileReport(name=file.name, kind=file.kind, problem=file.problem)
