"""How a child attends, for who may see it: what the schools of the own area have reported."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Assignment, Child
from knutpunkt.insight.picture import first_monday
from knutpunkt.rooms.concerns.attendance import attendance_of
from knutpunkt.rooms.concerns.tests.lessons import lesson, write
from knutpunkt.rooms.concerns.tests.place import TODAY, Place


def last_school_day() -> date:
    today = timezone.localdate()
    return today - timedelta(days=max(today.weekday() - 4, 0))


def page(who: Assignment, place: Place, **headers: str) -> tuple[int, str]:
    client = Client()
    sign_in(client, who)
    answer = client.get(reverse("concerns:attendance", args=[place.alva.pk]), headers=headers)
    return answer.status_code, re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def lake(settings, tmp_path: Path) -> Path:
    settings.LAKE = tmp_path
    return tmp_path


def test_mentor_head_and_who_takes_in_see_how_a_child_without_a_flag_attends(place: Place, lake: Path):
    day = last_school_day()
    write(lake, [lesson(place, day, 0), lesson(place, day, 1, invalid=60)], place)
    for who in (place.mia, place.rut, place.kim):
        status, shown = page(who, place)
        assert status == 200
        assert "I skolan 50 % av undervisningstiden de senaste fyra veckorna." in shown
        assert "Där på 1 av 2 rapporterade lektioner." in shown


def test_a_child_nobody_has_reported_about_has_a_sentence_and_not_an_empty_picture(place: Place, lake: Path):
    status, shown = page(place.mia, place)
    assert status == 200
    assert "Skolan har inte rapporterat någon närvaro för Alva de här veckorna." in shown
    assert '<svg class="k-attendance' not in shown


def test_a_lesson_nobody_reported_is_neither_there_nor_away(place: Place, lake: Path):
    lessons = [
        lesson(place, TODAY, 0),
        lesson(place, TODAY, 1, valid=30, invalid=30),
        lesson(place, TODAY, 2, reported=False, invalid=60),
        lesson(place, TODAY, 3, valid=15),
    ]
    write(lake, lessons, place)
    found = attendance_of(place.alva.pk, actor=place.actor("mia"), on=TODAY)
    assert found is not None
    week, shares = found.table[-1]
    assert week == TODAY.isocalendar().week
    assert (shares.there, shares.away, shares.unknown) == (105 / 240, 75 / 240, 60 / 240)
    assert found.recent.there_when_reported == 105 / 180
    assert found.before.there_when_reported is None
    assert found.table[0][1].there is None


def test_eight_weeks_are_shown_and_the_last_four_are_told_apart_from_those_before(place: Place, lake: Path):
    first = first_monday(TODAY)
    early = [lesson(place, day) for day in (first, TODAY - timedelta(days=28))]
    too_early = [lesson(place, first - timedelta(days=3), invalid=60)]
    late = [lesson(place, TODAY - timedelta(days=27), invalid=60)]
    write(lake, [*too_early, *early, *late], place)
    found = attendance_of(place.alva.pk, actor=place.actor("mia"), on=TODAY)
    assert found is not None
    assert len(found.weeks) == len(found.table) == 8
    assert (found.recent.there_when_reported, found.before.there_when_reported) == (0, 1)
    assert found.whole.offered == 180


def test_what_a_school_in_another_area_reported_is_not_shown(place: Place, lake: Path):
    write(lake, [lesson(place, TODAY, unit=place.clinic, invalid=60)], place)
    assert attendance_of(place.alva.pk, actor=place.actor("mia"), on=TODAY) is None


def test_the_picture_has_its_tables_and_names_no_school(place: Place, lake: Path):
    write(lake, [lesson(place, last_school_day(), valid=60)], place)
    _, shown = page(place.mia, place, HX_Request="true")
    assert "<html" not in shown
    assert "Lektioner per dag" in shown
    assert "Andel av undervisningstiden, vecka för vecka" in shown
    assert "Lindskolan" not in shown
    assert "Du ser detta för att du är mentor." in shown


def test_reading_it_is_in_the_trail_of_the_child(place: Place, lake: Path):
    page(place.mia, place)
    event = Event.objects.get(action="concerns.attendance.read")
    assert [one.child for one in event.children.all()] == [place.alva.pk]


def test_a_pupil_who_has_left_is_nobodys_here_any_more(place: Place, lake: Path):
    today = timezone.localdate()
    with recorded(actor=SYSTEM, action="world.changed"):
        Child.objects.get(pk=place.alva.pk).enrolments.update(last_day=today - timedelta(days=1))
    assert page(place.rut, place)[0] == page(place.kim, place)[0] == 404
