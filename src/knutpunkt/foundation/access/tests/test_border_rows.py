"""T08: the wall in PostgreSQL is taken down for a migration, and built again just as it stood."""

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import Migration

from knutpunkt.foundation.access import border_rows
from knutpunkt.foundation.access.border import WEB_ROLE
from knutpunkt.foundation.people.models import Municipality

pytestmark = pytest.mark.django_db
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="the wall is PostgreSQL's")
SOMETHING = [(Migration("0001_initial", "people"), False)]


@only_postgresql
def test_t08_a_migration_takes_the_border_down_and_it_stands_again_as_it_stood():
    before = _wall()
    assert {table for table, name, *_ in before["policies"] if name == "knutpunkt_border"} == set(
        border_rows.tables()
    )
    _each(border_rows.step_aside, plan=SOMETHING)
    assert {name for _, name, *_ in _wall()["policies"]} == {"knutpunkt_upkeep"}
    _nothing_left()
    _each(border_rows.stand)
    assert _wall() == before


@only_postgresql
def test_t08_the_border_stays_while_nothing_is_migrated_and_where_it_is_built_twice():
    before = _wall()
    _each(border_rows.step_aside, plan=[])
    assert _wall() == before
    _each(border_rows.stand)
    assert _wall() == before


@only_postgresql
def test_t08_the_border_goes_to_the_database_that_is_migrated():
    people = apps.get_app_config("people")
    border_rows.step_aside(app_config=people, plan=SOMETHING, using="default", verbosity=0)
    border_rows.stand(app_config=people, using="default", verbosity=0)
    for act in (border_rows.stand, border_rows.step_aside):
        with pytest.raises(Exception, match="elsewhere"):
            act(app_config=people, plan=SOMETHING, using="elsewhere")


def test_t08_what_tells_of_a_child_hangs_on_that_child_where_it_says_so():
    hangs_on = border_rows._hangs_on
    enrolment = apps.get_model("people.Enrolment")
    assert hangs_on(enrolment) == [("people_child", "id", "child_id")]
    promise = apps.get_model("commitments.Commitment")
    assert hangs_on(promise) == [("commitments_matter", "id", "matter_id")]
    assert "people_municipality" not in border_rows.tables()
    assert border_rows.tables() == sorted(border_rows.tables())


def test_t08_what_tells_of_a_child_but_not_of_which_is_refused():
    with pytest.raises(TypeError, match=r"people\.Municipality tells of a child, but not of which"):
        border_rows._hangs_on(Municipality)


def test_t08_the_border_is_built_whenever_something_has_been_migrated():
    aside, built = "access.border_aside", "access.border"
    signals = ((models.signals.pre_migrate, aside), (models.signals.post_migrate, built))
    for signal, known_as in signals:
        assert signal.disconnect(dispatch_uid=known_as)
        assert not signal.disconnect(dispatch_uid=known_as)
    apps.get_app_config("access").ready()
    for (signal, known_as), act in zip(signals, (border_rows.step_aside, border_rows.stand), strict=True):
        assert act in [one[1]() for one in signal.receivers if one[0][0] == known_as]


def _each(act, **values):
    for app in apps.get_app_configs():
        act(app_config=app, **values)


def _nothing_left():
    """Take away also what a migration leaves, so that all of it must be built again."""
    for table in border_rows.tables():
        _run(f'DROP POLICY knutpunkt_upkeep ON "{table}"')
        _run(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY')
    _run("DROP FUNCTION knutpunkt_linked(uuid, uuid[]), knutpunkt_works_with(uuid, uuid[])")
    for what in ("SCHEMA", "ALL TABLES IN SCHEMA", "ALL SEQUENCES IN SCHEMA"):
        _run(f"REVOKE ALL ON {what} public FROM {WEB_ROLE}")


def _wall():
    of_schema = "'public'::regnamespace"
    return {
        "policies": _asked(
            "SELECT tablename, policyname, roles::text, cmd, permissive, qual, with_check FROM pg_policies"
        ),
        "forced": _asked(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
            f" WHERE relkind = 'r' AND relnamespace = {of_schema}"
        ),
        "granted": _asked(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = %s",
            WEB_ROLE,
        ),
        "functions": _asked(
            f"SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = {of_schema}"
            " AND proname LIKE 'knutpunkt%'"
        ),
    }


def _run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _asked(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return sorted(cursor.fetchall(), key=str)
