"""Jäv: somebody who is too close to a child has nothing to do with it, and nobody is left without help."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case, Participation
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.commitments.operations import StepsAside, hand_over, promise
from knutpunkt.foundation.people.models import (
    Child,
    ConflictOfInterest,
    NationalId,
    Professional,
)
from knutpunkt.rooms.cases.operations import coordinator_of
from knutpunkt.rooms.cases.tests.begun import begin
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.safeguards import conflicts
from knutpunkt.rooms.safeguards.refusals import NotTheirs

NUMBER = "20120509" + "2385"


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def who(place: Place, name: str) -> Professional:
    found: Professional = getattr(place, name).professional
    return found


def declared(place: Place, name: str, on: date) -> list[ConflictOfInterest]:
    return conflicts.declare(
        actor=place.actor(name), on=on, children=[place.alva], professional=who(place, name), reason="Moster"
    )


def test_nothing_about_the_child_opens_from_the_next_request(place: Place, client: Client, today: date):
    begin(place, today)
    sign_in(client, place.kim)
    page = reverse("cases:child", args=[place.alva.pk])
    assert client.get(page).status_code == 200

    answer = client.post(reverse("safeguards:knows", args=[place.alva.pk]), {"reason": "Granne"}, follow=True)

    assert answer.status_code == 200
    assert client.get(page).status_code == 404
    assert "Alva" not in client.get(reverse("cases:search"), {"q": "Alva"}).content.decode().split("<main")[
        1
    ].split("Inget hittades")[0].replace('value="Alva"', "")
    assert Event.objects.filter(action="conflict.declared").count() == 1


def test_their_promises_pass_to_the_backup_and_their_part_ends(place: Place, today: date):
    case = begin(place, today)
    elin = place.elin.professional  # type: ignore[attr-defined]

    conflicts.declare(
        actor=place.actor("elin"), on=today, children=[place.alva], professional=elin, reason="Kusin"
    )

    promises = Commitment.objects.filter(matter__child=place.alva, state="open")
    assert not promises.filter(holder=elin).exists()
    assert not promises.filter(backup=elin).exists()
    assert coordinator_of(case, today).professional == who(place, "sam")  # type: ignore[union-attr]
    assert visible(Case.objects.filter(pk=case.pk), actor=place.actor("sam"), on=today)
    left = Participation.objects.get(case=case, professional=elin)
    assert left.last_day == today


def test_nobody_promises_anything_for_a_child_they_have_stepped_aside_from(place: Place, today: date):
    case = begin(place, today)
    declared(place, "mia", today)
    values = {"unit": place.school, "due": today, "source": "case"}

    with pytest.raises(StepsAside):
        promise(actor=SYSTEM, on=today, matter=case.matter, what="Ring", holder=who(place, "mia"), **values)
    carrier = case.matter.commitments.get(source="case")
    with pytest.raises(StepsAside):
        hand_over(
            actor=SYSTEM,
            on=today,
            commitment=carrier,
            to=who(place, "mia"),
            reason="",
            version=carrier.version,
        )


def test_the_head_teacher_who_steps_aside_is_passed_over_in_the_chain(place: Place, today: date):
    case = begin(place, today)
    declared(place, "rut", today)
    conflicts.declare(
        actor=place.actor("elin"),
        on=today,
        children=[place.alva],
        professional=place.elin.professional,  # type: ignore[attr-defined]
        reason="Kusin",
    )
    declared(place, "sam", today)

    case.refresh_from_db()
    assert case.matter.carried_by is not None
    assert case.matter.carried_by.holder == who(place, "mia")


def test_only_who_answers_for_the_unit_declares_for_a_colleague_and_ends_it(place: Place, today: date):
    with pytest.raises(NotTheirs):
        conflicts.declare(
            actor=place.actor("mia"),
            on=today,
            children=[place.alva],
            professional=who(place, "sam"),
            reason="X",
        )
    [made] = conflicts.declare(
        actor=place.actor("rut"),
        on=today,
        children=[place.alva],
        professional=who(place, "sam"),
        reason="Svåger",
    )
    with pytest.raises(NotTheirs):
        conflicts.end(actor=place.actor("sam"), on=today, conflict=made)
    conflicts.end(actor=place.actor("rut"), on=today, conflict=made)
    made.refresh_from_db()
    assert made.last_day == today


def test_t09_the_receipt_is_the_same_whether_or_not_there_is_such_a_child(
    place: Place, client: Client, today: date
):
    with recorded(actor=SYSTEM, action="world.built"):
        NationalId.objects.create(
            child=place.alva, kind="personal", value=NUMBER, blind_index=_code(NUMBER), since=today
        )
    sign_in(client, place.bo)
    receipts = [
        _receipt(client, place, national_id=number) for number in (NUMBER, "201205092393", "191212121213")
    ]
    receipts.append(_receipt(client, place, name="alva  nyström", birth_date="2012-05-09"))

    assert len(set(receipts)) == 1
    assert ConflictOfInterest.objects.filter(child=place.alva).count() == 1
    assert not visible(Child.objects.all(), actor=place.actor("bo"), on=today)


def test_somebody_who_declared_sees_no_list_of_children(place: Place, client: Client, today: date):
    sign_in(client, place.bo)
    _receipt(client, place, name="Alva Nyström", birth_date="2012-05-09")
    page = client.get(reverse("safeguards:conflicts")).content.decode()
    assert "Alva" not in page


def _code(number: str) -> str:
    from knutpunkt.foundation.sealing.box import blind_index

    return blind_index(number)


def _receipt(client: Client, place: Place, **sought: str) -> str:
    told = {"professional": str(place.bo.professional_id), "reason": "Släkt", **sought}
    answer = client.post(reverse("safeguards:declare"), told, follow=True)
    assert answer.redirect_chain == [(reverse("safeguards:conflicts"), 302)]
    body = answer.content.decode()
    return body.split('id="k-messages"')[1].split("</main>")[0]
