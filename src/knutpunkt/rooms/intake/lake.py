"""The lake: lessons, grades and terms as Parquet, in whole states ("generations") that never change.

``current()`` is the folder that readers read. In it:
``attendance/municipality=<code>/month=<YYYY-MM>/part.parquet``, ``grades/municipality=<code>/part.parquet``,
``terms/part.parquet``. Which generation is current is a row in
the database, written in the same transaction as the people. That transaction is the only moment at which
anything becomes visible:

- killed while a generation is being written: nothing points at it; the next import sweeps it away;
- killed in the transaction: the database rolls back; as above;
- killed after the commit: everything is in. Only the links ``lake/attendance`` … for people who look in the
  folder by hand lag behind; the next import or ``settle()`` moves them.

Files that an import does not touch are hard-linked into the new generation, so it costs only what it changes.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.intake.models import Generation, ImportBatch

_TABLES = ("attendance", "grades", "terms")
# How many states stay on disk: the current one, and the one that a reader may have opened just before.
_KEPT = 2


class Busy(Refusal):
    """Another import is under way on this machine."""

    sentence = _(
        "En annan inläsning pågår. Filerna är kvar och ingenting har ändrats; försök igen om en stund."
    )


def current() -> Path:
    """The folder of the state that is current in the database; the lake itself before the first import."""
    number = _number()
    return _folder(number) if number else Path(settings.LAKE)


def attendance_part(municipality: str, month: str) -> Path:
    """Where a municipality's lessons of one month are, inside a state."""
    return Path("attendance") / f"municipality={municipality}" / f"month={month}" / "part.parquet"


def grades_part(municipality: str) -> Path:
    """Where a municipality's grades are, inside a state."""
    return Path("grades") / f"municipality={municipality}" / "part.parquet"


def terms_part() -> Path:
    """Where the terms of all responsible bodies are, inside a state."""
    return Path("terms") / "part.parquet"


@dataclass(frozen=True, slots=True)
class Stored:
    """A part, and beside it, row by row in the same order, the day of the file each row came from."""

    part: Path
    received: Path


@contextmanager
def importing() -> Iterator[None]:
    """One import at a time. Raises ``Busy``."""
    folder = Path(settings.LAKE)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise Busy from taken
        yield


class Draft:
    """A generation that is being written. Nobody sees it before ``publish`` has committed."""

    def __init__(self, *, number: int, base: Path, root: Path) -> None:
        self.number = number
        self.base = base
        self.root = root
        self.changed = False
        self.published = False

    def stored(self, part: Path) -> Stored | None:
        """The part as written here already, else as it is in the current state."""
        for root in (self.root, self.base):
            if (root / part).exists():
                return _beside(root, part)
        return None

    def place(self, part: Path) -> Stored:
        """Make room for a part that replaces the one in the current state."""
        place = _beside(self.root, part)
        for path in (place.part, place.received):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.changed = True
        return place

    def complete(self) -> None:
        """Take over what was not changed, and force everything to the disk."""
        if self.changed:
            _link_unchanged(self.base, self.root)
            for folder, _folders, files in os.walk(self.root, topdown=False):
                for name in files:
                    _sync(Path(folder, name))
                _sync(Path(folder))
            _sync(self.root.parent)

    def publish(self, batch: ImportBatch | None) -> None:
        """Make it current, inside the caller's recorded transaction; a disposal has no batch."""
        if self.changed:
            Generation.objects.create(number=self.number, batch=batch)

    def drop_unless_published(self) -> None:
        """Leave nothing behind when nobody said yes."""
        if not self.published:
            shutil.rmtree(self.root, ignore_errors=True)


def new_draft() -> Draft:
    """A draft beside the current state. What a killed import left behind is swept away first."""
    _sweep()
    number = max([_number(), *_numbers_on_disk()]) + 1
    return Draft(number=number, base=current(), root=_folder(number))


def forget_earlier() -> None:
    """Sweep away every state but the current one: what was disposed of must not lie in the one before."""
    number = _number()
    for on_disk in _numbers_on_disk():
        if on_disk < number:
            shutil.rmtree(_folder(on_disk), ignore_errors=True)


def settle() -> None:
    """Move the links to the current state and sweep away states that nobody reads; safe to repeat."""
    number = _number()
    if number:
        _point(Path(settings.LAKE) / "current", Path("generations") / f"{number:06}")
        for table in _TABLES:
            _point(Path(settings.LAKE) / table, Path("current") / table)
        _sweep()


def _beside(root: Path, part: Path) -> Stored:
    return Stored(root / part, root / "received" / part)


def _number() -> int:
    return int(Generation.objects.aggregate(newest=Max("number"))["newest"] or 0)


def _folder(number: int) -> Path:
    return Path(settings.LAKE) / "generations" / f"{number:06}"


def _numbers_on_disk() -> list[int]:
    folder = Path(settings.LAKE) / "generations"
    return sorted(int(path.name) for path in folder.glob("[0-9]*") if path.name.isdigit())


def _sweep() -> None:
    number = _number()
    before = [on_disk for on_disk in _numbers_on_disk() if on_disk <= number]
    for on_disk in set(_numbers_on_disk()) - set(before[-_KEPT:]):
        shutil.rmtree(_folder(on_disk), ignore_errors=True)


def _link_unchanged(old: Path, new: Path) -> None:
    for table in (*_TABLES, "received"):
        for file in (old / table).rglob("*.parquet"):
            link = new / file.relative_to(old)
            if not link.exists():
                link.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _link(file, link)


def _link(file: Path, link: Path) -> None:
    try:
        os.link(file, link)
    except OSError:
        # Some file systems have no hard links; a copy costs space and nothing else.
        shutil.copy2(file, link)


def _point(link: Path, target: Path) -> None:
    if link.exists() and not link.is_symlink():
        return
    beside = link.with_name(f".{link.name}.new")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target)
    beside.replace(link)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
