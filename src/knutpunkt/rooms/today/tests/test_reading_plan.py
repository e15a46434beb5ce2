"""T44: none of the questions of the main pages reads a table of children from end to end, on either engine.

SQLite is asked for its plan as it stands. PostgreSQL chooses to read small tables whole; so it is told to
avoid that, and what it then still reads whole has no index that could help. It is asked as the pages' role,
so that the wall of the municipality border is part of the plan.
"""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.figures import figure
from tests.signed_in import sign_in

from knutpunkt.foundation.access.border import territories_of, within
from knutpunkt.foundation.access.border_rows import tables
from knutpunkt.foundation.casefile.models import Audience, Category
from knutpunkt.rooms.cases import writing
from knutpunkt.rooms.concerns.tests.place import Place

# A few rows each, whoever looks: who is left out, what is being reviewed.
FEW = {"people_conflictofinterest", "people_contacthold", "casefile_emergencyopening", "intake_origin"}
ASKED_OFTEN = 30
# Indexes that hold a few rows of a table only: reading one from end to end reads those.
PARTIAL = ("INDEX concerns_only_described",)


@pytest.fixture
def on() -> date:
    return timezone.localdate()


def pages(place: Place, case) -> dict[str, list[str]]:
    child = reverse("cases:child", args=[case.child_id])
    lists = [reverse("today:my_day"), reverse("cases:children"), f"{reverse('cases:children')}?q=Al"]
    return {
        "mia": [*lists, child, reverse("concerns:asked"), reverse("concerns:mine")],
        "kim": [*lists, child, reverse("concerns:triage"), reverse("concerns:investigations")],
        "rut": [*lists, child, reverse("today:unheld"), f"{reverse('cases:search')}?q=Nyström"],
        "bo": [*lists, child],
    }


def asked_by_pages(place: Place, on: date) -> Iterator[tuple[str, str]]:
    """Name of who asks and the statement, for all that the main pages ask."""
    from knutpunkt.rooms.cases.tests.begun import begin

    case = begin(place, on)
    writing.write_note(
        actor=place.actor("elin"), on=on, case=case, category=Category.WELLBEING, heading="Nytt",
        text="Vi pratade en stund.", audience=Audience.OWN, draft=False,
    )  # fmt: skip
    for name, paths in pages(place, case).items():
        client = Client()
        sign_in(client, getattr(place, name))
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code in (200, 404), path
            yield from ((name, one["sql"]) for one in queries if one["sql"].lstrip().startswith("SELECT"))


def test_t44_no_question_of_the_main_pages_reads_a_whole_table(place: Place, on: date):
    seen: dict[str, str] = {}
    whole: dict[str, set[str]] = {}
    for name, sql in asked_by_pages(place, on):
        shape = re.sub(r"'[^']*'|\b\d+\b", "?", sql)
        if shape in seen or "set_config" in sql:
            continue
        seen[shape] = name
        if found := read_whole(sql, place, name):
            whole[sql] = found
    assert whole == {}
    assert len(seen) >= ASKED_OFTEN
    figure("T44", f"{len(seen)} olika frågor från huvudsidorna, 0 läser en hel tabell ({connection.vendor})")


def read_whole(sql: str, place: Place, name: str) -> set[str]:
    watched = set(tables()) - FEW
    if connection.vendor == "postgresql":
        return _postgresql(sql, place, name) & watched
    return _sqlite(sql) & watched


def _sqlite(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        steps = [row[3] for row in cursor.fetchall()]
    scanned = {step.split()[1] for step in steps if step.startswith("SCAN ") and not step.endswith(PARTIAL)}
    names = dict(re.findall(r'"(\w+)" "?([A-Z]\w*)"?', sql))
    return {table for table in {*names, *scanned} if scanned & {table, names.get(table, table)}}


def _postgresql(sql: str, place: Place, name: str) -> set[str]:
    with within(territories_of(place.actor(name))), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = on")
    return set(re.findall(r"Seq Scan on (\w+)", plan))


def test_t44_a_question_without_an_index_would_be_seen(place: Place):
    told = read_whole(
        'SELECT "people_child"."id" FROM "people_child" WHERE "language" = \'sv\'', place, "mia"
    )
    assert told == {"people_child"}
