"""T44: no filter reads a whole table of records, cases or promises. The plan is asked of SQLite itself."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knutpunkt.foundation.access.tests.differential import MEANINGFUL, MODELS, scoped
from knutpunkt.foundation.access.tests.place import TODAY, make_place
from knutpunkt.foundation.access.tests.test_rules_about_records import mentor, task

pytestmark = pytest.mark.django_db
WATCHED = (
    "casefile_record", "casefile_case", "casefile_disclosureitem", "casefile_consent", "people_child",
    "casefile_participation", "commitments_commitment", "people_guardianship", "people_enrolment",
)  # fmt: skip
QUESTIONS = [(name, action) for name, actions in MEANINGFUL.items() for action in actions]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plan")
@pytest.mark.parametrize(("name", "action"), QUESTIONS)
def test_t44_no_list_reads_a_whole_table(name, action):
    place = make_place()
    ann = place.works(place.school)
    place.joins(place.case(holder=ann), ann)
    mentor(place, ann)
    task(ann, place.school)
    for actor in (ann, place.guardian()):
        with CaptureQueriesContext(connection) as queries:
            scoped(MODELS[name], actor, action, TODAY)
        for query in queries:
            assert _read_whole(query["sql"]) == [], query["sql"]


def _read_whole(sql: str) -> list[str]:
    """The watched tables, by their own name or an alias, that the plan goes through from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        steps = [row[3] for row in cursor.fetchall()]
    scanned = {step.split()[1] for step in steps if step.startswith("SCAN ")}
    return [table for table in WATCHED if scanned & {table, *re.findall(rf'"{table}" "?([A-Z]\w*)"?', sql)}]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plan")
def test_t44_a_search_without_an_index_would_be_seen():
    assert _read_whole('SELECT * FROM "casefile_record" WHERE "version" = 1') == ["casefile_record"]
    hidden = 'SELECT 1 WHERE EXISTS (SELECT 1 FROM "people_child" U0 WHERE U0."language" = 1)'
    assert _read_whole(hidden) == ["people_child"]
