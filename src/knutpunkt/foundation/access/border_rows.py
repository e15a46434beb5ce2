"""The municipality border inside PostgreSQL: row-level security on every table that tells of a child.

Written from the models after every migrate. A child's own row is told apart by its municipality, or by what
links it to a unit of the territory; every other row by the row it hangs on, which has such a wall itself.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS, connections, migrations, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from knutpunkt.foundation.access.border import WEB_ROLE
from knutpunkt.foundation.audit.classification import Privacy

CHILD, GUARDIAN, GUARDIANSHIP = "people_child", "people_guardian", "people_guardianship"
NOT_OF_ONE_CHILD = {
    "intake_origin": "which key in a municipality's files stands for what: no link to a child by key, and "
    "read by imports only, which run for the whole installation",
}
_NEVER_CHANGED = ("audit_event", "audit_eventchild", "audit_droppedsegment")

# Evaluated once a statement: as a query of its own, not anew for every row.
_TERRITORIES = "(SELECT string_to_array(current_setting('knutpunkt.territories', true), ',')::uuid[])"
_MAKE_ROLE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{WEB_ROLE}') THEN
    BEGIN CREATE ROLE {WEB_ROLE} NOLOGIN NOBYPASSRLS;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
  END IF;
  IF NOT pg_has_role(current_user, '{WEB_ROLE}', 'MEMBER') THEN
    EXECUTE format('GRANT {WEB_ROLE} TO %I', current_user);
  END IF;
END $$;
"""  # noqa: S608
_MAY = f"""
GRANT USAGE ON SCHEMA public TO {WEB_ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {WEB_ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB_ROLE};
"""
# Asked only for a child that lives elsewhere. As the owner: the walls would ask each other without end.
# Its cost is told, or the planner would ask it of every child there is rather than of those on the page.
# A sibling belongs where the family's other children do: their protection decides what may be shown.
_LINKED = """
CREATE OR REPLACE FUNCTION knutpunkt_works_with(child uuid, territories uuid[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 10000 SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM (
      SELECT e.unit_id FROM people_enrolment e WHERE e.child_id = child
      UNION ALL SELECT g.unit_id FROM people_mentorgroupmember m
        JOIN people_mentorgroup g ON g.id = m.group_id WHERE m.child_id = child
      UNION ALL SELECT c.unit_id FROM casefile_case c WHERE c.child_id = child
      UNION ALL SELECT p.unit_id FROM casefile_participation p JOIN casefile_case c ON c.id = p.case_id
        WHERE c.child_id = child
      UNION ALL SELECT r.unit_id FROM casefile_record r WHERE r.child_id = child
      UNION ALL SELECT d.recipient_id FROM casefile_disclosure d WHERE d.child_id = child
      UNION ALL SELECT s.recipient_id FROM casefile_consent s WHERE s.child_id = child
      UNION ALL SELECT a.unit_id FROM commitments_matter a WHERE a.child_id = child
      UNION ALL SELECT o.unit_id FROM commitments_commitment o JOIN commitments_matter a ON a.id = o.matter_id
        WHERE a.child_id = child
    ) known
    JOIN people_unit u ON u.id = known.unit_id
    JOIN people_secrecyarea area ON area.id = u.area_id
    JOIN people_agency agency ON agency.id = area.agency_id
    WHERE COALESCE(agency.municipality_id, agency.id) = ANY(territories)
  );
END $$;
CREATE OR REPLACE FUNCTION knutpunkt_linked(child uuid, territories uuid[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER COST 10000 SET search_path = public, pg_temp AS $$
#variable_conflict use_variable
BEGIN
  RETURN COALESCE(cardinality(territories), 0) > 0 AND (
    knutpunkt_works_with(child, territories) OR EXISTS (
      SELECT 1 FROM people_guardianship mine
      JOIN people_guardianship theirs ON theirs.guardian_id = mine.guardian_id AND theirs.child_id <> child
      JOIN people_child sibling ON sibling.id = theirs.child_id
      WHERE mine.child_id = child AND (
        sibling.municipality_id = ANY(territories) OR knutpunkt_works_with(sibling.id, territories)
      )
    )
  );
END $$;
"""
_KEPT_BY_OWNER = """
ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS knutpunkt_upkeep ON "{table}";
CREATE POLICY knutpunkt_upkeep ON "{table}" TO CURRENT_USER USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS knutpunkt_border ON "{table}";
"""
_BORDER = """
CREATE POLICY knutpunkt_border ON "{table}" TO {role} USING ({inside}) WITH CHECK ({may_become});
"""


