"""Two people act in the same moment on PostgreSQL: one of them waits, and the invariant stands."""

import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from knutpunkt.foundation.commitments.triggers import POSTGRESQL

pytestmark = pytest.mark.django_db
MATTER, FIRST, SECOND = uuid4(), uuid4(), uuid4()
END_THE_SECOND = f"UPDATE commitments_commitment SET state = 'done' WHERE id = '{SECOND}'"
LET_THE_SECOND_CARRY = f"UPDATE commitments_matter SET carried_by_id = '{SECOND}' WHERE id = '{MATTER}'"


@pytest.fixture
def twin() -> Iterator[str]:
    """The two tables with their walls in a schema of their own, where acts are committed for real."""
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one act is over before the next begins")
    schema = f"twin_{uuid4().hex}"
    with another(schema) as one:
        one.execute(f"CREATE SCHEMA {schema}")
        one.execute(
            "CREATE TABLE commitments_matter (id uuid PRIMARY KEY, carried_by_id uuid, closed_on date)"
        )
        one.execute("CREATE TABLE commitments_commitment (id uuid PRIMARY KEY, matter_id uuid, state text)")
        one.execute(POSTGRESQL)
        one.execute("INSERT INTO commitments_matter VALUES (%s, %s)", [MATTER, FIRST])
        for key in (FIRST, SECOND):
            one.execute("INSERT INTO commitments_commitment VALUES (%s, %s, 'open')", [key, MATTER])
    yield schema
    with another(schema) as one:
        one.execute(f"DROP SCHEMA {schema} CASCADE")


def another(schema: str) -> Any:
    known = connection.get_connection_params()
    wanted = {key: known[key] for key in ("dbname", "user", "password", "host", "port") if key in known}
    return psycopg.connect(**wanted, options=f"-c search_path={schema}")


@pytest.mark.parametrize(
    ("first", "second"),
    [(LET_THE_SECOND_CARRY, END_THE_SECOND), (END_THE_SECOND, LET_THE_SECOND_CARRY)],
    ids=["carry-then-end", "end-then-carry"],
)
def test_a_promise_is_not_ended_while_another_act_lets_it_carry_the_matter(
    twin: str, first: str, second: str
):
    refused: list[str] = []

    def act_later() -> None:
        try:
            with another(twin) as late:
                late.execute(second)
        except psycopg.DatabaseError as error:
            refused.append(str(error))

    with another(twin) as early:
        early.execute(first)
        thread = threading.Thread(target=act_later)
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive(), "the second act did not wait for the first"
    thread.join(timeout=20)
    assert len(refused) == 1
    assert "carrie" in refused[0]
