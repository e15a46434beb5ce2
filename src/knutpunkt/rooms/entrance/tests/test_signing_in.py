from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.sealing.box import CannotOpen
from knutpunkt.rooms.entrance import second_factor
from knutpunkt.rooms.entrance.tests.people_at_work import (
    PASSWORD,
    app_code,
    build_kim,
    enrolled,
    give_code,
    give_password,
    is_in,
    pair_phone,
    secret_of,
)

pytestmark = pytest.mark.django_db


def test_t13_the_first_sign_in_pairs_a_phone_shows_recovery_codes_once_and_opens_a_session(client):
    kim = build_kim()
    assert give_password(client).url == reverse("entrance:new_code")
    assert not is_in(client)
    page = client.get(reverse("entrance:new_code"))
    assert "data:image/svg+xml;base64," in page.content.decode()
    secret = page.context["secret"].replace(" ", "")
    done = client.post(reverse("entrance:new_code"), {"code": app_code(secret)})
    assert done.url == reverse("entrance:recovery_codes")
    codes = client.get(done.url).context["codes"]
    assert len(codes) == 10
    assert client.post(done.url).status_code == 302
    assert client.get(done.url).url == reverse("entrance:home")
    assert is_in(client)
    assert secret_of(kim.account) == secret


def test_t13_a_password_alone_opens_nothing(client):
    enrolled(build_kim())
    assert give_password(client).url == reverse("entrance:code")
    assert not is_in(client)
    assert "_auth_user_id" not in client.session


def test_t13_password_and_code_sign_in_and_leave_their_event(client):
    kim = build_kim()
    secret = enrolled(kim)
    Event.objects.count()
    give_password(client)
    assert give_code(client, app_code(secret)).url == reverse("entrance:home")
    assert is_in(client)
    event = Event.objects.filter(action="account.signed_in").latest("at")
    assert (event.person, event.purpose) == (kim.account.professional_id, "totp")


def test_t13_a_code_works_once(client):
    secret = enrolled(build_kim())
    code = app_code(secret)
    give_password(client)
    give_code(client, code)
    replay = Client()
    give_password(replay)
    assert give_code(replay, code).status_code == 422
    assert not is_in(replay)


def test_t13_an_older_code_does_not_work_after_a_newer_one(client):
    secret = enrolled(build_kim())
    give_password(client)
    give_code(client, app_code(secret))
    late = Client()
    give_password(late)
    assert give_code(late, app_code(secret, steps=-1)).status_code == 422


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_phone_half_a_minute_off_still_works(client, steps):
    secret = enrolled(build_kim())
    give_password(client)
    assert give_code(client, app_code(secret, steps=steps)).status_code == 302


@pytest.mark.parametrize("steps", [-3, 3])
def test_t13_a_code_from_another_time_does_not(client, steps):
    secret = enrolled(build_kim())
    give_password(client)
    assert give_code(client, app_code(secret, steps=steps)).status_code == 422


def test_t13_a_recovery_code_works_once_and_tells_how_many_are_left(client):
    kim = build_kim()
    enrolled(kim)
    code = second_factor.recovery_codes(kim.account)[3]
    give_password(client)
    assert give_code(client, code).status_code == 302
    assert is_in(client)
    assert len(second_factor.recovery_codes(kim.account)) == 9
    again = Client()
    give_password(again)
    assert give_code(again, code).status_code == 422


def test_t34_five_wrong_codes_stop_guessing_for_a_quarter_of_an_hour(client):
    kim = build_kim()
    secret = enrolled(kim)
    give_password(client)
    for _ in range(5):
        assert "Koden stämmer inte" in give_code(client, "000000").content.decode()
    assert "För många fel koder" in give_code(client, app_code(secret)).content.decode()
    assert Event.objects.filter(action="account.code_refused").count() == 6
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        give_password(client)
        assert give_code(client, app_code(secret)).status_code == 302


def test_t34_somebody_is_alarmed_when_passwords_or_codes_are_guessed(client, settings, caplog):
    settings.AXES_ENABLED = True
    enrolled(build_kim())
    give_password(client)
    for _ in range(6):
        give_code(client, "000000")
    for _ in range(6):
        give_password(Client(), password="fel lösenord igen")
    told = " ".join(record.getMessage() for record in caplog.records if record.name == "knutpunkt.alarm")
    assert "too many wrong codes" in told
    assert "too many wrong passwords" in told
    assert "kim.lind" not in told


def test_t34_guessing_from_many_browsers_counts_together():
    kim = build_kim()
    secret = enrolled(kim)
    for _ in range(5):
        guesser = Client()
        give_password(guesser)
        give_code(guesser, "000000")
    guesser = Client()
    give_password(guesser)
    assert give_code(guesser, app_code(secret)).status_code == 422


