"""A question about little is answered with that part of the whole: no more, and no less."""

from dataclasses import replace
from itertools import combinations

import pytest

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.loading import child_of, kind_of
from knutpunkt.foundation.access.narrowing import EVERYTHING, Only, about, among
from knutpunkt.foundation.access.needs import NEEDS
from knutpunkt.foundation.access.own import Own
from knutpunkt.foundation.access.scope import scope
from knutpunkt.foundation.access.tests.place import TODAY, Place, add, make_place
from knutpunkt.foundation.audit.actor import ActorKind
from knutpunkt.foundation.casefile.models import Case, Participation, Record
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people import models as people

pytestmark = pytest.mark.django_db


def three_children(place: Place):
    """Somebody with a case, two records and a promise for each of three children."""
    coordinator = place.works(place.school)
    names = ("Bo", "Cia")
    made = [
        add(people.Child, given_name=name, family_name="Ek", municipality=place.municipality)
        for name in names
    ]
    for child in (place.child, *made):
        case = place.case(child=child, holder=coordinator)
        place.joins(case, coordinator, coordinates=True)
        for _ in range(2):
            place.record(case, child=child)
    return coordinator


def answered(model, actor, only, action=Action.READ):
    condition = scope(kind_of(model), actor, action, TODAY, only=only)
    return list(model._default_manager.filter(condition).order_by())


@pytest.mark.parametrize("model", [people.Child, Case, Participation, Record, Commitment, Matter])
def test_a_question_about_some_is_answered_with_those_and_about_none_with_nothing(model):
    actor = three_children(make_place())
    every = answered(model, actor, EVERYTHING)
    assert len(every) >= 3
    for number in range(4):
        for some in combinations(every, number):
            keys = {row.pk for row in some}
            assert {row.pk for row in answered(model, actor, among(keys))} == keys
    children = {child_of(row) for row in every}
    for number in range(4):
        for few in combinations(children, number):
            found = answered(model, actor, about(*few))
            assert {row.pk for row in found} == {row.pk for row in every if child_of(row) in few}
    one, other = every[0], next(row for row in every if child_of(row) != child_of(every[0]))
    for only, wanted in (
        (Only(frozenset({one.pk}), frozenset({child_of(one)})), [one]),
        (Only(frozenset({one.pk}), frozenset({child_of(other)})), []),
        (Only(frozenset({one.pk, other.pk}), frozenset({child_of(other)})), [other]),
    ):
        assert answered(model, actor, only) == wanted


def test_what_is_named_and_not_open_stays_closed():
    place = make_place()
    three_children(place)
    stranger = place.works(place.school)
    row = Record.objects.first()
    for only in (
        among([row.pk]),
        about(row.child_id),
        about(*people.Child.objects.values_list("pk", flat=True)),
    ):
        assert answered(Record, stranger, only) == []


def test_whoever_looks_through_anothers_eyes_asks_both_about_the_same():
    place = make_place()
    coordinator = three_children(place)
    record = Record.objects.first()
    helper = place.works(place.school)
    place.joins(record.case, helper)
    both = replace(coordinator, behind=helper)
    assert len(answered(Record, both, EVERYTHING)) == 2
    assert answered(Record, both, among([record.pk])) == [record]
    others = Record.objects.exclude(child=record.child_id).values_list("child", flat=True)
    assert answered(Record, both, about(*others)) == []


def test_whoever_has_nothing_of_what_is_needed_is_not_asked_that_way():
    place = make_place()
    newcomer = place.works(place.school)
    condition = scope(kind_of(Record), newcomer, Action.READ, TODAY)
    assert str(Record.objects.filter(condition).query).count("UNION") == 0  # their own words alone
    coordinator = three_children(place)
    condition = scope(kind_of(Record), coordinator, Action.READ, TODAY)
    assert str(Record.objects.filter(condition).query).count("UNION") > 1


def test_what_an_opener_needs_is_among_what_is_the_actors_own():
    assert [name for name in NEEDS if not hasattr(Own, name)] == []
    openers = [opener for some in NEEDS.values() for opener in some]
    assert len(openers) == len(set(openers)) > 30


def test_a_guardian_and_the_child_are_asked_about_little_as_well():
    place = make_place()
    record = place.record(place.case(), audience="family")
    guardian = place.guardian()
    youth = replace(guardian, kind=ActorKind.CHILD, person=place.child.pk)
    for one in (guardian, youth):
        assert answered(Record, one, about(place.child.pk)) == answered(Record, one, among([record.pk]))
        assert answered(Record, one, among([record.pk])) == [record]
        assert answered(Record, one, among([])) == []
