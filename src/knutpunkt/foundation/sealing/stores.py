"""Where sealed values lie, so that each can be found and sealed anew: fields, files, and what rooms add."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from django.apps import apps
from django.db import connection, models

from knutpunkt.foundation.sealing.box import index_code, seal, unseal
from knutpunkt.foundation.sealing.field import BlindIndexField, SealedTextField
from knutpunkt.foundation.sealing.keys import keys

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be put in place of what, and up to where that reaches ("" at the end)."""

    changes: Sequence[Any]
    reaches: str


class Store(Protocol):
    """Somewhere sealed values lie. ``batch`` reads and seals; ``put`` writes where nobody did."""

    @property
    def name(self) -> str: ...
    def left(self, number: int) -> int:
        """How many values another key than ``number`` made."""

    def used(self, number: int) -> int:
        """How many values key ``number`` made."""

    def batch(self, number: int, after: str) -> Batch:
        """The next values that another key than ``number`` made, made anew."""

    def put(self, batch: Batch) -> int:
        """How many values were changed."""


_added: list[Store] = []


def add_store(store: Store) -> None:
    """Tell of sealed values that lie elsewhere than in a sealed field; a room calls this when it is ready."""
    if store.name not in {known.name for known in _added}:
        _added.append(store)


def sealed_fields() -> Iterator[tuple[type[models.Model], SealedTextField]]:
    """Every sealed field with its model."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, SealedTextField):
                yield model, field


def sealing_stores() -> list[Store]:
    """Everywhere the sealing key is used, in a fixed order."""
    return [*(_Column(model, field) for model, field in sealed_fields()), *_added]


def index_stores() -> list[Store]:
    """Every column of codes made with the index key."""
    return [
        _Codes(model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, BlindIndexField)
    ]


class _Column:
    """One sealed field: values are exchanged where the old ciphertext still stands."""

    def __init__(self, model: type[models.Model], field: "models.Field[Any, Any]") -> None:
        self.model, self.field = model, field
        self.name = f"{model._meta.db_table}.{field.column}"

    @property
    def rows(self) -> "models.QuerySet[Any]":
        return self.model._base_manager.exclude(**{self.field.attname: b""})

    def left(self, number: int) -> int:
        return self.rows.exclude(**self._by(number)).count()

    def used(self, number: int) -> int:
        return self.rows.filter(**self._by(number)).count()

    def batch(self, number: int, after: str) -> Batch:
        rows = self.rows.exclude(**self._by(number)).order_by("pk")
        found = list((rows.filter(pk__gt=after) if after else rows).values_list(*self._read)[:AT_ONCE])
        changes = [self._changed(*row) for row in found]
        return Batch(changes, str(found[-1][0]) if len(found) == AT_ONCE else "")

    def put(self, batch: Batch) -> int:
        if not batch.changes:
            return 0
        with connection.cursor() as cursor:
            cursor.executemany(self._exchange, batch.changes)
            return max(int(cursor.rowcount), 0)

    def _by(self, number: int) -> dict[str, Any]:
        return {f"{self.field.attname}__sealed_by": number}

    @property
    def _read(self) -> tuple[str, ...]:
        return "pk", self.field.attname

    def _changed(self, pk: Any, stored: bytes) -> tuple[Any, Any, Any]:
        stored, place = bytes(stored), self.field.place(pk)  # type: ignore[attr-defined]
        return seal(unseal(stored, place=place), place=place), self._key(pk), stored

    def _key(self, pk: Any) -> Any:
        return self.model._meta.pk.get_db_prep_value(pk, connection)

    @cached_property
    def _exchange(self) -> str:
        quoted = connection.ops.quote_name
        table, column = quoted(self.model._meta.db_table), quoted(str(self.field.column))
        key = quoted(str(self.model._meta.pk.column))
        return f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s"  # noqa: S608


class _Codes(_Column):
    """One blind index: codes are made anew from the sealed value beside them."""

    field: BlindIndexField

    @property
    def rows(self) -> "models.QuerySet[Any]":
        return self.model._base_manager.all()

    def _by(self, number: int) -> dict[str, Any]:
        name = self.field.attname
        return {f"{name}__startswith": f"{number}:"} if number > 1 else {f"{name}__regex": "^[^:]*$"}

    @property
    def _read(self) -> tuple[str, ...]:
        return "pk", self.field.attname, self.field.of

    def _changed(self, pk: Any, stored: Any, *sealed: Any) -> tuple[Any, Any, Any]:
        ring = keys()
        value: Any = self.model._meta.get_field(self.field.of)
        text = unseal(bytes(sealed[0]), place=value.place(pk))
        return index_code(ring.index[ring.index_current], ring.index_current, text), self._key(pk), stored
