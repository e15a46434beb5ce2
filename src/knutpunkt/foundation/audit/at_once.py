"""An empty database gets its tables as the models say, at once, instead of step by step (docs/adr/0014).

A test holds the two ways together: they must give the same tables, indexes and constraints.
"""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """No table of anybody's."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Make every table, and note every migration as applied; all of it or nothing."""
    with connection.schema_editor() as editor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.can_migrate(connection) and not model._meta.auto_created:
                editor.create_model(model)
    loader, recorder = MigrationLoader(connection), MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in sorted(loader.graph.nodes):
        recorder.record_applied(app, name)
