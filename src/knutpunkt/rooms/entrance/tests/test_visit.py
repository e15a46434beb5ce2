from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in, sign_in_administrator

from knutpunkt.foundation.audit.actor import SYSTEM, ActorKind
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.rooms.entrance.hats import ADMINISTRATOR, hat_of, hats_of
from knutpunkt.rooms.entrance.tests.people_at_work import TODAY, build_kim, build_unit, is_in

pytestmark = pytest.mark.django_db
CHOOSE = "/uppdrag/"


def minutes(count: int):
    return time_machine.travel(timezone.now() + timedelta(minutes=count), tick=False)


def test_t33_half_an_hour_without_a_click_ends_the_visit(client):
    sign_in(client, build_kim().assignment)
    with minutes(29):
        assert is_in(client)
    with minutes(29 + 31):
        page = client.get(CHOOSE, follow=True)
        assert "Du har varit borta en stund" in page.content.decode()
        assert "_auth_user_id" not in client.session


def test_t33_twelve_hours_end_the_visit_however_busy(client):
    sign_in(client, build_kim().assignment)
    for passed in range(20, 12 * 60, 20):
        with minutes(passed):
            assert is_in(client)
    with minutes(12 * 60 + 1):
        assert not is_in(client)


def test_t33_a_disabled_account_is_out_at_the_next_request(client):
    kim = build_kim()
    sign_in(client, kim.assignment)
    assert is_in(client)
    with recorded(actor=SYSTEM, action="account.disabled"):
        kim.account.is_active = False
        kim.account.save()
    assert not is_in(client)


def test_t33_a_new_password_ends_every_other_session(client):
    kim = build_kim()
    sign_in(client, kim.assignment)
    with recorded(actor=SYSTEM, action="account.password_set"):
        kim.account.set_password("ett helt annat lösenord")
        kim.account.save()
    assert not is_in(client)


def test_t33_the_last_day_of_the_only_assignment_is_the_last_day_inside(client):
    kim = build_kim()
    sign_in(client, kim.assignment)
    with recorded(actor=SYSTEM, action="assignment.ended"):
        kim.assignment.last_day = TODAY()
        kim.assignment.save()
    assert is_in(client)
    with recorded(actor=SYSTEM, action="assignment.ended"):
        kim.assignment.last_day = TODAY() - timedelta(days=1)
        kim.assignment.save()
    page = client.get(CHOOSE, follow=True)
    assert "inget uppdrag som gäller i dag" in page.content.decode()


def test_t33_when_the_chosen_assignment_ends_the_other_one_is_offered_never_taken(client):
    kim = build_kim()
    kim.also("school_counsellor", build_unit("Ekskolan"))
    sign_in(client, kim.assignment)
    with recorded(actor=SYSTEM, action="assignment.ended"):
        kim.assignment.last_day = TODAY() - timedelta(days=1)
        kim.assignment.save()
    page = client.get(CHOOSE)
    assert page.wsgi_request.actor is None
    assert [hat.unit for hat in page.context["hats"]] == ["Ekskolan"]


def test_t33_two_assignments_are_chosen_between_and_never_mixed(client):
    kim = build_kim()
    other = kim.also("school_counsellor", build_unit("Ekskolan"))
    sign_in(client, kim.assignment)
    before = client.session.session_key
    client.post(CHOOSE, {"hat": str(other.pk)})
    page = client.get(CHOOSE)
    assert page.wsgi_request.actor.assignment == other.pk
    assert page.wsgi_request.actor.profession == "school_counsellor"
    assert page.wsgi_request.assignment == other
    assert client.session.session_key != before
    assert Event.objects.filter(action="assignment.chosen", assignment=other.pk).exists()


def test_t33_somebody_elses_assignment_cannot_be_chosen(client):
    kim, per = build_kim(), build_kim("per.ek", given_name="Per")
    sign_in(client, kim.assignment)
    page = client.post(CHOOSE, {"hat": str(per.assignment.pk)})
    assert "Inget har ändrats" in page.content.decode()
    session = client.session
    session["visit.hat"] = str(per.assignment.pk)
    session.save()
    assert client.get(CHOOSE).wsgi_request.actor is None


@pytest.mark.parametrize("key", ["", "administrator", "inte-ett-uppdrag", "0" * 32])
def test_t33_a_key_that_is_no_hat_of_ones_own_is_none(key):
    assert hat_of(build_kim().account, key, on=TODAY()) is None


def test_an_administrator_who_also_works_chooses_and_is_one_thing_at_a_time(client):
    kim = build_kim(administers=True)
    assert [hat.key for hat in hats_of(kim.account, on=TODAY())] == [str(kim.assignment.pk), ADMINISTRATOR]
    sign_in(client, kim.assignment)
    assert client.get(CHOOSE).wsgi_request.actor.kind is ActorKind.PROFESSIONAL
    client.post(CHOOSE, {"hat": ADMINISTRATOR})
    request = client.get(CHOOSE).wsgi_request
    assert request.actor.kind is ActorKind.ADMINISTRATOR
    assert request.assignment is None
    assert request.actor.unit is None


def test_t33_signing_out_ends_the_session_and_leaves_its_event(client):
    sign_in(client, build_kim().assignment)
    page = client.post(reverse("entrance:sign_out"))
    assert page["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(client)
    assert Event.objects.filter(action="account.signed_out").count() == 1


def test_signing_out_by_a_link_does_nothing(client):
    sign_in(client, build_kim().assignment)
    assert client.get(reverse("entrance:sign_out")).status_code == 405
    assert is_in(client)


def test_t62_pages_are_kept_in_no_cache(client):
    sign_in_administrator(client)
    for path in (CHOOSE, "/logga-in/", "/finns-inte/"):
        assert client.get(path)["Cache-Control"] == "no-store"


def test_t62_two_people_in_two_browsers_stay_two_people():
    kim, per = Client(), Client()
    sign_in(kim, build_kim().assignment)
    sign_in(per, build_kim("per.ek", given_name="Per").assignment)
    for _ in range(3):
        assert "Kim Lind" in kim.get("/hjalp/").content.decode()
        assert "Per Lind" in per.get("/hjalp/").content.decode()
