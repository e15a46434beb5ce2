"""Migrations that turn stored text into sealed text, and back.

First every column changes its type (``SealField``), then the rows are sealed (``seal_rows``), in the same
migration: PostgreSQL alters no table whose rows it has just changed in the same transaction.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

from knutpunkt.foundation.sealing.box import seal, unseal
from knutpunkt.foundation.sealing.field import SealedTextField

_AT_ONCE = 2000
Turn = Callable[[SealedTextField, Any, object], Any]


class SealField(migrations.AlterField):
    """Alter a text field to a sealed one. Its rows hold plain text until ``seal_rows`` has run."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        before = from_state.apps.get_model(app_label, self.model_name)
        after = to_state.apps.get_model(app_label, self.model_name)
        for rule in _rules_about(before, self.name):
            schema_editor.remove_constraint(before, rule)
        _retype(schema_editor, before._meta.get_field(self.name), after._meta.get_field(self.name))
        for rule in _rules_about(after, self.name):
            schema_editor.add_constraint(after, rule)

    database_backwards = database_forwards


def _rules_about(model: type[models.Model], name: str) -> Iterator[models.CheckConstraint]:
    for rule in model._meta.constraints:
        condition = rule.condition if isinstance(rule, models.CheckConstraint) else None
        if isinstance(condition, models.Q) and name in condition.referenced_base_fields:
            yield rule  # type: ignore[misc]


def _retype(editor: BaseDatabaseSchemaEditor, before: Any, after: Any) -> None:
    quoted = editor.connection.ops.quote_name
    table, column = quoted(after.model._meta.db_table), quoted(after.column)
    kind = after.db_type(editor.connection)
    turned = (
        f"convert_to({column}::text, 'UTF8')"
        if isinstance(after, SealedTextField)
        else f"convert_from({column}, 'UTF8')::{kind}"
    )
    editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind} USING {turned}")


def seal_rows(app: str, **fields: str) -> migrations.RunPython:
    """Seal what is stored in ``model="field field"`` of the app, in batches; backwards it is opened again."""

    def every_row(turn: Turn) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
        def run(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
            for model, names in fields.items():
                _rewrite(editor.connection, apps.get_model(app, model), names.split(), turn)

        return run

    return migrations.RunPython(every_row(_sealed), every_row(_opened))


def _sealed(field: SealedTextField, stored: Any, pk: object) -> Any:
    text = stored if isinstance(stored, str) else bytes(stored).decode()
    return seal(text, place=field.place(pk)) if text else b""


def _opened(field: SealedTextField, stored: Any, pk: object) -> Any:
    return unseal(bytes(stored), place=field.place(pk)) if stored else ""


def _rewrite(
    connection: BaseDatabaseWrapper, model: type[models.Model], names: list[str], turn: Turn
) -> None:
    key = model._meta.pk
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    quoted = connection.ops.quote_name
    places = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    change = f"UPDATE {quoted(model._meta.db_table)} SET {places} WHERE {quoted(str(key.column))} = %s"  # noqa: S608
    rows, after = model._base_manager.using(connection.alias).order_by("pk"), None
    while batch := list(
        (rows if after is None else rows.filter(pk__gt=after)).values_list("pk", *names)[:_AT_ONCE]
    ):
        after = batch[-1][0]
        with connection.cursor() as cursor:
            _let_through(connection, cursor)
            cursor.executemany(
                change,
                [
                    [
                        *(
                            _put(turn(field, value, pk), connection)
                            for field, value in zip(fields, values, strict=True)
                        ),
                        key.get_db_prep_value(pk, connection),
                    ]
                    for pk, *values in batch
                ],
            )


def _put(value: Any, connection: BaseDatabaseWrapper) -> Any:
    # SQLite keeps text as text in any column; PostgreSQL's column is bytes until its type changes back.
    return value.encode() if isinstance(value, str) and connection.vendor == "postgresql" else value


def _let_through(connection: BaseDatabaseWrapper, cursor: Any) -> None:
    # The wall in PostgreSQL against unrecorded writes stands also while a migration runs.
    if connection.vendor == "postgresql":
        cursor.execute("SELECT set_config('knutpunkt.recording', 'on', true)")
