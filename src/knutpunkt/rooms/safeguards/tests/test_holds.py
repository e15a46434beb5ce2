"""Kontaktspärr: silent in every channel, told to those who may act, and looked at again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.audit.actor import SYSTEM, Actor, ActorKind
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.models import (
    Child,
    ContactHold,
    Guardian,
    Guardianship,
    UnitResponsibility,
    UnitWideTask,
)
from knutpunkt.rooms.cases.tests.begun import begin, invite_bup
from knutpunkt.rooms.concerns.tests.place import LONG_AGO, Place
from knutpunkt.rooms.safeguards import conflicts, holds
from knutpunkt.rooms.safeguards.refusals import AlreadyHeld, NotTheirs, ReviewInThePast

WHY = "Hot mot barnet enligt polisanmälan."


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def karin(place: Place) -> Guardian:
    with recorded(actor=SYSTEM, action="world.built"):
        return guardian_of(place.alva, "Karin")


def guardian_of(child: Child, name: str) -> Guardian:
    guardian = Guardian.objects.create(given_name=name, family_name="Öberg")
    Guardianship.objects.create(
        child=child, guardian=guardian, relation=Guardianship.Relation.CUSTODY, start=LONG_AGO
    )
    return guardian


def held(place: Place, karin: Guardian, today: date, by: str = "rut", **values: Any) -> ContactHold:
    told = {"reason": WHY, "review_on": today + timedelta(days=30)} | values
    return holds.hold_contact(
        actor=place.actor(by), on=today, child=place.alva, guardian=karin, ask=place.kim.professional, **told
    )


def the_guardian(karin: Guardian) -> Actor:
    return Actor(kind=ActorKind.GUARDIAN, person=karin.pk)


def test_nothing_reaches_the_guardian_from_the_next_request(place: Place, karin: Guardian, today: date):
    begin(place, today)
    assert visible(Child.objects.all(), actor=the_guardian(karin), on=today)
    held(place, karin, today)
    assert not visible(Child.objects.all(), actor=the_guardian(karin), on=today)


def test_it_is_decided_by_a_named_person(place: Place, karin: Guardian, today: date):
    begin(place, today)
    for name in ("mia", "kim", "elin", "bo"):
        with pytest.raises(NotTheirs):
            held(place, karin, today, by=name)
    with recorded(actor=SYSTEM, action="world.built"):
        UnitWideTask.objects.create(
            assignment=place.kim,
            unit=place.school,
            kind=UnitWideTask.Kind.PROTECTED_IDENTITY,
            start=LONG_AGO,
        )
    assert held(place, karin, today, by="kim").decided_by == place.kim.professional
    assert Event.objects.filter(action="contact_hold.decided").count() == 1


def test_it_has_a_later_day_of_review_and_is_decided_once(place: Place, karin: Guardian, today: date):
    with pytest.raises(ReviewInThePast):
        held(place, karin, today, review_on=today)
    held(place, karin, today)
    with pytest.raises(AlreadyHeld):
        held(place, karin, today)


def test_it_can_be_put_back_the_day_it_was_ended_and_another_area_has_its_own(
    place: Place, karin: Guardian, today: date
):
    case = begin(place, today)
    invite_bup(place, case, today)
    hold = held(place, karin, today)
    holds.end(actor=place.actor("rut"), on=today, hold=hold)
    again = held(place, karin, today)
    assert (again.last_day, again.pk != hold.pk) == (None, True)
    with recorded(actor=SYSTEM, action="world.built"):
        UnitResponsibility.objects.create(unit=place.clinic, professional=place.bo.professional, start=today)
    theirs = holds.hold_contact(
        actor=place.actor("bo"),
        on=today,
        child=place.alva,
        guardian=karin,
        ask=place.bo.professional,
        reason=WHY,
        review_on=today + timedelta(days=30),
    )
    holds.end(actor=place.actor("bo"), on=today, hold=theirs)
    tomorrow = today + timedelta(days=1)
    assert not visible(Child.objects.all(), actor=the_guardian(karin), on=tomorrow)


def test_whom_to_ask_is_somebody_who_works_there_and_does_not_stand_aside(
    place: Place, karin: Guardian, today: date
):
    begin(place, today)
    held(place, karin, today)
    elin = place.actor("elin")
    assert [one.ask for one in holds.warnings(place.alva, actor=elin, on=today)] == [place.kim.professional]
    conflicts.declare(
        actor=place.actor("kim"),
        on=today,
        children=[place.alva],
        professional=place.kim.professional,
        reason="Kusin",
    )
    assert [one.ask for one in holds.warnings(place.alva, actor=elin, on=today)] == [place.rut.professional]


def test_t09_a_hold_is_not_heard_in_the_questions_put_for_somebody_without_a_part(
    place: Place, karin: Guardian, today: date, django_assert_num_queries: Any
):
    begin(place, today)
    sam = place.actor("sam")
    with CaptureQueriesContext(connection) as without:
        holds.warnings(place.alva, actor=sam, on=today)
    held(place, karin, today)
    with django_assert_num_queries(len(without)):
        assert holds.warnings(place.alva, actor=sam, on=today) == []


def test_somebody_promises_to_look_again_and_it_never_ends_by_itself(
    place: Place, karin: Guardian, today: date
):
    hold = held(place, karin, today)
    promise = Matter.objects.get(kind=Matter.Kind.CONTACT_HOLD).commitments.get()
    assert (promise.holder, promise.due) == (place.rut.professional, hold.review_on)
    long_after = today + timedelta(days=3650)
    assert hold.runs(long_after)
    assert not visible(Child.objects.all(), actor=the_guardian(karin), on=long_after)

    later = hold.review_on + timedelta(days=90)
    holds.go_on(actor=place.actor("rut"), on=today, hold=hold, review_on=later, reason="Hotet finns kvar.")
    promise.refresh_from_db()
    assert promise.due == later
    holds.end(actor=place.actor("rut"), on=today, hold=hold)
    assert not Matter.objects.get(kind=Matter.Kind.CONTACT_HOLD).is_open


def test_colleagues_who_may_act_are_told_whom_to_ask_and_others_nothing(
    place: Place, karin: Guardian, client: Client, today: date
):
    case = begin(place, today)
    invite_bup(place, case, today)
    held(place, karin, today)
    page = reverse("safeguards:warnings", args=[place.alva.pk])
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    told = client.get(page).content.decode()
    assert "Kontakta inte Karin Öberg. Fråga Kim Lund." in told
    assert WHY not in told
    # Another area takes part; a mentor sees the child but has no part in the case.
    for name in ("bo", "sam"):
        sign_in(client, getattr(place, name))
        answer = client.get(page)
        assert "Karin" not in answer.content.decode()


def test_the_childs_page_warns_who_may_act_and_leaves_the_guardian_out_for_all(
    place: Place, karin: Guardian, client: Client, today: date
):
    begin(place, today)
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    page = reverse("cases:child", args=[place.alva.pk])
    assert "Karin Öberg" in client.get(page).content.decode()
    held(place, karin, today)
    told = client.get(page).content.decode()
    assert told.count("Karin") == told.count("Kontakta inte Karin Öberg") == 1
    sign_in(client, place.sam)
    assert "Karin" not in client.get(page).content.decode()


def test_deciding_on_the_page(place: Place, karin: Guardian, client: Client, today: date):
    begin(place, today)
    sign_in(client, place.rut)
    page = reverse("safeguards:hold", args=[place.alva.pk])
    told = {
        "guardian": str(karin.pk),
        "reason": WHY,
        "ask": str(place.rut.professional_id),
        "review_on": today.isoformat(),
    }
    assert client.post(page, told).status_code == 422
    assert client.post(page, told | {"review_on": str(today + timedelta(days=9))}).status_code == 302
    hold = ContactHold.objects.get()
    assert WHY in client.get(reverse("safeguards:review_hold", args=[hold.pk])).content.decode()
    sign_in(client, place.mia)
    assert client.get(page).status_code == 404
    assert client.get(reverse("safeguards:review_hold", args=[hold.pk])).status_code == 404
    sign_in(client, place.rut)
    client.post(reverse("safeguards:end_hold", args=[hold.pk]))
    hold.refresh_from_db()
    assert hold.last_day == today
