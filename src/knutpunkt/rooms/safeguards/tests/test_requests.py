"""Formal requests: a holder and a date until a person has decided in writing."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.access.handing_out import Recipient, secrets_from
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Audience, Case, Category
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import AreaRegime, Guardian, Regime
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.rooms.cases import writing
from knutpunkt.rooms.cases.models import Note, NoteCorrection
from knutpunkt.rooms.cases.tests.begun import begin
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.safeguards import carrying_out, requests
from knutpunkt.rooms.safeguards.models import FormalRequest
from knutpunkt.rooms.safeguards.refusals import (
    AlreadyDecided,
    NothingToDo,
    NotSaidWhatWasDone,
    OriginalMissing,
    ReceiversNotSaid,
)

Kind, AskedBy, Decision = FormalRequest.Kind, FormalRequest.AskedBy, FormalRequest.Decision


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def received(place: Place, today: date, kind: FormalRequest.Kind = Kind.PARTY_ACCESS) -> FormalRequest:
    return requests.receive(
        actor=place.actor("mia"),
        on=today,
        child=place.alva,
        kind=kind,
        asked_by=AskedBy.GUARDIAN,
        who="Karin Öberg",
        what="Jag vill se allt som skrivits om Alva.",
        received_on=today,
    )


@pytest.mark.parametrize(("kind", "days"), [(kind, 7 if kind == Kind.PARTY_ACCESS else 30) for kind in Kind])
def test_it_becomes_a_matter_with_a_holder_and_a_date(
    place: Place, today: date, kind: FormalRequest.Kind, days: int
):
    promise = received(place, today, kind).matter.commitments.get()
    assert (promise.holder, promise.backup) == (place.rut.professional, place.mia.professional)
    assert promise.due == today + timedelta(days=days)


def test_a_refusal_says_how_to_appeal_and_closes_the_matter(place: Place, client: Client, today: date):
    one = received(place, today)
    sign_in(client, place.rut)
    page = reverse("safeguards:request", args=[one.pk])
    assert client.post(page, {"decision": "refused", "reasons": ""}).status_code == 422
    client.post(page, {"decision": "refused", "reasons": "Uppgifterna kan skada barnet (12 kap. 3 § OSL)."})
    one.refresh_from_db()
    assert one.decided_by == place.rut.professional
    assert "kammarrätten" in one.appeal
    assert "tre veckor" in client.get(page).content.decode()
    assert not one.matter.is_open


def test_it_is_decided_once_and_with_reasons(place: Place, today: date):
    one = received(place, today, Kind.RECTIFICATION)
    told = {"actor": place.actor("rut"), "on": today, "request": one, "decision": Decision.GRANTED}
    with pytest.raises(ReasonMissing):
        requests.decide(**told, reasons=" ")
    requests.decide(**told, reasons="Födelseorten var fel.")
    assert one.appeal == ""
    with pytest.raises(AlreadyDecided):
        requests.decide(**told, reasons="Igen")


def test_others_at_the_unit_do_not_see_it(place: Place, client: Client, today: date):
    one = received(place, today)
    for name in ("sam", "kim", "bo"):
        sign_in(client, getattr(place, name))
        assert client.get(reverse("safeguards:request", args=[one.pk])).status_code == 404
        assert "Alva" not in client.get(reverse("safeguards:overview")).content.decode()
    sign_in(client, place.rut)
    assert "Alva" in client.get(reverse("safeguards:overview")).content.decode()


def test_it_stands_on_my_day_and_leads_to_its_page(place: Place, client: Client, today: date):
    one = received(place, today)
    sign_in(client, place.rut)
    page = client.get("/min-dag/").content.decode()
    assert reverse("safeguards:request", args=[one.pk]) in page


def test_receiving_on_the_page(place: Place, client: Client, today: date):
    sign_in(client, place.mia)
    page = reverse("safeguards:receive_request", args=[place.alva.pk])
    told = {"kind": "objection", "asked_by": "child", "who": "Alva", "what": "Nej", "received_on": str(today)}
    assert client.post(page, told | {"received_on": str(today + timedelta(days=1))}).status_code == 422
    assert client.post(page, told).status_code == 302
    assert FormalRequest.objects.get().kind == Kind.OBJECTION


def decided(
    place: Place, today: date, kind: FormalRequest.Kind, decision: FormalRequest.Decision = Decision.GRANTED
) -> FormalRequest:
    one = received(place, today, kind)
    requests.decide(
        actor=place.actor("rut"), on=today, request=one, decision=decision, reasons="Hon har rätt till det."
    )
    return one


def done(place: Place, today: date, one: FormalRequest, **more: object) -> None:
    told = {"what_was_done": "Ändrat i registret."} | more
    carrying_out.carry_out(actor=place.actor("rut"), on=today, request=one, **told)  # type: ignore[arg-type]


def corrected_note(place: Place, case: Case, today: date) -> NoteCorrection:
    elin = place.actor("elin")
    note = writing.write_note(
        actor=elin, on=today, case=case, category=Category.SUPPORT, heading="Skolväg",
        text="Alva cyklar till skolan.", audience=Audience.TEAM, draft=False,
    )  # fmt: skip
    return writing.correct_note(
        actor=elin, note=note, heading="Skolväg", text="Alva går till skolan.", reason="Det var fel",
        version=note.version,
    )  # fmt: skip


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("decision", [Decision.GRANTED, Decision.PARTLY])
def test_what_is_decided_for_somebody_has_a_holder_and_a_date_until_it_is_done(
    place: Place, today: date, kind: FormalRequest.Kind, decision: FormalRequest.Decision
):
    one = decided(place, today, kind, decision)
    assert one.matter.is_open
    promise = one.matter.commitments.get(state=Commitment.State.OPEN)
    assert (promise.holder, promise.what) == (place.rut.professional, str(requests.TO_DO[kind]))
    assert promise.due == today + timedelta(days=7)
    done(place, today, one, text_before="Hamragatan", receivers_told="Ingen hade fått den.")
    one.matter.refresh_from_db()
    assert not one.matter.is_open
    assert (one.carried_out_by, one.carried_out_on) == (place.rut.professional, today)


def test_a_refused_request_has_nothing_to_do(place: Place, today: date):
    one = decided(place, today, Kind.OBJECTION, Decision.REFUSED)
    assert not one.matter.is_open
    with pytest.raises(NothingToDo):
        done(place, today, one)


def test_it_is_done_once_after_a_decision_and_with_words(place: Place, today: date):
    with pytest.raises(NothingToDo):
        done(place, today, received(place, today, Kind.ERASURE))
    one = decided(place, today, Kind.ERASURE)
    with pytest.raises(NotSaidWhatWasDone):
        done(place, today, one, what_was_done=" ")
    done(place, today, one)
    with pytest.raises(NothingToDo):
        done(place, today, one)


def test_a_rectification_keeps_how_it_stood_and_says_who_had_got_it(place: Place, today: date):
    one = decided(place, today, Kind.RECTIFICATION)
    with pytest.raises(OriginalMissing):
        done(place, today, one, receivers_told="Ingen")
    with pytest.raises(ReceiversNotSaid):
        done(place, today, one, text_before="Hamragatan 3")
    done(place, today, one, text_before="Hamragatan 3", receivers_told="BUP vet.")
    one.refresh_from_db()
    assert (one.text_before, one.receivers_told) == ("Hamragatan 3", "BUP vet.")


def test_a_note_put_right_keeps_its_earlier_text_marked(place: Place, client: Client, today: date):
    case = begin(place, today)
    one = decided(place, today, Kind.RECTIFICATION)
    correction = corrected_note(place, case, today)
    assert carrying_out.corrections_since(one, actor=place.actor("elin"), on=today) == [correction]
    assert carrying_out.corrections_since(one, actor=place.actor("bo"), on=today) == []
    done(place, today, one, correction=correction, receivers_told="Ingen")
    correction.refresh_from_db()
    assert (correction.text_before, correction.asked_for_on) == ("Alva cyklar till skolan.", today)
    assert Note.objects.get(pk=correction.note_id).text == "Alva går till skolan."
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    page = unescape(client.get(reverse("cases:note", args=[correction.note_id])).content.decode())
    assert "Rättat efter en begäran som kom in" in page
    assert "Alva cyklar till skolan." in page
    assert carrying_out.correction_shown(one, actor=place.actor("bo"), on=today) is None


def test_carrying_out_on_the_page_is_for_whoever_holds_it(place: Place, client: Client, today: date):
    one = decided(place, today, Kind.RECTIFICATION)
    page = reverse("safeguards:carry_out", args=[one.pk])
    sign_in(client, place.kim)
    assert client.get(page).status_code == 404
    sign_in(client, place.rut)
    assert page in client.get(reverse("safeguards:request", args=[one.pk])).content.decode()
    assert client.post(page, {"what_was_done": ""}).status_code == 422
    told = {"what_was_done": "Bytt adress.", "correction": "", "receivers_told": "Ingen"}
    assert client.post(page, told | {"text_before": ""}).status_code == 422
    assert client.post(page, told | {"text_before": "Hamragatan 3"}).status_code == 302
    shown = unescape(client.get(reverse("safeguards:request", args=[one.pk])).content.decode())
    assert "Hamragatan 3" in shown
    assert client.get(page).status_code == 404


def test_who_is_no_authority_says_where_to_complain_instead(place: Place, today: date):
    assert "förvaltningsrätten" in decided(place, today, Kind.OBJECTION, Decision.REFUSED).appeal
    with recorded(actor=SYSTEM, action="world.changed"):
        AreaRegime.objects.filter(area=place.school.area).update(regime=Regime.INDEPENDENT_SCHOOL)
    appeal = decided(place, today, Kind.OBJECTION, Decision.REFUSED).appeal
    assert "förvaltningsrätten" not in appeal
    assert "Integritetsskyddsmyndigheten" in appeal


def test_what_one_has_asked_for_is_nobody_elses_to_meet(place: Place, today: date):
    with recorded(actor=SYSTEM, action="world.changed"):
        mother, father = (
            Guardian.objects.create(given_name=name, family_name="Nyström") for name in ("Maja", "Johan")
        )
    one = decided(place, today, Kind.RECTIFICATION)
    own = requests.receive(
        actor=place.actor("mia"), on=today, child=place.alva, kind=Kind.OBJECTION, asked_by=AskedBy.CHILD,
        who="Alva", what="Jag vill inte.", received_on=today,
    )  # fmt: skip
    told = {
        to: secrets_from(Recipient(place.alva.pk, to), actor=place.actor("rut"), whole=True).hidden
        for to in (None, mother.pk, father.pk)
    }
    promises = Commitment.objects.filter(matter=one.matter)
    labels = {f"safeguards.formalrequest:{one.pk}", f"commitments.matter:{one.matter_id}"}
    labels |= {f"commitments.commitment:{promise.pk}" for promise in promises}
    assert all(labels <= hidden for hidden in told.values())
    assert f"safeguards.formalrequest:{own.pk}" not in told[None]
    assert f"safeguards.formalrequest:{own.pk}" in told[mother.pk]
