from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import Account, AreaRegime, Regime
from knutpunkt.rooms.organisation import operations, queries
from knutpunkt.rooms.organisation.refusals import (
    AdministratorExists,
    LastAdministrator,
    RegimeStartsTooEarly,
    UnitInUse,
)
from knutpunkt.rooms.organisation.tests.lindhamra import TODAY, build, register

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GOOD = "gröna stolar dansar ofta"


def test_the_first_administrator_is_made_once():
    account = operations.create_first_administrator(username="admin", password=GOOD)
    assert account.administers
    assert account.check_password(GOOD)
    assert account.professional is None
    with pytest.raises(AdministratorExists):
        operations.create_first_administrator(username="annan", password=GOOD)
    assert Event.objects.get(action="account.opened").channel == "command"


@pytest.mark.parametrize(
    ("username", "password"), [("admin", "kort"), ("admin", "password1234"), ("", GOOD), ("a b", GOOD)]
)
def test_a_first_administrator_that_does_not_do_is_refused_and_nothing_is_made(username, password):
    with pytest.raises(ValidationError):
        operations.create_first_administrator(username=username, password=password)
    assert not Account.objects.exists()


def test_the_last_administrator_can_neither_be_disabled_nor_lose_the_right():
    first = operations.create_first_administrator(username="admin", password=GOOD)
    with pytest.raises(LastAdministrator):
        operations.disable_account(actor=SYSTEM, on=TODAY(), account=first)
    with pytest.raises(LastAdministrator):
        operations.let_administer(actor=SYSTEM, on=TODAY(), account=first, administers=False)
    second = operations.open_account(
        actor=SYSTEM, on=TODAY(), professional=register("Per", "Ek"), username="per.ek"
    )
    operations.let_administer(actor=SYSTEM, on=TODAY(), account=second, administers=True)
    operations.let_administer(actor=SYSTEM, on=TODAY(), account=first, administers=False)
    assert [one.username for one in queries.active_administrators()] == ["per.ek"]


def test_somebody_who_is_no_administrator_can_be_disabled_while_one_remains():
    operations.create_first_administrator(username="admin", password=GOOD)
    other = operations.open_account(
        actor=SYSTEM, on=TODAY(), professional=register("Per", "Ek"), username="per.ek"
    )
    operations.disable_account(actor=SYSTEM, on=TODAY(), account=other)
    assert not Account.objects.get(pk=other.pk).is_active


def test_a_new_regime_holds_from_its_day_and_the_former_to_the_day_before():
    area = build().area
    start = TODAY() + 40 * DAY
    operations.change_regime(
        actor=SYSTEM, on=TODAY(), area=area, regime=Regime.INDEPENDENT_SCHOOL, start=start
    )
    former, new = AreaRegime.objects.filter(area=area).order_by("start")
    assert (former.last_day, new.start) == (start - DAY, start)
    for day, regime in ((start - DAY, Regime.SCHOOL), (start, Regime.INDEPENDENT_SCHOOL)):
        assert [one.regime for one in AreaRegime.objects.running(day).filter(area=area)] == [regime]


def test_a_regime_cannot_begin_before_the_one_that_runs():
    area = build().area
    first = AreaRegime.objects.get(area=area)
    with pytest.raises(RegimeStartsTooEarly):
        operations.change_regime(actor=SYSTEM, on=TODAY(), area=area, regime=Regime.NONE, start=first.start)
    assert AreaRegime.objects.get(area=area).last_day is None


def test_a_unit_where_somebody_works_cannot_be_closed():
    world = build()
    with pytest.raises(UnitInUse) as refused:
        operations.close_unit(actor=SYSTEM, on=TODAY(), unit=world.school, last_day=TODAY())
    assert "2 uppdrag på Lindskolan" in str(refused.value)
    for one in (world.head, world.counsellor):
        people.end_assignment(actor=SYSTEM, on=TODAY(), assignment=one, last_day=TODAY())
    operations.close_unit(actor=SYSTEM, on=TODAY(), unit=world.school, last_day=TODAY())
    assert world.school in queries.open_units(TODAY())
    assert world.school not in queries.open_units(TODAY() + DAY)
    operations.reopen_unit(actor=SYSTEM, on=TODAY(), unit=world.school)
    assert world.school in queries.open_units(TODAY() + DAY)


def test_every_act_leaves_its_event():
    world = build()
    operations.rename(actor=SYSTEM, on=TODAY(), what=world.area, name="Skolan")
    operations.rename(actor=SYSTEM, on=TODAY(), what=world.municipality, name="Lind")
    operations.change_unit(
        actor=SYSTEM,
        on=TODAY(),
        unit=world.school,
        name="Nya Lindskolan",
        kind="compulsory",
        school_unit_code="",
    )
    written = set(Event.objects.values_list("action", flat=True))
    assert {"secrecyarea.renamed", "municipality.renamed", "unit.changed"} <= written


def found(words, **more):
    asked = {"unit": None, "former": False, "on": TODAY()} | more
    return [str(one) for one in queries.found_professionals(words=words, **asked)]


def test_colleagues_are_found_by_every_word_and_by_unit():
    world = build()
    assert found("eva") == ["Eva Björk"]
    assert found("björk eva") == ["Eva Björk"]
    assert found("åsa öb") == ["Åsa Öberg"]
    assert found("eva öberg") == []
    assert set(found("", unit=world.school)) == {"Eva Björk", "Åsa Öberg"}


def test_former_colleagues_are_shown_when_asked_for_and_new_ones_always():
    world = build()
    people.end_assignment(actor=SYSTEM, on=TODAY(), assignment=world.counsellor, last_day=TODAY() - DAY)
    register("Ny", "Nilsson")
    assert set(found("")) == {"Anders Alm", "Eva Björk", "Ny Nilsson"}
    assert "Åsa Öberg" in found("", former=True)


def test_what_waits_to_be_put_in_order_is_told():
    world = build()
    people.end_assignment(actor=SYSTEM, on=TODAY(), assignment=world.head, last_day=TODAY() + 20 * DAY)
    now = queries.untidy(TODAY())
    assert [str(one) for one in now.units_without_responsible] == ["Barn- och utbildningskontoret"]
    assert now.units_without_triage == [world.school]
    assert now.ending_soon == [world.head]
    assert len(now.without_account) == 3
    assert not now.is_tidy
    people.give_task(actor=SYSTEM, on=TODAY(), assignment=world.counsellor, kind="triage", start=TODAY())
    assert queries.untidy(TODAY()).units_without_triage == []
    assert world.school in queries.untidy(TODAY() + 21 * DAY).units_without_responsible
