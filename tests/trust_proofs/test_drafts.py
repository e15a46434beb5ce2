"""T20: what somebody writes is there when they come back, and for nobody else, wherever they write it."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knutpunkt.foundation.casefile.models import Case, ConsentRequest, Disclosure
from knutpunkt.rooms.concerns.models import AbsenceInvestigation, Concern
from knutpunkt.rooms.entrance.models import UnsavedText, UnsavedWithoutChild
from knutpunkt.rooms.plans.models import Plan, SupportMeasure
from tests.everything import Everything
from tests.signed_in import sign_in

pytestmark = pytest.mark.django_db
WORD = "svartvinbärsbusken"
COORDINATOR, HEAD = "coordinator of a case", "head teacher"


@dataclass(frozen=True)
class Written:
    """A page, who writes on it and in which field; ``to`` is where it is sent when not to itself."""

    name: str
    role: str
    field: str
    address: Callable[[Everything], str]
    to: Callable[[Everything], str] | None = None


def _case(name: str) -> Callable[[Everything], str]:
    return lambda world: reverse(name, args=[Case.objects.get(child=world.place.alva).pk])


def _concern(name: str) -> Callable[[Everything], str]:
    return lambda world: reverse(name, args=[Concern.objects.get(child=world.place.ville).pk])


def _investigation(name: str) -> Callable[[Everything], str]:
    return lambda _: reverse(name, args=[AbsenceInvestigation.objects.get().pk])


def _request(name: str) -> Callable[[Everything], str]:
    return lambda _: reverse(name, args=[ConsentRequest.objects.get().pk])


def _alva(name: str) -> Callable[[Everything], str]:
    return lambda world: reverse(name, args=[world.place.alva.pk])


def _end_measure(_: Everything) -> str:
    return reverse("plans:end_measure", args=[Plan.objects.get().pk, SupportMeasure.objects.get().pk])


def _quote(_: Everything) -> str:
    one = Disclosure.objects.exclude(items=None).get()
    return reverse("consents:quote", args=[one.pk, one.items.get().record_id])


def _renewed(world: Everything) -> str:
    return f"{_case('consents:ask')(world)}?fornya={ConsentRequest.objects.get().pk}"


def _about_alva(world: Everything) -> str:
    return f"{reverse('concerns:new')}?barn={world.place.alva.pk}"


def _described(world: Everything) -> str:
    return f"{reverse('concerns:new')}?till={world.place.school.pk}"


PAGES = [
    Written("a concern", "mentor", "what", _about_alva),
    Written("a described child", "health contact", "what", _described),
    Written("no measure", "school counsellor", "reason", _concern("concerns:no_measure")),
    Written("the class takes it", "school counsellor", "what", _concern("concerns:universally")),
    Written("a decision on absence", HEAD, "reason", _alva("concerns:decide")),
    Written(
        "a conclusion",
        HEAD,
        "conclusion",
        _investigation("concerns:investigation"),
        _investigation("concerns:conclude"),
    ),
    Written("a question to the family", COORDINATOR, "purpose", _case("consents:ask")),
    Written("a question anew", COORDINATOR, "purpose", _renewed),
    Written("a disclosure", COORDINATOR, "childs_view", _case("consents:disclose")),
    Written("a refused disclosure", COORDINATOR, "reason", _case("consents:refuse")),
    Written("a quotation", "health contact", "text", _quote),
    Written("a judgement", COORDINATOR, "reason", _request("consents:judge")),
    Written("a child not asked", COORDINATOR, "reason", _request("consents:child_not_asked")),
    Written("a guardian left out", COORDINATOR, "reason", _request("consents:leave_out")),
    Written("the end of a plan", COORDINATOR, "next_what", lambda _: _plan("plans:end")),
    Written("the end of a measure", COORDINATOR, "because", _end_measure),
    Written("a question about a child", "mentor", "question", _alva("cases:ask")),
    Written("a hold", HEAD, "reason", _alva("safeguards:hold")),
    Written("a conflict", "mentor", "reason", _alva("safeguards:knows")),
    Written("a note", COORDINATOR, "text", _case("cases:new_note")),
    Written("an ending", COORDINATOR, "words", _case("cases:close")),
]
named = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def _plan(name: str) -> str:
    return reverse(name, args=[Plan.objects.get().pk])


@pytest.fixture(autouse=True)
def undone(world: Everything) -> Iterator[None]:
    """The world as it was, also who is signed in."""
    cookies = {role: deepcopy(world.client(role).cookies) for role in world.everybody}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for role, kept in cookies.items():
        world.client(role).cookies = kept


def sent(page: Written, world: Everything) -> str:
    return (page.to or page.address)(world)


def kept(browser: Client, address: str, data: dict[str, Any]) -> Any:
    """What stands below the form after one has paused."""
    return browser.post(address, {"began": "{}", **data, "keep_typed": "1"}, headers={"HX-Request": "true"})


def value(answer: Any, field: str) -> Any:
    """What stands in the field on a page."""
    forms = (answer.context.get(name) for name in ("form", "conclusion"))
    return next(form[field].value() for form in forms if form is not None)


@named
def test_t20_what_is_written_is_there_when_one_comes_back(world: Everything, page: Written):
    browser, address = world.client(page.role), page.address(world)
    assert value(browser.get(address), page.field) != WORD
    answer = kept(browser, sent(page, world), {page.field: WORD})
    assert "Bara du ser det." in answer.content.decode()
    again = browser.get(address)
    assert value(again, page.field) == WORD
    assert "Det här är ditt utkast" in again.content.decode()
    row = again.context["typed"].row
    dropped = {"typed": row.pk, "typed_version": row.version, "drop_typed": "1"}
    assert browser.post(sent(page, world), dropped).status_code == 302
    assert value(browser.get(address), page.field) != WORD


@named
def test_t20_nobody_else_meets_what_is_being_written(world: Everything, page: Written):
    address = page.address(world)
    kept(world.client(page.role), sent(page, world), {page.field: WORD})
    for role in world.everybody:
        if role != page.role:
            assert WORD not in world.client(role).get(address).content.decode(), role


@named
def test_t20_signing_in_again_leads_back_to_the_page_with_the_text(world: Everything, page: Written):
    browser, address = world.client(page.role), page.address(world)
    left = {page.field: WORD, "began": "{}"}
    came_from = {"Referer": f"http://testserver{address}"}
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        out = browser.post(sent(page, world), left, headers=came_from)
        assert out["Location"].startswith(reverse("entrance:sign_in"))
        assert "Det du skrev finns kvar" in browser.get(out["Location"]).content.decode()
        assert not UnsavedText.objects.filter(place=address).exists()
        sign_in(browser, world.roles[page.role])
        again = browser.get(address)
    assert value(again, page.field) == WORD
    assert "Här är det du skrev" in again.content.decode()


def expired(world: Everything, address: str, role: str = "mentor") -> Client:
    """A browser whose visit had ended when a text was sent from it."""
    browser = world.client(role)
    left = {"what": WORD, "began": "{}"}
    out = browser.post(address, left, headers={"Referer": f"http://testserver{address}"})
    assert out.status_code == 302
    return browser


@pytest.fixture
def half_an_hour_later() -> Iterator[None]:
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        yield


def test_t20_a_text_left_behind_is_nobody_elses(world: Everything, half_an_hour_later):
    address = _about_alva(world)
    browser = expired(world, address)
    sign_in(browser, world.roles["second mentor"])
    assert WORD not in browser.get(address).content.decode()
    sign_in(browser, world.roles["mentor"])
    assert WORD not in browser.get(f"{reverse('concerns:new')}?barn={world.place.ville.pk}").content.decode()


def test_t27_a_text_left_behind_lies_sealed(world: Everything, half_an_hour_later):
    expired(world, _about_alva(world))
    stored = [row.get_decoded() for row in Session.objects.all()]
    assert any("entrance.left_behind" in one for one in stored)
    assert WORD not in repr(stored)


def test_t20_a_text_left_behind_is_gone_when_it_is_sent(world: Everything, half_an_hour_later):
    address = _about_alva(world)
    browser = expired(world, address)
    sign_in(browser, world.roles["mentor"])
    assert browser.post(address, {"what": WORD, "source": "mentor", "began": "{}"}).status_code == 302
    assert "Här är det du skrev" not in browser.get(address).content.decode()


def test_t20_a_text_left_behind_waits_while_one_writes_elsewhere(world: Everything, half_an_hour_later):
    address = _about_alva(world)
    browser = expired(world, address)
    sign_in(browser, world.roles["mentor"])
    kept(browser, _alva("cases:ask")(world), {"question": "Annat"})
    assert value(browser.get(address), "what") == WORD
    kept(browser, address, {"what": f"{WORD}!"})
    assert "entrance.left_behind" not in browser.session
    assert value(browser.get(address), "what") == f"{WORD}!"


def test_t20_what_has_to_be_confirmed_first_keeps_the_text(world: Everything):
    address, browser = _request("consents:judge")(world), world.client(COORDINATOR)
    session = browser.session
    session["visit.began"] = timezone.now().timestamp() - 3600
    session.save()
    left = {"reason": WORD, "began": "{}"}
    out = browser.post(address, left, headers={"Referer": f"http://testserver{address}"})
    assert out["Location"].startswith(reverse("entrance:confirm"))
    session = browser.session
    session["visit.confirmed"] = timezone.now().timestamp()
    session.save()
    assert value(browser.get(address), "reason") == WORD


def test_t20_whom_one_looks_for_in_an_emergency_is_kept_nowhere(world: Everything, half_an_hour_later):
    browser, address = world.client("mentor"), reverse("safeguards:open_emergency")
    browser.post(address, {"national_id": "201205099999", "reason": WORD, "keep_typed": "1"})
    assert "entrance.left_behind" not in browser.session
    assert not UnsavedText.objects.exists()
    assert not UnsavedWithoutChild.objects.exists()


def test_t20_a_request_is_no_draft_but_is_not_lost_at_the_sign_in(world: Everything):
    browser, address = world.client(COORDINATOR), _alva("safeguards:receive_request")(world)
    assert 'name="keep_typed"' not in browser.get(address).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        browser.post(
            address, {"what": WORD, "began": "{}"}, headers={"Referer": f"http://testserver{address}"}
        )
        sign_in(browser, world.roles[COORDINATOR])
        assert value(browser.get(address), "what") == WORD


def test_t20_the_disclosure_that_is_looked_through_is_kept_until_it_is_sent(world: Everything):
    browser, address = world.client(COORDINATOR), _case("consents:disclose")(world)
    shared = Disclosure.objects.exclude(items=None).get().items.get()
    chosen = {
        "recipient": str(world.place.clinic.pk),
        "ground": "consent",
        "records": [str(shared.record_id)],
        "childs_view": WORD,
        "began": "{}",
    }
    looked = browser.post(address, chosen)
    assert "Läs igenom innan det lämnas ut" in looked.content.decode()
    assert value(browser.get(address), "childs_view") == WORD
    row = UnsavedText.objects.get(place=address)
    confirmed = chosen | {"typed": row.pk, "typed_version": row.version, "checked": "on"}
    confirmed["confirmed"] = looked.context["seal"]
    assert browser.post(address, confirmed).status_code == 302
    assert not UnsavedText.objects.exists()
