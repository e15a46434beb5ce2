"""The same walls inside the database: events are append-only; PostgreSQL takes no unrecorded write.

One thing may leave: events older than five years, in a segment whose disposal is written down first
(docs/adr/0006). The database itself asks for both.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from knutpunkt.foundation.audit.classification import Privacy
from knutpunkt.foundation.audit.models import ChainHead, DroppedSegment, Event, EventChild

EVENT, CHILD = Event._meta.db_table, EventChild._meta.db_table
HEAD, DROPPED = ChainHead._meta.db_table, DroppedSegment._meta.db_table
YEARS_KEPT = 5
"""A log of who has read is kept at least this long (HSLF-FS 2016:40, 4 kap. 9 §)."""

_ALWAYS = "TRUE"
_OF_A_DROPPED_SEGMENT = (
    f'EXISTS (SELECT 1 FROM "{DROPPED}" d WHERE {{key}} BETWEEN d.first_event AND d.last_event)'  # noqa: S608
)
_SQLITE_OLD = f"datetime('now', '-{YEARS_KEPT} years')"
_POSTGRESQL_OLD = f"now() - interval '{YEARS_KEPT} years'"
_OF_AN_OLD_EVENT = f'EXISTS (SELECT 1 FROM "{EVENT}" e WHERE e.id = OLD.event_id AND e.at < {{old}})'  # noqa: S608
_MAY_NOT_LEAVE = {
    EVENT: f"NOT (OLD.at < {{old}} AND {_OF_A_DROPPED_SEGMENT.format(key='OLD.id')})",
    CHILD: f"NOT ({_OF_AN_OLD_EVENT} AND {_OF_A_DROPPED_SEGMENT.format(key='OLD.event_id')})",
    HEAD: _ALWAYS,
    DROPPED: _ALWAYS,
}
_NEVER_CHANGED = (EVENT, CHILD, DROPPED)

_SQLITE_REFUSED = """
CREATE TRIGGER "{table}_{verb}_refused" BEFORE {verb} ON "{table}" WHEN {breach}
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
_POSTGRESQL_MAY_LEAVE = """
CREATE OR REPLACE FUNCTION knutpunkt_may_leave_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {breach} THEN RAISE EXCEPTION 'the trail is append-only'; END IF;
  RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER knutpunkt_may_leave BEFORE DELETE ON "{table}"
FOR EACH ROW EXECUTE FUNCTION knutpunkt_may_leave_{table}();
CREATE OR REPLACE TRIGGER knutpunkt_append_only_whole BEFORE TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION knutpunkt_append_only();
"""
_POSTGRESQL_NEVER_CHANGED = """
DROP TRIGGER IF EXISTS knutpunkt_append_only ON "{table}";
CREATE TRIGGER knutpunkt_append_only BEFORE UPDATE ON "{table}"
FOR EACH ROW EXECUTE FUNCTION knutpunkt_append_only();
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


def step_aside(connection: BaseDatabaseWrapper) -> None:
    """Take the walls around the trail down while a migration alters the trail; they stand again after it."""
    with connection.cursor() as cursor:
        for table in (EVENT, CHILD):
            if connection.vendor == "postgresql":
                cursor.execute(f'DROP TRIGGER IF EXISTS knutpunkt_append_only ON "{table}"')
            else:
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_{verb}_refused"')


def _make_append_only(connection: BaseDatabaseWrapper) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _wall_of_postgresql(cursor)
        else:
            _wall_of_sqlite(cursor)


def _wall_of_postgresql(cursor: CursorWrapper) -> None:
    cursor.execute(_POSTGRESQL_FUNCTIONS)
    for table, breach in _MAY_NOT_LEAVE.items():
        cursor.execute(_POSTGRESQL_MAY_LEAVE.format(table=table, breach=breach.format(old=_POSTGRESQL_OLD)))
    for table in _NEVER_CHANGED:
        cursor.execute(_POSTGRESQL_NEVER_CHANGED.format(table=table))


def _wall_of_sqlite(cursor: CursorWrapper) -> None:
    breaches = [("DELETE", table, breach.format(old=_SQLITE_OLD)) for table, breach in _MAY_NOT_LEAVE.items()]
    for verb, table, breach in [*breaches, *(("UPDATE", table, _ALWAYS) for table in _NEVER_CHANGED)]:
        cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_{verb}_refused"')
        cursor.execute(_SQLITE_REFUSED.format(table=table, verb=verb, breach=breach))


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
