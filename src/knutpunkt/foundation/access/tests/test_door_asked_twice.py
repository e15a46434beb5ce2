"""The door's smaller answers: ids and numbers, what is held, one moment and one trail for a whole page."""

import logging
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knutpunkt.foundation.access import door, openers, own
from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.attendance import reporting_units
from knutpunkt.foundation.access.door import consent_states, count, enter, held, visible, which
from knutpunkt.foundation.access.loading import Loaded, load
from knutpunkt.foundation.access.tests.place import (
    ENDED,
    LONG_AGO,
    TODAY,
    TOMORROW,
    YESTERDAY,
    add,
    change,
    make_place,
)
from knutpunkt.foundation.access.tests.random_world import bent
from knutpunkt.foundation.access.tests.test_rules_about_consent import Sharing
from knutpunkt.foundation.access.why import ShownGround
from knutpunkt.foundation.asking import prepared
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.audit.trail import Trail, following
from knutpunkt.foundation.casefile.models import Case, EmergencyOpening, Record
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.models import Assignment, Professional, Unit

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def place():
    return make_place()


@pytest.fixture
def ann(place):
    return place.works(place.school)


@pytest.fixture
def records(place, ann):
    case = place.case()
    place.joins(case, ann)
    return [place.record(case), place.record(case), place.record()]


def opening(place, ann, **values):
    """An emergency opening around noon."""
    facts = {"opened_at": NOON - HOUR, "until": NOON + HOUR / 2, "reason": "Skäl", "child": place.child}
    return add(
        EmergencyOpening,
        professional_id=ann.person,
        assignment_id=ann.assignment,
        **(facts | values),
    )


# --- Ids and numbers ---------------------------------------------------------------------------------------


def test_ids_are_those_of_the_rows_that_open(place, ann, records):
    read, written, _ = records
    with following(Trail(actor=ann, read_only=True)) as trail:
        assert which(Record.objects.order_by("-written_on"), actor=ann, on=TODAY) == {read.pk, written.pk}
        assert not trail.unexplained
        assert trail.counted
    change(written, unit=place.other_school)
    assert which(Record.objects.all(), actor=ann, on=TODAY, action=Action.CHANGE) == {read.pk}
    assert which(Record.objects.all(), actor=place.works(place.school), on=TODAY) == frozenset()


def test_what_opened_on_a_day_is_asked_of_that_day(place, ann, records):
    for row in Case.objects.get().participations.all():
        change(row, last_day=TODAY)
    assert len(visible(Record.objects.all(), actor=ann, on=TODAY)) == 2
    assert which(Record.objects.all(), actor=ann, on=TODAY) != frozenset()
    assert count(Record.objects.all(), actor=ann, on=TODAY) == 2
    assert visible(Record.objects.all(), actor=ann, on=TOMORROW) == []
    assert which(Record.objects.all(), actor=ann, on=TOMORROW) == frozenset()
    assert count(Record.objects.all(), actor=ann, on=TOMORROW) == 0


def test_a_list_is_cut_where_it_is_asked_to_be(ann, records):
    rows = Record.objects.order_by("written_on", "pk")
    everything = [row.pk for row in visible(rows, actor=ann, on=TODAY)]
    assert [row.pk for row in visible(rows, actor=ann, on=TODAY, limit=1)] == everything[:1]
    assert [row.pk for row in visible(rows, actor=ann, on=TODAY, offset=1)] == everything[1:]


# --- What is held ------------------------------------------------------------------------------------------


def test_what_is_held_is_the_open_promises_of_who_works_today(place, ann):
    matter = place.matter(Matter.Kind.CONCERN, place.school, holder=ann)
    promise = Commitment.objects.get(matter=matter)
    assert held(ann, TODAY) == {promise.pk}
    assert held(place.works(place.school), TODAY) == frozenset()
    assert held(bent(ann, behind=place.works(place.school)), TODAY) == frozenset()
    change(Assignment.objects.get(pk=ann.assignment), last_day=YESTERDAY)
    assert (held(ann, YESTERDAY), held(ann, TODAY)) == ({promise.pk}, frozenset())


def test_what_is_held_through_another_assignment_than_the_running_one_is_not_held(place, ann):
    place.matter(Matter.Kind.CONCERN, place.school, holder=ann)
    ended = place.also(Professional.objects.get(pk=ann.person), place.school, **ENDED)
    assert held(ended, TODAY) == frozenset()


# --- One moment, and one trail -----------------------------------------------------------------------------


def test_a_list_is_opened_and_decided_in_one_moment(place, ann, monkeypatch):
    record = place.record(place.case(), unit=place.school)
    made = opening(place, ann)
    passing = iter([NOON, NOON + HOUR, NOON + 2 * HOUR])
    with following(Trail(actor=ann, read_only=False)) as trail, monkeypatch.context() as clock:
        clock.setattr(own.timezone, "now", lambda: next(passing))
        assert [row.pk for row in visible(Record.objects.all(), actor=ann, on=TODAY)] == [record.pk]
    assert trail.emergency == made.pk


