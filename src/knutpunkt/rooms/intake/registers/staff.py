"""Staff: persons, assignments, and the duties that come with them.

A duty that a newer file no longer names ends; one given in the product stays. Nobody is ended because a file
does not name them: a promise may hang on them, and an administrator ends it with a successor in view.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.models import (
    Appointment,
    Assignment,
    MentorGroupMentor,
    Profession,
    Professional,
    ResponsibleBody,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)
from knutpunkt.rooms.intake.incoming import Fate, Incoming, Refused, Row
from knutpunkt.rooms.intake.kinds import plain
from knutpunkt.rooms.intake.ledger import Ledger
from knutpunkt.rooms.intake.models import Origin
from knutpunkt.rooms.intake.registers.enrolments import mentor_group
from knutpunkt.rooms.intake.registers.rows import email, once_each, overlap, paired, understood
from knutpunkt.rooms.intake.values import YES, code_of, listed, percentage_of, yes_or_no
from knutpunkt.rooms.intake.world import World

_PROFESSIONS = {
    **{plain(str(value)): str(value) for value in Profession.values},
    **{plain(str(label)): str(value) for value, label in Profession.choices},
    "förstelärare": Profession.TEACHER,
    "förskollärare": Profession.TEACHER,
    "förskolechef": Profession.HEAD_TEACHER,
    "biträdande rektor": Profession.HEAD_TEACHER,
    "skolkurator": Profession.SCHOOL_COUNSELLOR,
    "skolpsykolog": Profession.PSYCHOLOGIST,
    "speciallärare": Profession.SPECIAL_EDUCATOR,
    "syv": Profession.CAREER_COUNSELLOR,
    "samverkanssamordnare": Profession.COLLABORATION_LEADER,
    "socionom": Profession.SOCIAL_WORKER,
    "utredare": Profession.STATISTICIAN,
    "utredare statistik": Profession.STATISTICIAN,
    "kaa handläggare": Profession.OUTREACH_OFFICER,
}
_UNIT_TASKS = {
    "triage_for": UnitWideTask.Kind.TRIAGE,
    "protected_for": UnitWideTask.Kind.PROTECTED_IDENTITY,
}


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One assignment of a person; ``duties`` are (column, unit or body, mentor group)."""

    line: int
    person: str
    values: tuple[tuple[str, object], ...]
    unit: Unit
    profession: str
    percentage: int
    start: date
    last_day: date | None
    duties: tuple[tuple[str, Any, str], ...]


def prepare(file: Incoming, world: World, ledger: Ledger) -> None:
    """Compare the staff of a file with the stored."""
    reader = _Reader(file, world)
    rows = understood(file, reader.read, key="person")
    rows = once_each(
        file,
        rows,
        key=lambda row: (row.person, row.unit.pk, row.profession, row.start),
        says=lambda row: replace(row, line=0),
        column="person",
    )
    grouped: dict[str, list[StaffRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.start, row.person, row.line)):
        grouped[row.person].append(row)
    for key, own in grouped.items():
        _take_person(key, own, file, world, ledger)
    _say_missing(file, world, set(grouped))


class _Reader:
    def __init__(self, file: Incoming, world: World) -> None:
        self.file = file
        self.codes = world.unit_codes(file.scope.municipality)
        self.bodies = {plain(body.name): body for body in world.bodies}
        self.agencies = {agency.pk: agency for agency in world.agencies}
        self.areas = {area.pk: area for area in world.areas}

    def read(self, row: Row) -> StaffRow:
        profession = code_of(row.needed("profession"), _PROFESSIONS)
        if profession is None:
            raise Refused("profession", _("Befattningen känns inte igen."))
        unit = self._unit(row, "unit", row.needed("unit"))
        start, last_day = row.period()
        values: dict[str, object] = {
            "given_name": row.needed("given_name"),
            "family_name": row.text("family_name"),
        }
        if "email" in row.fields:
            values["email"] = email(self.file, row)
        # Raised by a file and lowered by none, as for children.
        if row.yes("protected"):
            values["protected_identity"] = True
        return StaffRow(
            row.line,
            row.needed("person", longest=100),
            tuple(values.items()),
            unit,
            profession,
            self._percentage(row),
            start,
            last_day,
            tuple(self._duties(row, unit)),
        )

    def _percentage(self, row: Row) -> int:
        said = row.text("percentage")
        share = percentage_of(said) if said else 100
        if share is None:
            raise Refused("percentage", _("Andelen ska vara mellan 1 och 100 procent."))
        return share

    def _duties(self, row: Row, unit: Unit) -> Iterator[tuple[str, Any, str]]:
        for column in ("responsible_for", *_UNIT_TASKS):
            for code in self._codes(row, column):
                yield column, unit if code in YES else self._unit(row, column, code), ""
        for name in self._codes(row, "appointee"):
            yield "appointee", self._body(row, unit, name), ""
        for group in listed(row.text("mentor_for")):
            code, colon, name = group.partition(":")
            if colon:
                yield "mentor_for", self._unit(row, "mentor_for", code.strip()), name.strip()[:50]
            else:
                yield "mentor_for", unit, group[:50]

    def _codes(self, row: Row, column: str) -> list[str]:
        said = row.text(column, longest=1000)
        if yes_or_no(said) is False:
            return []
        return [code.casefold() if code.casefold() in YES else code for code in listed(said)]

    def _unit(self, row: Row, column: str, code: str) -> Unit:
        unit = self.codes.get(code)
        if unit is None:
            raise Refused(column, _("Enheten finns inte i registret och inte i enhetsfilen."))
        return unit

    def _body(self, row: Row, unit: Unit, name: str) -> ResponsibleBody:
        if name in YES:
            agency = self.agencies[self.areas[unit.area_id].agency_id]
            return agency.responsible_body
        body = self.bodies.get(plain(name))
        if body is None:
            raise Refused("appointee", _("Huvudmannen finns inte i registret och inte i enhetsfilen."))
        return body


