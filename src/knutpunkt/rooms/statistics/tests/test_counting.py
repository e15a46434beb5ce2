"""Who may count what, and that no row carries a person."""

from dataclasses import fields
from datetime import date

import pytest
from django.db.models import F
from django.http import Http404

from knutpunkt.foundation.access.counting import COUNTING_PROFESSIONS, Counted, countable_units, pseudonymous
from knutpunkt.foundation.audit.actor import SYSTEM, Actor, ActorKind
from knutpunkt.foundation.audit.trail import Trail, following
from knutpunkt.foundation.people.models import Profession, Unit
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.statistics.steps import days
from knutpunkt.rooms.statistics.tests.town import Town

TODAY = date(2026, 11, 23)
AUTUMN = date(2026, 9, 1)
RECEIVED = {"received": F("written_on")}

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    town = Town()
    for name in ("Lindskolan", "Björkskolan"):
        town.comes(town.school(name), steps=6, on=AUTUMN, times=2)
    return town


def counted(actor: Actor, **asked) -> list[Counted]:
    return pseudonymous(Concern.objects.all(), days=asked.get("days", RECEIVED), actor=actor, on=TODAY)


def test_a_row_has_a_key_a_unit_a_sex_and_days_and_nothing_else(town: Town):
    assert [one.name for one in fields(Counted)] == ["key", "unit", "sex", "days"]
    rows = counted(town.actor(Profession.STATISTICIAN, town.office), days=days())
    assert len(rows) == 4
    assert all(isinstance(day, date) for row in rows for day in row.days.values())


def test_the_key_is_drawn_anew_and_is_no_id_of_ours(town: Town):
    actor = town.actor(Profession.STATISTICIAN, town.office)
    first, again = ({row.key for row in counted(actor)} for _time in range(2))
    assert first.isdisjoint(again)
    assert {len(key) for key in first} == {16}


def test_a_child_with_many_concerns_is_one_row_with_the_first_day_of_each_step(town: Town):
    school, child = town.units["Lindskolan"], None
    child = Concern.objects.filter(unit=school).first().child
    town.comes(school, steps=2, on=date(2026, 8, 20), child=child, waits=(1,))
    rows = counted(town.actor(Profession.STATISTICIAN, town.office), days=days())
    assert len(rows) == 4
    first = min(rows, key=lambda row: row.days["received"])
    assert first.days["received"] == date(2026, 8, 20)
    assert first.days["answered"] == date(2026, 8, 21)
    assert first.days["outcome"] is not None


def test_a_head_teacher_counts_the_own_school_only(town: Town):
    school = town.units["Lindskolan"]
    assert {row.unit for row in counted(town.actor(Profession.HEAD_TEACHER, school))} == {school.pk}


@pytest.mark.parametrize(
    "profession", [Profession.COORDINATOR, Profession.COLLABORATION_LEADER, Profession.STATISTICIAN]
)
def test_these_count_the_own_responsible_body_and_no_other(town: Town, profession: str):
    other = Town(name="Åsnäs", code="9902")
    other.comes(other.school("Sjöskolan"), steps=1, on=AUTUMN)
    rows = counted(town.actor(profession, town.office))
    assert {row.unit for row in rows} == {unit.pk for unit in town.units.values()}


@pytest.mark.parametrize("profession", sorted(set(Profession.values) - COUNTING_PROFESSIONS))
def test_every_other_profession_gets_404(town: Town, profession: str):
    with pytest.raises(Http404):
        counted(town.actor(profession, town.units["Lindskolan"]))


def test_nobody_counts_without_a_running_assignment(town: Town):
    ended = town.actor(Profession.STATISTICIAN, town.office, last_day=date(2026, 11, 22))
    administrator = Actor(kind=ActorKind.ADMINISTRATOR)
    for actor in (ended, administrator, SYSTEM):
        with pytest.raises(Http404):
            counted(actor)


def test_what_social_services_own_is_never_counted(town: Town):
    town.comes(town.assessors, steps=1, on=AUTUMN)
    actor = town.actor(Profession.COORDINATOR, town.assessors)
    assert len(counted(actor)) == 4
    assert town.assessors not in countable_units(actor=actor, on=TODAY)


@pytest.mark.parametrize("smuggled", ["child__family_name", "what_seen", "child_id", "created_at"])
def test_nothing_but_days_can_be_asked_for(town: Town, smuggled: str):
    with pytest.raises(TypeError):
        counted(town.actor(Profession.STATISTICIAN, town.office), days={"received": F(smuggled)})


def test_only_records_are_counted(town: Town):
    with pytest.raises(TypeError):
        pseudonymous(
            Unit.objects.all(),
            days=RECEIVED,
            actor=town.actor(Profession.STATISTICIAN, town.office),
            on=TODAY,
        )


def test_the_trail_says_that_it_was_counted_and_names_nobody(town: Town):
    actor = town.actor(Profession.STATISTICIAN, town.office)
    with following(Trail(actor=actor, read_only=True)) as trail:
        counted(actor)
    assert trail.counted
    assert not trail.unexplained
    assert (trail.seen, trail.children) == ({}, {})
