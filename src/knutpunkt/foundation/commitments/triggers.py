"""The wall inside the database: what carries an open matter stays open and its own (docs/adr/0002).

A check says that an open matter names a commitment, a foreign key that the commitment exists; these triggers
say that it is the matter's own and open. They stand up after every migrate, and step aside while one alters
the tables, since SQLite copies a table it alters and leaves its triggers behind.
"""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections, migrations
from django.db.backends.base.base import BaseDatabaseWrapper

MATTER, COMMITMENT = "commitments_matter", "commitments_commitment"
CARRIES = "the commitment carries an open matter"
NOT_ITS_OWN = "an open matter is carried by an open commitment of its own"
STILL_OPEN = "an open matter cannot be deleted"

_CARRIER_IS_ANOTHERS = """
EXISTS (SELECT 1 FROM commitments_commitment c
        WHERE c.id = NEW.carried_by_id AND (c.state <> 'open' OR c.matter_id <> NEW.id))
"""
_LEAVES_ITS_MATTER = """
EXISTS (SELECT 1 FROM commitments_matter m
        WHERE m.carried_by_id = NEW.id AND (NEW.state <> 'open' OR NEW.matter_id <> m.id))
"""
_CARRIED = "EXISTS (SELECT 1 FROM commitments_matter m WHERE m.carried_by_id = OLD.id)"
_RENAMED = "OLD.id <> NEW.id AND EXISTS (SELECT 1 FROM commitments_matter m WHERE m.carried_by_id = OLD.id)"

_SQLITE = {
    "matter_made": ("AFTER INSERT", MATTER, _CARRIER_IS_ANOTHERS, NOT_ITS_OWN),
    "matter_changed": ("AFTER UPDATE", MATTER, _CARRIER_IS_ANOTHERS, NOT_ITS_OWN),
    "matter_deleted": ("BEFORE DELETE", MATTER, "OLD.closed_on IS NULL", STILL_OPEN),
    "made": ("AFTER INSERT", COMMITMENT, _LEAVES_ITS_MATTER, NOT_ITS_OWN),
    "changed": ("AFTER UPDATE", COMMITMENT, _LEAVES_ITS_MATTER, CARRIES),
    "renamed": ("AFTER UPDATE", COMMITMENT, _RENAMED, CARRIES),
    "deleted": ("BEFORE DELETE", COMMITMENT, _CARRIED, CARRIES),
}
_SQLITE_TRIGGER = """
CREATE TRIGGER "commitments_{name}" {moment} ON "{table}" WHEN {breach}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""

# FOR SHARE makes two writers wait for each other: one that ends a commitment while another lets it carry a
# matter. The deferred trigger asks again at the end, when a commitment made later in the transaction exists.
POSTGRESQL = """
CREATE OR REPLACE FUNCTION commitments_matter_is_carried() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE carrier uuid; own boolean;
BEGIN
  SELECT carried_by_id INTO carrier FROM commitments_matter WHERE id = NEW.id;
  IF carrier IS NULL THEN RETURN NULL; END IF;
  SELECT state = 'open' AND matter_id = NEW.id INTO own
    FROM commitments_commitment WHERE id = carrier FOR SHARE;
  IF NOT own OR (own IS NULL AND TG_ARGV[0] = 'in the end') THEN
    RAISE EXCEPTION 'an open matter is carried by an open commitment of its own';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION commitments_matter_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_on IS NULL THEN RAISE EXCEPTION 'an open matter cannot be deleted'; END IF;
  RETURN OLD;
END $$;
CREATE OR REPLACE FUNCTION commitments_carrier_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.id <> NEW.id) AND EXISTS (
    SELECT 1 FROM commitments_matter m WHERE m.carried_by_id = OLD.id
  ) THEN
    RAISE EXCEPTION 'the commitment carries an open matter';
  END IF;
  IF TG_OP <> 'DELETE' AND EXISTS (
    SELECT 1 FROM commitments_matter m
    WHERE m.carried_by_id = NEW.id AND (NEW.state <> 'open' OR NEW.matter_id <> m.id)
  ) THEN RAISE EXCEPTION 'the commitment carries an open matter'; END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER commitments_is_carried AFTER INSERT OR UPDATE ON commitments_matter
FOR EACH ROW EXECUTE FUNCTION commitments_matter_is_carried('at once');
DROP TRIGGER IF EXISTS commitments_is_carried_in_the_end ON commitments_matter;
CREATE CONSTRAINT TRIGGER commitments_is_carried_in_the_end AFTER INSERT OR UPDATE ON commitments_matter
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION commitments_matter_is_carried('in the end');
CREATE OR REPLACE TRIGGER commitments_is_closed BEFORE DELETE ON commitments_matter
FOR EACH ROW EXECUTE FUNCTION commitments_matter_is_closed();
CREATE OR REPLACE TRIGGER commitments_carrier_stays AFTER INSERT OR UPDATE OR DELETE ON commitments_commitment
FOR EACH ROW EXECUTE FUNCTION commitments_carrier_stays();
"""


def stand(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Put the triggers in place (receiver of ``post_migrate``); safe to repeat."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
            return
        for name, (moment, table, breach, message) in _SQLITE.items():
            cursor.execute(f'DROP TRIGGER IF EXISTS "commitments_{name}"')
            cursor.execute(
                _SQLITE_TRIGGER.format(name=name, moment=moment, table=table, breach=breach, message=message)
            )


def step_aside(
    *,
    app_config: AppConfig,
    plan: list[tuple[migrations.Migration, bool]],
    using: str = DEFAULT_DB_ALIAS,
    **_: Any,
) -> None:
    """Take the triggers down on SQLite when this app's tables are about to be altered (``pre_migrate``)."""
    connection = connections[using]
    if connection.vendor == "sqlite" and any(step.app_label == app_config.label for step, _ in plan):
        _take_down(connection)


def _take_down(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for name in _SQLITE:
            cursor.execute(f'DROP TRIGGER IF EXISTS "commitments_{name}"')
