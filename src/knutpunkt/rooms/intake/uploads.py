"""Files handed in on the page: kept until somebody accepts or drops them, also if the page is closed.

They lie in ``DATA/intake/<batch>`` under names of our own, readable only by the server. What a file is called
is kept as text and never used as a path.
"""

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.rooms.intake import lake
from knutpunkt.rooms.intake.columns import guess_kind, guess_places, recognised
from knutpunkt.rooms.intake.incoming import Incoming
from knutpunkt.rooms.intake.kinds import FileKind
from knutpunkt.rooms.intake.models import ColumnMapping, ImportBatch, ImportFile
from knutpunkt.rooms.intake.operations import REFUSED_ROWS, commit, decide, place_of, workplace
from knutpunkt.rooms.intake.preparing import NO_HEADINGS, Prepared, Unread, open_file, prepare, scope_of
from knutpunkt.rooms.intake.reading import WrongFile, scan
from knutpunkt.rooms.intake.refusals import NotTakenIn
from knutpunkt.rooms.intake.reporting import Outcome, preview_of, write_refused_rows
from knutpunkt.rooms.intake.scope import ScopeMissing, declared_beside

Upload: TypeAlias = "UploadedFile[Any]"

MOST_FILES = 200
LARGEST_FILE = 500 * 1024 * 1024
LARGEST_BATCH = 2 * 1024 * 1024 * 1024
_SIDECAR = ".scope.json"
_LARGEST_SIDECAR = 64 * 1024
_TOO_MANY = _("Du kan lämna högst 200 filer åt gången. Inget är mottaget; dela upp dem och försök igen.")
_TOO_LARGE = _("En fil får vara högst 500 MB och alla tillsammans 2 GB. Inget är mottaget; dela upp filerna.")
_NOTHING_GIVEN = _("Välj minst en fil.")


class NotReceived(NotTakenIn):
    """Nothing was received; ``str()`` says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What somebody says about one file on the page."""

    kind: str
    source: str
    municipality: str
    units: list[str] | None
    school_form: str
    complete: bool
    as_of: date
    places: dict[str, int]


def receive(*, uploads: Sequence[Upload], actor: Actor, on: date) -> ImportBatch:
    """Keep some files and look at what they are. Raises ``NotReceived``."""
    data = [one for one in uploads if not _name(one).endswith(_SIDECAR)]
    _check_sizes(uploads, data)
    batch = ImportBatch()
    place = place_of(batch.pk)
    place.mkdir(parents=True, mode=0o700)
    try:
        rows = [_keep(batch, one, number, uploads) for number, one in enumerate(data)]
        with recorded(actor=actor, action="import.received", about=[batch]):
            batch.save()
            ImportFile.objects.bulk_create(rows)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return batch


def declare(*, batch: ImportBatch, said: dict[ImportFile, Declaration], actor: Actor, on: date) -> None:
    """Store what somebody says about the files; an earlier preview no longer holds."""
    with recorded(actor=actor, action="import.declared", about=[batch]):
        for row, declaration in said.items():
            if declaration.kind != row.kind:
                places = guess_places(FileKind(declaration.kind), row.headings)
            else:
                places = declaration.places
            row.kind, row.source, row.municipality = (
                declaration.kind,
                declaration.source,
                declaration.municipality,
            )
            row.units, row.school_form = declaration.units, declaration.school_form
            row.complete, row.as_of, row.columns = declaration.complete, declaration.as_of, places
            row.counts, row.notes, row.problem, row.removes_too_many = {}, [], "", False
            row.save()
        batch.state = ImportBatch.State.RECEIVED
        batch.save()


def preview(*, batch: ImportBatch, actor: Actor, on: date) -> None:
    """Work out what accepting would do, and keep the counts. Raises ``lake.Busy``."""
    files, unread = _opened(batch)
    with lake.importing(), workplace(batch.pk) as work:
        prepared = prepare(files, unread, work=work, progress=_unseen)
        try:
            _keep_preview(batch, prepared, actor)
        finally:
            prepared.draft.drop_unless_published()


def accept(*, batch: ImportBatch, confirm_removals: bool, actor: Actor, on: date) -> Outcome:
    """Take the files in as they were previewed, compared once more with what is stored now.

    Raises ``lake.Busy``, and ``Refusal`` when a rule of the register forbids it; then nothing has changed.
    """
    files, unread = _opened(batch)
    with lake.importing(), workplace(batch.pk) as work:
        prepared = prepare(files, unread, work=work, progress=_unseen)
        try:
            outcome = decide(prepared, preview_of(prepared), True, confirm_removals)
            if outcome is Outcome.NEEDS_CONFIRMATION:
                _keep_preview(batch, prepared, actor)
                return outcome
            write_refused_rows(place_of(batch.pk) / REFUSED_ROWS, files, unread)
            commit(prepared, batch, actor=actor, on=on, channel="web")
        finally:
            prepared.draft.drop_unless_published()
    _forget_files(batch)
    return outcome


def drop(*, batch: ImportBatch, actor: Actor, on: date) -> None:
    """Throw the files away unread. Nothing that was taken in earlier changes."""
    with recorded(actor=actor, action="import.dropped", about=[batch]):
        batch.state = ImportBatch.State.DROPPED
        batch.save()
    shutil.rmtree(place_of(batch.pk), ignore_errors=True)


