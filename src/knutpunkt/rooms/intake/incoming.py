"""One file on its way in: its rows by our column names, what became of them, and which were refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.intake.columns import Places
from knutpunkt.rooms.intake.kinds import FileKind, shown_names
from knutpunkt.rooms.intake.reading import Scan, rows
from knutpunkt.rooms.intake.scope import Scope
from knutpunkt.rooms.intake.values import day_of, number_of, yes_or_no

_MOST_REMARKS = 1_000_000


class Fate(StrEnum):
    """What became of a row, or (gone) of what a complete file no longer names."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    OLDER = "older"
    TWICE = "twice"
    REFUSED = "refused"
    GONE = "gone"


class Refused(Exception):
    """A row that cannot be taken in: which column, and a sentence that never repeats the value."""

    def __init__(self, column: str, reason: str | Promise) -> None:
        super().__init__(column, reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the refused-rows file."""

    line: int
    column: str
    reason: str


@dataclass(slots=True)
class Row:
    """One row's fields by our names, with the questions a reader of it asks. All raise ``Refused``."""

    line: int
    fields: dict[str, str]

    def text(self, column: str, *, longest: int = 200) -> str:
        value = self.fields.get(column, "")
        if len(value) > longest:
            raise Refused(column, _too_long(longest))
        return value

    def needed(self, column: str, *, longest: int = 200) -> str:
        value = self.text(column, longest=longest)
        if not value:
            raise Refused(column, _("Uppgiften saknas."))
        return value

    def day(self, column: str) -> date | None:
        value = self.fields.get(column, "")
        if not value:
            return None
        day = day_of(value)
        if day is None:
            raise Refused(column, _("Datumet finns inte. Skriv det som ÅÅÅÅ-MM-DD."))
        return day

    def needed_day(self, column: str) -> date:
        day = self.day(column)
        if day is None:
            raise Refused(column, _("Datumet saknas."))
        return day

    def period(self) -> tuple[date, date | None]:
        start, last_day = self.needed_day("start"), self.day("last_day")
        if last_day is not None and last_day < start:
            raise Refused("last_day", _("Sista dagen ligger före den första."))
        return start, last_day

    def whole(self, column: str, *, most: int) -> int | None:
        value = self.fields.get(column, "")
        if not value:
            return None
        number = number_of(value)
        if number is None or number != int(number) or not 0 <= number <= most:
            raise Refused(column, str(_("Här ska stå ett heltal mellan 0 och %(most)d.")) % {"most": most})
        return int(number)

    def yes(self, column: str) -> bool:
        answer = yes_or_no(self.fields.get(column, ""))
        if answer is None:
            raise Refused(column, _("Här ska stå ja eller nej."))
        return answer


@dataclass(slots=True)
class Incoming:
    """A file that could be read, with its declaration. Filled while it is prepared."""

    name: str
    kind: FileKind
    scan: Scan
    places: Places
    scope: Scope
    superseded: bool = False
    fates: Counter[Fate] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unreadable_rows: int = 0
    removes_too_many: bool = False
    skipped: bool = False

    @property
    def path(self) -> Path:
        return self.scan.path

    def rows(self) -> Iterator[Row]:
        """The rows that can be read; the others are refused here."""
        for line in rows(self.scan):
            if line.problem:
                self.unreadable_rows += 1
                self.refuse(line.number, "", line.problem)
                continue
            fields = line.fields
            yield Row(line.number, {name: fields[place].strip() for name, place in self.places.items()})

    def refuse(self, line: int, column: str, reason: str | Promise) -> None:
        self.fates[Fate.REFUSED] += 1
        self.remark(line, column, reason)

    def remark(self, line: int, column: str, reason: str | Promise) -> None:
        """Say something about a row without refusing it."""
        if len(self.remarks) < _MOST_REMARKS:
            shown = shown_names(self.kind).get(column, "")
            self.remarks.append(Remark(line, shown, str(reason)))

    def note(self, sentence: str | Promise, **facts: object) -> None:
        self.notes.append(str(sentence) % facts)


def _too_long(longest: int) -> str:
    return str(_("Uppgiften är längre än %(longest)d tecken.")) % {"longest": longest}
