"""T08: no reading and no writing across the municipality border, by the rules and by the database itself."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from tests.figures import figure

import knutpunkt
from knutpunkt.foundation.access import border_rows
from knutpunkt.foundation.access.border import (
    WEB_ROLE,
    BorderMiddleware,
    across,
    anywhere,
    territories_of,
    within,
)
from knutpunkt.foundation.access.loading import load
from knutpunkt.foundation.access.tests.differential import MEANINGFUL, MODELS, rows_of, scoped
from knutpunkt.foundation.access.tests.place import LONG_AGO, add, make_place
from knutpunkt.foundation.access.tests.random_world import DAYS, NOW, World, bent, build
from knutpunkt.foundation.audit.actor import SYSTEM, Actor, ActorKind
from knutpunkt.foundation.audit.guard import suspended
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people import models as people
from knutpunkt.foundation.people.acting import actor_for

pytestmark = pytest.mark.django_db
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="the wall is PostgreSQL's")
SOURCE = Path(knutpunkt.__file__).parent


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker) -> Iterator[list[World]]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(4711, worlds=3, children=40)
        transaction.set_rollback(True)


def _town(world: World):
    return world.units[0].area.agency.municipality_id


# --- The first wall: the rules ----------------------------------------------------------------------------


def test_t08_no_list_opens_a_child_of_another_municipality(worlds):
    asked = opened = 0
    for number, world in enumerate(worlds):
        others = [one for one in worlds if one is not world]
        for actor in (*world.actors, *_strangers(world, others)):
            for name, model in MODELS.items():
                theirs = {row.pk for other in others for row in rows_of(other, model)}
                for action in MEANINGFUL[name]:
                    found = set(scoped(model, actor, action, DAYS[number]))
                    assert not found & theirs, (name, action, actor)
                    asked, opened = asked + len(theirs), opened + len(found)
    assert opened > 0
    figure("T08", f"{asked} rader i andra kommuner efterfrågade genom reglerna, 0 öppnade")


def _strangers(world: World, others: list[World]) -> list[Actor]:
    """People of this municipality who claim an area, agency or municipality of another."""
    one, other = world.actors[0], others[0]
    return [
        bent(one, area=other.units[0].area_id, municipality=_town(other)),
        bent(one, agency=other.units[0].area.agency_id),
    ]


# --- The second wall: PostgreSQL ---------------------------------------------------------------------------


@only_postgresql
def test_t08_the_database_shows_the_own_municipality_whole_and_of_others_nothing(worlds):
    looked = 0
    for world in worlds:
        with within(frozenset({_town(world)})):
            for model in MODELS.values():
                seen = {row.pk for row in model._default_manager.all()}
                own = {row.pk for row in rows_of(world, model)}
                assert seen == own, model
                looked += len(seen)
            guardians = set(people.Guardian.objects.values_list("pk", flat=True))
            assert guardians <= {one.pk for one in world.guardians}
    assert looked > 0
    figure("T08", f"{looked} rader sedda bakom PostgreSQL:s vägg, alla ur egen kommun och inga saknade")


@only_postgresql
def test_t08_without_a_municipality_no_row_is_shown_and_it_is_told(worlds, caplog):
    with within(frozenset()):
        assert [_count(table) for table in border_rows.tables()] == [0] * len(border_rows.tables())
        assert list(people.Child.objects.all()) == []
    assert [r.message for r in caplog.records] == ["children were asked for without a municipality"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL shows nothing either")
def test_t08_asking_without_a_municipality_is_told(caplog):
    with within(frozenset()):
        list(people.Child.objects.all())
        list(people.Guardian.objects.all())
    assert [r.message for r in caplog.records] == ["children were asked for without a municipality"]


@only_postgresql
def test_t08_nothing_is_written_in_another_municipality(worlds):
    here, there = worlds[0], worlds[1]
    stranger = people.Child.objects.get(pk=there.children[0])
    with recorded(actor=SYSTEM, action="test.tried"), within(frozenset({_town(here)})):
        assert people.Child.objects.filter(pk=stranger.pk).update(given_name="Ny") == 0
        assert people.Guardianship.objects.filter(child=stranger).delete()[0] == 0
        for row in (
            people.Child(given_name="A", family_name="B", municipality_id=_town(there)),
            people.Enrolment(child=stranger, unit=here.units[0], school_form="GR", start=LONG_AGO),
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                row.save(force_insert=True)


@only_postgresql
def test_t08_a_child_from_elsewhere_is_reached_by_its_school_and_so_is_its_sibling():
    place = make_place()
    elsewhere = add(people.Municipality, code="9909", name="Annanby")
    pupil, sibling, stranger = (
        add(people.Child, given_name=name, family_name="Ek", municipality=elsewhere)
        for name in ("Pil", "Syster", "Ingen")
    )
    parent = add(people.Guardian, given_name="Noa", family_name="Ek")
    for child in (pupil, sibling):
        add(people.Guardianship, child=child, guardian=parent, relation="custody", start=LONG_AGO)
    add(people.Enrolment, child=pupil, unit=place.school, school_form="GR", start=LONG_AGO)
    actor = place.works(place.school)
    with within(territories_of(actor)):
        seen = set(people.Child.objects.values_list("pk", flat=True))
        assert people.Guardian.objects.filter(pk=parent.pk).exists()
    assert {pupil.pk, sibling.pk} <= seen
    assert stranger.pk not in seen


@only_postgresql
def test_t08_an_agency_of_several_municipalities_reaches_only_those_it_works_with():
    place = make_place()
    agency = add(people.Agency, name="Regionen", responsible_body=place.body, municipality=None)
    area = add(people.SecrecyArea, name="Barnkliniken", agency=agency)
    clinic = add(people.Unit, name="Barnkliniken", kind="health_care", area=area)
    doctor = place.works(clinic)
    assert territories_of(doctor) == {agency.pk}
    with within(territories_of(doctor)):
        assert not people.Child.objects.exists()
    case = place.case()
    place.joins(case, doctor)
    with within(territories_of(doctor)):
        assert list(people.Child.objects.values_list("pk", flat=True)) == [place.child.pk]


@only_postgresql
def test_t08_what_is_sent_across_is_written_there_and_cannot_be_read_back():
    place = make_place()
    elsewhere = add(people.Municipality, code="9909", name="Annanby")
    agency = add(people.Agency, name="Annan skola", responsible_body=place.body, municipality=elsewhere)
    area = add(people.SecrecyArea, name="Annan skola", agency=agency)
    sender = place.works(add(people.Unit, name="Annan skola", kind="compulsory", area=area))
    told = people.Child(given_name="A", family_name="B", municipality=place.municipality)
    with within(territories_of(sender)):
        with recorded(actor=sender, action="test.sent"), across(place.school):
            told.save(force_insert=True)
        assert not people.Child.objects.filter(pk=told.pk).exists()
    assert people.Child.objects.filter(pk=told.pk).exists()


@only_postgresql
def test_t08_what_only_closes_reaches_everybody_and_the_border_stands_again_after_it():
    place = make_place()
    sender = Actor(kind=ActorKind.PROFESSIONAL, person=uuid4(), municipality=uuid4())
    with within(territories_of(sender)):
        with pytest.raises(ZeroDivisionError), anywhere():
            assert people.Child.objects.filter(pk=place.child.pk).exists()
            raise ZeroDivisionError
        assert not people.Child.objects.exists()


@only_postgresql
def test_t08_the_border_hides_nothing_that_the_rules_need(worlds):
    """With the wall and without it ``decide`` is told the same, so the lists are the same."""
    world = worlds[0]
    for actor in world.actors[:4]:
        for name, model in MODELS.items():
            for action in MEANINGFUL[name]:
                free = set(scoped(model, actor, action, DAYS[0]))
                with within(frozenset({_town(world)})):
                    assert set(scoped(model, actor, action, DAYS[0])) == free
    without = in_any_order(load(rows_of(world, people.Child), world.actors[:8], NOW))
    with within(frozenset({_town(world)})):
        assert in_any_order(load(rows_of(world, people.Child), world.actors[:8], NOW)) == without


def in_any_order(told: Any) -> Any:
    """What is told, where the database is free to say one thing before another."""
    if is_dataclass(told):
        return [in_any_order(getattr(told, field.name)) for field in fields(told)]
    if isinstance(told, dict):
        return {key: in_any_order(value) for key, value in told.items()}
    return sorted(map(in_any_order, told), key=repr) if isinstance(told, tuple) else told


# --- What stands in the catalogue --------------------------------------------------------------------------


@only_postgresql
def test_t08_every_table_that_tells_of_a_child_is_walled_and_the_pages_own_none():
    rows = _asked(
        "SELECT relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner)"
        " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    walled = {name for name, on, forced, _ in rows if on and forced}
    telling = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if getattr(getattr(model, "privacy", None), "of_a_child", False)
    }
    assert telling - set(border_rows.NOT_OF_ONE_CHILD) <= walled
    assert WEB_ROLE not in {owner for *_, owner in rows}
    policies = _asked("SELECT tablename, policyname FROM pg_policies")
    assert {table for table, name in policies if name == "knutpunkt_border"} == walled
    role = _asked("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s", WEB_ROLE)
    assert role == [(False, False, False)]
    figure("T08", f"{len(walled)} tabeller med tvingande radregler; sidornas roll äger ingen tabell")


@only_postgresql
def test_t08_no_view_sees_with_its_makers_eyes():
    views = _asked(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
        " AND NOT COALESCE('security_invoker=true' = ANY(reloptions), false)"
    )
    assert views == []


def test_t08_nothing_is_set_for_longer_than_a_transaction():
    found = []
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        text = path.read_text()
        found += [
            f"{path.name}: {call}"
            for call in re.findall(r"set_config\([^)]*\)", text)
            if ", true)" not in call
        ]
        found += [
            f"{path.name}: {one}" for one in re.findall(r"[\"']SET (?:SESSION|ROLE|knutpunkt)[^\"']*", text)
        ]
    assert found == []


# --- A request ---------------------------------------------------------------------------------------------


@only_postgresql
def test_t08_a_request_runs_as_a_role_that_owns_nothing_and_leaves_nothing_behind():
    place, seen = make_place(), []
    now = "SELECT current_user, current_setting('knutpunkt.territories', true)"

    def page(request):
        seen.extend(_asked(now))
        return HttpResponse()

    before = _asked(now)
    request = RequestFactory().get("/")
    request.actor = place.works(place.school)
    assert BorderMiddleware(page)(request).status_code == 200
    assert seen == [(WEB_ROLE, str(place.municipality.pk))]
    assert _asked("SELECT current_user") == [before[0][:1]]
    assert _asked(now)[0][1] in ("", None)


@only_postgresql
def test_t08_the_trail_cannot_be_changed_by_a_page():
    with within(frozenset({uuid4()})):
        for verb in ("UPDATE audit_event SET purpose = ''", "DELETE FROM audit_event"):
            denied = pytest.raises(DatabaseError, match="permission denied")
            with denied, transaction.atomic(), suspended(because="the database's own wall is tried"):
                _run(verb)


def test_t08_what_cannot_be_kept_is_not_shown(caplog):
    def page(request):
        raise DatabaseError("at the end")

    request = RequestFactory().get("/")
    assert BorderMiddleware(page)(request).status_code == 503
    assert caplog.records[-1].message == "a request could not be kept: DatabaseError"


def test_t08_an_administrator_sees_to_every_municipality_and_a_guardian_to_none_yet():
    place = make_place()
    assert place.municipality.pk in territories_of(Actor(kind=ActorKind.ADMINISTRATOR, person=uuid4()))
    assert territories_of(place.guardian()) == frozenset()
    assignment = people.Assignment.objects.get(pk=place.works(place.school).assignment)
    assert territories_of(actor_for(assignment)) == {place.municipality.pk}


def _count(table: str) -> int:
    return _asked(f'SELECT count(*) FROM "{table}"')[0][0]


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _asked(sql: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
