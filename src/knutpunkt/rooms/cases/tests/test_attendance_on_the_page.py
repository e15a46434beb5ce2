"""How the child attends has a place on the child's page, for who may see it and for nobody else."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Disclosure, DisclosureItem
from knutpunkt.foundation.people.models import Assignment
from knutpunkt.rooms.cases.tests.begun import begin, invite_bup
from knutpunkt.rooms.concerns import operations
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.concerns.tests.lessons import lesson, write
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.concerns.tests.rows import flag, measured

HEADING = "Närvaron de senaste åtta veckorna"


@pytest.fixture
def lake(settings, tmp_path: Path) -> Path:
    settings.LAKE = tmp_path
    return tmp_path


def get(who: Assignment, name: str, pk: object) -> tuple[int, str]:
    client = Client()
    sign_in(client, who)
    answer = client.get(reverse(name, args=[pk]))
    return answer.status_code, answer.content.decode()


def test_mentor_head_and_who_takes_in_have_it_on_the_page_also_without_a_case(place: Place, lake: Path):
    for who in (place.mia, place.rut, place.kim):
        assert HEADING in get(who, "cases:child", place.alva.pk)[1]


def test_the_coordinator_sees_it_before_a_talk(place: Place, lake: Path):
    today = timezone.localdate()
    begin(place, today)
    write(lake, [lesson(place, today)], place)
    assert HEADING in get(place.elin, "cases:child", place.alva.pk)[1]
    status, shown = get(place.elin, "concerns:attendance", place.alva.pk)
    assert status == 200
    assert "Du ser detta för att du deltar i samarbetet." in shown


def test_who_may_not_see_it_meets_what_does_not_exist_and_a_page_that_does_not_tell(place: Place, lake: Path):
    today = timezone.localdate()
    invite_bup(place, begin(place, today), today)
    _, without = get(place.bo, "cases:child", place.alva.pk)
    write(lake, [lesson(place, today)], place)
    _, shown = get(place.bo, "cases:child", place.alva.pk)
    for one in (without, shown):
        assert "Alva" in one
        assert HEADING not in one
        assert "narvaro" not in one
    assert get(place.bo, "concerns:attendance", place.alva.pk)[0] == 404
    assert get(place.bo, "concerns:attendance", place.school.pk)[0] == 404


def test_a_flag_that_was_let_out_does_not_open_the_attendance(place: Place, lake: Path):
    today = timezone.localdate()
    case = begin(place, today)
    invite_bup(place, case, today)
    operations.raise_from_screening(
        flags=[flag(place.alva, place.school)],
        measures=[measured(place.alva, place.school, on_time=True)],
        on=today,
    )
    (concern,) = [one for one in Concern.objects.all() if one.flags]
    with recorded(actor=SYSTEM, action="world.changed"):
        Concern.objects.filter(pk=concern.pk).update(case=case)
        given = Disclosure.objects.create(
            case=case, child=place.alva, sender=place.school, recipient=place.clinic, ground="harm_test",
            decided_by=place.rut.professional, sent_on=today,
        )  # fmt: skip
        DisclosureItem.objects.create(disclosure=given, record=concern)
    for who, there in ((place.kim, True), (place.bo, False)):
        status, shown = get(who, "concerns:concern", concern.pk)
        assert status == 200
        assert (HEADING in shown) == there
