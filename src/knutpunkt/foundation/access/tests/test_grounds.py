"""The table of grounds: what may carry something between which areas, and what is said when it may not."""

from datetime import date, timedelta
from itertools import product

import pytest

from knutpunkt.foundation.access.grounds import (
    _NO_REGIME,
    _SAME_AREA,
    _TOO_OLD,
    HELP,
    MUST_WRITE,
    NOT_HERE,
    TABLE,
    Usable,
    grounds_between,
    usable,
    usable_between,
)
from knutpunkt.foundation.access.tests.place import LONG_AGO, TODAY, YESTERDAY, add, change, make_place
from knutpunkt.foundation.casefile.models import Ground
from knutpunkt.foundation.people.models import AreaRegime, Regime, Unit

G, R = Ground, Regime
REGIMES = [*Regime, None]


@pytest.mark.parametrize(
    "sender", [R.MEDICAL_STUDENT_HEALTH, R.HEALTH_CARE, R.SOCIAL_SERVICES, R.INDEPENDENT_SCHOOL, R.NONE]
)
def test_the_general_clause_is_closed_to_care_social_services_independent_schools_and_associations(sender):
    assert not any(usable(G.GENERAL_CLAUSE, sender, recipient, TODAY) for recipient in Regime)


def test_the_general_clause_lets_the_school_tell_another_authority_with_a_reason():
    found = usable(G.GENERAL_CLAUSE, R.SCHOOL, R.SOCIAL_SERVICES, TODAY)
    assert (bool(found), found.law, found.reason_required) == (True, "OSL 10:27", True)
    assert not usable(G.GENERAL_CLAUSE, R.SCHOOL, R.NONE, TODAY)
    assert not usable(G.GENERAL_CLAUSE, R.SCHOOL, R.INDEPENDENT_SCHOOL, TODAY)


def test_care_under_18_is_only_between_health_care_and_social_services():
    pairs = {(s, r) for s, r in product(Regime, Regime) if usable(G.CARE_UNDER_18, s, r, TODAY)}
    assert pairs == {(R.HEALTH_CARE, R.SOCIAL_SERVICES), (R.SOCIAL_SERVICES, R.HEALTH_CARE)}


def test_a_report_of_concern_goes_to_social_services_alone_and_from_everyone_with_the_duty():
    for sender, recipient in product(Regime, Regime):
        expected = recipient is R.SOCIAL_SERVICES and sender is not R.NONE
        assert bool(usable(G.REPORT_OF_CONCERN, sender, recipient, TODAY)) == expected


@pytest.mark.parametrize(
    ("on", "law"), [(date(2025, 6, 30), "SoL (2001:453) 14:1"), (date(2025, 7, 1), "SoL (2025:400) 19:1")]
)
def test_the_law_named_is_the_one_in_force_on_the_day(on, law):
    assert usable(G.REPORT_OF_CONCERN, R.SCHOOL, R.SOCIAL_SERVICES, on).law == law


def test_nobody_hands_over_to_the_police_here():
    assert not any(usable(G.POLICE_UNDER_21, s, r, TODAY) for s, r in product(Regime, Regime))


def test_consent_is_usable_between_all_and_needs_no_reason():
    for sender, recipient in product(Regime, Regime):
        found = usable(G.CONSENT, sender, recipient, TODAY)
        assert found.yes
        assert not found.reason_required


@pytest.mark.parametrize("ground", Ground)
def test_every_answer_has_words_and_is_usable_only_with_a_law(ground):
    for sender, recipient, on in product(REGIMES, REGIMES, [date(1990, 1, 1), TODAY]):
        found = usable(ground, sender, recipient, on)
        assert str(found.because)
        assert bool(found.law) == found.yes
        assert str(found.help) == str(HELP[ground])


def test_without_a_known_regime_nothing_is_usable():
    for ground, regime in product(Ground, Regime):
        assert not usable(ground, None, regime, TODAY)
        assert not usable(ground, regime, None, TODAY)


def test_every_ground_but_consent_must_be_reasoned():
    assert {line.ground for line in TABLE if not line.reason_required} == {G.CONSENT}
    assert {line.ground for line in TABLE} == set(Ground)


@pytest.mark.django_db
def test_between_two_units_the_page_gets_every_ground_with_its_reason():
    place = make_place()
    found = grounds_between(place.school, place.clinic, TODAY)
    assert [one.ground for one in found] == list(Ground)
    assert usable_between(place.school, place.clinic, TODAY) == [
        G.CONSENT, G.HARM_TEST, G.ANONYMISED, G.OWN_DUTY, G.GENERAL_CLAUSE,
    ]  # fmt: skip


