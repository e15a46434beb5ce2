"""A change cannot be made without its event, and an event cannot be changed."""

import pytest
from django.db import DatabaseError, connection, transaction

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event, EventChild
from knutpunkt.foundation.audit.recording import UnrecordedWrite, WriteInReadOnlyPage, recorded
from knutpunkt.foundation.audit.trail import Trail, following
from knutpunkt.foundation.people.models import Child, Municipality

pytestmark = pytest.mark.django_db


def make_municipality() -> Municipality:
    with recorded(actor=SYSTEM, action="world.built"):
        return Municipality.objects.create(code="9901", name="Lindhamra")


def test_a_write_outside_recorded_is_refused_for_every_way_of_writing():
    place = make_municipality()
    ways = [
        lambda: Municipality.objects.create(code="9902", name="Åsnäs"),
        lambda: Municipality.objects.bulk_create([Municipality(code="9903", name="Ö")]),
        lambda: Municipality.objects.filter(pk=place.pk).update(name="Annan"),
        lambda: Municipality.objects.filter(pk=place.pk).delete(),
        lambda: connection.cursor().execute("UPDATE people_municipality SET name = 'Annan'"),
        lambda: connection.cursor().execute("delete from people_municipality"),
    ]
    for write in ways:
        with pytest.raises(UnrecordedWrite), transaction.atomic():
            write()
    assert Municipality.objects.get().name == "Lindhamra"


def test_a_failed_act_leaves_neither_change_nor_event():
    with pytest.raises(RuntimeError), recorded(actor=SYSTEM, action="municipality.named"):
        Municipality.objects.create(code="9902", name="Åsnäs")
        raise RuntimeError
    assert not Municipality.objects.exists()
    assert not Event.objects.exists()


def test_the_event_names_the_act_the_objects_and_the_children():
    place = make_municipality()
    with recorded(actor=SYSTEM, action="child.registered") as act:
        child = Child.objects.create(given_name="Alva", family_name="Nyström", municipality=place)
        act.about(child)
        act.child(child.pk)
    event = Event.objects.get(action="child.registered")
    assert event.objects_touched == [f"people.child:{child.pk}"]
    assert [row.child for row in event.children.all()] == [child.pk]


def test_an_event_can_be_neither_changed_nor_deleted():
    place = make_municipality()
    with recorded(actor=SYSTEM, action="child.registered", children=[place.pk]):
        pass
    for table in (Event, EventChild):
        for change in (
            lambda t=table: t.objects.update(id=4711),
            lambda t=table: t.objects.all()._raw_delete("default"),
        ):
            with (
                pytest.raises(DatabaseError, match="append-only"),
                transaction.atomic(),
                recorded(actor=SYSTEM, action="trail.bent"),
            ):
                change()
    assert Event.objects.count() == 2


def test_a_page_asked_for_with_get_cannot_write():
    with (
        following(Trail(actor=SYSTEM, read_only=True)),
        pytest.raises(WriteInReadOnlyPage),
        recorded(actor=SYSTEM, action="municipality.named"),
    ):
        pass


def test_reading_of_a_child_is_counted_and_reading_of_a_municipality_is_not():
    make_municipality()
    with following(Trail(actor=SYSTEM, read_only=True)) as trail:
        list(Municipality.objects.all())
        assert trail.child_queries == 0
        list(Child.objects.all())
    assert trail.child_queries == 1
    assert trail.unexplained
