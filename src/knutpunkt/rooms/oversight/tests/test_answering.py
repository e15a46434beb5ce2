"""A register extract that is handed out closes the request for it, and has what the lake holds."""

from datetime import date, timedelta
from html import unescape
from pathlib import Path

import duckdb
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.figures import figure
from tests.signed_in import sign_in

from knutpunkt.foundation.access.handing_out import Recipient
from knutpunkt.foundation.people.models import Guardian
from knutpunkt.rooms.cases.tests.begun import begin
from knutpunkt.rooms.concerns.tests.lessons import lesson, write
from knutpunkt.rooms.concerns.tests.place import Place, build
from knutpunkt.rooms.consents.tests.family import give_parents
from knutpunkt.rooms.oversight import answering, handing, refusals
from knutpunkt.rooms.oversight.extract import register_extract
from knutpunkt.rooms.oversight.models import Handout
from knutpunkt.rooms.safeguards import requests
from knutpunkt.rooms.safeguards.models import FormalRequest

Kind, AskedBy, Decision = FormalRequest.Kind, FormalRequest.AskedBy, FormalRequest.Decision


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture(autouse=True)
def a_lake_of_its_own(settings, tmp_path: Path) -> None:
    settings.LAKE = tmp_path / "lake"


@pytest.fixture
def place(db: None) -> Place:
    return build()


@pytest.fixture
def mother(place: Place) -> Guardian:
    return give_parents(place.alva)[0]


def asked(place: Place, today: date, by: FormalRequest.AskedBy = AskedBy.GUARDIAN) -> FormalRequest:
    return requests.receive(
        actor=place.actor("mia"), on=today, child=place.alva, kind=Kind.REGISTER_EXTRACT, asked_by=by,
        who="Maja Nyström", what="Allt ni har", received_on=today,
    )  # fmt: skip


def hand_out(
    place: Place, today: date, to: Guardian | None, request: FormalRequest, who: str = "rut"
) -> Handout:
    return handing.hand_out(
        actor=place.actor(who), on=today, child=place.alva, kind=Handout.Kind.EXTRACT, requested_on=today,
        to=Recipient(place.alva.pk, to.pk if to else None), first_day=today, last_day=today, request=request,
    )  # fmt: skip


def test_handing_out_decides_and_closes_the_request(place: Place, mother: Guardian, today: date):
    one = asked(place, today)
    made = hand_out(place, today, mother, one)
    one.refresh_from_db()
    assert made.request == one
    assert (one.decision, one.decided_by, one.carried_out_on) == (
        Decision.GRANTED, place.rut.professional, today,
    )  # fmt: skip
    assert not one.matter.is_open


def test_what_is_decided_already_is_handed_out_by_the_coordinator(
    place: Place, mother: Guardian, today: date
):
    begin(place, today)
    one = asked(place, today)
    assert answering.waiting_requests(place.alva, actor=place.actor("elin"), on=today) == []
    assert answering.waiting_requests(place.alva, actor=place.actor("rut"), on=today) == [one]
    requests.decide(
        actor=place.actor("rut"), on=today, request=one, decision=Decision.GRANTED, reasons="Artikel 15"
    )
    hand_out(place, today, mother, one)
    one.refresh_from_db()
    assert (one.reasons, one.carried_out_on) == ("Artikel 15", today)
    assert answering.waiting_requests(place.alva, actor=place.actor("rut"), on=today) == []


def test_it_goes_to_who_asked_or_nothing_is_handed_out(place: Place, mother: Guardian, today: date):
    one = asked(place, today)
    own = asked(place, today, AskedBy.CHILD)
    for to, request in ((None, one), (mother, own)):
        with pytest.raises(refusals.NotTheirRequest):
            hand_out(place, today, to, request)
    assert not Handout.objects.exists()
    assert one.matter.is_open
    hand_out(place, today, None, own)


def test_the_page_offers_the_request_and_closes_it(
    place: Place, mother: Guardian, client: Client, today: date
):
    sign_in(client, place.rut)
    page = reverse("oversight:new_handout", args=[place.alva.pk])
    told = {"to": str(mother.pk), "requested_on": str(today), "first_day": str(today), "last_day": str(today)}
    assert "Svarar det på en begäran?" not in client.get(page).content.decode()
    one = asked(place, today)
    assert "Svarar det på en begäran?" in client.get(page).content.decode()
    told["request"] = str(one.pk)
    assert client.post(page, told | {"kind": "own_log"}).status_code == 422
    wrong = client.post(page, told | {"kind": "extract", "to": "child"})
    assert (wrong.status_code, "någon annan än du valde" in unescape(wrong.content.decode())) == (422, False)
    assert "Begäran kom från någon annan" in unescape(wrong.content.decode())
    assert client.post(page, told | {"kind": "extract"}).status_code == 302
    one.refresh_from_db()
    assert one.carried_out_on == today


def grades(rows: list[tuple[str, ...]]) -> None:
    folder = Path(settings.LAKE) / "grades" / "municipality=9901"
    folder.mkdir(parents=True)
    values = ",".join(str(row) for row in rows)
    with duckdb.connect() as db:
        told = db.sql(f"SELECT * FROM (VALUES {values}) AS told(child, unit, term, subject, grade)")
        told.write_parquet(str(folder / "part.parquet"))


def test_t39_lessons_and_grades_of_the_own_area_stand_in_the_extract(
    place: Place, mother: Guardian, client: Client, today: date
):
    Path(settings.LAKE).mkdir()
    other = [str(place.ville.pk), *map(str, lesson(place, today, 5)[1:2])]
    rows = [
        lesson(place, today),
        lesson(place, today, 1, invalid=20),
        lesson(place, today, 2, reported=False),
        lesson(place, today - timedelta(days=40), 3, valid=60),
        lesson(place, today, 4, unit=place.clinic, invalid=7),
        (*other, today, "annans-lektion", "MA", 60, 0, 60, 0, True),
    ]
    write(Path(settings.LAKE), rows, place)
    alva, school = str(place.alva.pk), str(place.school.pk)
    grades([
        (alva, school, "2026VT", "MA", "C"), (alva, str(place.clinic.pk), "2026VT", "BUP-amne", "A"),
        (str(place.ville.pk), school, "2026VT", "ANNANS", "F"),
    ])  # fmt: skip
    extract = register_extract(recipient=Recipient(place.alva.pk, mother.pk), actor=place.actor("rut"))
    told = {(row.what, row.unit): dict(row.fields) for row in extract.rows if row.unit == "Lindskolan"}
    lessons = told[f"närvaro {today:%Y-%m}", "Lindskolan"]
    assert list(lessons.values()) == [
        "60 minuter, där hela tiden",
        "60 minuter, 20 borta utan godkänd orsak",
        "60 minuter, inte rapporterat",
    ]
    before = f"{today - timedelta(days=40):%Y-%m}"
    assert "60 borta med godkänd orsak" in str(told[f"närvaro {before}", "Lindskolan"])
    assert told["betyg 2026VT", "Lindskolan"] == {"MA": "C"}
    everything = str(extract.rows)
    for others in ("annans-lektion", "ANNANS", "BUP-amne", "7 borta"):
        assert others not in everything
    figure("T39", "närvaro och betyg ur datasjön med: den egna verksamhetens, 0 av andras")


def test_with_no_lake_there_is_nothing_of_it(place: Place, mother: Guardian):
    extract = register_extract(recipient=Recipient(place.alva.pk, mother.pk), actor=place.actor("rut"))
    assert not [row for row in extract.rows if row.what.startswith(("närvaro", "betyg"))]
