"""A page that reads of a child is explained by its own reading, or is not shown."""

from uuid import UUID, uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.middleware import TrailMiddleware
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.audit.trail import Trail, current_trail, following
from knutpunkt.foundation.people.models import Child

pytestmark = pytest.mark.django_db


def shown(view) -> HttpResponse:
    request = RequestFactory().get("/")
    request.resolver_match = None
    return TrailMiddleware(view)(request)


def reads_past_the_door(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{Child.objects.count()} barn")


def test_a_page_that_reads_past_the_door_is_not_shown():
    answer = shown(reads_past_the_door)
    assert answer.status_code == 503
    assert b"barn" not in answer.content.replace(b"barnets", b"")


def test_a_count_in_the_menu_does_not_explain_the_page():
    def view(request: HttpRequest) -> HttpResponse:
        with following(Trail(actor=SYSTEM, read_only=True)) as apart:
            apart.counted = True
        return reads_past_the_door(request)

    assert shown(view).status_code == 503


def test_a_page_whose_event_cannot_be_written_is_not_shown(monkeypatch: pytest.MonkeyPatch):
    def view(request: HttpRequest) -> HttpResponse:
        trail = current_trail()
        assert trail is not None
        trail.seen["people.child:x"] = None
        return HttpResponse("hemligt")

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("knutpunkt.foundation.audit.recording.append", fails)
    answer = shown(view)
    assert answer.status_code == 503
    assert b"hemligt" not in answer.content


def test_what_is_read_of_another_child_than_the_act_was_about_keeps_its_event_when_one_is_sent_on():
    acted, other = uuid4(), uuid4()

    def sent_on_after_reading(child: UUID) -> list[str]:
        def view(request: HttpRequest) -> HttpResponse:
            with recorded(actor=SYSTEM, action="test.done", children=[acted]):
                pass
            trail = current_trail()
            assert trail is not None
            trail.seen[f"people.child:{child}"] = trail.children[child] = None
            return HttpResponse(status=302)

        before = set(Event.objects.values_list("pk", flat=True))
        request = RequestFactory().post("/")
        request.resolver_match = None
        TrailMiddleware(view)(request)
        return sorted(Event.objects.exclude(pk__in=before).values_list("action", flat=True))

    assert sent_on_after_reading(acted) == ["test.done"]
    both = sent_on_after_reading(other)
    assert len(both) == 2
    assert [one for one in both if one.endswith(".read")]


def test_one_page_is_one_event_however_many_it_shows():
    def view(request: HttpRequest) -> HttpResponse:
        trail = current_trail()
        assert trail is not None
        trail.seen.update({f"people.child:{number}": None for number in range(50)})
        return HttpResponse("många")

    assert shown(view).content == b"m\xc3\xa5nga"
    assert len(Event.objects.get().objects_touched) == 50


def test_an_act_that_sends_one_on_writes_its_own_event_and_no_reading():
    def view(request: HttpRequest) -> HttpResponse:
        trail = current_trail()
        assert trail is not None
        trail.seen["people.child:x"] = None
        trail.read_only = False
        with recorded(actor=SYSTEM, action="case.closed"):
            pass
        return HttpResponse(status=302)

    shown(view)
    assert [event.action for event in Event.objects.all()] == ["case.closed"]
