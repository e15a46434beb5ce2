"""A query written once and asked many times: the ORM builds its text, and only the values change.

Building the text of a condition cost ten times what the database needed to answer it. So each query is built
with *blanks* where the values go, kept for as long as the process runs, and filled in for each asking. A list
is one value, whatever its length, so the text never changes (and the database may keep its plan).
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Expression,
    Field,
    Model,
    QuerySet,
    UUIDField,
)
from django.db.models.sql.compiler import SQLCompiler

G = TypeVar("G")
Rows = QuerySet[Any]


class Blank(Expression):
    """The place of a value in a query that is being written: ``name`` is where the asking has the value."""

    def __init__(self, name: str, kind: "type[Field[Any, Any]]", *, many: bool = False) -> None:
        super().__init__(output_field=kind())
        self.name, self.kind, self.many = name, kind, many

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        if not self.many:
            return "%s", (self,)
        if connection.vendor == "postgresql":
            return f"(SELECT unnest(%s::{self.output_field.db_type(connection)}[]))", (self,)
        return "(SELECT value FROM json_each(%s))", (self,)

    def filled(self, given: object) -> Any:
        """The value of this blank in an asking, as the database wants it."""
        value = reduce(getattr, self.name.split("."), given)
        if not self.many:
            return self._stored(value)
        postgresql = connection.vendor == "postgresql"
        if self.kind is UUIDField:
            # What the field does for an id, without its ten calls: most of what is asked with are ids.
            values: list[Any] = list(value) if postgresql else [one.hex for one in value]  # type: ignore[attr-defined,call-overload]
        else:
            values = [self._stored(one) for one in value]  # type: ignore[attr-defined]
        return values if postgresql else json.dumps(values)

    def _stored(self, value: object) -> Any:
        return self.output_field.get_db_prep_value(value, connection, prepared=False)


def an_id(name: str) -> Any:
    """A blank for one id. ``Any``: it stands where the value would."""
    return Blank(name, UUIDField)


def ids(name: str) -> Any:
    """A blank for any number of ids."""
    return Blank(name, UUIDField, many=True)


def words(name: str) -> Any:
    """A blank for any number of codes."""
    return Blank(name, CharField, many=True)


def a_word(name: str) -> Any:
    """A blank for a code."""
    return Blank(name, CharField)


def a_day(name: str) -> Any:
    """A blank for a date."""
    return Blank(name, DateField)


def a_moment(name: str) -> Any:
    """A blank for a point in time."""
    return Blank(name, DateTimeField)


@dataclass(frozen=True, slots=True)
class Text:
    """One query as text: its parameters, some of them blanks, and how its columns are read."""

    sql: str
    params: tuple[Any, ...]
    compiler: SQLCompiler
    converters: dict[int, Any]

    def filled(self, given: object) -> list[Any]:
        return [one.filled(given) if isinstance(one, Blank) else one for one in self.params]

    def rows(self, given: object) -> list[tuple[Any, ...]]:
        """Ask the database, and read each column as its field would."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.filled(given))
            found: Any = cursor.fetchall()
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return [tuple(row) for row in found]


def text_of(queryset: Rows) -> Text:
    """The text of a query with blanks in it."""
    compiler = queryset.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([column[0] for column in compiler.select or ()])
    return Text(sql, tuple(params), compiler, converters)


# Texts by what they are about and for which database; emptied by whoever changes a rule while running.
texts: dict[tuple[object, str], Text] = {}


def kept_text(about: object, write: Callable[[], Rows]) -> Text:
    """The text of ``write()``, written the first time it is asked for."""
    key = (about, connection.vendor)
    if key not in texts:
        texts[key] = text_of(write())
    return texts[key]


@dataclass(frozen=True)
class Prepared(Generic[G]):
    """A query with blanks, asked with ``rows``; made by ``prepared``."""

    form: G
    write: Callable[[G], Rows] = field(compare=False)

    def rows(self, given: G) -> list[tuple[Any, ...]]:
        """One tuple a row, in the order the query names its columns."""
        return kept_text(self.write, lambda: self.write(self.form)).rows(given)

    def column(self, given: G) -> list[Any]:
        """The first column alone."""
        return [row[0] for row in self.rows(given)]


def prepared(form: G) -> Callable[[Callable[[G], Rows]], Prepared[G]]:
    """Write the decorated query once, with the blanks of ``form`` in the place of values."""
    return lambda write: Prepared(form, write)


def fetch(
    model: type[Model], key: str, wanted: Collection[object], *fields: str
) -> Iterable[tuple[Any, ...]]:
    """These fields of the rows of ``model`` whose ``key`` is among some ids; without any id, unasked."""
    if not wanted:
        return ()

    def write() -> Rows:
        return model._default_manager.filter(**{f"{key}__in": ids("wanted")}).order_by().values_list(*fields)

    return kept_text((model, key, fields), write).rows(SimpleNamespace(wanted=wanted))


class Chosen(Expression):
    """A prepared query, filled in, as the right side of ``pk__in``."""

    def __init__(self, sql: str, params: Sequence[Any]) -> None:
        super().__init__(output_field=UUIDField())
        self.sql, self.params = sql, tuple(params)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        return f"({self.sql})", self.params
