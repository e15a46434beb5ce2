"""Keeping longer: a stop for one child, and a longer period of a body; who may, and what follows."""

from datetime import date, timedelta
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in, sign_in_administrator

from knutpunkt.foundation.access.handing_out import Recipient
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import (
    ConflictOfInterest,
    Enrolment,
    ProtectedIdentity,
    UnitResponsibility,
)
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.rooms.concerns.tests.place import LONG_AGO, Place, build
from knutpunkt.rooms.oversight import keeping, refusals
from knutpunkt.rooms.oversight.extract import register_extract
from knutpunkt.rooms.oversight.models import LegalHold, RetentionPeriod
from knutpunkt.rooms.oversight.periods import RULES, Kept, Periods


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def place(db: None) -> Place:
    return build()


def stop(place: Place, today: date) -> LegalHold:
    return keeping.stop(actor=place.actor("rut"), on=today, child=place.alva, reason="Tvist om skadestånd")


def left_school(place: Place, today: date) -> None:
    with recorded(actor=SYSTEM, action="world.changed"):
        Enrolment.objects.filter(child=place.alva).update(last_day=today - timedelta(days=30))


def fresh(client: Client) -> None:
    session = client.session
    session["visit.confirmed"] = timezone.now().timestamp()
    session.save()


def test_who_answers_for_the_unit_stops_and_lifts_on_pages(place: Place, client: Client, today: date):
    sign_in(client, place.rut)
    page = reverse("oversight:stop", args=[place.alva.pk])
    assert page in client.get(reverse("oversight:panel", args=[place.alva.pk])).content.decode()
    assert client.post(page, {"reason": " "}).status_code == 422
    assert client.post(page, {"reason": "Tvist"}).status_code == 302
    again = client.post(page, {"reason": "Tvist"})
    assert (again.status_code, "redan stoppad" in unescape(again.content.decode())) == (422, True)
    listed = client.get(reverse("oversight:stops")).content.decode()
    assert "Alva" in listed
    hold = LegalHold.objects.get()
    lift = reverse("oversight:lift", args=[hold.pk])
    assert lift in listed
    assert "Tvist" in client.get(lift).content.decode()
    assert client.post(lift, {"reason": "Målet är avgjort"}).status_code == 302
    hold.refresh_from_db()
    assert (hold.last_day, hold.lifted_by, hold.lifted_because) == (
        today, place.rut.professional, "Målet är avgjort",
    )  # fmt: skip
    assert client.get(lift).status_code == 404


def test_nobody_else_meets_a_stop(place: Place, client: Client, today: date):
    hold = stop(place, today)
    pages = [
        reverse("oversight:stops"),
        reverse("oversight:stop", args=[place.alva.pk]),
        reverse("oversight:lift", args=[hold.pk]),
    ]
    for name in ("mia", "sam", "kim", "kai", "bo"):
        sign_in(client, getattr(place, name))
        assert {client.get(page).status_code for page in pages} == {404}, name
    sign_in_administrator(client)
    assert {client.get(page).status_code for page in pages} == {404}


def test_another_area_neither_sees_nor_lifts_what_this_one_decided(place: Place, client: Client, today: date):
    hold = stop(place, today)
    with recorded(actor=SYSTEM, action="world.changed"):
        UnitResponsibility.objects.create(
            unit=place.clinic, professional=place.bo.professional, start=LONG_AGO
        )
        Enrolment.objects.create(child=place.alva, unit=place.clinic, school_form="GR", start=LONG_AGO)
    sign_in(client, place.bo)
    assert "Alva" not in client.get(reverse("oversight:stops")).content.decode()
    assert client.get(reverse("oversight:lift", args=[hold.pk])).status_code == 404
    keeping.stop(actor=place.actor("bo"), on=today, child=place.alva, reason="Egen tillsyn")
    assert [one.pk for one in keeping.stops(place.actor("rut"), today)] == [hold.pk]


def test_a_former_pupil_is_found_by_name_and_day_and_stopped(place: Place, client: Client, today: date):
    left_school(place, today)
    sign_in(client, place.rut)
    assert client.get(reverse("cases:child", args=[place.alva.pk])).status_code == 404
    page = reverse("oversight:stops")
    sought = {"name": "Alva Nyström", "birth_date": "2012-05-09"}
    found = client.post(page, sought)
    assert found.headers["Location"] == reverse("oversight:stop", args=[place.alva.pk])
    assert client.post(found.headers["Location"], {"reason": "Tvist"}).status_code == 302
    assert "Alva" in client.get(page).content.decode()
    missing = client.post(page, sought | {"birth_date": "2012-05-08"})
    assert missing.status_code == 422
    assert "Ingen elev eller tidigare elev" in unescape(missing.content.decode())


def test_whom_one_is_too_close_to_or_who_is_protected_elsewhere_is_not_found(place: Place, today: date):
    left_school(place, today)
    with recorded(actor=SYSTEM, action="world.changed"):
        type(place.alva).objects.filter(pk=place.alva.pk).update(
            protected_identity=ProtectedIdentity.POPULATION
        )
        ConflictOfInterest.objects.create(
            professional=place.rut.professional, child=place.ville, declared_by=place.rut.professional,
            reason="Granne", start=today,
        )  # fmt: skip
    both = {place.alva.pk, place.ville.pk}
    assert keeping.answered_among(both, actor=place.actor("rut"), on=today) == {}