def stand(*, app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Put the border on the tables of one app (receiver of ``post_migrate``); safe to repeat."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_MAKE_ROLE)
        cursor.execute(_LINKED)
        for model in app_config.get_models(include_auto_created=True):
            if in_a_territory(model):
                _wall(cursor, model)
        cursor.execute(_MAY)
        for table in _present(connection, cursor).intersection(_NEVER_CHANGED):
            cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {WEB_ROLE}")


def step_aside(
    *,
    app_config: AppConfig,
    plan: list[tuple[migrations.Migration, bool]],
    using: str = DEFAULT_DB_ALIAS,
    **_: Any,
) -> None:
    """Take the border down while a migration alters tables (``pre_migrate``): pages then see none."""
    connection = connections[using]
    if connection.vendor != "postgresql" or not plan:
        return
    with connection.cursor() as cursor:
        present = _present(connection, cursor)
        for model in app_config.get_models(include_auto_created=True):
            if model._meta.db_table in present:
                cursor.execute(f'DROP POLICY IF EXISTS knutpunkt_border ON "{model._meta.db_table}"')


def in_a_territory(model: type[models.Model]) -> bool:
    """Whether rows of this model tell of one child: by its own classification, or its owner's for a link."""
    owner: Any = model._meta.auto_created or model
    privacy = getattr(owner, "privacy", None)
    return (
        isinstance(privacy, Privacy) and privacy.of_a_child and model._meta.db_table not in NOT_OF_ONE_CHILD
    )


def tables() -> list[str]:
    """Every table behind the border."""
    return sorted(m._meta.db_table for m in apps.get_models(include_auto_created=True) if in_a_territory(m))


def _present(connection: BaseDatabaseWrapper, cursor: CursorWrapper) -> set[str]:
    return set(connection.introspection.table_names(cursor))


def _wall(cursor: CursorWrapper, model: type[models.Model]) -> None:
    table, inside = model._meta.db_table, _inside(model)
    # A guardian is written before the tie to the child that says where the guardian belongs.
    may_become = "true" if table in (GUARDIAN, "people_nationalid") else inside
    cursor.execute(_KEPT_BY_OWNER.format(table=table))
    cursor.execute(_BORDER.format(table=table, role=WEB_ROLE, inside=inside, may_become=may_become))


def _inside(model: type[models.Model]) -> str:
    table = model._meta.db_table
    if table == CHILD:
        return f"municipality_id = ANY({_TERRITORIES}::uuid[]) OR knutpunkt_linked(id, {_TERRITORIES})"
    if table == GUARDIAN:
        return _found(f'{GUARDIANSHIP} up WHERE up.guardian_id = "{table}".id')
    return " OR ".join(
        _found(f'"{parent}" up WHERE up.{key} = "{table}".{column}')
        for parent, key, column in _hangs_on(model)
    )


def _found(rows: str) -> str:
    """Whether there is such a row, looked up for each row asked about.

    ``EXISTS`` lets PostgreSQL read the whole other table at once instead, and weigh every child in it.
    """
    return f"(SELECT true FROM {rows} LIMIT 1)"  # noqa: S608


def _hangs_on(model: type[models.Model]) -> list[tuple[str, str, str]]:
    """Parent table, its key, our column: the child if named, else what the row belongs to."""
    ties = [
        field
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and in_a_territory(field.related_model)
    ]
    firm = [field for field in ties if not field.null]
    first = [field for field in firm if field.name == "child"] or firm[:1] or ties
    if not first:
        raise TypeError(f"{model._meta.label} tells of a child, but not of which")
    return [
        (field.related_model._meta.db_table, str(field.target_field.column), field.column) for field in first
    ]
