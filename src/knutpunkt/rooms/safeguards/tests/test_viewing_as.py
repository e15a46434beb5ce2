"""T55, T56: looking through a colleague's eyes shows what both may see, changes nothing, and is on both."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.figures import figure
from tests.signed_in import sign_in, sign_in_administrator

from knutpunkt.foundation.access.door import count, held, visible
from knutpunkt.foundation.access.reviewing import answered_units, reviewers_units
from knutpunkt.foundation.audit.actor import SYSTEM, Actor, ActorKind
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case, Record
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import Child, Profession
from knutpunkt.rooms.cases.tests.begun import begin
from knutpunkt.rooms.concerns.tests.place import Place, work
from knutpunkt.rooms.entrance import viewing_as
from knutpunkt.rooms.safeguards.tests.every_page import addresses

WHY = "Elin hittar inte sidan där hon skriver anteckningar."
NAMES = ("Nyström", "Åkesson", "Träffa Alva", "går hem efter lunch")


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def looks(client: Client, place: Place, name: str = "elin", why: str = WHY) -> Any:
    sign_in_administrator(client)
    page = reverse("safeguards:view_as", args=[getattr(place, name).pk])
    return client.post(page, {"reason": why})


@pytest.mark.alike
def test_t55_support_sees_the_frame_and_nothing_of_any_child(place: Place, client: Client, today: date):
    case = begin(place, today)
    ids = [place.alva.pk, case.pk, case.matter_id, *Commitment.objects.values_list("pk", flat=True)]
    ids += Record.objects.values_list("pk", flat=True)
    assert looks(client, place).status_code == 302

    visited = 0
    for address in addresses(ids):
        answer = client.get(address, follow=False)
        body = answer.content.decode(errors="replace") if not answer.streaming else ""
        visited += 1
        assert answer.status_code in (200, 302, 404, 405), address
        assert not [name for name in NAMES if name in body], address
    assert "Du ser som Elin Hed" in client.get(reverse("safeguards:overview")).content.decode()
    figure("T55", f"{visited} adresser genom en kollegas ögon: ramen syns, 0 uppgifter om något barn.")


def test_t55_support_reviews_nobodys_log_and_answers_for_no_unit(place: Place, today: date):
    with recorded(actor=SYSTEM, action="world.built"):
        reviewer = work("Lo", "Ros", place.school, Profession.LOG_REVIEWER)
    for actor, ask in ((actor_for(reviewer), reviewers_units), (place.actor("rut"), answered_units)):
        assert place.school.pk in ask(actor, today)
        for behind in (Actor(kind=ActorKind.ADMINISTRATOR), place.actor("kim")):
            with pytest.raises(Http404):
                ask(replace(actor, behind=behind), today)


def test_t55_the_colleague_does_see_what_support_does_not(place: Place, client: Client, today: date):
    begin(place, today)
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    page = reverse("cases:child", args=[place.alva.pk])
    assert "Nyström" in client.get(page).content.decode()
    looks(client, place)
    assert client.get(page).status_code == 404


def test_t56_every_act_is_refused_with_a_sentence(place: Place, client: Client, today: date):
    case = begin(place, today)
    looks(client, place)
    before = Event.objects.count()
    for name, key in (
        ("cases:new_note", case.pk),
        ("safeguards:knows", place.alva.pk),
        ("cases:close", case.pk),
    ):
        answer = client.post(reverse(name, args=[key]), {"text": "x"}, follow=True)
        assert "Du ser med en kollegas ögon" in answer.content.decode()
    assert Event.objects.count() == before


def test_t56_it_is_logged_under_both_and_ends_by_itself(
    place: Place, client: Client, today: date, monkeypatch: pytest.MonkeyPatch
):
    begin(place, today)
    looks(client, place)
    begun = Event.objects.get(action="view_as.begun")
    elin = place.elin.professional_id  # type: ignore[attr-defined]
    assert begun.person == elin
    assert begun.also_person is not None
    assert begun.also_person != elin
    assert begun.purpose == WHY

    later = timezone.now() + viewing_as.LONGEST + timedelta(seconds=1)
    monkeypatch.setattr(viewing_as.timezone, "now", lambda: later)
    session = client.session
    session["visit.seen"] = later.timestamp()
    session.save()
    assert "Du ser som" not in client.get(reverse("entrance:help")).content.decode()


def test_t56_one_stops_with_one_click(place: Place, client: Client, today: date):
    begin(place, today)
    looks(client, place)
    answer = client.post(reverse("safeguards:stop_viewing"), follow=True)
    assert "Du ser som" not in answer.content.decode()
    assert Event.objects.get(action="view_as.ended").also_person is not None


def test_t56_it_takes_a_reason_and_only_an_administrator_may(place: Place, client: Client, today: date):
    begin(place, today)
    assert looks(client, place, why="kort").status_code == 422
    sign_in(client, place.rut)
    page = reverse("safeguards:view_as", args=[place.elin.pk])  # type: ignore[attr-defined]
    assert client.get(page).status_code == client.post(page, {"reason": WHY}).status_code == 404


def test_t56_it_takes_a_fresh_second_factor(place: Place, client: Client, today: date):
    begin(place, today)
    sign_in_administrator(client)
    session = client.session
    session["visit.began"] = timezone.now().timestamp() - 3600
    session.save()
    answer = client.get(reverse("safeguards:view_as", args=[place.elin.pk]))  # type: ignore[attr-defined]
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("entrance:confirm"))


@pytest.mark.parametrize("model", [Child, Case, Record, Commitment])
def test_t56_two_colleagues_see_what_both_may(place: Place, today: date, model: Any):
    begin(place, today)
    actors = [place.actor(name) for name in ("mia", "sam", "rut", "kim", "kai", "bo", "elin")]
    actors.append(Actor(kind=ActorKind.ADMINISTRATOR, person=place.rut.professional_id))
    rows = {
        actor: {row.pk for row in visible(model.objects.all(), actor=actor, on=today)} for actor in actors
    }
    pairs = 0
    for one in actors:
        for other in actors:
            both = replace(one, behind=other)
            seen = {row.pk for row in visible(model.objects.all(), actor=both, on=today)}
            assert seen == rows[one] & rows[other]
            assert count(model.objects.all(), actor=both, on=today) == len(seen)
            assert held(both, today) == held(one, today) & held(other, today)
            pairs += 1
    assert any(rows.values())
    if model is Child:
        figure(
            "T56", f"{pairs} par av kollegor och fyra slag: det som syns är det båda får se, 0 avvikelser."
        )
