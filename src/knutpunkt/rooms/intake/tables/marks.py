"""Grades per term, and the terms of each responsible body: small tables, read row by row."""

# ruff: noqa: S608 - the names in these statements are ours; values go as parameters

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.intake import lake
from knutpunkt.rooms.intake.incoming import Incoming, Refused, Row
from knutpunkt.rooms.intake.kinds import plain
from knutpunkt.rooms.intake.registers.rows import once_each, understood
from knutpunkt.rooms.intake.tables.lessons import Keys
from knutpunkt.rooms.intake.tables.merging import Shape, merge
from knutpunkt.rooms.intake.tables.session import Database, names
from knutpunkt.rooms.intake.values import term_of

GRADES = Shape(("child", "unit", "term", "subject", "grade"), key=("child", "term", "subject"))
TERMS = Shape(("body", "term", "start", "last_day"), key=("body", "term"))
_TERM_COLUMNS = "body, term, start::DATE AS start, last_day::DATE AS last_day"
_NO_BASIS = {"-", "–", "—", "streck"}
_GRADES = frozenset("ABCDEF")
_LONGEST_TERM_DAYS = 220


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of a small table: its values in the order of the shape."""

    line: int
    values: tuple[Any, ...]


def take_in_grades(db: Database, files: Sequence[Incoming], *, keys: Keys, draft: lake.Draft) -> None:
    """Check and merge the grade files of one municipality."""
    part = lake.grades_part(files[0].scope.municipality)
    for file in files:
        within = {keys.units[code] for code in file.scope.units or () if code in keys.units}
        rows = _once(
            file, GRADES, understood(file, _grade_reader(file, keys, within), key="child"), "subject"
        )
        _merge(db, file, GRADES, rows, names(GRADES.columns), part, draft)


def take_in_terms(
    db: Database,
    files: Sequence[Incoming],
    *,
    bodies: Mapping[str, str],
    draft: lake.Draft,
) -> None:
    """Check and merge the terms. ``bodies``: the plain name of a responsible body → its internal id."""
    for file in files:
        rows = _once(file, TERMS, understood(file, _term_reader(bodies), key="body"), "term")
        rows = _apart(file, rows)
        _merge(db, file, TERMS, rows, _TERM_COLUMNS, lake.terms_part(), draft)


def _grade_reader(file: Incoming, keys: Keys, within: set[str]) -> Callable[[Row], Mark]:
    def read(row: Row) -> Mark:
        child = keys.children.get(row.needed("child"))
        if child is None:
            raise Refused("child", _("Eleven finns inte i registret och inte i elevfilen."))
        unit = keys.units.get(row.needed("unit"))
        if unit is None:
            raise Refused("unit", _("Enheten finns inte i registret och inte i enhetsfilen."))
        if file.scope.units is not None and unit not in within:
            raise Refused("unit", _("Enheten ligger utanför det som filen säger att den omfattar."))
        subject = row.needed("subject", longest=100)
        return Mark(row.line, (child, unit, _term(row), subject, _grade(row)))

    return read


def _grade(row: Row) -> str:
    said = row.needed("grade", longest=20).upper()
    if said.casefold() in _NO_BASIS:
        return "-"
    if said not in _GRADES:
        raise Refused("grade", _("Betyget ska vara A–F eller streck."))
    return said


def _term(row: Row) -> str:
    term = term_of(row.needed("term"))
    if term is None:
        raise Refused("term", _("Terminen känns inte igen. Skriv till exempel 2026VT."))
    return term


def _term_reader(bodies: Mapping[str, str]) -> Callable[[Row], Mark]:
    def read(row: Row) -> Mark:
        body = bodies.get(plain(row.needed("body")))
        if body is None:
            raise Refused("body", _("Huvudmannen finns inte i registret och inte i enhetsfilen."))
        start, last_day = row.needed_day("start"), row.needed_day("last_day")
        if last_day < start:
            raise Refused("last_day", _("Sista dagen ligger före den första."))
        if (last_day - start).days > _LONGEST_TERM_DAYS:
            raise Refused("last_day", _("Terminen är längre än ett halvår."))
        return Mark(row.line, (body, _term(row), start, last_day))

    return read


def _once(file: Incoming, shape: Shape, rows: list[Mark], column: str) -> list[Mark]:
    places = [shape.columns.index(name) for name in shape.key]
    return once_each(
        file,
        rows,
        key=lambda row: tuple(row.values[place] for place in places),
        says=lambda row: replace(row, line=0),
        column=column,
    )


def _apart(file: Incoming, rows: list[Mark]) -> list[Mark]:
    """Refuse terms of one body that share a day."""
    clashing: set[int] = set()
    for one in rows:
        for other in rows:
            if one.line < other.line and one.values[0] == other.values[0] and _share_a_day(one, other):
                clashing |= {one.line, other.line}
    for row in rows:
        if row.line in clashing:
            file.refuse(row.line, "start", _("Terminen överlappar en annan termin. Ingen av dem är inläst."))
    return [row for row in rows if row.line not in clashing]


def _share_a_day(one: Mark, other: Mark) -> bool:
    return bool(one.values[2] <= other.values[3] and other.values[2] <= one.values[3])


def _merge(
    db: Database,
    file: Incoming,
    shape: Shape,
    rows: list[Mark],
    selected: str,
    part: Path,
    draft: lake.Draft,
) -> None:
    if not rows:
        return
    lists = [[_as_text(row.values[place]) for row in rows] for place in range(len(shape.columns))]
    columns = ", ".join(f"unnest(?::VARCHAR[]) AS {name}" for name in shape.columns)
    db.execute(f"CREATE OR REPLACE TABLE marks AS SELECT {columns}", lists)
    query = f"SELECT {selected}, 0 AS file, DATE '{file.scope.as_of.isoformat()}' AS as_of FROM marks"
    for counted in merge(db, shape=shape, rows=query, part=part, draft=draft).values():
        file.fates.update(counted)


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
