import pytest
from django.db import connection
from django.urls import reverse
from tests.signed_in import sign_in, sign_in_administrator

from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.rooms.entrance import menu, readiness
from knutpunkt.rooms.entrance.menu import MenuItem
from knutpunkt.rooms.entrance.tests.people_at_work import build_kim, build_unit

pytestmark = pytest.mark.django_db
COACH = Actor(kind=ActorKind.PROFESSIONAL, profession="student_coach")


@pytest.fixture
def own_menu(monkeypatch):
    monkeypatch.setattr(menu, "_items", {})
    monkeypatch.setattr(menu, "_search", [])


def test_the_language_is_chosen_before_signing_in_and_kept(client):
    assert "Logga in" in client.get("/logga-in/").content.decode()
    page = client.post(reverse("entrance:set_language"), {"language": "en", "next": "/logga-in/"})
    assert page.url == "/logga-in/"
    assert '<html lang="en"' in client.get("/logga-in/").content.decode()
    client.post(reverse("entrance:set_language"), {"language": "xx", "next": "/logga-in/"})
    assert '<html lang="en"' in client.get("/logga-in/").content.decode()


def test_the_theme_is_kept_in_the_browser(client):
    client.post(reverse("entrance:set_theme"), {"theme": "dark", "next": "/logga-in/"})
    assert 'data-color-scheme="dark"' in client.get("/logga-in/").content.decode()
    client.post(reverse("entrance:set_theme"), {"theme": "<script>", "next": "/"})
    assert client.cookies["theme"].value == "dark"


@pytest.mark.parametrize("name", ["set_language", "set_theme"])
def test_choosing_leads_to_no_other_site(client, name):
    page = client.post(reverse(f"entrance:{name}"), {"next": "https://example.org/"})
    assert page.url == "/"


def test_the_frame_says_what_one_works_as_and_where(client):
    kim = build_kim()
    sign_in(client, kim.assignment)
    words = client.get("/hjalp/").content.decode()
    assert "elevcoach, Lindskolan" in words
    assert "Kim Lind" in words
    assert "Byt" not in words.split('class="k-acting"')[1].split("</p>")[0]
    kim.also("school_counsellor", build_unit("Ekskolan"))
    assert "Byt" in client.get("/hjalp/").content.decode().split('class="k-acting"')[1].split("</p>")[0]


def test_an_administrators_frame_names_no_unit(client):
    sign_in_administrator(client)
    assert "administratör, hela Knutpunkt" in client.get("/hjalp/").content.decode()


def test_the_menu_shows_in_order_what_exists_and_what_the_role_uses(own_menu):
    menu.register(MenuItem(30, "C", "entrance:sign_in", "gap"))
    menu.register(MenuItem(10, "A", "entrance:help", "day", roles=frozenset({"student_coach"})))
    menu.register(MenuItem(20, "B", "entrance:home", "day", roles=frozenset({"school_nurse"})))
    menu.register(MenuItem(40, "D", "rooms:not_built_yet", "day"))
    menu.register(MenuItem(50, "E", "entrance:healthz", "organisation", kind=ActorKind.ADMINISTRATOR))
    assert [item.label for item in menu.items_for(COACH)] == ["A", "C"]
    assert [item.label for item in menu.items_for(Actor(kind=ActorKind.ADMINISTRATOR))] == ["E"]


def test_a_count_is_shown_beside_its_place(client, own_menu):
    menu.register(MenuItem(10, "Att ta emot", "entrance:help", "concern", count=lambda actor, on: 17))
    sign_in(client, build_kim().assignment)
    assert '<span class="k-count">17</span>' in client.get("/hjalp/").content.decode()


def test_nothing_is_counted_for_a_page_without_a_frame(client, own_menu):
    asked = []
    menu.register(MenuItem(10, "A", "entrance:help", "day", count=lambda actor, on: asked.append(1) or 0))
    sign_in(client, build_kim().assignment)
    client.get("/healthz")
    assert asked == []


def test_the_start_leads_to_the_first_place_of_the_menu(client, own_menu):
    menu.register(MenuItem(10, "A", "entrance:choose_assignment", "day"))
    assert client.get("/").url == reverse("entrance:demo")
    sign_in(client, build_kim().assignment)
    assert client.get("/").url == reverse("entrance:choose_assignment")


def test_the_search_box_is_there_once_a_room_answers_it(own_menu):
    assert menu.search_url() == ""
    menu.register_search("rooms:not_built_yet")
    assert menu.search_url() == ""
    menu.register_search("entrance:help")
    assert menu.search_url() == "/hjalp/"


def test_help_is_open_to_everybody(client):
    words = client.get("/hjalp/").content.decode()
    assert "Varför ser jag detta?" in words


def test_the_site_says_ok_when_nothing_waits(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_the_site_is_not_ready_while_a_migration_waits(client, monkeypatch):
    monkeypatch.setattr(readiness, "_migrated", [])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'people'")
    assert client.get("/healthz").status_code == 503


def test_the_site_is_not_ready_without_its_database(client, monkeypatch):
    from django.db import OperationalError

    def broken(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", broken)
    assert readiness.is_ready() is False
