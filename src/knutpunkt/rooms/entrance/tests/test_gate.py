import logging
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from tests.signed_in import sign_in, sign_in_administrator

from knutpunkt.rooms.entrance.gate import (
    Gate,
    administrator,
    gate_of,
    professional,
    public,
    signed_in,
)
from knutpunkt.rooms.entrance.tests.people_at_work import build_kim, build_unit

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def _answer(request):
    return HttpResponse("inside")


def _fresh(mark):
    def view(request):
        return HttpResponse("inside")

    return mark(view)


urlpatterns = [
    path("", include("knutpunkt.rooms.entrance.urls")),
    path("oppen/", _fresh(public)),
    path("inloggad/", _fresh(signed_in)),
    path("arbete/", _fresh(professional)),
    path("forvaltning/", _fresh(administrator)),
    path("glomd/", _answer),
]


def _alike(page, address: bytes) -> bytes:
    """The page without its own address and the token that differs on every page."""
    without = re.sub(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', b"", page.content)
    return without.replace(address, b"")


def answers(client: Client) -> dict[str, int]:
    return {
        name: client.get(f"/{name}/").status_code
        for name in ("oppen", "inloggad", "arbete", "forvaltning", "glomd")
    }


@pytest.fixture(autouse=True)
def quiet_alarm(caplog):
    caplog.set_level(logging.CRITICAL, logger="knutpunkt.alarm")


def test_t03_nobody_signed_in_reaches_the_open_page_and_is_else_sent_to_the_sign_in(client):
    assert answers(client) == {"oppen": 200, "inloggad": 302, "arbete": 302, "forvaltning": 302, "glomd": 404}
    assert client.get("/arbete/?sida=2").url == "/logga-in/?next=%2Farbete%2F%3Fsida%3D2"


def test_t03_a_professional_reaches_work_and_not_administration(client):
    sign_in(client, build_kim().assignment)
    assert answers(client) == {"oppen": 200, "inloggad": 200, "arbete": 200, "forvaltning": 404, "glomd": 404}


def test_t03_an_administrator_reaches_administration_and_not_work(client):
    sign_in_administrator(client)
    assert answers(client) == {"oppen": 200, "inloggad": 200, "arbete": 404, "forvaltning": 200, "glomd": 404}


def test_somebody_who_has_not_chosen_is_sent_to_choose(client):
    kim = build_kim()
    kim.also("school_counsellor", build_unit("Ekskolan"))
    sign_in(client, kim.assignment)
    session = client.session
    del session["visit.hat"]
    session.save()
    assert client.get("/arbete/").url == "/uppdrag/?next=%2Farbete%2F"
    assert client.get("/inloggad/").status_code == 200


def test_t04_a_closed_page_answers_as_one_that_does_not_exist(client):
    sign_in(client, build_kim().assignment)
    closed, missing = client.get("/forvaltning/"), client.get("/finns-inte/")
    assert closed.status_code == missing.status_code == 404
    assert _alike(closed, b"/forvaltning/") == _alike(missing, b"/finns-inte/")


def test_t03_an_unmarked_view_is_closed_and_raises_an_alarm(client, caplog):
    caplog.set_level(logging.ERROR, logger="knutpunkt.alarm")
    assert client.get("/glomd/").status_code == 404
    assert "without a mark" in caplog.text


def test_an_act_after_the_visit_ended_says_that_nothing_was_saved(client):
    page = client.post("/arbete/", headers={"referer": "http://testserver/arbete/?sida=2"})
    assert page.url == "/logga-in/?next=%2Farbete%2F%3Fsida%3D2"
    assert "så inget sparades" in client.get(page.url).content.decode()


def test_a_fragment_asked_for_after_the_visit_ended_takes_the_whole_page_to_the_sign_in(client):
    page = client.get(
        "/arbete/", headers={"hx-request": "true", "hx-current-url": "http://testserver/oppen/"}
    )
    assert page["HX-Redirect"] == "/logga-in/?next=%2Foppen%2F"


def test_t03_a_view_marked_twice_is_a_mistake():
    view = _fresh(public)
    assert gate_of(view) is Gate.PUBLIC
    with pytest.raises(TypeError):
        administrator(view)
