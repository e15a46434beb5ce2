"""From files to a preview: everything is read, compared and staged, and nothing is decided yet."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.intake import lake
from knutpunkt.rooms.intake.columns import guess_kind, guess_places, missing, recognised
from knutpunkt.rooms.intake.incoming import Fate, Incoming
from knutpunkt.rooms.intake.kinds import IN_THE_LAKE, FileKind, plain
from knutpunkt.rooms.intake.ledger import Ledger
from knutpunkt.rooms.intake.models import ColumnMapping, ImportBatch, ImportFile
from knutpunkt.rooms.intake.reading import Scan, WrongFile, scan
from knutpunkt.rooms.intake.registers import enrolments, guardians, pupils, staff, units
from knutpunkt.rooms.intake.scope import Scope
from knutpunkt.rooms.intake.tables import lessons, marks
from knutpunkt.rooms.intake.tables.session import session
from knutpunkt.rooms.intake.world import World, load_world

Progress = Callable[[str, int, int], None]
NO_HEADINGS = _("Första raden ser inte ut som rubriker. Lägg till en rubrikrad och försök igen.")
_UNKNOWN_KIND = _("Det går inte att se på rubrikerna vad filen innehåller. Välj det i listan.")
_MISSING = _("Kolumnerna %(columns)s saknas. Välj rubrik för dem, eller be om en ny fil.")
_REGISTERS: tuple[tuple[FileKind, Callable[[Incoming, World, Ledger], None]], ...] = (
    (FileKind.UNIT, units.prepare),
    (FileKind.CHILD, pupils.prepare),
    (FileKind.GUARDIAN, guardians.prepare),
    (FileKind.ENROLMENT, enrolments.prepare),
    (FileKind.STAFF, staff.prepare),
)


@dataclass(slots=True)
class Unread:
    """A file that cannot be taken in at all, and the sentence that says why."""

    name: str
    problem: str
    headings: tuple[str, ...] = ()
    kind: FileKind | None = None
    found: Scan | None = None


@dataclass(slots=True)
class Prepared:
    """Everything that accepting needs: the ledger for the database, the draft for the lake, the fates."""

    files: list[Incoming]
    unread: list[Unread]
    ledger: Ledger
    draft: lake.Draft
    work: Path
    totals: dict[FileKind, dict[Fate, int]] = field(default_factory=dict)

    @property
    def stopped_by(self) -> list[Incoming]:
        """The files that would remove too many children to be believed unasked."""
        return [file for file in self.files if file.removes_too_many]

    @property
    def refused(self) -> int:
        return sum(file.fates[Fate.REFUSED] for file in self.files)

    @property
    def changes_nothing(self) -> bool:
        touched = (Fate.NEW, Fate.CHANGED, Fate.GONE)
        return not any(file.fates[fate] for file in self.files for fate in touched)


def open_file(
    path: Path,
    name: str,
    scope: Scope,
    *,
    kind: FileKind | None = None,
    places: Mapping[str, int] | None = None,
) -> Incoming | Unread:
    """A file ready to be taken in, or why it is not. ``kind`` and ``places`` are what people have chosen."""
    try:
        found = scan(path)
    except WrongFile as wrong:
        return Unread(name, str(wrong))
    if not recognised(found.headings) and places is None:
        return Unread(name, str(NO_HEADINGS))
    guess = guess_kind(found.headings, Path(name).stem)
    chosen = kind or scope.kind or (guess.kind if guess else None)
    if chosen is None:
        return Unread(name, str(_UNKNOWN_KIND), found.headings, found=found)
    where = dict(places) if places is not None else _places(chosen, found, scope.source)
    lacking = missing(chosen, where)
    if lacking:
        columns = ", ".join(lacking)
        return Unread(name, str(_MISSING) % {"columns": columns}, found.headings, chosen, found)
    return Incoming(name, chosen, found, where, scope)


def prepare(
    files: Sequence[Incoming], unread: Sequence[Unread], *, work: Path, progress: Progress
) -> Prepared:
    """Read, check and compare every file, and stage the outcome. Call inside ``lake.importing()``."""
    world = load_world(place for file in files for place in file.scope.key_spaces)
    ledger, draft = Ledger(world), lake.new_draft()
    _find_superseded(files)
    in_order = _in_order(files)
    for kind, register in _REGISTERS:
        for number, file in enumerate(in_order[kind]):
            progress(file.name, number, len(in_order[kind]))
            register(file, world, ledger)
    _take_in_tables(in_order, world, draft, work, progress)
    return Prepared(list(files), list(unread), ledger, draft, work, _totals(files))


def _places(kind: FileKind, found: Scan, source: str) -> dict[str, int]:
    remembered = ColumnMapping.objects.filter(source=source, kind=kind).first()
    return guess_places(kind, found.headings, remembered.columns if remembered else None)


def _in_order(files: Iterable[Incoming]) -> dict[FileKind, list[Incoming]]:
    """By kind, the oldest file first: then it does not matter in which order they were given."""
    grouped: dict[FileKind, list[Incoming]] = {kind: [] for kind in FileKind}
    for file in sorted(files, key=lambda file: (file.scope.as_of, file.scan.digest)):
        grouped[file.kind].append(file)
    return grouped


def _find_superseded(files: Sequence[Incoming]) -> None:
    """Mark files that are older than a complete file over the same scope that was taken in before."""
    accepted = ImportFile.objects.filter(
        batch__state=ImportBatch.State.ACCEPTED, complete=True, problem="", as_of__isnull=False
    )
    complete = [(FileKind(row.kind), scope_of(row)) for row in accepted]
    for file in files:
        file.superseded = any(
            kind == file.kind and scope.covers(file.scope) and scope.as_of > file.scope.as_of
            for kind, scope in complete
        )


def scope_of(row: ImportFile) -> Scope:
    """The declaration that was stored with a file."""
    if row.as_of is None:
        raise ValueError("the file has no declared day")
    return Scope(
        municipality=row.municipality,
        source=row.source,
        as_of=row.as_of,
        complete=row.complete,
        units=None if row.units is None else frozenset(row.units),
        school_form=row.school_form,
        kind=FileKind(row.kind) if row.kind else None,
        children_of=tuple(row.children_of),
    )


def _take_in_tables(
    in_order: Mapping[FileKind, Sequence[Incoming]],
    world: World,
    draft: lake.Draft,
    work: Path,
    progress: Progress,
) -> None:
    if terms := in_order[FileKind.TERM]:
        bodies = {plain(body.name): str(body.pk) for body in world.bodies}
        with session(work) as db:
            marks.take_in_terms(db, terms, bodies=bodies, draft=draft)
    for spaces, files in _by_key_spaces(in_order[FileKind.GRADE]).items():
        with session(work) as db:
            marks.take_in_grades(db, files, keys=_keys(world, spaces), draft=draft)
    for spaces, files in _by_key_spaces(in_order[FileKind.ATTENDANCE]).items():
        with session(work) as db:
            lessons.take_in(db, files, keys=_keys(world, spaces), work=work, draft=draft, progress=progress)


def _by_key_spaces(files: Iterable[Incoming]) -> dict[tuple[str, ...], list[Incoming]]:
    """Together what goes into the same part of the lake and means the same children by its keys."""
    grouped: dict[tuple[str, ...], list[Incoming]] = defaultdict(list)
    for file in files:
        grouped[file.scope.key_spaces].append(file)
    return grouped


def _keys(world: World, spaces: tuple[str, ...]) -> lessons.Keys:
    children = {key: str(child) for key, child in world.children_by_key(spaces).items()}
    units_by_code = {code: str(unit.pk) for code, unit in world.unit_codes(spaces[0]).items()}
    return lessons.Keys(children=children, units=units_by_code)


def _totals(files: Iterable[Incoming]) -> dict[FileKind, dict[Fate, int]]:
    totals: dict[FileKind, dict[Fate, int]] = {}
    for file in files:
        kind = totals.setdefault(file.kind, dict.fromkeys(Fate, 0))
        for fate, count in file.fates.items():
            kind[fate] += count
    return totals


def in_the_lake(file: Incoming) -> bool:
    """Whether a file's rows go to the lake rather than the database."""
    return file.kind in IN_THE_LAKE
