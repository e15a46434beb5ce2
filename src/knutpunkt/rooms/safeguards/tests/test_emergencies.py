"""T18: break-glass. A reason, a day at most, gone through by somebody else; two persons for the protected."""

import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.figures import figure
from tests.signed_in import sign_in

from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import EmergencyOpening, Record
from knutpunkt.foundation.commitments.models import Matter, Notice
from knutpunkt.foundation.people.models import Child, ProtectedIdentity
from knutpunkt.rooms.cases.tests.begun import begin
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.safeguards import emergency
from knutpunkt.rooms.safeguards.emergency import Answer, Outcome, open_in_emergency, this_moment
from knutpunkt.rooms.safeguards.looking_up import MOST_AN_HOUR, Sought
from knutpunkt.rooms.safeguards.refusals import AlreadyClosed, ReasonTooShort, SameSecond, TooManyLookUps

WHY = "Eleven har ringt och mår mycket dåligt just nu."
ALVA = Sought(name="Alva Nyström", birth_date=date(2012, 5, 9))
NOBODY = Sought(name="Alva Nyström", birth_date=date(2011, 5, 9))
TYPED = {"name": "Alva Nyström", "birth_date": "2012-05-09", "reason": WHY, "hours": "2"}


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def opened(place: Place, name: str, sought: Sought = ALVA, **values: Any) -> Outcome:
    told = {"reason": WHY, "hours": 2} | values
    return open_in_emergency(
        actor=place.actor(name), on=timezone.localdate(), now=this_moment(), sought=sought, **told
    )


def protect(child: Child, level: ProtectedIdentity = ProtectedIdentity.MARKED) -> None:
    with recorded(actor=SYSTEM, action="world.changed"):
        child.protected_identity = level
        child.save()


def sees(place: Place, name: str, today: date) -> bool:
    return bool(visible(Child.objects.filter(pk=place.alva.pk), actor=place.actor(name), on=today))


def outsider(place: Place) -> None:
    """Somebody at Lindskolan who has nothing to do with Alva."""
    from knutpunkt.rooms.concerns.tests.place import work

    with recorded(actor=SYSTEM, action="world.built"):
        place.nora = work("Nora", "Vik", place.school, "teacher")  # type: ignore[attr-defined]
        place.olle = work("Olle", "Rask", place.school, "teacher")  # type: ignore[attr-defined]


def test_t18_it_opens_what_the_own_area_has_and_is_told(place: Place, today: date):
    outsider(place)
    case = begin(place, today)
    assert not sees(place, "nora", today)

    outcome = opened(place, "nora")

    assert outcome == Outcome(Answer.OPENED, place.alva)
    assert sees(place, "nora", today)
    assert visible(Record.objects.filter(case=case), actor=place.actor("nora"), on=today)
    review = Matter.objects.get(kind=Matter.Kind.EMERGENCY).commitments.get()
    assert review.holder == place.rut.professional
    told = set(Notice.objects.filter(kind="emergency").values_list("professional__given_name", flat=True))
    assert told == {"Rut", "Elin"}
    assert list(emergency.openings_in(today, today)) == [EmergencyOpening.objects.get()]


def test_t18_it_needs_a_sentence_of_reason(place: Place, client: Client, today: date):
    outsider(place)
    with pytest.raises(ReasonTooShort):
        opened(place, "nora", reason="bråttom")
    sign_in(client, place.nora)  # type: ignore[attr-defined]
    answer = client.post(reverse("safeguards:open_emergency"), TYPED | {"reason": "bråttom"})
    assert answer.status_code == 422
    assert not EmergencyOpening.objects.exists()


def test_t18_it_lasts_for_a_day_at_most_and_can_be_closed_at_once(place: Place, client: Client, today: date):
    outsider(place)
    opened(place, "nora", hours=1000)
    opening = EmergencyOpening.objects.get()
    assert opening.until - opening.opened_at == timedelta(hours=24)

    sign_in(client, place.nora)  # type: ignore[attr-defined]
    page = client.get(reverse("safeguards:overview")).content.decode()
    assert "Du har gjort en nödöppning" in page
    client.post(reverse("safeguards:close_emergency", args=[opening.pk]))

    assert client.get(reverse("cases:child", args=[place.alva.pk])).status_code == 404
    assert "Du har gjort en nödöppning" not in client.get(reverse("safeguards:overview")).content.decode()
    with pytest.raises(AlreadyClosed):
        emergency.close(actor=place.actor("nora"), on=today, now=this_moment(), opening=opening)
    # What is logged names the opening.
    assert Event.objects.get(action="emergency.closed").emergency == opening.pk


