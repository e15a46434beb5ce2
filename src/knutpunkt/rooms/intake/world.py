"""What is stored already, read once into memory: who and what the keys in the files stand for.

The import is the one reader of children outside the door: it answers with numbers only, never with a person.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models

from knutpunkt.foundation.people.models import (
    Agency,
    Appointment,
    AreaRegime,
    Assignment,
    Child,
    Enrolment,
    Guardian,
    Guardianship,
    MentorGroup,
    MentorGroupMember,
    MentorGroupMentor,
    Municipality,
    NationalId,
    Professional,
    ResponsibleBody,
    SecrecyArea,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)
from knutpunkt.foundation.sealing.box import blind_index, index_number
from knutpunkt.foundation.sealing.keys import keys
from knutpunkt.rooms.intake.models import Origin

Of = Origin.Of


@dataclass(slots=True)
class World:
    """Everything the rows of people's files are compared with. Kept up to date while files are prepared."""

    origins: dict[tuple[str, str, str], Origin] = field(default_factory=dict)
    municipalities: dict[str, Municipality] = field(default_factory=dict)
    bodies: list[ResponsibleBody] = field(default_factory=list)
    agencies: list[Agency] = field(default_factory=list)
    areas: list[SecrecyArea] = field(default_factory=list)
    regimes: dict[UUID, list[AreaRegime]] = field(default_factory=dict)
    units: dict[UUID, Unit] = field(default_factory=dict)
    professionals: dict[UUID, Professional] = field(default_factory=dict)
    assignments: dict[UUID, list[Assignment]] = field(default_factory=dict)
    responsibilities: list[UnitResponsibility] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    tasks: list[UnitWideTask] = field(default_factory=list)
    groups: dict[tuple[UUID, str], MentorGroup] = field(default_factory=dict)
    unit_of_group: dict[UUID, UUID] = field(default_factory=dict)
    mentors: list[MentorGroupMentor] = field(default_factory=list)
    children: dict[UUID, Child] = field(default_factory=dict)
    ids_of_children: dict[UUID, NationalId] = field(default_factory=dict)
    guardians: dict[UUID, Guardian] = field(default_factory=dict)
    ids_of_guardians: dict[UUID, NationalId] = field(default_factory=dict)
    guardianships: dict[UUID, list[Guardianship]] = field(default_factory=dict)
    enrolments: dict[UUID, list[Enrolment]] = field(default_factory=dict)
    memberships: dict[UUID, list[MentorGroupMember]] = field(default_factory=dict)

    def target(self, of: Of, municipality: str, key: str) -> UUID | None:
        origin = self.origins.get((of, municipality, key))
        return origin.target if origin else None

    def child(self, spaces: tuple[str, ...], key: str) -> Child | None:
        """The child a key stands for, in the first of the municipalities whose files know it."""
        found = (self.target(Of.CHILD, place, key) for place in spaces)
        target = next((target for target in found if target), None)
        return self.children.get(target) if target else None

    def children_by_key(self, spaces: tuple[str, ...]) -> dict[str, UUID]:
        """Every key that stands for a child in files with these key spaces."""
        keys: dict[str, UUID] = {}
        for wanted in reversed(spaces):
            keys |= {
                key: origin.target
                for (of, place, key), origin in self.origins.items()
                if of == Of.CHILD and place == wanted
            }
        return keys

    def unit_codes(self, municipality: str) -> dict[str, Unit]:
        """Every code that stands for a unit in the files of a municipality."""
        own = {
            key: self.units[origin.target]
            for (of, place, key), origin in self.origins.items()
            if of == Of.UNIT and place == municipality
        }
        return self._units_by_any_code() | own

    def _units_by_any_code(self) -> dict[str, Unit]:
        """Codes of other municipalities' files, where they mean one unit only, and the register's codes."""
        meanings: dict[str, set[UUID]] = defaultdict(set)
        for (of, _, key), origin in self.origins.items():
            if of == Of.UNIT:
                meanings[key].add(origin.target)
        codes = {key: self.units[min(found)] for key, found in meanings.items() if len(found) == 1}
        return codes | {unit.school_unit_code: unit for unit in self.units.values() if unit.school_unit_code}


def load_world(municipalities: Iterable[str]) -> World:
    """The world as stored, with the persons of the named municipalities' files. Queries are constant."""
    places = sorted(set(municipalities))
    world = World()
    world.origins = {
        (origin.of, origin.municipality, origin.key): origin
        for origin in Origin.objects.filter(models.Q(municipality__in=places) | models.Q(of=Of.UNIT))
    }
    _load_organisation(world)
    _load_staff(world, places)
    _load_persons(world, places)
    return world


def _load_organisation(world: World) -> None:
    world.municipalities = {place.code: place for place in Municipality.objects.all()}
    world.bodies = list(ResponsibleBody.objects.all())
    world.agencies = list(Agency.objects.all())
    world.areas = list(SecrecyArea.objects.all())
    world.regimes = _by(AreaRegime.objects.all(), "area_id")
    world.units = {unit.pk: unit for unit in Unit.objects.all()}
    world.groups = {(group.unit_id, group.name): group for group in MentorGroup.objects.all()}
    world.unit_of_group = {group.pk: group.unit_id for group in world.groups.values()}


def _load_staff(world: World, places: list[str]) -> None:
    world.professionals = {
        one.pk: one for one in Professional.objects.filter(pk__in=_targets(Of.PROFESSIONAL, places))
    }
    world.assignments = _by(
        Assignment.objects.filter(professional__in=_targets(Of.PROFESSIONAL, places)), "professional_id"
    )
    world.responsibilities = list(UnitResponsibility.objects.all())
    world.appointments = list(Appointment.objects.all())
    world.tasks = list(UnitWideTask.objects.all())
    world.mentors = list(MentorGroupMentor.objects.all())


def _load_persons(world: World, places: list[str]) -> None:
    children, guardians = _targets(Of.CHILD, places), _targets(Of.GUARDIAN, places)
    world.children = {child.pk: child for child in Child.objects.filter(pk__in=children)}
    world.guardians = {one.pk: one for one in Guardian.objects.filter(pk__in=guardians)}
    current = NationalId.objects.filter(current=True)
    world.ids_of_children = {
        one.child_id: one for one in current.filter(child__in=children) if one.child_id is not None
    }
    world.ids_of_guardians = {
        one.guardian_id: one for one in current.filter(guardian__in=guardians) if one.guardian_id is not None
    }
    for one in (*world.ids_of_children.values(), *world.ids_of_guardians.values()):
        _code_anew(one)
    world.guardianships = _by(Guardianship.objects.filter(child__in=children), "child_id")
    world.enrolments = _by(Enrolment.objects.filter(child__in=children), "child_id")
    world.memberships = _by(MentorGroupMember.objects.filter(child__in=children), "child_id")


def _code_anew(number: NationalId) -> None:
    """While the index key is being changed some codes are the former key's: they are compared as new ones."""
    if index_number(number.blind_index) != keys().index_current:
        number.blind_index = blind_index(number.value)


def _targets(of: Of, places: list[str]) -> models.QuerySet[Origin, UUID]:
    return Origin.objects.filter(of=of, municipality__in=places).values_list("target", flat=True)


def _by(rows: Iterable[Any], name: str) -> dict[UUID, list[Any]]:
    grouped: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return grouped


def runs_in_scope(enrolment: Enrolment, units: set[UUID], school_form: str, on: date) -> bool:
    """Whether an enrolment runs on the day at one of the units, in the form (any, when none is said)."""
    return enrolment.runs(on) and enrolment.unit_id in units and school_form in {"", enrolment.school_form}
