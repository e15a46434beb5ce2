"""The same walls inside the database: events are append-only; PostgreSQL takes no unrecorded write."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from knutpunkt.foundation.audit.classification import Privacy
from knutpunkt.foundation.audit.models import Event, EventChild

_APPEND_ONLY = (Event._meta.db_table, EventChild._meta.db_table)

_SQLITE_APPEND_ONLY = """
CREATE TRIGGER IF NOT EXISTS "{table}_{verb}_refused" BEFORE {verb} ON "{table}"
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
"""

_POSTGRESQL_FUNCTIONS = """
CREATE OR REPLACE FUNCTION knutpunkt_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$;
CREATE OR REPLACE FUNCTION knutpunkt_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('knutpunkt.recording', true) IS DISTINCT FROM 'on' THEN
    RAISE EXCEPTION 'an unrecorded write to %', TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
"""
_POSTGRESQL_APPEND_ONLY = """
CREATE OR REPLACE TRIGGER knutpunkt_append_only BEFORE UPDATE OR DELETE ON "{table}"
FOR EACH ROW EXECUTE FUNCTION knutpunkt_append_only();
CREATE OR REPLACE TRIGGER knutpunkt_append_only_whole BEFORE TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION knutpunkt_append_only();
"""
_POSTGRESQL_RECORDED = """
CREATE OR REPLACE TRIGGER knutpunkt_recorded AFTER INSERT OR UPDATE OR DELETE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION knutpunkt_recorded();
"""


def stand_at_tables(*, app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Put the triggers on every table of one app (receiver of ``post_migrate``); safe to repeat."""
    connection = connections[using]
    if app_config.label == "audit":
        _make_append_only(connection)
    if connection.vendor == "postgresql":
        _require_recording(connection, app_config)


def _make_append_only(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTIONS)
        for table in _APPEND_ONLY:
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRESQL_APPEND_ONLY.format(table=table))
            else:
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(_SQLITE_APPEND_ONLY.format(table=table, verb=verb))


def _require_recording(connection: BaseDatabaseWrapper, app_config: AppConfig) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL_FUNCTIONS)
        for table in sorted(_classified_tables(app_config)):
            cursor.execute(_POSTGRESQL_RECORDED.format(table=table))


def _classified_tables(app_config: AppConfig) -> set[str]:
    models_here = [m for m in app_config.get_models() if isinstance(getattr(m, "privacy", None), Privacy)]
    linked = {
        through._meta.db_table
        for model in models_here
        for relation in model._meta.local_many_to_many
        if (through := relation.remote_field.through) is not None and _made_by_django(through)
    }
    return {model._meta.db_table for model in models_here} | linked


def _made_by_django(through: type[models.Model]) -> bool:
    return bool(through._meta.auto_created) and apps.is_installed(through.__module__.rsplit(".models", 1)[0])
