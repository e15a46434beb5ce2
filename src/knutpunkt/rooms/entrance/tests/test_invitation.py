from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event
from knutpunkt.rooms.entrance import invitation, second_factor
from knutpunkt.rooms.entrance.tests.people_at_work import (
    PASSWORD,
    build_kim,
    enrolled,
    give_password,
    is_in,
    pair_phone,
)

pytestmark = pytest.mark.django_db
NEW = "gröna stolar dansar ofta"


def open_link(client: Client, token: str):
    return client.get(reverse("entrance:welcome", args=[token]), follow=True)


def set_password(client: Client, password: str = NEW, again: str = ""):
    return client.post(reverse("entrance:new_password"), {"password": password, "again": again or password})


def test_t13_a_link_leads_through_password_and_phone_to_a_session(client):
    kim = build_kim()
    token = invitation.invite(actor=SYSTEM, account=kim.account)
    page = open_link(client, token)
    assert page.redirect_chain == [(reverse("entrance:new_password"), 302)]
    assert "kim.lind" in page.content.decode()
    assert set_password(client).url == reverse("entrance:new_code")
    assert not is_in(client)
    pair_phone(client)
    assert is_in(client)
    assert Event.objects.filter(action="account.password_set").count() == 1


def test_t13_a_link_works_once(client):
    kim = build_kim()
    token = invitation.invite(actor=SYSTEM, account=kim.account)
    open_link(client, token)
    set_password(client)
    assert open_link(Client(), token).status_code == 410
    assert set_password(client).status_code == 410


def test_a_link_lasts_three_days(client):
    token = invitation.invite(actor=SYSTEM, account=build_kim().account)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert open_link(client, token).status_code == 410


def test_a_new_link_makes_the_former_useless(client):
    kim = build_kim()
    former = invitation.invite(actor=SYSTEM, account=kim.account)
    invitation.invite(actor=SYSTEM, account=kim.account)
    assert open_link(client, former).status_code == 410


@pytest.mark.parametrize("token", ["x", "WyJhIiwiYiJd:1:2", "a:b:c", "%00"])
def test_a_made_up_link_is_answered_kindly(client, token):
    page = client.get(f"/valkommen/{token}/", follow=True)
    assert page.status_code == 410
    assert "Be din administratör om en ny länk" in page.content.decode()


def test_t13_a_new_link_ends_the_sessions_the_password_and_the_paired_phone(client):
    kim = build_kim()
    enrolled(kim)
    sign_in(client, kim.assignment)
    invitation.invite(actor=SYSTEM, account=kim.account)
    assert not is_in(client)
    assert not second_factor.is_enrolled(kim.account)
    assert give_password(Client(), password=PASSWORD).status_code == 422


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("kort", "kort", "12"),
        (NEW, "något helt annat", "inte lika"),
        ("password1234", "password1234", "vanligt"),
    ],
)
def test_a_password_that_does_not_do_says_what_to_change(client, password, again, words):
    open_link(client, invitation.invite(actor=SYSTEM, account=build_kim().account))
    page = set_password(client, password, again)
    assert page.status_code == 422
    assert words in page.content.decode()