def refused_rows(batch: ImportBatch) -> Path | None:
    """The refused-rows file of a batch, if there is one."""
    path = place_of(batch.pk) / REFUSED_ROWS
    return path if path.exists() else None


def _name(upload: Upload) -> str:
    return Path(upload.name or "fil").name[:200]


def _check_sizes(uploads: Sequence[Upload], data: Sequence[Upload]) -> None:
    if not data:
        raise NotReceived(_NOTHING_GIVEN)
    if len(uploads) > 2 * MOST_FILES or len(data) > MOST_FILES:
        raise NotReceived(_TOO_MANY)
    sizes = [one.size or 0 for one in uploads]
    if max(sizes) > LARGEST_FILE or sum(sizes) > LARGEST_BATCH:
        raise NotReceived(_TOO_LARGE)


def _keep(batch: ImportBatch, upload: Upload, number: int, uploads: Iterable[Upload]) -> ImportFile:
    path = place_of(batch.pk) / f"{number:03}.csv"
    _write(path, upload)
    name = _name(upload)
    row = ImportFile(batch=batch, name=name, stored_as=path.name)
    try:
        found = scan(path)
    except WrongFile as wrong:
        row.problem = str(wrong)
        return row
    if not recognised(found.headings):
        # Headings that are none may be somebody's name: they are neither kept nor shown.
        row.problem = str(NO_HEADINGS)
        return row
    row.encoding, row.delimiter, row.headings = found.encoding, found.delimiter, list(found.headings)
    row.digest = found.digest
    guess = guess_kind(found.headings, Path(name).stem)
    if guess is not None:
        row.kind, row.columns = guess.kind, guess.places
    _declare_from(row, path, [one for one in uploads if _belongs(_name(one), name)])
    return row


def _write(path: Path, upload: Upload) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        for chunk in upload.chunks():
            out.write(chunk)


def _belongs(sidecar: str, name: str) -> bool:
    return sidecar in {f"{name}{_SIDECAR}", f"{Path(name).stem}{_SIDECAR}"}


def _declare_from(row: ImportFile, path: Path, sidecars: Sequence[Upload]) -> None:
    """What the file's own declaration says, else what was said of the latest file of this kind."""
    for sidecar in sidecars:
        if (sidecar.size or 0) <= _LARGEST_SIDECAR:
            _write(path.with_name(f"{path.name}{_SIDECAR}"), sidecar)
            try:
                scope = declared_beside(path)
            except ScopeMissing as unclear:
                row.notes = [str(unclear)]
                continue
            row.kind = scope.kind or row.kind
            row.source, row.municipality, row.as_of = scope.source, scope.municipality, scope.as_of
            row.units = None if scope.units is None else sorted(scope.units)
            row.school_form, row.complete = scope.school_form, scope.complete
            row.children_of = list(scope.children_of)
    latest = ImportFile.objects.filter(kind=row.kind).exclude(source="").order_by("-batch__created").first()
    if not row.source and latest is not None:
        row.source, row.municipality, row.units = latest.source, latest.municipality, latest.units
        row.school_form = latest.school_form
    if row.kind:
        remembered = ColumnMapping.objects.filter(source=row.source, kind=row.kind).first()
        chosen = remembered.columns if remembered else None
        row.columns = guess_places(FileKind(row.kind), row.headings, chosen)


def _opened(batch: ImportBatch) -> tuple[list[Incoming], list[Unread]]:
    files: list[Incoming] = []
    unread: list[Unread] = []
    for row in batch.files.all():
        one = _open(batch, row)
        if isinstance(one, Incoming):
            files.append(one)
        else:
            unread.append(one)
    return files, unread


def _open(batch: ImportBatch, row: ImportFile) -> Incoming | Unread:
    if row.problem and not row.headings:
        return Unread(row.name, row.problem)
    return open_file(
        place_of(batch.pk) / row.stored_as,
        row.name,
        scope_of(row),
        kind=FileKind(row.kind),
        places={name: int(place) for name, place in row.columns.items()},
    )


def _keep_preview(batch: ImportBatch, prepared: Prepared, actor: Actor) -> None:
    write_refused_rows(place_of(batch.pk) / REFUSED_ROWS, prepared.files, prepared.unread)
    by_stored_name = {file.path.name: file for file in prepared.files}
    problems = {file.name: file.problem for file in prepared.unread}
    with recorded(actor=actor, action="import.previewed", about=[batch]):
        for row in batch.files.all():
            file = by_stored_name.get(row.stored_as)
            if file is None:
                row.problem = problems.get(row.name, row.problem)
            else:
                row.problem, row.notes, row.removes_too_many = "", file.notes, file.removes_too_many
                row.counts = {fate.value: count for fate, count in file.fates.items() if count}
            row.save()
        batch.state = ImportBatch.State.PREVIEWED
        batch.refused_rows = prepared.refused
        batch.save()


def _forget_files(batch: ImportBatch) -> None:
    """The files have done their work; only the list of refused rows stays."""
    for path in place_of(batch.pk).iterdir():
        if path.name != REFUSED_ROWS:
            path.unlink() if path.is_file() else shutil.rmtree(path, ignore_errors=True)


def _unseen(what: str, done: int, total: int) -> None:
    pass
