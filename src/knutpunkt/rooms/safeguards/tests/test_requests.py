"""Formal requests: a holder and a date until a person has decided in writing."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.safeguards import requests
from knutpunkt.rooms.safeguards.models import FormalRequest
from knutpunkt.rooms.safeguards.refusals import AlreadyDecided

Kind, AskedBy, Decision = FormalRequest.Kind, FormalRequest.AskedBy, FormalRequest.Decision


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def received(place: Place, today: date, kind: FormalRequest.Kind = Kind.PARTY_ACCESS) -> FormalRequest:
    return requests.receive(
        actor=place.actor("mia"),
        on=today,
        child=place.alva,
        kind=kind,
        asked_by=AskedBy.GUARDIAN,
        who="Karin Öberg",
        what="Jag vill se allt som skrivits om Alva.",
        received_on=today,
    )


@pytest.mark.parametrize(("kind", "days"), [(Kind.PARTY_ACCESS, 7), (Kind.REGISTER_EXTRACT, 30)])
def test_it_becomes_a_matter_with_a_holder_and_a_date(
    place: Place, today: date, kind: FormalRequest.Kind, days: int
):
    promise = received(place, today, kind).matter.commitments.get()
    assert (promise.holder, promise.backup) == (place.rut.professional, place.mia.professional)
    assert promise.due == today + timedelta(days=days)


def test_a_refusal_says_how_to_appeal_and_closes_the_matter(place: Place, client: Client, today: date):
    one = received(place, today)
    sign_in(client, place.rut)
    page = reverse("safeguards:request", args=[one.pk])
    assert client.post(page, {"decision": "refused", "reasons": ""}).status_code == 422
    client.post(page, {"decision": "refused", "reasons": "Uppgifterna kan skada barnet (12 kap. 3 § OSL)."})
    one.refresh_from_db()
    assert one.decided_by == place.rut.professional
    assert "kammarrätten" in one.appeal
    assert "tre veckor" in client.get(page).content.decode()
    assert not one.matter.is_open


def test_it_is_decided_once_and_with_reasons(place: Place, today: date):
    one = received(place, today, Kind.RECTIFICATION)
    told = {"actor": place.actor("rut"), "on": today, "request": one, "decision": Decision.GRANTED}
    with pytest.raises(ReasonMissing):
        requests.decide(**told, reasons=" ")
    requests.decide(**told, reasons="Födelseorten var fel.")
    assert one.appeal == ""
    with pytest.raises(AlreadyDecided):
        requests.decide(**told, reasons="Igen")


def test_others_at_the_unit_do_not_see_it(place: Place, client: Client, today: date):
    one = received(place, today)
    for name in ("sam", "kim", "bo"):
        sign_in(client, getattr(place, name))
        assert client.get(reverse("safeguards:request", args=[one.pk])).status_code == 404
        assert "Alva" not in client.get(reverse("safeguards:overview")).content.decode()
    sign_in(client, place.rut)
    assert "Alva" in client.get(reverse("safeguards:overview")).content.decode()


def test_it_stands_on_my_day_and_leads_to_its_page(place: Place, client: Client, today: date):
    one = received(place, today)
    sign_in(client, place.rut)
    page = client.get("/min-dag/").content.decode()
    assert reverse("safeguards:request", args=[one.pk]) in page


def test_receiving_on_the_page(place: Place, client: Client, today: date):
    sign_in(client, place.mia)
    page = reverse("safeguards:receive_request", args=[place.alva.pk])
    told = {"kind": "objection", "asked_by": "child", "who": "Alva", "what": "Nej", "received_on": str(today)}
    assert client.post(page, told | {"received_on": str(today + timedelta(days=1))}).status_code == 422
    assert client.post(page, told).status_code == 302
    assert FormalRequest.objects.get().kind == Kind.OBJECTION
