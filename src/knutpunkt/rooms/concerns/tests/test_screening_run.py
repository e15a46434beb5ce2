"""From the lake to a question to the mentor: each responsible body by itself."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Child, Enrolment, ResponsibleBody
from knutpunkt.rooms.concerns.models import Concern, RuleVersion, ScreeningRun
from knutpunkt.rooms.concerns.screening_run import bodies_with_pupils, run_screening
from knutpunkt.rooms.concerns.tests.lessons import write
from knutpunkt.rooms.concerns.tests.place import TODAY, Place

MONDAY = date(2026, 8, 24)
LESSONS = 4


@pytest.fixture
def lake(place: Place, settings, tmp_path: Path) -> Path:
    """Twelve weeks of four lessons a day: Ville is there, Alva stays away the last three weeks."""
    settings.LAKE = tmp_path
    rows = []
    for n in range((TODAY - MONDAY).days + 1):
        day = MONDAY + timedelta(days=n)
        if day.weekday() < 5:
            for child in (place.alva, place.ville):
                away = 60 if child == place.alva and day > TODAY - timedelta(days=21) else 0
                rows += [
                    (str(child.pk), str(place.school.pk), day, f"{day}-{n}", "MA", 60, 0, away, 0, True)
                    for n in range(LESSONS)
                ]
    write(tmp_path, rows, place)
    return tmp_path


def test_the_screening_asks_the_mentor_about_the_one_who_is_away(place: Place, lake: Path):
    steps = []
    result = run_screening(on=TODAY, progress=lambda *step: steps.append(step))
    concern = Concern.objects.get()
    assert concern.child == place.alva
    assert {flag["rule"] for flag in concern.flags} >= {"absence-28-20", "absence-term-10", "run-10"}
    assert (result.new, result.children, result.flagged) == (1, 2, 1)
    assert result.rows_read == 2 * LESSONS * 66
    assert result.rows_per_second > 0
    assert steps[-1][:2] == (1, 1)


def test_the_run_is_kept_and_the_same_day_again_changes_nothing(place: Place, lake: Path):
    run_screening(on=TODAY)
    again = run_screening(on=TODAY)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 1)
    assert [(run.new, run.children) for run in ScreeningRun.objects.order_by("ran_at")] == [(1, 2), (0, 2)]
    assert ScreeningRun.objects.first().flags["run-10"] == 1


def test_a_bodys_own_rule_takes_the_place_of_the_shipped_one(place: Place, lake: Path):
    with recorded(actor=SYSTEM, action="rule.set"):
        for rule, measure in (("absence-28-20", "share_28"), ("run-10", "run_longest")):
            RuleVersion.objects.create(
                responsible_body=place.body, rule=rule, version=2, valid_from=date(2026, 1, 1),
                measure=measure, comparison=">", threshold=99, step=2,
            )  # fmt: skip
    run_screening(on=TODAY)
    assert {flag["rule"] for flag in Concern.objects.get().flags} & {"absence-28-20", "run-10"} == set()


def test_a_pupil_of_another_body_is_not_in_this_bodys_screening(place: Place, lake: Path):
    assert bodies_with_pupils(TODAY) == [place.body]
    with recorded(actor=SYSTEM, action="world.changed"):
        ResponsibleBody.objects.create(name="Ekdungen", kind="independent", municipality=place.town)
        Enrolment.objects.filter(child=place.alva).update(last_day=TODAY - timedelta(days=1))
    assert run_screening(on=TODAY).new == 0


def test_a_body_without_any_lessons_gives_no_flags_and_no_fault(place: Place, settings, tmp_path: Path):
    settings.LAKE = tmp_path
    assert run_screening(on=TODAY).flagged == 0


def test_another_municipality_is_left_alone(place: Place, lake: Path):
    with recorded(actor=SYSTEM, action="world.changed"):
        other = type(place.town).objects.create(code="9902", name="Åsnäs")
    assert run_screening(on=TODAY, municipality=other).runs == []
    assert Child.objects.count() == 2


def test_the_attendance_is_beside_a_flag(place: Place, lake: Path):
    run_screening(on=TODAY)
    client = Client()
    sign_in(client, place.mia)
    page = client.get(reverse("concerns:is_it_true", args=[Concern.objects.get().pk])).content.decode()
    assert f'hx-get="{reverse("concerns:attendance", args=[place.alva.pk])}"' in page