def test_t18_another_secrecy_area_learns_nothing(place: Place, client: Client, today: date):
    sign_in(client, place.bo)
    known = client.post(reverse("safeguards:open_emergency"), TYPED)
    nobody = client.post(reverse("safeguards:open_emergency"), TYPED | {"birth_date": "2011-05-09"})
    assert known.status_code == nobody.status_code == 200
    assert _bare(known.content) == _bare(nobody.content)
    assert not EmergencyOpening.objects.exists()
    assert not sees(place, "bo", today)


def _bare(content: bytes) -> bytes:
    import re

    return re.sub(rb'(name="csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+|nonce-[^"]+', b"", content)


@pytest.mark.parametrize("level", [ProtectedIdentity.MARKED, ProtectedIdentity.POPULATION])
def test_t18_a_protected_child_takes_a_second_person_at_the_unit(
    place: Place, client: Client, today: date, level: ProtectedIdentity
):
    outsider(place)
    protect(place.alva, level)
    assert opened(place, "nora").answer is Answer.WAITS
    assert not sees(place, "nora", today)
    opening = EmergencyOpening.objects.get()
    with pytest.raises(SameSecond):
        emergency.second(actor=place.actor("nora"), on=today, now=this_moment(), opening=opening)

    sign_in(client, place.olle)  # type: ignore[attr-defined]
    page = client.get(reverse("safeguards:second_emergency", args=[opening.pk])).content.decode()
    assert WHY in page
    assert "Alva" not in page
    client.post(reverse("safeguards:second_emergency", args=[opening.pk]))

    assert sees(place, "nora", today)
    logged = Event.objects.filter(action__in=("emergency.opened", "emergency.seconded"))
    assert {event.person for event in logged} == {
        place.nora.professional_id,  # type: ignore[attr-defined]
        place.olle.professional_id,  # type: ignore[attr-defined]
    }


def test_t18_nobody_elsewhere_can_be_the_second(place: Place, client: Client, today: date):
    outsider(place)
    protect(place.alva)
    opened(place, "nora")
    sign_in(client, place.kim)
    page = reverse("safeguards:second_emergency", args=[EmergencyOpening.objects.get().pk])
    assert client.get(page).status_code == client.post(page).status_code == 404


def test_t18_fictitious_data_look_like_anyones(place: Place, today: date):
    outsider(place)
    protect(place.alva, ProtectedIdentity.FICTITIOUS)
    assert opened(place, "nora").answer is Answer.OPENED


def test_t18_a_conflict_of_interest_is_not_broken_by_it(place: Place, today: date):
    from knutpunkt.rooms.safeguards import conflicts

    outsider(place)
    conflicts.declare(
        actor=place.actor("nora"),
        on=today,
        children=[place.alva],
        professional=place.nora.professional,  # type: ignore[attr-defined]
        reason="Syster",
    )
    assert opened(place, "nora").answer is Answer.UNKNOWN
    assert not EmergencyOpening.objects.exists()


def test_t18_whoever_answers_for_the_unit_goes_through_it(place: Place, client: Client, today: date):
    outsider(place)
    opened(place, "nora")
    opening = EmergencyOpening.objects.get()
    page = reverse("safeguards:review_emergency", args=[opening.pk])
    sign_in(client, place.sam)
    assert client.get(page).status_code == 404
    sign_in(client, place.rut)
    assert WHY in client.get(page).content.decode()
    client.post(page, {"words": "Befogad. Vi har pratat."})
    assert not Matter.objects.get(kind=Matter.Kind.EMERGENCY).is_open


def test_t34_look_ups_are_so_many_an_hour(place: Place, today: date):
    outsider(place)
    for _ in range(MOST_AN_HOUR):
        assert opened(place, "nora", NOBODY).answer is Answer.UNKNOWN
    with pytest.raises(TooManyLookUps):
        opened(place, "nora")
    assert opened(place, "olle").answer is Answer.OPENED
    assert Event.objects.filter(action="person.look_up_refused").count() == 1
    figure(
        "T34", f"{MOST_AN_HOUR} uppslag i timmen, sedan stopp och larm; en kollega kan fortfarande slå upp."
    )


def test_t18_who_is_known_and_who_is_not_take_the_same_steps(place: Place, today: date):
    """The answer to somebody in another area does not tell by its time either (a rough look)."""
    spent: dict[bool, float] = {True: 0.0, False: 0.0}
    for turn in range(MOST_AN_HOUR):
        began = time.perf_counter()
        opened(place, "bo", ALVA if turn % 2 else NOBODY)
        spent[bool(turn % 2)] += time.perf_counter() - began
    assert spent[True] < 10 * spent[False]
