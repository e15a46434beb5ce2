"""One sentence a rule: what the child and its guardians see, and what they do not."""

import pytest

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.tests.place import (
    CHANGE,
    ENDED,
    LONG_AGO,
    TODAY,
    TOMORROW,
    YESTERDAY,
    add,
    change,
    make_place,
    sees,
)
from knutpunkt.foundation.access.tests.test_rules_about_people import youth
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.casefile.models import Audience, Record
from knutpunkt.foundation.people import models as people

pytestmark = pytest.mark.django_db


def family_record(place, **values):
    return place.record(place.case(), **({"audience": Audience.FAMILY} | values))


def test_a_guardian_and_the_child_read_what_is_meant_for_the_family():
    place = make_place()
    record = family_record(place)
    assert sees(place.guardian(), record) == sees(youth(place), record) == "family"
    assert sees(place.guardian(), record.case) == sees(youth(place), place.child) == "family"


@pytest.mark.parametrize(
    "bent",
    [
        {"audience": Audience.TEAM},
        {"audience": Audience.OWN},
        {"draft": True},
        {"restricted": True},
        {"kind": Record.Kind.REPORT_OF_CONCERN},
    ],
)
def test_the_family_does_not_read_the_team_s_words_drafts_restricted_words_or_reports(bent):
    place = make_place()
    record = family_record(place, **bent)
    assert sees(place.guardian(), record) == sees(youth(place), record) == ""


@pytest.mark.parametrize("bent", [{"blocked": True}, {"relation": "parent"}, {"relation": "other"}, ENDED])
def test_a_blocked_former_or_custodyless_parent_sees_nothing(bent):
    place = make_place()
    parent = place.guardian(**bent)
    assert sees(parent, family_record(place)) == sees(parent, place.child) == ""


def test_t10_a_guardian_kept_away_sees_nothing_for_as_long_as_the_hold_runs_and_others_see_as_before():
    place = make_place()
    record, kept_away, other = family_record(place), place.guardian(), place.guardian()
    hold = add(
        people.ContactHold,
        child=place.child,
        guardian_id=kept_away.person,
        decided_by_id=place.works(place.school).person,
        reason="Hot",
        review_on=TOMORROW,
        start=TODAY,
    )
    assert sees(kept_away, record) == sees(kept_away, place.child) == ""
    assert sees(other, record) == sees(kept_away, record, on=YESTERDAY) == "family"
    change(hold, last_day=TODAY)
    assert (sees(kept_away, record), sees(kept_away, record, on=TOMORROW)) == ("", "family")


def test_a_guardian_of_another_child_sees_nothing():
    place = make_place()
    other = make_place_s_sibling(place)
    assert sees(other, family_record(place)) == sees(other, place.child) == ""


def make_place_s_sibling(place):
    sibling = add(people.Child, given_name="Bo", family_name="Nyström", municipality=place.municipality)
    guardian = add(people.Guardian, given_name="Noa", family_name="Ek")
    add(people.Guardianship, child=sibling, guardian=guardian, relation="custody", start=LONG_AGO)
    return Actor(kind=ActorKind.GUARDIAN, person=guardian.pk)


def test_on_the_18th_birthday_the_guardians_see_nothing_more_and_the_youth_sees_on():
    place = make_place(birth=TODAY.replace(year=TODAY.year - 18))
    record, guardian = family_record(place), place.guardian()
    assert sees(guardian, record, on=YESTERDAY) == "family"
    assert sees(guardian, record) == sees(guardian, place.child) == sees(guardian, record, on=TOMORROW) == ""
    assert sees(youth(place), record) == "family"


def test_the_family_changes_nothing_through_the_door():
    place = make_place()
    record = family_record(place)
    for action in (CHANGE, Action.DISCLOSE, Action.TRIAGE):
        assert sees(place.guardian(), record, action=action) == ""