def test_a_stop_has_its_reasons_and_is_lifted_once(place: Place, today: date):
    rut = {"actor": place.actor("rut"), "on": today}
    with pytest.raises(ReasonMissing):
        keeping.stop(**rut, child=place.alva, reason="")
    hold = stop(place, today)
    with pytest.raises(refusals.AlreadyStopped):
        stop(place, today)
    with pytest.raises(ReasonMissing):
        keeping.lift(**rut, hold=hold, reason=" ")
    keeping.lift(**rut, hold=hold, reason="Klart")
    with pytest.raises(refusals.NothingToEnd):
        keeping.lift(**rut, hold=hold, reason="Klart")


def test_a_stop_that_was_lifted_today_is_put_again_the_same_day(place: Place, today: date):
    first = stop(place, today)
    keeping.lift(actor=place.actor("rut"), on=today, hold=first, reason="Av misstag")
    again = stop(place, today)
    assert (again.last_day, LegalHold.objects.count()) == (None, 2)
    with pytest.raises(refusals.AlreadyStopped):
        stop(place, today)


def longer(
    place: Place, on: date, *, years: int = 9, start: date | None = None, what: str = Kept.SCHOOL_FILE
):
    return keeping.keep_longer(
        actor=SYSTEM,
        on=on,
        body=place.body,
        what=Kept.SCHOOL_FILE,
        years=years,
        law="Plan 2026",
        start=start or on,
    )


def years(place: Place, on: date, what: str = Kept.SCHOOL_FILE) -> int:
    return Periods(on).years(what, place.body.pk)


def test_a_body_keeps_longer_never_shorter_and_from_a_day(place: Place, today: date):
    rule = RULES[Kept.SCHOOL_FILE].years
    for too_few in (rule - 1, rule):
        with pytest.raises(refusals.TooShort):
            longer(place, today, years=too_few)
    with pytest.raises(refusals.NotBackwards):
        longer(place, today, start=today - timedelta(days=1))
    with pytest.raises(ReasonMissing):
        keeping.keep_longer(
            actor=SYSTEM, on=today, body=place.body, what=Kept.PUPIL, years=9, law="", start=today
        )
    later = today + timedelta(days=10)
    longer(place, today, start=later)
    assert (years(place, later - timedelta(days=1)), years(place, later)) == (rule, 9)


def test_what_held_before_is_kept_with_its_last_day_and_the_rule_can_come_back(place: Place, today: date):
    rule = RULES[Kept.SCHOOL_FILE].years
    longer(place, today, years=9)
    after = today + timedelta(days=40)
    longer(place, after, years=12)
    rows = RetentionPeriod.objects.order_by("start")
    assert [(row.years, row.last_day) for row in rows] == [(9, after - timedelta(days=1)), (12, None)]
    keeping.keep_as_the_rule(actor=SYSTEM, on=after, body=place.body, what=Kept.SCHOOL_FILE)
    assert (years(place, after), years(place, after + timedelta(days=1))) == (12, rule)
    with pytest.raises(refusals.NothingToEnd):
        keeping.keep_as_the_rule(
            actor=SYSTEM, on=after + timedelta(days=2), body=place.body, what=Kept.SCHOOL_FILE
        )


def test_an_administrator_sets_and_takes_back_a_period_on_pages(place: Place, client: Client, today: date):
    sign_in_administrator(client)
    fresh(client)
    page = reverse("oversight:periods", args=[place.body.pk])
    assert page in client.get(reverse("oversight:disposals")).content.decode()
    assert "som regeln" in client.get(page).content.decode()
    form = reverse("oversight:longer", args=[place.body.pk, "school_file"])
    told = {"law": "Plan 2026", "start": str(today)}
    short = client.post(form, told | {"years": "5"})
    assert (short.status_code, "Välj längre än 5 år" in unescape(short.content.decode())) == (422, True)
    assert client.post(form, told | {"years": "9"}).status_code == 302
    assert "9 år (Plan 2026)" in unescape(client.get(page).content.decode())
    back = reverse("oversight:as_the_rule", args=[place.body.pk, "school_file"])
    assert "nästa gallringslista" in unescape(client.get(back).content.decode())
    assert client.post(back).status_code == 302
    assert years(place, today + timedelta(days=1)) == 5
    sample = reverse("oversight:longer", args=[place.body.pk, "sample"])
    assert "Antal år" not in unescape(client.get(sample).content.decode())
    assert client.post(sample, told | {"law": "Riksarkivet"}).status_code == 302
    assert Periods(today).keeps_sample(place.body.pk)
    for what in ("staff", "trail", "x"):
        assert client.get(reverse("oversight:longer", args=[place.body.pk, what])).status_code == 404
    sign_in(client, place.rut)
    assert client.get(page).status_code == 404


def test_going_back_to_the_rule_twice_is_answered_in_words(place: Place, client: Client, today: date):
    sign_in_administrator(client)
    fresh(client)
    longer(place, today)
    page = reverse("oversight:periods", args=[place.body.pk])
    back = reverse("oversight:as_the_rule", args=[place.body.pk, "school_file"])
    assert back in client.get(page).content.decode()
    assert "från i morgon" in unescape(client.post(back, follow=True).content.decode())
    listed = unescape(client.get(page).content.decode())
    assert ("9 år (Plan 2026)" in listed, back in listed) == (True, False)
    assert "Det är redan avslutat" in unescape(client.post(back, follow=True).content.decode())


def test_a_stop_stands_in_no_extract(place: Place, today: date):
    stop(place, today)
    for guardian in (None, UUID(int=1)):
        told = register_extract(recipient=Recipient(place.alva.pk, guardian), actor=place.actor("rut"))
        assert "skadestånd" not in str(told.rows)
        assert "gallringsstopp" not in {row.what for row in told.rows}
