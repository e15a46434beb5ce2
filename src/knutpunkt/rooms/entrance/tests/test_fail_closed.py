"""What cannot be written in the trail is neither shown nor done (T11)."""

import logging
import sqlite3
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from tests.figures import figure

from knutpunkt.foundation.audit import chain, recording
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import ChainHead, Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.audit.tests.committed import committed_database
from knutpunkt.foundation.people.models import Municipality
from knutpunkt.rooms.entrance.tests.trail_pages import SHOWN

pytestmark = pytest.mark.urls("knutpunkt.rooms.entrance.tests.trail_pages")
FAULTS = (("INSERT", "audit_event"), ("INSERT", "audit_eventchild"), ("UPDATE", "audit_chainhead"))
committed = pytest.fixture(committed_database)


def ask(way: str, many: int = 1) -> HttpResponse:
    client = Client(raise_request_exception=False)
    if way == "GET":
        return client.get("/prov/las", {"many": many})
    return client.post("/prov/gor", {"many": many})


def nothing_happened(answer: HttpResponse, before: int) -> None:
    assert answer.status_code == 503
    assert SHOWN not in answer.content.decode()
    assert "Sidan kunde inte visas" in answer.content.decode()
    assert not Municipality.objects.filter(code="9909").exists()
    assert Event.objects.count() == before


def break_table(verb: str, table: str) -> None:
    """From now on the database itself fails at this."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION prov_fault() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'prov'; END $$;"
                f'CREATE TRIGGER prov_fault BEFORE {verb} ON "{table}"'
                " FOR EACH STATEMENT EXECUTE FUNCTION prov_fault()"
            )
        else:
            cursor.execute(
                f'CREATE TRIGGER prov_fault BEFORE {verb} ON "{table}"'
                "BEGIN SELECT RAISE(ABORT, 'prov'); END"
            )


def alarms(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "knutpunkt.alarm"]


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["GET", "POST"])
@pytest.mark.parametrize(("verb", "table"), [FAULTS[0], FAULTS[2]])
def test_t11_a_page_whose_event_fails_is_not_shown_and_its_act_is_undone(
    verb: str, table: str, way: str, caplog: pytest.LogCaptureFixture
):
    ask(way)
    Municipality.objects.exists()
    with recorded(actor=SYSTEM, action="prov.stadat"):
        Municipality.objects.filter(code="9909").delete()
    before = Event.objects.count()
    break_table(verb, table)
    nothing_happened(ask(way), before)
    assert len(alarms(caplog)) == 1


@pytest.mark.django_db
def test_t11_an_event_whose_children_cannot_be_written_is_not_written_either():
    break_table(*FAULTS[1])
    with (
        pytest.raises(recording.TrailNotWritten),
        recorded(actor=SYSTEM, action="prov.gjort", children=[uuid4()]),
    ):
        Municipality.objects.create(code="9909", name="Provköping")
    assert not Event.objects.exists()
    assert not Municipality.objects.exists()


@pytest.mark.parametrize("way", ["GET", "POST"])
def test_t11_a_full_disk_shows_nothing_and_keeps_nothing_half(
    committed: None, way: str, caplog: pytest.LogCaptureFixture
):
    if connection.vendor == "postgresql":
        pytest.skip("a full disk is only staged on SQLite")
    before = Event.objects.count()
    with connection.cursor() as cursor:
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
        answer = ask(way, many=40_000)
        cursor.execute("PRAGMA max_page_count = 1073741823")
    nothing_happened(answer, before)
    assert len(alarms(caplog)) == 1
    assert ask("GET").status_code == 200


@pytest.mark.parametrize("way", ["GET", "POST"])
def test_t11_a_locked_trail_shows_nothing(
    committed: None, way: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(recording, "_LOCK_WAIT", "200ms")
    ask("GET")
    before = Event.objects.count()
    with locked_by_another():
        answer = ask(way)
    nothing_happened(answer, before)
    assert len(alarms(caplog)) == 1


def locked_by_another() -> "_Lock":
    return _Lock()


class _Lock:
    """Somebody else holds the end of the chain."""

    def __enter__(self) -> None:
        settings = connection.settings_dict
        if connection.vendor == "postgresql":
            self._other = connection.copy()
            self._other.ensure_connection()
            self._raw = self._other.connection
            self._raw.execute("BEGIN")
            self._raw.execute("SELECT * FROM audit_chainhead FOR UPDATE")
        else:
            connection.cursor().execute("PRAGMA busy_timeout = 200")
            self._raw = sqlite3.connect(settings["NAME"], uri=True, isolation_level=None)
            self._raw.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._raw.execute("ROLLBACK")
        self._raw.close()
        if connection.vendor != "postgresql":
            connection.cursor().execute("PRAGMA busy_timeout = 20000")


@pytest.mark.django_db
def test_t11_a_clock_set_back_is_told_once_and_the_order_stays(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    caplog.set_level(logging.WARNING, logger="knutpunkt.alarm")
    now = datetime.now(tz=UTC)
    for second, hours in enumerate((0, -1, -1, -1, 0)):
        told = now + timedelta(hours=hours, seconds=second)
        monkeypatch.setattr(chain.timezone, "now", lambda told=told: told)
        assert ask("GET").status_code == 200
    events = list(Event.objects.order_by("id"))
    assert [event.position for event in events] == [1, 2, 3, 4, 5]
    assert events[1].at < events[0].at
    assert len(alarms(caplog)) == 1
    assert "clock went back" in alarms(caplog)[0]
    assert ChainHead.objects.get().count == 5


@pytest.mark.django_db
def test_t11_what_fails_inside_an_act_that_goes_on_leaves_no_event():
    with recorded(actor=SYSTEM, action="prov.yttre"):
        with pytest.raises(RuntimeError), recorded(actor=SYSTEM, action="prov.inre"):
            raise RuntimeError
        with recorded(actor=SYSTEM, action="prov.andra"):
            pass
    assert [event.action for event in Event.objects.order_by("id")] == ["prov.andra", "prov.yttre"]
    figure(
        "T11", "faults in event, children, head, disk and lock, at GET and POST: nothing shown, nothing half"
    )
