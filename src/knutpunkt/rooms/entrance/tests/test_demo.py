import os
import subprocess
import sys

import pytest
from django.urls import reverse

from knutpunkt.foundation.people.models import Child
from knutpunkt.rooms.entrance import demo
from knutpunkt.rooms.entrance.checks import demo_sign_in_stays_out_of_production
from knutpunkt.rooms.entrance.tests.people_at_work import build_kim, build_unit, is_in

pytestmark = pytest.mark.django_db

PRODUCTION = """
import django
django.setup()
from django.conf import settings
from django.urls import Resolver404, resolve
assert settings.PRODUCTION and not settings.DEMO_SIGN_IN
try:
    resolve("/prova/")
except Resolver404:
    print("not routed")
"""


def test_somebody_is_chosen_from_a_list_and_is_in(client):
    kim = build_kim()
    page = client.get(reverse("entrance:demo"))
    assert "Elevcoach, Lindskolan" in page.content.decode()
    client.post(reverse("entrance:demo"), {"account": str(kim.account.pk), "hat": str(kim.assignment.pk)})
    assert is_in(client)
    assert client.get("/uppdrag/").wsgi_request.actor.assignment == kim.assignment.pk


def test_whoever_was_on_the_way_somewhere_goes_on_there(client):
    kim = build_kim()
    out = client.get("/uppdrag/")
    demo_url = client.get(out.url).context["demo_url"]
    way_on = client.get(demo_url).context["way_on"]
    chosen = {"account": str(kim.account.pk), "hat": str(kim.assignment.pk), "next": way_on}
    assert client.post(reverse("entrance:demo"), chosen).url == "/uppdrag/"
    assert client.post(reverse("entrance:demo"), chosen | {"next": "https://x.example/"}).url == "/"


def test_each_assignment_and_each_administrator_has_a_line(client):
    kim = build_kim(administers=True)
    kim.also("school_counsellor", build_unit("Ekskolan"))
    page = client.get(reverse("entrance:demo"))
    listed = [person for _, people in page.context["groups"] for person in people]
    assert [(one.role, one.unit) for one in listed] == [
        ("kurator", "Ekskolan"),
        ("elevcoach", "Lindskolan"),
        ("administratör", ""),
    ]


def test_a_later_room_says_something_of_each_person(client, monkeypatch):
    monkeypatch.setattr(demo, "_lines", [])
    build_kim()
    demo.register_line(lambda actor, on: "14 barn")
    assert "Lindskolan — 14 barn" in client.get(reverse("entrance:demo")).content.decode()


def test_what_is_said_of_each_person_is_asked_from_where_they_work(client, monkeypatch, caplog):
    monkeypatch.setattr(demo, "_lines", [])
    build_kim()
    demo.register_line(lambda actor, on: f"{Child.objects.count()} barn")
    client.get(reverse("entrance:demo"))
    assert "without a municipality" not in caplog.text


def test_somebody_who_is_not_in_the_list_cannot_be_chosen(client):
    kim = build_kim()
    page = client.post(reverse("entrance:demo"), {"account": str(kim.account.pk), "hat": "administrator"})
    assert page.url == reverse("entrance:demo")
    assert client.post(reverse("entrance:demo"), {"account": "x"}).url == reverse("entrance:demo")
    assert not is_in(client)


def test_an_empty_demo_says_how_to_fill_it(client):
    assert "make demo" in client.get(reverse("entrance:demo")).content.decode()


def test_t13_the_view_and_a_session_made_by_it_are_refused_when_demo_is_off(client, settings):
    kim = build_kim()
    client.post(reverse("entrance:demo"), {"account": str(kim.account.pk), "hat": str(kim.assignment.pk)})
    settings.DEMO_SIGN_IN = False
    assert client.get(reverse("entrance:demo")).status_code == 404
    assert not is_in(client)


def test_t13_a_session_from_the_demo_opens_nothing_in_production_whatever_else_is_set(client, settings):
    kim = build_kim()
    client.post(reverse("entrance:demo"), {"account": str(kim.account.pk), "hat": str(kim.assignment.pk)})
    settings.PRODUCTION = True
    assert not is_in(client)


def test_t13_the_check_refuses_production_with_demo(settings):
    assert demo_sign_in_stays_out_of_production(None) == []
    settings.PRODUCTION = True
    assert [error.id for error in demo_sign_in_stays_out_of_production(None)] == ["entrance.E001"]


def test_t13_no_environment_variable_switches_it_on_in_production(tmp_path):
    environment = {
        **os.environ,
        "KNUTPUNKT_PROFILE": "production",
        "KNUTPUNKT_SECRET_KEY": "x" * 60,
        "DJANGO_SETTINGS_MODULE": "knutpunkt.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DATA": str(tmp_path),
        **dict.fromkeys(("DEMO", "DEMO_SIGN_IN", "KNUTPUNKT_DEMO", "KNUTPUNKT_DEMO_SIGN_IN"), "1"),
    }
    run = subprocess.run(
        [sys.executable, "-c", PRODUCTION], env=environment, capture_output=True, text=True, check=False
    )
    assert run.stdout == "not routed\n", run.stderr
