"""What an extract leaves out: what is not sent, what is another's, and where a protected family is."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from tests import everything

from knutpunkt.foundation.access.handing_out import Recipient
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import (
    Audience,
    Case,
    Category,
    Consent,
    ConsentRequest,
    EmergencyOpening,
)
from knutpunkt.foundation.people.models import Child, Guardian, ProtectedIdentity, UnitWideTask
from knutpunkt.rooms.cases import writing
from knutpunkt.rooms.cases.models import NoteCorrection
from knutpunkt.rooms.concerns.tests.place import LONG_AGO
from knutpunkt.rooms.entrance.models import UnsavedText
from knutpunkt.rooms.oversight import handing
from knutpunkt.rooms.oversight.extract import register_extract
from knutpunkt.rooms.oversight.models import Handout
from knutpunkt.rooms.safeguards import holds, requests
from knutpunkt.rooms.safeguards.models import FormalRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return everything.build(timezone.localdate())


@pytest.fixture
def mother(world) -> Guardian:
    return Guardian.objects.get(given_name="Maja")


@pytest.fixture
def father(world) -> Guardian:
    return Guardian.objects.get(given_name="Johan")


def told(world, guardian: Guardian | None = None, *, by: str = "rut"):
    to = Recipient(world.place.alva.pk, guardian.pk if guardian else None)
    return register_extract(recipient=to, actor=world.place.actor(by)).rows


def of_kind(rows, what: str) -> list[object]:
    return [row for row in rows if row.what == what]


def hand_out(world, guardian: Guardian | None, kind: str) -> Handout:
    alva, on = world.place.alva, world.on
    return handing.hand_out(
        actor=world.place.actor("rut"), on=on, child=alva, kind=kind,
        to=Recipient(alva.pk, guardian.pk if guardian else None), requested_on=on,
        first_day=on - timedelta(days=400), last_day=on,
    )  # fmt: skip


def test_what_a_colleague_has_not_sent_stands_in_no_extract(world, mother):
    place, case = world.place, Case.objects.get(child=world.place.alva)
    with recorded(actor=SYSTEM, action="world.changed"):
        UnsavedText.objects.create(
            author=place.elin.professional, unit=place.school, child=place.alva, place="x",
            values={"text": ["Halvskriven tanke"]}, kept_at=timezone.now(),
        )  # fmt: skip
    note = writing.write_note(
        actor=place.actor("elin"), on=world.on, case=case, category=Category.SUPPORT, heading="Ofärdig",
        text="Inte genomtänkt", audience=Audience.FAMILY, draft=True,
    )  # fmt: skip
    with recorded(actor=SYSTEM, action="world.changed"):
        NoteCorrection.objects.create(
            note=note, heading_before="Äldre ofärdig", text_before="Äldre tanke", reason="Fel",
            corrected_by=place.elin.professional,
        )  # fmt: skip
    for who in (None, mother):
        text = str(told(world, who))
        assert "Schema" in text
        for draft in ("Halvskriven", "Ofärdig", "Inte genomtänkt", "Äldre ofärdig", "Äldre tanke"):
            assert draft not in text, draft


def test_a_contact_hold_and_its_promises_stand_in_no_extract(world, mother, father):
    before = {who: told(world, who) for who in (None, mother, father)}
    holds.hold_contact(
        actor=world.place.actor("rut"), on=world.on, child=world.place.alva, guardian=father,
        ask=world.place.mia.professional, reason="Hot", review_on=world.on + timedelta(days=30),
    )  # fmt: skip
    for who, rows in before.items():
        assert told(world, who) == rows


def test_what_another_area_opened_and_was_asked_is_its_own_to_hand_out(world):
    place, now = world.place, timezone.now()
    with recorded(actor=SYSTEM, action="world.changed"):
        for who, why in ((place.bo, "Ringde från kliniken"), (place.sam, "Ringde från skolan")):
            EmergencyOpening.objects.create(
                child=place.alva, professional=who.professional, assignment=who, reason=why,
                opened_at=now, until=now + timedelta(hours=1),
            )  # fmt: skip
    requests.receive(
        actor=place.actor("bo"), on=world.on, child=place.alva, kind=FormalRequest.Kind.PARTY_ACCESS,
        asked_by=FormalRequest.AskedBy.CHILD, who="Alva", what="Journalen hos er", received_on=world.on,
    )  # fmt: skip
    ours, theirs = str(told(world)), str(told(world, by="bo"))
    for word in ("Ringde från skolan", "Jag börjar klockan nio"):
        assert (word in ours, word in theirs) == (True, False)
    for word in ("Ringde från kliniken", "Journalen hos er"):
        assert (word in ours, word in theirs) == (False, True)


def test_one_persons_words_are_not_handed_to_another(world, mother, father):
    with recorded(actor=SYSTEM, action="world.changed"):
        for consent in Consent.objects.filter(child=world.place.alva):
            consent.childs_no_overridden = "Alva sa nej"
            consent.save(update_fields=["childs_no_overridden"])
    assert "Terminen ut räcker" in str(told(world, mother))
    assert "Terminen ut räcker" not in str(told(world, father))
    of_the_child = ("Alva sa nej", "Det är bra om de vet", "Har inte sagt något om att måendet läses")
    for word in of_the_child:
        assert word in str(told(world))
        assert word not in str(told(world, mother))


def test_what_only_the_child_decides_is_shortened_unknown_to_a_guardian(world, mother):
    with recorded(actor=SYSTEM, action="world.changed"):
        ConsentRequest.objects.filter(case__child=world.place.alva).update(
            decides=ConsentRequest.Decides.CHILD
        )
    assert "Terminen ut räcker" not in str(told(world, mother))


def test_a_paper_that_somebody_else_has_had_is_not_told(world, mother, father):
    hand_out(world, father, Handout.Kind.OWN_LOG)
    hand_out(world, mother, Handout.Kind.OWN_LOG)
    hand_out(world, None, Handout.Kind.EXTRACT)
    assert [len(of_kind(told(world, who), "utdrag")) for who in (None, mother, father)] == [1, 1, 1]


@pytest.fixture
def protected(world):
    with recorded(actor=SYSTEM, action="world.changed"):
        Child.objects.filter(pk=world.place.alva.pk).update(
            protected_identity=ProtectedIdentity.MARKED, street_address="Dolda stigen 3",
            postal_code="999 11", town="Gömsta", phone="070-1740605", email="alva@exempel.se",
        )  # fmt: skip
    return world


def give_task(world, assignment) -> None:
    with recorded(actor=SYSTEM, action="world.changed"):
        UnitWideTask.objects.create(
            assignment=assignment, unit=world.place.school, kind=UnitWideTask.Kind.PROTECTED_IDENTITY,
            start=LONG_AGO,
        )  # fmt: skip


def test_only_who_handles_protected_identities_hands_out_of_a_protected_family(protected, mother):
    made = hand_out(protected, mother, Handout.Kind.EXTRACT)
    rut, mia = protected.client("head teacher"), protected.client("mentor")
    session = rut.session
    session["visit.confirmed"] = timezone.now().timestamp()
    session.save()
    alva = protected.place.alva.pk
    page, panel = (reverse(f"oversight:{name}", args=[alva]) for name in ("new_handout", "panel"))
    pages = [
        page,
        reverse("oversight:handout", args=[made.pk]),
        reverse("oversight:handout_file", args=[made.pk, "pdf"]),
    ]
    for one in pages:
        answer = rut.get(one)
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("cases:child", args=[alva]))
        assert "hantera skyddade personuppgifter" in unescape(
            rut.get(answer.headers["Location"]).content.decode()
        )
    shown = unescape(rut.get(panel, headers={"HX-Request": "true"}).content.decode())
    assert "hantera skyddade personuppgifter" in shown
    assert page not in shown
    assert mia.get(page).status_code == 404
    give_task(protected, protected.place.rut)
    give_task(protected, protected.place.mia)
    assert [rut.get(one).status_code for one in pages] == [200, 200, 200]
    assert page in rut.get(panel, headers={"HX-Request": "true"}).content.decode()
    assert mia.get(page).status_code == 200


def test_a_guardian_of_a_protected_family_gets_nothing_of_where_the_child_is(protected, mother):
    place = protected.place
    where = ["Dolda stigen", "999 11", "Gömsta", "070-1740605", "alva@exempel.se", "Lindskolan"]
    with recorded(actor=SYSTEM, action="world.changed"):
        case = Case.objects.get(child=place.alva)
        case.closing_words = "Hon trivs på Lindskolan, nära Dolda stigen 3."
        case.save(update_fields=["closing_words"])
    rows = told(protected, mother)
    assert [word for word in where if word in str(rows)] == []
    assert "Hon trivs på [plats], nära [plats]." in str(rows)
    assert of_kind(rows, "inskrivning") == []
    assert {row.unit for row in rows} == {""}
    own = told(protected)
    assert [word for word in where if word not in str(own)] == []
    log = handing.log_lines(hand_out(protected, mother, Handout.Kind.OWN_LOG), actor=place.actor("rut"))
    assert log
    assert "Lindskolan" not in str(log)


def test_how_well_somebody_is_protected_is_told_to_nobody(protected, mother):
    for who in (None, mother):
        assert "sekretessmarkering" not in str(told(protected, who))
