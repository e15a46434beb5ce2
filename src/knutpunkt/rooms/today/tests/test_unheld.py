"""Saknar ansvarig: nobody falls between the chairs, and what waits with a reason is no breach."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Assignment
from knutpunkt.rooms.cases.tests.begun import begin, invite_bup
from knutpunkt.rooms.concerns.tests.place import TODAY, Place, build
from knutpunkt.rooms.today.queries import GRACE_DAYS, count_unheld, unheld


@pytest.fixture
def on() -> date:
    return timezone.localdate()


@pytest.fixture
def place(place: Place, on: date) -> Place:
    place.case = begin(place, on)
    return place


def promised(place: Place, on: date, what: str, days: int, who: str = "elin") -> Commitment:
    due = on + timedelta(days=days)
    holder = getattr(place, who)
    return commitments.promise(
        actor=place.actor("elin"), on=min(on, due), matter=place.case.matter, what=what, unit=holder.unit,
        holder=holder.professional, due=due, source="case",
    )  # fmt: skip


def told(client: Client) -> str:
    answer = client.get(reverse("today:unheld"))
    assert answer.status_code == 200
    return answer.content.decode()


def leaves(assignment: Assignment, last_day: date) -> None:
    with recorded(actor=SYSTEM, action="world.changed"):
        Assignment.objects.filter(pk=assignment.pk).update(last_day=last_day)


def test_when_every_child_has_somebody_the_page_says_so_proudly(place: Place, client: Client):
    sign_in(client, place.elin)
    assert "Alla barn har någon." in told(client)


def test_what_is_overdue_beyond_grace_is_told_and_what_is_just_late_is_not(
    place: Place, on: date, client: Client
):
    promised(place, on, "Länge sedan", -GRACE_DAYS - 1)
    promised(place, on, "Nyss", -GRACE_DAYS)
    sign_in(client, place.elin)
    page = told(client)
    assert "Länge sedan" in page
    assert "Dagen har passerat med mer än en vecka." in page
    assert "Nyss" not in page


def test_a_promise_whose_holder_has_left_says_who_has_it_now(place: Place, on: date, client: Client):
    leaves(place.elin, on - timedelta(days=1))
    sign_in(client, place.sam)
    page = told(client)
    assert "Den som lovade arbetar inte kvar" in page
    assert "Just nu har Sam Ek det." in page


def test_waiting_is_never_a_breach_until_the_day_to_look_again_has_passed(
    place: Place, on: date, client: Client
):
    begun = on - timedelta(days=40)
    promise = promised(place, on, "Tid hos BUP", -40)
    commitments.wait(
        actor=place.actor("elin"), on=begun, commitment=promise, because="Svar från BUP", check_on=on,
        version=promise.version,
    )  # fmt: skip
    sign_in(client, place.elin)
    assert "Tid hos BUP" not in told(client)
    tomorrow = unheld(actor=place.actor("elin"), on=on + timedelta(days=1))
    assert [str(row.why) for row in tomorrow] == [
        "Vi väntade på något, och dagen för att titta till har passerat."
    ]


def test_it_is_mended_on_the_row_and_one_is_back_on_the_page(place: Place, on: date, client: Client):
    promise = promised(place, on, "Länge sedan", -20)
    sign_in(client, place.elin)
    here = reverse("today:unheld")
    assert reverse("today:move", args=[promise.pk]) in told(client)
    answer = client.post(
        reverse("today:move", args=[promise.pk]),
        {"due": on + timedelta(days=2), "reason": "Lov", "version": promise.version, "next": here},
    )
    assert answer["Location"] == here
    assert "Alla barn har någon." in told(client)


def test_the_page_that_asks_what_happens_next_leads_back_here(place: Place, on: date, client: Client):
    only = Commitment.objects.get(matter=place.case.matter)
    sign_in(client, place.elin)
    here = reverse("today:unheld")
    answer = client.post(reverse("today:done", args=[only.pk]), {"next": here})
    assert f'name="next" value="{here}"' in client.get(answer["Location"]).content.decode()


def test_who_answers_for_the_unit_can_mend_and_a_colleague_in_the_case_only_sees(
    place: Place, on: date, client: Client
):
    promise = promised(place, on, "Länge sedan", -20)
    address = reverse("today:move", args=[promise.pk])
    sign_in(client, place.rut)
    assert address in told(client)
    assert client.get(address).status_code == 200
    sign_in(client, place.kim)
    page = told(client)
    assert "Länge sedan" in page
    assert address not in page
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["bo", "mia", "kai"])
def test_nobody_outside_sees_anything_not_even_how_many(place: Place, on: date, client: Client, name: str):
    promised(place, on, "Länge sedan", -20)
    invite_bup(place, place.case, on)
    sign_in(client, getattr(place, name))
    assert "Alla barn har någon." in told(client)
    assert count_unheld(place.actor(name), on) == 0


class TestWhatIsABreach(TestCase):
    """The page is computed from dates alone; interface.md §2."""

    @settings(deadline=None, max_examples=15)
    @given(overdue=st.integers(min_value=-20, max_value=60), waits=st.booleans())
    def test_exactly_what_has_passed_its_grace_or_its_day_of_looking_again(self, overdue: int, waits: bool):
        place = build()
        place.case = begin(place, TODAY - timedelta(days=100))
        due, actor = TODAY - timedelta(days=overdue), place.actor("elin")
        begun = min(TODAY, due) - timedelta(days=1)
        promise = commitments.promise(
            actor=actor, on=begun, matter=place.case.matter, what="Det här", unit=place.school,
            holder=place.elin.professional, due=due, source="case",
        )  # fmt: skip
        if waits:
            commitments.wait(
                actor=actor,
                on=begun,
                commitment=promise,
                because="Svar",
                check_on=due,
                version=promise.version,
            )
        found = any(row.commitment.pk == promise.pk for row in unheld(actor=actor, on=TODAY))
        assert found == (overdue > 0 if waits else overdue > GRACE_DAYS)


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_a_long_page_asks_no_more_than_a_short_one(
    place: Place, on: date, client: Client, django_assert_max_num_queries, rows: int
):
    for number in range(rows):
        promised(place, on, f"Sak {number}", -20 - number)
    sign_in(client, place.elin)
    with django_assert_max_num_queries(60):
        told(client)
