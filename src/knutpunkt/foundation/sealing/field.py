"""Fields that are ciphertext in the database and text, or a list, on the row: sealed to the row they are in.

Stored as ``box`` says; the empty text is stored as nothing at all, so that a rule in the database can still
ask that something is written. An emptied value of a field that must not be empty raises.
"""

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.db.models.sql.compiler import SQLCompiler

from knutpunkt.foundation.sealing.box import blind_index, seal, unseal

__all__ = ["BlindIndexField", "SealedJSONField", "SealedTextField", "blind_index", "seal", "sealed", "unseal"]

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.BinaryField


class _Sealed:
    """Opens the value when somebody asks for it, with the identity of the row it was read from."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        if isinstance(value, bytes | memoryview):
            value = row.__dict__[name] = self.field.opened(bytes(value), row.pk)
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class SealedTextField(_Text):
    """Text at rest only as ciphertext. It cannot be filtered on; ``update()`` takes what ``sealed`` gives."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"editable": True} | kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Sealed(self))

    def place(self, pk: object) -> str:
        """Where a value of this field lives: it opens nowhere else."""
        return f"{self.model._meta.db_table}.{self.column}:{pk}"

    def opened(self, stored: bytes, pk: object) -> Any:
        """What the row shows of what is stored. Raises ``CannotOpen``."""
        if not stored and self.blank:
            return self.shown("")
        return self.shown(unseal(stored, place=self.place(pk)))

    def closed(self, shown: Any, pk: object) -> bytes:
        """What is stored of what the row shows."""
        text = self.written(shown)
        return seal(text, place=self.place(pk)) if text else b""

    def shown(self, text: str) -> Any:
        return text

    def written(self, shown: Any) -> str:
        return str(shown)

    def get_default(self) -> Any:
        return models.Field.get_default(self) if self.has_default() else ""

    def to_python(self, value: Any) -> Any:
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, bytes | memoryview):
            return value
        return self.closed(value, model_instance.pk)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str) and not value:
            return b""
        if not isinstance(value, bytes | memoryview | None):
            raise TypeError("a sealed field is saved through its row, never filtered or updated by value")
        return value

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError("a sealed field does not leave the database in a dump")

    def formfield(self, *args: Any, **kwargs: Any) -> forms.Field | None:
        plain: dict[str, Any] = {"form_class": forms.CharField, "max_length": self.max_length}
        if self.max_length is None:
            plain["widget"] = forms.Textarea
        return super().formfield(*args, **plain | kwargs)


if TYPE_CHECKING:
    _Structure = models.JSONField[Any, Any]
else:
    _Structure = SealedTextField


class SealedJSONField(_Structure):
    """Lists and dicts at rest only as ciphertext; what is empty is sealed as well."""

    def shown(self, text: str) -> Any:
        return json.loads(text) if text else self.get_default()

    def written(self, shown: Any) -> str:
        return json.dumps(shown, ensure_ascii=False)


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """The code that finds the sealed field ``of`` its row; ``box.blind_indexes`` gives what to ask for."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 72, "db_index": True} | kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}


@SealedTextField.register_lookup
class SealedBy(models.Lookup):
    """``text__sealed_by=2``: what was sealed with key 2. The first byte tells, and it is no secret."""

    lookup_name = "sealed_by"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        number: Any = self.rhs
        return f"substr({column}, 1, 1) = %s", (*params, bytes((number,)))


def sealed(row: models.Model, **values: Any) -> dict[str, Any]:
    """``values`` for an ``update()`` of exactly this row, with those of sealed fields sealed to it."""
    fields = {name: row._meta.get_field(name) for name in values}
    return {
        name: field.closed(value, row.pk) if isinstance(field := fields[name], SealedTextField) else value
        for name, value in values.items()
    }
