"""A guardian under a contact hold is not asked, and nothing on the pages of consent says why."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.access.door import consent_state
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Category
from knutpunkt.foundation.people.models import Guardian
from knutpunkt.rooms.cases.tests.begun import begin, invite_bup
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.consents import operations as consents
from knutpunkt.rooms.safeguards.tests.test_holds import guardian_of, held


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def karin(place: Place) -> Guardian:
    with recorded(actor=SYSTEM, action="world.built"):
        return guardian_of(place.alva, "Karin")


def test_consent_is_not_asked_of_the_guardian_and_does_not_wait_for_them(
    place: Place, karin: Guardian, client: Client, today: date
):
    case = begin(place, today)
    invite_bup(place, case, today)
    with recorded(actor=SYSTEM, action="world.built"):
        kent = guardian_of(place.alva, "Kent")
    hold = held(place, karin, today)
    asked = consents.ask(
        actor=place.actor("elin"),
        on=today,
        case=case,
        sender=place.school,
        recipient=place.clinic,
        categories={Category.SUPPORT},
        purpose="Samma bild",
        start=today,
        last_day=today + timedelta(days=90),
    )
    assert consent_state(asked.consents.get(), today).agreement.guardians_asked == {kent.pk}
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    for name in ("consents:request", "consents:paper"):
        body = client.get(reverse(name, args=[asked.pk])).content.decode()
        assert "Kent" in body
        assert "Karin" not in body
    assert hold.guardian == karin