@pytest.mark.django_db
def test_inside_an_area_nothing_needs_to_be_handed_over():
    place = make_place()
    assert usable_between(place.school, place.counsellors, TODAY) == []


@pytest.mark.django_db
def test_a_school_that_comes_under_the_law_uses_its_grounds_from_that_day():
    place = make_place()
    regime = AreaRegime.objects.get(area=place.school.area_id)
    change(regime, regime=R.INDEPENDENT_SCHOOL, last_day=YESTERDAY)
    add(AreaRegime, area=place.school.area, regime=R.SCHOOL, start=TODAY)
    assert G.GENERAL_CLAUSE not in usable_between(place.school, place.clinic, YESTERDAY)
    assert G.GENERAL_CLAUSE in usable_between(place.school, place.clinic, TODAY)
    assert usable_between(place.school, place.clinic, LONG_AGO - timedelta(days=1)) == []
    assert Unit.objects.count() == 5


@pytest.mark.django_db
def test_an_independent_school_follows_its_own_regime_until_the_day_the_law_changes():
    """Domain §0.1 row 12: OSL for independent schools from 2027-01-01, if the proposal becomes law."""
    place = make_place()
    last, first = date(2026, 12, 31), date(2027, 1, 1)
    change(AreaRegime.objects.get(area=place.school.area_id), regime=R.INDEPENDENT_SCHOOL, last_day=last)
    add(AreaRegime, area=place.school.area, regime=R.SCHOOL, start=first)
    before, after = (grounds_between(place.school, place.clinic, day) for day in (last, first))
    assert {one.ground for one in before if one} == {G.CONSENT, G.ANONYMISED}
    assert {one.ground for one in after if one} == {
        G.CONSENT, G.HARM_TEST, G.ANONYMISED, G.OWN_DUTY, G.GENERAL_CLAUSE,
    }  # fmt: skip
    assert "skollagen 29:14" in before[0].law
    assert "OSL 10:1" in after[0].law


def test_every_line_says_its_law_since_when_and_what_must_be_written():
    assert set(MUST_WRITE) == set(HELP) == set(Ground)
    for line in TABLE:
        assert line.law
        assert line.last_day is None or line.start <= line.last_day
    found = usable(G.REPORT_OF_CONCERN, R.SCHOOL, R.SOCIAL_SERVICES, date(2025, 6, 30))
    assert (found.start, found.last_day) == (date(2002, 1, 1), date(2025, 6, 30))
    assert all(gate.law and str(gate.because) for gate in NOT_HERE)


@pytest.mark.parametrize(("age", "yes"), [(17, True), (18, False), (None, True)])
def test_care_under_18_ends_at_eighteen(age, yes):
    found = usable(G.CARE_UNDER_18, R.HEALTH_CARE, R.SOCIAL_SERVICES, TODAY, age=age)
    assert bool(found) == yes
    assert yes or "under 18" in str(found.because)


def test_every_answer_names_its_ground_and_says_the_same_words_each_time():
    assert usable(G.HARM_TEST, None, R.SCHOOL, TODAY) == Usable(G.HARM_TEST, False, _NO_REGIME)
    old = usable(G.CARE_UNDER_18, R.HEALTH_CARE, R.SOCIAL_SERVICES, TODAY, age=18)
    assert old == Usable(G.CARE_UNDER_18, False, _TOO_OLD)
    assert usable(G.HARM_TEST, R.SCHOOL, R.HEALTH_CARE, TODAY).because == HELP[G.HARM_TEST]
    too_early = usable(G.HARM_TEST, R.SCHOOL, R.HEALTH_CARE, date(1990, 1, 1))
    assert (too_early.ground, str(too_early.because)) == (G.HARM_TEST, "Regeln gäller inte den här dagen.")


@pytest.mark.django_db
def test_between_two_units_the_age_and_the_area_count():
    place = make_place()
    inside = grounds_between(place.school, place.counsellors, TODAY)
    assert inside == [Usable(ground, False, _SAME_AREA) for ground in Ground]
    care = list(Ground).index(G.CARE_UNDER_18)
    assert grounds_between(place.clinic, place.social, TODAY, age=17)[care]
    assert not grounds_between(place.clinic, place.social, TODAY, age=18)[care]