def test_the_emergency_a_page_leans_on_is_told_though_more_is_shown_after_it(place, ann, monkeypatch):
    made, case = opening(place, ann), place.case()
    other = place.case(child=_another_child(place))
    place.joins(other, ann)
    monkeypatch.setattr(own.timezone, "now", lambda: NOON)
    with following(Trail(actor=ann, read_only=True)) as trail:
        assert enter(Case.objects.all(), case.pk, actor=ann, on=TODAY).ground.code == "emergency"
        assert enter(Case.objects.all(), other.pk, actor=ann, on=TODAY).ground.code == "own_unit"
    assert trail.emergency == made.pk


def _another_child(place):
    return add(type(place.child), given_name="Bo", family_name="Ek", municipality=place.municipality)


def test_on_one_page_everybody_and_every_kind_has_an_answer_of_its_own(place, ann, records):
    bo = place.works(place.school)
    with following(Trail(actor=ann, read_only=True)):
        for _ in range(2):
            assert len(which(Record.objects.all(), actor=ann, on=TODAY)) == 2
            assert len(which(Case.objects.all(), actor=ann, on=TODAY)) == 1
            assert which(Record.objects.all(), actor=bo, on=TODAY) == frozenset()
            assert which(Case.objects.all(), actor=ann, on=TODAY, action=Action.MANAGE) == frozenset()
            assert which(Case.objects.all(), actor=ann, on=LONG_AGO - HOUR * 24) == frozenset()


def test_on_one_page_what_is_known_is_not_asked_for_again(place, ann, records):
    with following(Trail(actor=ann, read_only=True)):
        visible(Record.objects.all(), actor=ann, on=TODAY)
        with CaptureQueriesContext(connection) as again:
            visible(Record.objects.all(), actor=ann, on=TODAY)
        with CaptureQueriesContext(connection) as others:
            which(Case.objects.all(), actor=ann, on=TODAY)
    assert len(again) == 1
    assert len(others) == 1


def test_what_is_read_of_others_than_the_page_knows_is_fetched(place, ann, records):
    bo, stranger = place.works(place.other_school), place.record(child=_another_child(place))
    with following(Trail(actor=ann, read_only=True)):
        first = load([records[0]], [ann])
        assert load([records[1]], [ann]).facts is first.facts
        assert load([records[0]], [bo]).facts is not first.facts
        assert stranger.pk in load([stranger], [ann]).things


def test_who_has_nothing_of_their_own_is_asked_little_about(place):
    bo = place.works(place.school)
    with following(Trail(actor=bo, read_only=True)), CaptureQueriesContext(connection) as queries:
        which(Record.objects.all(), actor=bo, on=TODAY)
    assert len(queries) == 11


# --- When something is wrong -------------------------------------------------------------------------------


def test_t63_every_row_held_back_is_counted_and_told_by_its_kind(place, ann, records, monkeypatch, caplog):
    place.record()
    monkeypatch.setattr(openers, "own_area_records", lambda own: Record.objects.all())
    monkeypatch.setattr(prepared, "texts", {})
    monkeypatch.setattr(door, "mismatches", Counter())
    with caplog.at_level(logging.ERROR, "knutpunkt.alarm"):
        assert len(visible(Record.objects.all(), actor=ann, on=TODAY)) == 2
    assert door.mismatches == {"casefile.record": 2}
    assert {one.getMessage() for one in caplog.records} == {
        "the door was opened wider than the rules: casefile.record for read"
    }


def test_t63_a_row_about_which_nothing_is_known_is_held_back(ann, records, monkeypatch):
    def knows_nothing(*asked):
        return Loaded(load(*asked).facts, {})

    monkeypatch.setattr(door, "load", knows_nothing)
    monkeypatch.setattr(door, "mismatches", Counter())
    assert visible(Record.objects.all(), actor=ann, on=TODAY) == []
    assert door.mismatches == {"casefile.record": 2}


# --- What is told of it ------------------------------------------------------------------------------------


def test_a_consent_s_state_names_the_consent():
    it = Sharing()
    states = consent_states([it.consent], TODAY)
    assert [(key, one.consent) for key, one in states.items()] == [(it.consent.pk, it.consent.pk)]


def test_only_a_consent_with_a_name_to_say_is_told_by_who_said_yes():
    agreed = consent_states([Sharing().consent], TODAY).popitem()[1].agreement
    general = "Du ser detta för att de som bestämmer har sagt ja."
    assert ShownGround("consent").why == ShownGround("consent", "", agreed).why == general
    assert ShownGround("consent", "Alva").why == general
    assert ShownGround("own_unit", "Alva", agreed).why == "Du ser detta för att du deltar i samarbetet."


def test_reports_of_attendance_are_for_professionals(place):
    assert reporting_units(Actor(kind=ActorKind.GUARDIAN, area=place.school.area_id)) == frozenset()
    assert reporting_units(Actor(kind=ActorKind.PROFESSIONAL)) == frozenset()
    in_area = {one.pk for one in Unit.objects.filter(area=place.school.area_id)}
    assert reporting_units(place.works(place.school)) == in_area
