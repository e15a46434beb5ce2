"""Taking files in: previewed, accepted together, or left alone.

One import at a time. Accepting is one recorded transaction, in which the people are written and the new state
of the lake becomes current (``lake.py`` tells what a kill at each point leaves).
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Appointment, Assignment, ResponsibleBody
from knutpunkt.foundation.people.queries import first_day_without_appointee
from knutpunkt.foundation.people.refusals import BodyWithoutAppointee, Refusal
from knutpunkt.rooms.intake import lake
from knutpunkt.rooms.intake.columns import to_remember
from knutpunkt.rooms.intake.incoming import Incoming
from knutpunkt.rooms.intake.models import ColumnMapping, ImportBatch, ImportFile
from knutpunkt.rooms.intake.preparing import Prepared, Progress, Unread, open_file, prepare
from knutpunkt.rooms.intake.reading import WrongFile, scan
from knutpunkt.rooms.intake.reporting import Outcome, Preview, Report, preview_of, write_refused_rows
from knutpunkt.rooms.intake.scope import ScopeMissing, declared_beside

REFUSED_ROWS = "avvisade-rader.csv"
_NOTHING_TO_READ = _("Ingen av filerna gick att läsa in. Ingenting har ändrats.")
_NOT_DATA = {".json", ".md"}

Answer = Callable[[Preview], bool] | bool


def import_folder(
    folder: Path,
    *,
    actor: Actor,
    on: date,
    accept: Answer = False,
    confirm_removals: Answer = False,
    progress: Progress | None = None,
) -> Report:
    """Take in every file of a folder, each with its ``<name>.scope.json``.

    ``accept`` says yes or no to the preview; ``confirm_removals`` whether a file may remove more than 5 % of
    the children it covers. ``progress(what, done, total)`` is told how far it has come. Nothing is written
    unless the outcome is ``ACCEPTED`` or ``NOTHING_NEW``. Raises ``lake.Busy``.
    """
    begun, batch = time.monotonic(), uuid4()
    files, unread = files_in(folder)
    with lake.importing(), workplace(batch) as work:
        prepared = prepare(files, unread, work=work, progress=progress or _silent)
        preview = preview_of(prepared)
        refused_rows = write_refused_rows(place_of(batch) / REFUSED_ROWS, files, unread)
        outcome, problem = decide(prepared, preview, accept, confirm_removals), ""
        if not files:
            outcome, problem = Outcome.REFUSED, str(_NOTHING_TO_READ)
        if outcome in {Outcome.ACCEPTED, Outcome.NOTHING_NEW}:
            try:
                commit(prepared, ImportBatch(pk=batch), actor=actor, on=on, channel="command")
            except Refusal as refusal:
                outcome, problem = Outcome.REFUSED, str(refusal)
        prepared.draft.drop_unless_published()
    return Report(outcome, preview, batch, refused_rows, problem, time.monotonic() - begun)


def files_in(folder: Path) -> tuple[list[Incoming], list[Unread]]:
    """The files of a folder, opened; those that cannot be are told apart with a sentence each."""
    opened = [_open(path) for path in sorted(folder.iterdir()) if _may_be_data(path)]
    return (
        [file for file in opened if isinstance(file, Incoming)],
        [file for file in opened if isinstance(file, Unread)],
    )


def decide(prepared: Prepared, preview: Preview, accept: Answer, confirm_removals: Answer) -> Outcome:
    """Whether to go on: yes to the preview, and an explicit yes to a wave of removals."""
    if not _yes(accept, preview):
        return Outcome.DECLINED
    if prepared.stopped_by and not _yes(confirm_removals, preview):
        return Outcome.NEEDS_CONFIRMATION
    return Outcome.NOTHING_NEW if prepared.changes_nothing else Outcome.ACCEPTED


def commit(prepared: Prepared, batch: ImportBatch, *, actor: Actor, on: date, channel: str) -> None:
    """Write everything in one recorded transaction, the lake's new state included.

    Raises ``BodyWithoutAppointee`` when a file would leave a responsible body without anybody who catches its
    promises; then nothing is written.
    """
    prepared.draft.complete()
    with recorded(
        actor=actor,
        action="import.accepted",
        about=[batch],
        children=sorted(prepared.ledger.children),
        channel=channel,
    ):
        guarded = _bodies_with_appointee(prepared, on)
        prepared.ledger.write()
        for body in guarded:
            if (day := first_day_without_appointee(body, on)) is not None:
                raise BodyWithoutAppointee(body=body, day=day)
        _write_batch(prepared, batch, on)
        prepared.draft.publish(batch)
    prepared.draft.published = True
    lake.settle()


def place_of(batch: UUID) -> Path:
    """The private folder of a batch."""
    return Path(settings.DATA) / "intake" / str(batch)


@contextmanager
def workplace(batch: UUID) -> Iterator[Path]:
    """A private folder to work in, gone afterwards."""
    work = place_of(batch) / "work"
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _open(path: Path) -> Incoming | Unread:
    try:
        scope = declared_beside(path)
    except ScopeMissing as missing:
        return Unread(path.name, _wrong(path) or str(missing))
    return open_file(path, path.name, scope)


def _wrong(path: Path) -> str:
    try:
        scan(path)
    except WrongFile as wrong:
        return str(wrong)
    return ""


def _may_be_data(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.suffix.lower() not in _NOT_DATA


def _yes(answer: Answer, preview: Preview) -> bool:
    return answer(preview) if callable(answer) else answer


def _silent(what: str, done: int, total: int) -> None:
    pass


def _bodies_with_appointee(prepared: Prepared, on: date) -> list[ResponsibleBody]:
    """The stored bodies whose chain is whole today, when the files change who works where."""
    if not (prepared.ledger.changed[Assignment] or prepared.ledger.changed[Appointment]):
        return []
    stored = ResponsibleBody.objects.filter(pk__in=Appointment.objects.values("responsible_body"))
    return [body for body in stored if first_day_without_appointee(body, on) is None]


def _write_batch(prepared: Prepared, batch: ImportBatch, on: date) -> None:
    batch.state = ImportBatch.State.ACCEPTED
    batch.accepted_on = on
    batch.refused_rows = prepared.refused
    batch.save()
    batch.files.all().delete()
    ImportFile.objects.bulk_create(
        [row_of(file, batch) for file in prepared.files]
        + [ImportFile(batch=batch, name=file.name[:200], problem=file.problem) for file in prepared.unread]
    )
    for file in prepared.files:
        remember_columns(file)


def row_of(file: Incoming, batch: ImportBatch) -> ImportFile:
    """A file as it is remembered: its declaration and its counts."""
    units = file.scope.units
    return ImportFile(
        batch=batch,
        name=file.name[:200],
        kind=file.kind,
        source=file.scope.source,
        municipality=file.scope.municipality,
        units=None if units is None else sorted(units),
        school_form=file.scope.school_form,
        children_of=list(file.scope.children_of),
        complete=file.scope.complete,
        as_of=file.scope.as_of,
        encoding=file.scan.encoding,
        delimiter=file.scan.delimiter,
        headings=list(file.scan.headings),
        columns=file.places,
        digest=file.scan.digest,
        counts={fate.value: count for fate, count in file.fates.items() if count},
        notes=file.notes,
        removes_too_many=file.removes_too_many,
    )


def remember_columns(file: Incoming) -> None:
    """Keep the accepted choice of columns for the next file of the same source and kind."""
    ColumnMapping.objects.update_or_create(
        source=file.scope.source,
        kind=file.kind,
        defaults={"columns": to_remember(file.kind, file.places, file.scan.headings)},
    )
