"""A test database whose transactions really end; the trail in it is swept away behind its own back."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from knutpunkt.foundation.audit.triggers import CHILD, DROPPED, EVENT, HEAD, stand_at_tables

SWEPT = (CHILD, EVENT, HEAD, DROPPED, "people_municipality")


def committed_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is committed inside is gone afterwards."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            sweep()


def sweep() -> None:
    """Empty the tables; only somebody who owns the database can."""
    connection.ensure_connection()
    raw = connection.connection
    if connection.vendor == "postgresql":
        raw.execute("SET session_replication_role = replica")
    else:
        for table in SWEPT[:-1]:
            raw.execute(f'DROP TRIGGER IF EXISTS "{table}_DELETE_refused"')
    for table in SWEPT:
        raw.execute(f'DELETE FROM "{table}"')
    if connection.vendor == "postgresql":
        raw.execute("SET session_replication_role = DEFAULT")
    else:
        stand_at_tables(app_config=apps.get_app_config("audit"))
