"""Whether the site can serve: the database answers and no migration waits."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

_migrated: list[bool] = []


def is_ready() -> bool:
    """Asked by ``/healthz``. Migrations are compared until all were there once; then only the database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return bool(_migrated) or _all_migrated()
    except DatabaseError:
        return False


def _all_migrated() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    _migrated.append(True)
    return True
