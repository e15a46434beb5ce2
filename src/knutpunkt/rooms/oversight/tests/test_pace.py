"""Reading by a script: it is slowed down, an alarm is given, and what it met can be told exactly."""

import logging
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.figures import figure
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.reading import touched
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Child, Enrolment, MentorGroup, MentorGroupMember, Unit
from knutpunkt.rooms.concerns.tests import place as school
from knutpunkt.rooms.oversight.models import MeetingWindow
from knutpunkt.rooms.oversight.pace import STOPPED

pytestmark = pytest.mark.django_db
MONDAY = timezone.make_aware(datetime.combine(school.TODAY, time(10)))


@pytest.fixture
def place() -> school.Place:
    return school.build()


def class_of(place: school.Place, number: int) -> list[Child]:
    """Pupils whose mentor Mia is."""
    with recorded(actor=SYSTEM, action="world.built"):
        group = MentorGroup.objects.get(unit=place.school)
        children = Child.objects.bulk_create(
            Child(given_name=f"Barn{n}", family_name="Prov", municipality=place.town) for n in range(number)
        )
        for model, more in (
            (Enrolment, {"unit": place.school, "school_form": "GR"}),
            (MentorGroupMember, {"group": group}),
        ):
            model.objects.bulk_create(model(child=one, start=school.LONG_AGO, **more) for one in children)
    return children


def open_all(who, children, clock, seconds: float) -> dict[object, int]:
    """Open each child's page in turn; what each answered."""
    browser = Client()
    sign_in(browser, who)
    answers = {}
    for child in children:
        answers[child.pk] = browser.get(reverse("cases:child", args=[child.pk])).status_code
        clock.shift(timedelta(seconds=seconds))
    return answers


def test_t19_a_script_is_slowed_down_and_everything_it_met_can_be_told_exactly(place, caplog):
    children = class_of(place, 60)
    with time_machine.travel(MONDAY, tick=False) as clock, caplog.at_level(logging.ERROR, "knutpunkt.alarm"):
        answers = open_all(place.mia, children, clock, 2)
        since = MONDAY - timedelta(minutes=1)
        met = touched(place.mia.professional_id, since=since, until=timezone.now())
    shown = {child for child, status in answers.items() if status == 200}
    assert len(shown) == 29
    assert {status for child, status in answers.items() if child not in shown} == {429}
    alarms = [one for one in caplog.records if "faster than people read" in one.message]
    assert len(alarms) == 1
    stopped = Event.objects.get(action=STOPPED)
    assert stopped.at - MONDAY < timedelta(minutes=5)
    assert met.children == shown, "precision and recall are 1"
    assert {one for one in met.objects if one.startswith("people.child:")} == {
        f"people.child:{child}" for child in shown
    }
    figure(
        "T19",
        "30:e barnet inom fem minuter stoppat, larm inom en minut; 29 av 29 drabbade återgivna, 0 för många",
    )


def test_t19_a_form_sent_empty_is_no_way_round(place):
    children = class_of(place, 32)
    with time_machine.travel(MONDAY, tick=False) as clock:
        browser = Client()
        sign_in(browser, place.mia)
        for child in children[:29]:
            assert browser.get(reverse("cases:child", args=[child.pk])).status_code == 200
            clock.shift(timedelta(seconds=2))
        page = reverse("safeguards:knows", args=[children[30].pk])
        assert browser.post(page, {"reason": ""}).status_code == 429
        clock.shift(timedelta(minutes=6))
        assert browser.post(page, {"reason": ""}).status_code == 422


def test_t19_those_already_open_stay_open_and_after_five_minutes_there_is_room_again(place):
    children = class_of(place, 31)
    with time_machine.travel(MONDAY, tick=False) as clock:
        answers = open_all(place.mia, [*children[:30], children[3]], clock, 1)
        assert answers[children[29].pk] == 429
        assert answers[children[3].pk] == 200
        clock.shift(timedelta(minutes=5))
        assert open_all(place.mia, children[30:], clock, 1)[children[30].pk] == 200


def test_t19_the_ordinary_reader_and_the_long_list_are_left_alone(place):
    children = class_of(place, 60)
    browser = Client()
    with time_machine.travel(MONDAY, tick=False) as clock:
        assert set(open_all(place.mia, children[:28], clock, 3).values()) == {200}
        sign_in(browser, place.mia)
        assert browser.get(reverse("cases:children")).status_code == 200


def test_t19_a_meeting_said_beforehand_is_no_script(place):
    children = class_of(place, 45)
    with recorded(actor=SYSTEM, action="world.built"):
        MeetingWindow.objects.create(
            unit=Unit.objects.get(pk=place.school.pk),
            starts_at=MONDAY,
            ends_at=MONDAY + timedelta(hours=1),
            registered_by=place.rut.professional,
        )
    with time_machine.travel(MONDAY, tick=False) as clock:
        assert set(open_all(place.mia, children, clock, 2).values()) == {200}


def test_t19_far_more_than_the_person_usually_opens_is_slowed_at_fewer(place):
    children = class_of(place, 40)
    with time_machine.travel(MONDAY - timedelta(days=20), tick=False) as clock:
        for _day in range(12):
            open_all(place.mia, children[:2], clock, 60)
            clock.shift(timedelta(days=1))
    # Slowly enough for the five minutes: one every 25 seconds.
    with time_machine.travel(MONDAY, tick=False) as clock:
        answers = open_all(place.mia, children[2:22], clock, 25)
    assert 429 in answers.values()
