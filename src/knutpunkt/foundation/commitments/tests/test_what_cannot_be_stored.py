"""Every way around the operations, on both engines: an open matter without a promise is not stored."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, connection
from django.db.models import Model

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments import operations as promises
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.commitments.tests.place import BY, TODAY, Town, carrier, make_town, open_for

pytestmark = pytest.mark.django_db


# The triggers' own words, and how the engines name a broken check, reference or obligation.
REFUSED = (
    "carries an open matter|open commitment of its own|open matter cannot be deleted|"
    "constraint failed|invalid foreign key|violates (check|foreign key|not-null) constraint"
)


def attempt(act: Callable[[], object]) -> None:
    """Let the act through the guard, and ask every deferred question as a commit would."""
    with pytest.raises(DatabaseError, match=REFUSED):
        bend(act)


def bend(act: Callable[[], object]) -> None:
    with recorded(actor=SYSTEM, action="world.bent"):
        act()
        connection.check_constraints()


def sql(statement: str, *values: object) -> None:
    if connection.vendor == "sqlite":
        values = tuple(value.hex if isinstance(value, uuid.UUID) else value for value in values)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def copy_of(row: Model, **changed: object) -> Model:
    facts = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**(facts | changed))


@pytest.fixture
def town() -> Town:
    return make_town("Eva")


def two_promises(town: Town) -> tuple[Matter, Commitment, Commitment]:
    matter = open_for(town, "Eva")
    first = carrier(matter)
    other = promises.promise(
        **BY,
        matter=matter,
        what="Boka",
        unit=first.unit,
        holder=first.holder,
        due=date(2026, 4, 1),
        source="x",
    )
    matter.refresh_from_db()
    return matter, first, other


def test_what_carries_an_open_matter_is_neither_ended_moved_deleted_nor_renamed(town: Town):
    matter, first, _ = two_promises(town)
    another = open_for(town, "Eva")
    one = Commitment.objects.filter(pk=first.pk)
    ended = copy_of(first, state="done", ended_on=TODAY)
    closing = "UPDATE commitments_commitment SET state='done', ended_on='2026-03-02' WHERE id=%s"
    ways = [
        lambda: one.update(state="done", ended_on=TODAY),
        lambda: one.update(state="dropped", ended_on=TODAY),
        lambda: one.update(matter=another),
        lambda: one.update(id=uuid.uuid4()),
        lambda: one._raw_delete("default"),
        lambda: Commitment.objects.bulk_update([ended], ["state", "ended_on"]),
        lambda: Commitment.objects.bulk_create(
            [ended],
            update_conflicts=True, unique_fields=["id"], update_fields=["state", "ended_on"],
        ),
        lambda: sql(closing, first.pk),
        lambda: sql("UPDATE commitments_commitment SET matter_id=%s WHERE id=%s", another.pk, first.pk),
        lambda: sql("DELETE FROM commitments_commitmentchange") or sql("DELETE FROM commitments_commitment"),
        lambda: sql(
            "WITH gone AS (SELECT id FROM commitments_commitment) "
            "DELETE FROM commitments_commitment WHERE id IN (SELECT id FROM gone)"
        ),
    ]  # fmt: skip
    for way in ways:
        attempt(way)
    first.refresh_from_db()
    assert (first.is_open, carrier(matter)) == (True, first)


def test_an_open_matter_is_carried_by_nothing_but_an_open_commitment_of_its_own(town: Town):
    matter, _, other = two_promises(town)
    foreign = carrier(open_for(town, "Eva"))
    promises.drop(**BY, commitment=other, reason="Nej", version=1)
    one = Matter.objects.filter(pk=matter.pk)
    ways = [
        lambda: one.update(carried_by=None),
        lambda: one.update(carried_by=foreign),
        lambda: one.update(carried_by=other),
        lambda: one.update(carried_by=uuid.uuid4()),
        lambda: one.update(id=uuid.uuid4()),
        lambda: one.update(closed_on=TODAY),
        lambda: sql("UPDATE commitments_matter SET carried_by_id=%s WHERE id=%s", foreign.pk, matter.pk),
        lambda: Matter.objects.bulk_update([copy_of(matter, carried_by_id=other.pk)], ["carried_by"]),
        lambda: Matter.objects.bulk_create([copy_of(matter, id=uuid.uuid4())]),
        lambda: Matter.objects.bulk_create([copy_of(matter, id=uuid.uuid4(), carried_by_id=None)]),
        lambda: Matter.objects.bulk_create([copy_of(matter, id=uuid.uuid4(), carried_by_id=uuid.uuid4())]),
        lambda: sql(
            "INSERT INTO commitments_matter (id, child_id, kind, unit_id, opened_on, carried_by_id) "
            "SELECT %s, child_id, kind, unit_id, opened_on, %s FROM commitments_matter WHERE id=%s",
            uuid.uuid4(), foreign.pk, matter.pk,
        ),
    ]  # fmt: skip
    for way in ways:
        attempt(way)


def test_a_promise_made_after_its_matter_must_still_be_the_matters_own_and_open(town: Town):
    matter, first, _ = two_promises(town)

    def open_first(**changed: object) -> None:
        key, promised = uuid.uuid4(), uuid.uuid4()
        Matter.objects.bulk_create([copy_of(matter, id=key, carried_by_id=promised)])
        Commitment.objects.bulk_create([copy_of(first, **({"id": promised, "matter_id": key} | changed))])

    with recorded(actor=SYSTEM, action="world.built"):
        open_first()
    attempt(lambda: open_first(matter_id=matter.pk))
    attempt(lambda: open_first(state="done", ended_on=TODAY))
    attempt(lambda: open_first(id=uuid.uuid4()))


def test_an_open_matter_is_not_deleted_from_under_its_promises(town: Town):
    matter, *_ = two_promises(town)
    attempt(lambda: Matter.objects.filter(pk=matter.pk)._raw_delete("default"))
    attempt(lambda: sql("DELETE FROM commitments_matter"))
    attempt(
        lambda: (
            sql("DELETE FROM commitments_matter WHERE id=%s", matter.pk)
            or sql("DELETE FROM commitments_commitment WHERE matter_id=%s", matter.pk)
        )
    )


def test_a_promise_without_holder_date_or_words_is_not_stored(town: Town):
    _, first, _ = two_promises(town)
    one = Commitment.objects.filter(pk=first.pk)
    for way in (
        lambda: one.update(holder=None),
        lambda: one.update(holder=uuid.uuid4()),
        lambda: one.update(due=None),
        lambda: one.update(what=""),
        lambda: one.update(backup=first.holder),
        lambda: Commitment.objects.bulk_create([copy_of(first, id=uuid.uuid4(), due=None)]),
        lambda: Commitment.objects.bulk_create([copy_of(first, id=uuid.uuid4(), holder_id=None)]),
    ):
        attempt(way)


def test_a_replaced_row_on_sqlite_is_checked_like_any_other(town: Town):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's own")
    matter, first, _ = two_promises(town)
    columns = [field.column for field in Commitment._meta.concrete_fields]
    closing = {"state": "'done'", "ended_on": "'2026-03-02'"}
    chosen = ", ".join(closing.get(column, column) for column in columns)
    attempt(
        lambda: sql(
            f"INSERT OR REPLACE INTO commitments_commitment ({', '.join(columns)}) "
            f"SELECT {chosen} FROM commitments_commitment WHERE id=%s",
            first.pk,
        )
    )
    assert carrier(matter) == first


def test_a_closed_matter_can_be_disposed_of(town: Town):
    matter, *_ = two_promises(town)
    promises.close_matter(**BY, matter=matter, reason="Klart")
    with recorded(actor=SYSTEM, action="matter.disposed"):
        sql("DELETE FROM commitments_commitmentchange")
        sql("DELETE FROM commitments_commitment")
        sql("DELETE FROM commitments_matter")
    assert not Matter.objects.exists()


def test_an_altered_table_has_its_walls_again_after_migrate(town: Town):
    from django.core.management import call_command

    from knutpunkt.foundation.commitments import triggers

    if connection.vendor == "sqlite":
        triggers._take_down(connection)
    call_command("migrate", verbosity=0, skip_checks=True)
    _, first, _ = two_promises(town)
    attempt(lambda: Commitment.objects.filter(pk=first.pk).update(state="done", ended_on=TODAY))