def _take_person(key: str, rows: list[StaffRow], file: Incoming, world: World, ledger: Ledger) -> None:
    place, as_of = file.scope.municipality, file.scope.as_of
    origin = world.origins.get((Origin.Of.PROFESSIONAL, place, key))
    if (origin is not None and as_of < origin.as_of) or (origin is None and file.superseded):
        file.fates[Fate.OLDER] += len(rows)
        return
    values = dict(rows[-1].values)
    person = world.professionals.get(origin.target) if origin else None
    if person is None:
        person = ledger.add(Professional(**values, source_id=key))
        world.professionals[person.pk] = person
        changed = True
    else:
        changed = ledger.change(person, **values)
    ledger.came_from(Origin.Of.PROFESSIONAL, place, key, person.pk, as_of)
    duties: set[UUID] = set()
    for place_and_profession in _by_place(rows):
        changed = _take_assignments(place_and_profession, person, changed, duties, file, world, ledger)
    _end_duties(person, duties, file, world, ledger)


def _by_place(rows: list[StaffRow]) -> list[list[StaffRow]]:
    grouped: dict[tuple[UUID, str], list[StaffRow]] = defaultdict(list)
    for row in rows:
        grouped[row.unit.pk, row.profession].append(row)
    return list(grouped.values())


def _take_assignments(
    rows: list[StaffRow],
    person: Professional,
    changed: bool,
    duties: set[UUID],
    file: Incoming,
    world: World,
    ledger: Ledger,
) -> bool:
    """Answers false once the person's own change has been counted on a row."""
    own = world.assignments.setdefault(person.pk, [])
    stored = [one for one in own if one.unit_id == rows[0].unit.pk and one.profession == rows[0].profession]
    for row, one in paired(rows, stored):
        values = {"percentage": row.percentage, "start": row.start, "last_day": row.last_day}
        fate = Fate.SAME
        if one is None:
            one = ledger.add(
                Assignment(professional=person, unit=row.unit, profession=row.profession, **values)
            )
            own.append(one)
            fate = Fate.NEW
        elif ledger.change(one, **values):
            fate = Fate.CHANGED
        given = [_give_duty(duty, row, one, person, world, ledger) for duty in row.duties]
        for duty, new in given:
            duties.add(duty.pk)
            ledger.came_from(Origin.Of.DUTY, file.scope.municipality, str(duty.pk), duty.pk, file.scope.as_of)
            fate = Fate.CHANGED if new and fate is Fate.SAME else fate
        file.fates[Fate.CHANGED if changed and fate is Fate.SAME else fate] += 1
        changed = False
    return changed


def _give_duty(
    duty: tuple[str, Any, str],
    row: StaffRow,
    assignment: Assignment,
    person: Professional,
    world: World,
    ledger: Ledger,
) -> tuple[Any, bool]:
    """The stored or new duty, for the period of the assignment, and whether anything about it is new."""
    column, subject, name = duty
    stored: list[Any]
    fresh: Any
    if column == "responsible_for":
        stored, fresh = world.responsibilities, UnitResponsibility(unit=subject, professional=person)
    elif column == "appointee":
        stored, fresh = world.appointments, Appointment(responsible_body=subject, professional=person)
    elif column == "mentor_for":
        group = mentor_group(subject, name, world, ledger)
        first = not any(
            one.group_id == group.pk and one.is_first and overlap(one, row) for one in world.mentors
        )
        stored, fresh = world.mentors, MentorGroupMentor(group=group, professional=person, is_first=first)
    else:
        kind = _UNIT_TASKS[column]
        stored, fresh = world.tasks, UnitWideTask(assignment=assignment, unit=subject, kind=kind)
    fresh.start, fresh.last_day = row.start, row.last_day
    for one in stored:
        if _means_the_same(one, fresh) and overlap(one, fresh):
            return one, ledger.change(one, start=row.start, last_day=row.last_day)
    stored.append(ledger.add(fresh))
    return fresh, True


def _means_the_same(one: Any, other: Any) -> bool:
    names = [
        field.attname
        for field in one._meta.fields
        if field.name not in {"id", "start", "last_day", "is_first"}
    ]
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _end_duties(person: Professional, named: set[UUID], file: Incoming, world: World, ledger: Ledger) -> None:
    """End on the file's day what an earlier file gave and this one no longer names."""
    as_of = file.scope.as_of
    mine = {one.pk for one in world.assignments.get(person.pk, [])}
    duties: list[Any] = [*world.responsibilities, *world.appointments, *world.tasks, *world.mentors]
    for duty in duties:
        own = (
            duty.assignment_id in mine
            if isinstance(duty, UnitWideTask)
            else duty.professional_id == person.pk
        )
        imported = (Origin.Of.DUTY, file.scope.municipality, str(duty.pk)) in world.origins
        if own and imported and duty.pk not in named and duty.runs(as_of) and duty.last_day != as_of:
            ledger.change(duty, last_day=as_of)
            file.fates[Fate.GONE] += 1


def _say_missing(file: Incoming, world: World, named: set[str]) -> None:
    if not file.scope.complete:
        return
    place = file.scope.municipality
    missing = sum(
        of == Origin.Of.PROFESSIONAL and municipality == place and key not in named
        for of, municipality, key in world.origins
    )
    if missing:
        file.note(
            _(
                "%(count)d medarbetare finns inte längre i filen. Deras uppdrag är kvar: avsluta dem under "
                "Organisation, så att det de har lovat får en ny hållare."
            ),
            count=missing,
        )
