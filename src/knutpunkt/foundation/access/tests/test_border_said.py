"""T08: what the database is told of the border, block by block, and that nothing of it is left afterwards."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from knutpunkt.foundation.access import border
from knutpunkt.foundation.access.border import (
    WEB_ROLE,
    BorderMiddleware,
    across,
    anywhere,
    territories_of,
    within,
)
from knutpunkt.foundation.access.tests.place import add, make_place
from knutpunkt.foundation.access.tests.random_world import bent
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.people import models as people

pytestmark = pytest.mark.django_db
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="the wall is PostgreSQL's")
HERE, THERE = UUID(int=1), UUID(int=2)


def _said() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, COALESCE(current_setting('knutpunkt.territories', true), '')")
        return cursor.fetchone()


def _behind(*territories: UUID) -> tuple[str, str]:
    return WEB_ROLE, ",".join(map(str, territories))


@only_postgresql
def test_t08_a_block_inside_another_gives_the_border_back_as_it_was():
    owner = _said()
    with within(frozenset({HERE})):
        assert _said() == _behind(HERE)
        with within(frozenset({THERE, HERE})):
            assert _said() == _behind(HERE, THERE)
        assert _said() == _behind(HERE)
    assert _said() == owner == (owner[0], "")
    assert border._within.get() is None


@only_postgresql
def test_t08_a_block_that_fails_leaves_nothing_behind():
    owner = _said()
    with pytest.raises(ZeroDivisionError), within(frozenset({HERE})):
        raise ZeroDivisionError
    assert (_said(), border._within.get()) == (owner, None)
    with pytest.raises(DatabaseError), transaction.atomic(), within(frozenset({HERE})):
        raise DatabaseError
    assert (_said(), border._within.get()) == (owner, None)


@only_postgresql
def test_t08_outside_any_transaction_the_border_lives_as_long_as_its_own():
    def on_a_connection_of_its_own():
        try:
            owner, inside = _said(), []
            with within(frozenset({HERE})):
                inside.append((connection.in_atomic_block, _said()))
            return owner, inside, connection.in_atomic_block, _said()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as apart:
        owner, inside, still, after = apart.submit(on_a_connection_of_its_own).result()
    assert inside == [(True, _behind(HERE))]
    assert (still, after) == (False, owner)


@only_postgresql
def test_t08_what_goes_across_reaches_one_territory_more_and_no_longer_than_it_lasts():
    place = make_place()
    region = add(people.Agency, name="Regionen", responsible_body=place.body, municipality=None)
    area = add(people.SecrecyArea, name="Barnkliniken", agency=region)
    clinic = add(people.Unit, name="Barnkliniken", kind="health_care", area=area)
    with within(frozenset({HERE})):
        for unit, territory in ((place.school, place.municipality.pk), (clinic, region.pk)):
            with across(unit):
                assert _said() == _behind(HERE, territory)
            assert _said() == _behind(HERE)


@only_postgresql
def test_t08_anywhere_is_the_owner_with_no_territory_and_the_border_stands_after_it():
    owner = _said()
    with within(frozenset({HERE})):
        with anywhere():
            assert _said() == owner
        assert _said() == _behind(HERE)
        with pytest.raises(DatabaseError), transaction.atomic(), anywhere(), connection.cursor() as cursor:
            cursor.execute("SELECT nothing")
        assert _said() == _behind(HERE)


@only_postgresql
def test_t08_where_there_is_no_border_nothing_is_told():
    owner, place = _said(), make_place()
    for unbound in (lambda: across(place.school), anywhere):
        with unbound():
            assert _said() == owner
        assert _said() == owner


@only_postgresql
def test_t08_the_page_is_the_answer_and_sees_the_territory_of_its_actor():
    place, seen = make_place(), []

    def page(request):
        seen.append((_said(), border._within.get()))
        return HttpResponse(request.path)

    request = RequestFactory().get("/barn/")
    request.actor = place.works(place.school)
    home = place.municipality.pk
    assert BorderMiddleware(page)(request).content == b"/barn/"
    assert BorderMiddleware(page)(RequestFactory().get("/")).status_code == 200
    assert seen == [(_behind(home), {home}), (_behind(), frozenset())]


def test_t08_without_a_municipality_the_first_asking_for_children_is_told_and_others_are_not(caplog):
    with within(frozenset()):
        list(people.Municipality.objects.all())
        assert caplog.records == []
        list(people.Child.objects.all())
        with within(frozenset({HERE})):
            list(people.Child.objects.all())
        list(people.Child.objects.all())
    list(people.Child.objects.all())
    assert [one.getMessage() for one in caplog.records] == ["children were asked for without a municipality"]
    with within(frozenset({HERE})):
        list(people.Child.objects.all())
    assert len(caplog.records) == 1


def test_t08_the_alarm_hands_every_statement_on_as_it_was():
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params, many, context["connection"]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note), within(frozenset()), connection.cursor() as cursor:
        asked.clear()
        cursor.execute("SELECT %s", ["a"])
        assert asked == [("SELECT %s", ["a"], False, connection)]
        cursor.executemany("DELETE FROM django_session WHERE session_key = %s", [("a",), ("b",)])
        _, params, many, context = asked[1]
        assert (params, many, context) == ([("a",), ("b",)], True, connection)


@only_postgresql
def test_t08_what_is_to_be_undone_is_left_without_another_word():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        with within(frozenset({HERE})):
            transaction.set_rollback(True)
        transaction.set_rollback(True)
        raise ZeroDivisionError


def test_t08_somebody_reaches_their_municipality_or_else_their_agency_and_support_what_both_do():
    def works(**where):
        return Actor(kind=ActorKind.PROFESSIONAL, person=uuid4(), **where)

    assert territories_of(works(municipality=HERE, agency=THERE)) == {HERE}
    assert territories_of(works(agency=THERE)) == {THERE}
    assert territories_of(works()) == frozenset()
    assert territories_of(bent(works(municipality=HERE), behind=works(agency=THERE))) == frozenset()
    assert territories_of(bent(works(municipality=HERE), behind=works(municipality=HERE))) == {HERE}
