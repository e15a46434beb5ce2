"""What a file says about itself: what it covers, whether that is all there is, and the day it tells of."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.intake.kinds import FileKind
from knutpunkt.rooms.intake.refusals import NotTakenIn
from knutpunkt.rooms.intake.values import SCHOOL_FORMS, code_of


class ScopeMissing(NotTakenIn):
    """The declaration is missing or cannot be understood; ``str()`` is the sentence."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A file's declaration. ``units`` are unit codes; ``None`` means every unit of the municipality.

    A child's key means the child of that key in the municipality's own files. A file on pupils whom other
    municipalities' files name says so in ``children_of``; it is never guessed, for keys may coincide.
    """

    municipality: str
    source: str
    as_of: date
    complete: bool = False
    units: frozenset[str] | None = None
    school_form: str = ""
    kind: FileKind | None = None
    children_of: tuple[str, ...] = ()

    @property
    def key_spaces(self) -> tuple[str, ...]:
        """The municipalities whose files give the keys their meaning, the file's own first."""
        return (self.municipality, *(place for place in self.children_of if place != self.municipality))

    def holds(self, unit: str) -> bool:
        return self.units is None or unit in self.units

    def covers(self, other: "Scope") -> bool:
        """Whether everything the other file may tell of lies inside this scope."""
        units = self.units is None or (other.units is not None and other.units <= self.units)
        return (
            self.municipality == other.municipality and units and self.school_form in {"", other.school_form}
        )


def declared_beside(path: Path) -> Scope:
    """The scope in ``<name>.scope.json``. Raises ``ScopeMissing``."""
    for beside in (path.with_name(f"{path.name}.scope.json"), path.with_name(f"{path.stem}.scope.json")):
        if beside.exists():
            return _understood(beside)
    raise ScopeMissing(
        _("Filen saknar uppgift om vad den omfattar. Lägg en fil med namnet <fil>.scope.json bredvid den.")
    )


def make_scope(
    *,
    municipality: str,
    source: str,
    as_of: date,
    complete: bool,
    units: Collection[str] | None,
    school_form: str,
    kind: FileKind | None = None,
    children_of: Collection[str] = (),
) -> Scope:
    """A checked scope. Raises ``ScopeMissing`` when a part of it cannot be."""
    if not (len(municipality) == 4 and municipality.isascii() and municipality.isdigit()):
        raise ScopeMissing(_("Kommunkoden ska vara fyra siffror."))
    if not 0 < len(source) <= 100:
        raise ScopeMissing(_("Ange vilket system filen kommer från, med högst 100 tecken."))
    form = code_of(school_form, SCHOOL_FORMS) if school_form else ""
    if form is None:
        raise ScopeMissing(_("Skolformen känns inte igen. Skriv till exempel GR eller GY."))
    chosen = None if units is None else frozenset(units)
    return Scope(municipality, source, as_of, complete, chosen, form, kind, tuple(sorted(children_of)))


def _understood(beside: Path) -> Scope:
    try:
        said: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8-sig"))
        scope = said.get("scope") or {}
        return make_scope(
            municipality=str(scope["municipality"]),
            source=str(said["source"]),
            as_of=date.fromisoformat(str(said["as_of"])),
            complete=said["complete"] is True,
            units=None if scope.get("units") is None else [str(unit) for unit in scope["units"]],
            school_form=str(scope.get("school_form") or ""),
            kind=_kind(str(said.get("kind") or "")),
            children_of=[str(place) for place in said.get("children_of") or ()],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as unclear:
        raise ScopeMissing(
            _("Uppgiften om vad filen omfattar går inte att förstå. Rätta filen som slutar på .scope.json.")
        ) from unclear


def _kind(said: str) -> FileKind | None:
    words: dict[str, FileKind] = {}
    for kind in FileKind:
        words |= {str(kind.value): kind, str(kind.label).casefold(): kind}
    words |= _SPOKEN
    return words.get(said.casefold())


_SPOKEN = {
    "enheter": FileKind.UNIT,
    "units": FileKind.UNIT,
    "personal": FileKind.STAFF,
    "elever": FileKind.CHILD,
    "children": FileKind.CHILD,
    "pupils": FileKind.CHILD,
    "vårdnadshavare": FileKind.GUARDIAN,
    "guardians": FileKind.GUARDIAN,
    "inskrivningar": FileKind.ENROLMENT,
    "enrolments": FileKind.ENROLMENT,
    "närvaro": FileKind.ATTENDANCE,
    "betyg": FileKind.GRADE,
    "grades": FileKind.GRADE,
    "läsår": FileKind.TERM,
    "terms": FileKind.TERM,
}