def test_t13_the_code_is_awaited_for_ten_minutes(client):
    secret = enrolled(build_kim())
    give_password(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert give_code(client, app_code(secret)).url == reverse("entrance:sign_in")
        assert not is_in(client)


def test_t13_a_password_changed_meanwhile_ends_the_waiting(client):
    kim = build_kim()
    secret = enrolled(kim)
    give_password(client)
    with recorded(actor=SYSTEM, action="account.password_set"):
        kim.account.set_password("ett helt annat lösenord")
        kim.account.save()
    assert give_code(client, app_code(secret)).url == reverse("entrance:sign_in")


def test_t13_somebody_with_a_phone_paired_cannot_pair_another_with_the_password_alone(client):
    kim = build_kim()
    enrolled(kim)
    give_password(client)
    assert client.get(reverse("entrance:new_code")).url == reverse("entrance:sign_in")
    assert Authenticator.objects.filter(user=kim.account, type="totp").count() == 1


def test_t13_the_code_page_without_a_password_leads_to_the_beginning(client):
    for page in ("entrance:code", "entrance:new_code"):
        assert client.get(reverse(page)).url == reverse("entrance:sign_in")


def test_a_wrong_first_code_keeps_the_picture(client):
    build_kim()
    give_password(client)
    first = client.get(reverse("entrance:new_code")).context["secret"]
    again = client.post(reverse("entrance:new_code"), {"code": "123456"})
    assert again.status_code == 422
    assert again.context["secret"] == first


@pytest.mark.parametrize("username", ["kim.lind", "nobody", "kim\0lind", "ü" * 150])
def test_the_answer_to_a_wrong_password_tells_nothing(client, username):
    build_kim()
    page = give_password(client, username, "fel lösenord helt och hållet")
    assert page.status_code == 422
    words = page.content.decode()
    assert "stämmer inte" in words or "Null" in words
    assert "Kim Lind" not in words


def test_a_disabled_account_gets_the_same_answer(client):
    kim = build_kim()
    with recorded(actor=SYSTEM, action="account.disabled"):
        kim.account.is_active = False
        kim.account.save()
    page = give_password(client)
    assert page.status_code == 422
    assert "Användarnamnet eller lösenordet stämmer inte" in page.content.decode()


def test_t34_five_wrong_passwords_lock_this_name_from_this_address_only(client, settings):
    settings.AXES_ENABLED = True
    secret = enrolled(build_kim())
    for _ in range(5):
        give_password(client, password="fel lösenord igen")
    locked = give_password(client)
    assert locked.status_code == 429
    assert "Vänta en kvart" in locked.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    give_password(elsewhere)
    assert give_code(elsewhere, app_code(secret)).status_code == 302


def test_t34_the_lock_opens_after_a_quarter_of_an_hour(client, settings):
    settings.AXES_ENABLED = True
    build_kim()
    for _ in range(5):
        give_password(client, password="fel lösenord igen")
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert give_password(client).status_code == 302


def test_t34_the_lock_answers_alike_for_a_name_that_does_not_exist(client, settings):
    settings.AXES_ENABLED = True
    build_kim()
    answers = set()
    for name in ("kim.lind", "nobody"):
        for _ in range(5):
            give_password(client, name, "fel lösenord igen")
        answers.add(give_password(client, name).status_code)
    assert answers == {429}


def test_in_production_the_address_is_the_one_the_proxy_saw(rf, settings):
    from knutpunkt.rooms.entrance.client_address import client_address

    request = rf.get("/", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.4", REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == "10.0.0.1"
    settings.PRODUCTION = True
    assert client_address(request) == "198.51.100.4"


def test_the_secret_is_ciphertext_at_rest_and_opens_for_its_account_only(client):
    kim, other = build_kim(), build_kim("per.ek", given_name="Per")
    secret = enrolled(kim)
    give_password(client)
    factor = Authenticator.objects.get(user=kim.account, type="totp")
    assert secret not in str(factor.data)
    Authenticator.objects.filter(pk=factor.pk).update(user=other.account)
    with pytest.raises(CannotOpen):
        second_factor.answer(other.account, app_code(secret))


def test_the_secret_waiting_in_the_session_is_ciphertext_too(client):
    build_kim()
    give_password(client)
    secret = client.get(reverse("entrance:new_code")).context["secret"].replace(" ", "")
    assert secret not in str(dict(client.session))


def test_after_signing_in_one_comes_to_the_page_one_asked_for(client):
    secret = enrolled(build_kim())
    asked = client.get(reverse("entrance:choose_assignment"))
    page = client.get(asked.url)
    assert page.context["way_on"] == reverse("entrance:choose_assignment")
    give_password(client, next=page.context["way_on"])
    assert give_code(client, app_code(secret)).url == reverse("entrance:choose_assignment")


@pytest.mark.parametrize(
    "evil", ["https://example.org/", "//example.org", "javascript:alert(1)", "\\\\example.org"]
)
def test_nobody_is_sent_to_another_site(client, evil):
    secret = enrolled(build_kim())
    give_password(client, next=evil)
    assert give_code(client, app_code(secret)).url == reverse("entrance:home")


def test_t13_the_session_key_changes_at_every_step(client):
    secret = enrolled(build_kim())
    keys = set()
    give_password(client)
    keys.add(client.session.session_key)
    give_code(client, app_code(secret))
    keys.add(client.session.session_key)
    assert len(keys) == 2


def test_t13_a_session_opened_without_the_second_factor_is_nobodys(client):
    kim = build_kim()
    with recorded(actor=SYSTEM, action="account.signed_in"):
        client.force_login(kim.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert not is_in(client)
    assert PASSWORD not in str(dict(client.session))


def test_t13_pairing_asks_for_the_password_first(client):
    build_kim()
    give_password(client)
    pair_phone(client)
    assert is_in(client)
