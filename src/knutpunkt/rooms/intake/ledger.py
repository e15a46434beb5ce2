"""What will be written, gathered before anything is: new rows, and changed fields of stored ones."""

from collections import defaultdict
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

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
from knutpunkt.rooms.intake.models import Origin
from knutpunkt.rooms.intake.world import World

# What others point at comes first.
_ORDER: tuple[type[models.Model], ...] = (
    Municipality,
    ResponsibleBody,
    Agency,
    SecrecyArea,
    AreaRegime,
    Unit,
    Professional,
    Assignment,
    UnitResponsibility,
    Appointment,
    UnitWideTask,
    MentorGroup,
    MentorGroupMentor,
    Child,
    Guardian,
    NationalId,
    Guardianship,
    Enrolment,
    MentorGroupMember,
    Origin,
)
_AT_ONCE = 500
RowT = TypeVar("RowT", bound=models.Model)


class Ledger:
    """Rows to create and fields to change. Nothing reaches the database before ``write``."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.created: dict[type[models.Model], dict[UUID, models.Model]] = {model: {} for model in _ORDER}
        self.changed: dict[type[models.Model], dict[UUID, tuple[models.Model, set[str]]]]
        self.changed = {model: {} for model in _ORDER}
        self.children: set[UUID] = set()

    def __bool__(self) -> bool:
        """Whether anything beyond the day of a file would be written."""
        people = [model for model in _ORDER if model is not Origin]
        return any(self.created[model] or self.changed[model] for model in people)

    def add(self, row: RowT) -> RowT:
        self.created[type(row)][row.pk] = row
        return row

    def change(self, row: models.Model, **values: Any) -> bool:
        """Set fields; answers whether any of them was something else before."""
        different = {name: value for name, value in values.items() if _differs(row, name, value)}
        for name, value in different.items():
            setattr(row, name, value)
        if different and row.pk not in self.created[type(row)]:
            self.changed[type(row)].setdefault(row.pk, (row, set()))[1].update(different)
        return bool(different)

    def came_from(self, of: Origin.Of, municipality: str, key: str, target: UUID, as_of: date) -> None:
        """Remember where a row came from, or that a newer file has named it."""
        stored = self.world.origins.get((of, municipality, key))
        if stored is None:
            origin = Origin(of=of, municipality=municipality, key=key, target=target, as_of=as_of)
            self.world.origins[of, municipality, key] = self.add(origin)
        elif as_of > stored.as_of:
            self.change(stored, as_of=as_of)

    def write(self) -> None:
        """Write everything, changed rows first. Call inside ``recorded()``."""
        for model in _ORDER:
            for fields, rows in self._by_fields(model).items():
                model._default_manager.bulk_create(
                    rows,
                    update_conflicts=True,
                    unique_fields=["id"],
                    update_fields=sorted(fields),
                    batch_size=_AT_ONCE,
                )
        for model in _ORDER:
            _insert(model, list(self.created[model].values()))

    def _by_fields(self, model: type[models.Model]) -> dict[frozenset[str], list[models.Model]]:
        grouped: dict[frozenset[str], list[models.Model]] = defaultdict(list)
        for row, fields in self.changed[model].values():
            grouped[frozenset(fields)].append(row)
        return grouped


def _differs(row: models.Model, name: str, value: Any) -> bool:
    # Asking a row for what it points at would be one query per row.
    if isinstance(value, models.Model):
        return bool(getattr(row, f"{name}_id") != value.pk)
    return bool(getattr(row, name) != value)


def _insert(model: type[models.Model], rows: list[models.Model]) -> None:
    """Insert new rows faster than ``bulk_create``, which prepares an expression for every value."""
    if not rows:
        return
    fields = model._meta.concrete_fields
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({places})",  # noqa: S608 - names of our own models
            [
                [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
                for row in rows
            ],
        )


def _stored(field: "models.Field[Any, Any]", row: models.Model) -> Any:
    return field.get_db_prep_value(field.pre_save(row, True), connection)
