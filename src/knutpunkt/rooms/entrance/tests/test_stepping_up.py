"""T33: what is taken out, and what is said for a family, asks for the second factor anew."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from tests.house.test_gates import _patterns
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.models import Event
from knutpunkt.rooms.entrance import visit
from knutpunkt.rooms.entrance.tests.people_at_work import app_code, build_kim, enrolled

pytestmark = pytest.mark.django_db
CONFIRM = reverse("entrance:confirm")
NO_PLAN = reverse("plans:pdf", args=["00000000-0000-4000-8000-000000000000"])


@pytest.fixture
def kim(client: Client):
    made = build_kim()
    made.secret = enrolled(made)
    sign_in(client, made.assignment)
    return made


def a_while(seconds: int = visit.FRESH_SECONDS + 60):
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=True)


def test_t33_right_after_the_sign_in_nothing_is_asked(client, kim):
    assert client.get(NO_PLAN).status_code == 404


def test_t33_later_the_code_is_asked_again_and_leads_to_where_one_was_going(client, kim):
    with a_while():
        asked = client.get(NO_PLAN)
        assert asked.url.startswith(CONFIRM)
        answer = client.post(asked.url, {"code": app_code(kim.secret), "next": NO_PLAN})
        assert answer.url == NO_PLAN
        assert client.get(NO_PLAN).status_code == 404
    assert Event.objects.filter(action="account.confirmed").count() == 1


def test_t33_a_wrong_code_opens_nothing_and_is_recorded(client, kim):
    with a_while():
        assert client.post(CONFIRM, {"code": "000000"}).status_code == 422
        assert client.get(NO_PLAN).url.startswith(CONFIRM)
    assert Event.objects.filter(action="account.code_refused").exists()


def test_t33_the_rest_of_the_work_goes_on_without_it(client, kim):
    with a_while():
        assert client.get(reverse("today:my_day")).status_code == 200


def test_t33_what_was_begun_in_time_may_be_finished(client, kim):
    path = reverse("consents:withdraw", args=["00000000-0000-4000-8000-000000000000"])
    with a_while():
        assert client.get(path).url.startswith(CONFIRM)
        assert client.post(path).status_code == 404
    with a_while(visit.IDLE_SECONDS - 60):
        client.get(reverse("today:my_day"))
    with a_while(visit.FRESH_TO_FINISH_SECONDS + 60):
        assert client.post(path).url.startswith(CONFIRM)


def test_t33_a_button_is_enough_in_the_demo_and_never_in_production(client, kim, settings):
    session = client.session
    session["visit.factor"] = "demo"
    session.save()
    with a_while():
        assert client.get(NO_PLAN).url.startswith(CONFIRM)
        assert client.post(CONFIRM, {"next": NO_PLAN}).url == NO_PLAN
        settings.PRODUCTION = True
        settings.SECURE_SSL_REDIRECT = False
        assert client.post(CONFIRM, {"next": NO_PLAN}).url.startswith("/logga-in/")


def test_t33_exports_consents_for_others_and_keys_to_accounts_ask_for_it():
    asking = {
        name
        for name, pattern in _patterns(get_resolver().url_patterns, "")
        if getattr(pattern.callback, "asks_again", False)
    }
    assert asking >= {
        "plans:pdf",
        "consents:request",
        "consents:withdraw",
        "consents:judge",
        "organisation:new_link",
        "organisation:let_administer",
    }


def test_t33_confirming_leads_to_no_other_site(client, kim):
    with a_while():
        answer = client.post(CONFIRM, {"code": app_code(kim.secret), "next": "https://evil.example/"})
        assert answer.url == "/"
