"""Enrolments and mentor groups. A child in two schools at once is kept as the files say, and said."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.models import Child, Enrolment, MentorGroup, MentorGroupMember, Unit
from knutpunkt.rooms.intake.incoming import Fate, Incoming, Refused, Row
from knutpunkt.rooms.intake.ledger import Ledger
from knutpunkt.rooms.intake.registers.departures import end_missing_enrolments
from knutpunkt.rooms.intake.registers.rows import Heard, once_each, overlap, paired, refuse_all, understood
from knutpunkt.rooms.intake.values import SCHOOL_FORMS, code_of
from knutpunkt.rooms.intake.world import World

_ONE_DAY = timedelta(days=1)
_LAST_YEAR = 10
_TWO_SCHOOLS = _("%(count)d elever är inskrivna på två enheter samtidigt. Båda inskrivningarna är kvar.")


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    line: int
    child: Child
    unit: Unit
    school_form: str
    school_year: int | None
    class_name: str
    group: str
    programme: str
    start: date
    last_day: date | None

    @property
    def place(self) -> tuple[UUID, UUID, str]:
        return self.child.pk, self.unit.pk, self.school_form

    @property
    def values(self) -> dict[str, object]:
        return {
            "school_year": self.school_year,
            "class_name": self.class_name,
            "programme": self.programme,
            "start": self.start,
            "last_day": self.last_day,
        }


def prepare(file: Incoming, world: World, ledger: Ledger) -> None:
    """Compare the enrolments of a file with the stored ones."""
    heard, reader = Heard(), _Reader(file, world)
    rows = understood(file, reader.read, key="child", heard=heard)
    rows = once_each(
        file,
        rows,
        key=lambda row: (*row.place, row.start),
        says=lambda row: replace(row, line=0),
        column="start",
    )
    read = rows
    rows = _apart(file, rows)
    kept: set[UUID] = set()
    for same_place in _by_place(rows).values():
        stored = [one for one in world.enrolments.get(same_place[0].child.pk, []) if _at(one, same_place[0])]
        for row, one in paired(same_place, stored):
            fate, enrolment = _take(row, one, file, world, ledger)
            file.fates[fate] += 1
            if enrolment is not None:
                kept.add(enrolment.pk)
    if file.scope.complete:
        told = {row.child.pk for row in rows}
        refused = reader.refused | ({row.child.pk for row in read} - told)
        end_missing_enrolments(file, world, ledger, heard, kept, refused)
    _say_two_schools(file, world, {row.child.pk for row in rows})


class _Reader:
    def __init__(self, file: Incoming, world: World) -> None:
        self.file, self.world = file, world
        self.codes = world.unit_codes(file.scope.municipality)
        self.scope = file.scope
        self.within = {unit.pk for code, unit in self.codes.items() if self.scope.holds(code)}
        self.refused: set[UUID] = set()

    def read(self, row: Row) -> EnrolmentRow:
        child = self.world.child(self.scope.key_spaces, row.needed("child"))
        if child is None:
            raise Refused("child", _("Eleven finns inte i registret och inte i elevfilen."))
        try:
            return self._read(row, child)
        except Refused:
            self.refused.add(child.pk)
            raise

    def _read(self, row: Row, child: Child) -> EnrolmentRow:
        unit = self.codes.get(row.needed("unit"))
        if unit is None:
            raise Refused("unit", _("Enheten finns inte i registret och inte i enhetsfilen."))
        if unit.pk not in self.within:
            raise Refused("unit", _("Enheten ligger utanför det som filen säger att den omfattar."))
        form = code_of(row.needed("school_form"), SCHOOL_FORMS)
        if form is None:
            raise Refused("school_form", _("Skolformen känns inte igen. Skriv till exempel GR eller GY."))
        start, last_day = row.period()
        return EnrolmentRow(
            row.line,
            child,
            unit,
            form,
            _year(row),
            row.text("class_name", longest=50),
            row.text("group", longest=50),
            row.text("programme", longest=20),
            start,
            last_day,
        )


def _year(row: Row) -> int | None:
    if row.fields.get("school_year", "").casefold() == "f":
        return 0
    return row.whole("school_year", most=_LAST_YEAR)


def _at(one: Enrolment, row: EnrolmentRow) -> bool:
    return one.unit_id == row.unit.pk and one.school_form == row.school_form


def _by_place(rows: list[EnrolmentRow]) -> dict[object, list[EnrolmentRow]]:
    grouped: dict[object, list[EnrolmentRow]] = defaultdict(list)
    for row in rows:
        grouped[row.place].append(row)
    return grouped


def _apart(file: Incoming, rows: list[EnrolmentRow]) -> list[EnrolmentRow]:
    """Refuse rows that put a child twice at once in the same school and form."""
    clashing: set[int] = set()
    for same_place in _by_place(rows).values():
        for one, other in combinations(same_place, 2):
            if overlap(one, other):
                clashing |= {one.line, other.line}
    reason = _("Två inskrivningar för samma elev och skola överlappar. Ingen av dem är inläst.")
    refuse_all(file, [row for row in rows if row.line in clashing], "start", reason)
    return [row for row in rows if row.line not in clashing]


def _take(
    row: EnrolmentRow, stored: Enrolment | None, file: Incoming, world: World, ledger: Ledger
) -> tuple[Fate, Enrolment | None]:
    as_of = file.scope.as_of
    if stored is None:
        if file.superseded:
            return Fate.OLDER, None
        enrolment = ledger.add(
            Enrolment(child=row.child, unit=row.unit, school_form=row.school_form, as_of=as_of, **row.values)
        )
        world.enrolments.setdefault(row.child.pk, []).append(enrolment)
        fate = Fate.NEW
    elif stored.as_of is not None and as_of < stored.as_of:
        return Fate.OLDER, stored
    else:
        enrolment = stored
        fate = Fate.CHANGED if ledger.change(enrolment, **row.values) else Fate.SAME
        ledger.change(enrolment, as_of=as_of)
    moved = _belong(row, as_of, world, ledger)
    if fate is Fate.SAME and moved:
        fate = Fate.CHANGED
    if fate is not Fate.SAME:
        ledger.children.add(row.child.pk)
    return fate, enrolment


def _belong(row: EnrolmentRow, as_of: date, world: World, ledger: Ledger) -> bool:
    """Put the child in the row's mentor group for the enrolment's period; a move is on the file's day."""
    group = mentor_group(row.unit, row.group, world, ledger) if row.group else None
    members = world.memberships.setdefault(row.child.pk, [])
    here = [one for one in members if world.unit_of_group[one.group_id] == row.unit.pk and overlap(one, row)]
    latest = max(here, key=lambda one: one.start, default=None)
    if latest is not None and group is not None and latest.group_id == group.pk:
        return ledger.change(latest, last_day=row.last_day)
    start = row.start
    if latest is not None and latest.runs(as_of) and latest.start < as_of:
        ledger.change(latest, last_day=as_of - _ONE_DAY)
        start = as_of
    elif latest is not None:
        return group is not None and ledger.change(latest, group=group, last_day=row.last_day)
    if group is not None and (row.last_day is None or start <= row.last_day):
        members.append(
            ledger.add(MentorGroupMember(group=group, child=row.child, start=start, last_day=row.last_day))
        )
    return group is not None or latest is not None


def mentor_group(unit: Unit, name: str, world: World, ledger: Ledger) -> MentorGroup:
    """The group of that name at the unit, made when it is new."""
    group = world.groups.get((unit.pk, name))
    if group is None:
        group = world.groups[unit.pk, name] = ledger.add(MentorGroup(unit=unit, name=name))
        world.unit_of_group[group.pk] = unit.pk
    return group


def _say_two_schools(file: Incoming, world: World, children: set[UUID]) -> None:
    two = sum(_in_two_schools(world.enrolments.get(child, [])) for child in children)
    if two:
        file.note(
            _("%(count)d elever är inskrivna på två enheter samtidigt. Båda inskrivningarna är kvar."),
            count=two,
        )


def _in_two_schools(enrolments: list[Enrolment]) -> bool:
    return any(
        one.unit_id != other.unit_id and overlap(one, other) for one, other in combinations(enrolments, 2)
    )
