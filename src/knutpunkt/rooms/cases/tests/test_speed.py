"""The child's page and the list ask the database as much for a hundred rows as for one."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Audience, Category
from knutpunkt.foundation.people.models import Child, Enrolment, MentorGroup, MentorGroupMember
from knutpunkt.rooms.cases import writing
from knutpunkt.rooms.cases.tests.begun import begin
from knutpunkt.rooms.concerns.tests.place import LONG_AGO, Place


@pytest.fixture
def on() -> date:
    return timezone.localdate()


def classmates(place: Place, number: int) -> None:
    group = MentorGroup.objects.get(name="8B")
    with recorded(actor=SYSTEM, action="world.built"):
        for one in range(number):
            child = Child.objects.create(
                given_name=f"Elev{one}",
                family_name="Ek",
                municipality=place.town,
                birth_date=date(2012, 1, 1) + timedelta(days=one),
            )
            Enrolment.objects.create(child=child, unit=place.school, school_form="GR", start=LONG_AGO)
            MentorGroupMember.objects.create(child=child, group=group, start=LONG_AGO)


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_t43_the_list_asks_no_more_for_a_whole_class(
    place: Place, client: Client, django_assert_max_num_queries, rows: int
):
    classmates(place, rows)
    sign_in(client, place.mia)
    with django_assert_max_num_queries(75):
        answer = client.get(reverse("cases:children"))
    assert answer.content.decode().count("Ek</a>") == min(rows, 50)


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_t43_the_childs_page_asks_no_more_for_much_than_for_little(
    place: Place, on: date, client: Client, django_assert_max_num_queries, rows: int
):
    case = begin(place, on)
    for number in range(rows):
        writing.write_note(
            actor=place.actor("elin"), on=on, case=case, category=Category.WELLBEING, heading=f"Nr {number}",
            text="Vi pratade en stund.", audience=Audience.OWN, draft=False,
        )  # fmt: skip
    sign_in(client, place.elin)
    with django_assert_max_num_queries(100):
        assert client.get(reverse("cases:child", args=[place.alva.pk])).status_code == 200


def test_the_list_is_turned_a_page_at_a_time_and_keeps_its_order(place: Place, client: Client):
    classmates(place, 60)
    sign_in(client, place.mia)
    first = client.get(reverse("cases:children"), {"sort": "age"}).content.decode()
    assert "sort=age&amp;sida=2" in first
    second = client.get(reverse("cases:children"), {"sort": "age", "sida": "2"}).content.decode()
    assert "Elev0 Ek" in second
    assert "Elev59 Ek" in first


@pytest.mark.parametrize(
    "given", [{"sort": "id"}, {"sort": "'"}, {"sida": "x"}, {"sida": "-1"}, {"sida": "99999"}]
)
def test_an_odd_address_is_an_ordinary_list(place: Place, client: Client, given: dict[str, str]):
    sign_in(client, place.mia)
    assert client.get(reverse("cases:children"), given).status_code == 200
