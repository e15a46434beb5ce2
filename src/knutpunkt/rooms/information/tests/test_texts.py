"""The words say what the product knows, and change when that changes."""

import io
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.signed_in import sign_in, sign_in_administrator

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case
from knutpunkt.foundation.people.models import AreaRegime, Regime, ResponsibleBody
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.rooms.concerns import operations as concerns
from knutpunkt.rooms.concerns import rule_words, rulebook
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.information import operations, queries, refusals
from knutpunkt.rooms.information.gathering import case_sheet, general_sheet
from knutpunkt.rooms.information.models import GeneralInformation, Occasion
from knutpunkt.rooms.information.texts import Sheet
from knutpunkt.rooms.intake.models import ImportBatch, ImportFile
from knutpunkt.rooms.oversight.models import RetentionPeriod
from knutpunkt.rooms.oversight.periods import Kept


def words(sheet: Sheet) -> str:
    parts = [word for part in sheet.parts for word in (part.heading, *part.paragraphs, *part.points)]
    return "\n".join((sheet.title, sheet.lead, *parts))


def taken_in(*kinds: str, source: str, place: str = "9901") -> None:
    with recorded(actor=SYSTEM, action="world.changed"):
        batch = ImportBatch.objects.create(state=ImportBatch.State.ACCEPTED)
        for kind in kinds:
            ImportFile.objects.create(batch=batch, name=kind, kind=kind, source=source, municipality=place)


def test_the_register_tells_what_has_been_taken_in_and_from_whom(place: Place, today: date):
    taken_in("child", "attendance", source="Elevregistret")
    taken_in("grade", source="Ett annat register", place="9902")
    told = words(general_sheet(Occasion.REGISTER, place.body, today))
    assert "närvaro och frånvaro" in told
    assert "betyg" not in told
    assert "Elevregistret" in told
    assert "annat register" not in told


def test_every_text_says_who_why_how_long_and_what_rights(place: Place, case: Case, today: date):
    for occasion in (Occasion.REGISTER, Occasion.SCREENING):
        told = words(general_sheet(occasion, place.body, today))
        for said in (
            "Lindhamra är personuppgiftsansvarig",
            "artikel 6.1 e",
            "5 år",
            "invända",
            "rättat",
            "imy.se",
        ):
            assert said in told, (occasion, said)
    told = words(case_sheet(case, today))
    for said in ("Elin Hed på Lindskolan", "5 år", "det sista som hände", "ta tillbaka ett ja", "imy.se"):
        assert said in told
    assert "Alva" not in told


def test_the_period_of_the_body_and_its_contact_stand_in_the_text(place: Place, case: Case, today: date):
    operations.set_contact(
        actor=SYSTEM, on=today, body=place.body, turn_to="Skolkontoret, 0000-100", officer="ombud@exempel.se"
    )
    with recorded(actor=SYSTEM, action="world.changed"):
        RetentionPeriod.objects.create(
            responsible_body=place.body, what=Kept.SCHOOL_FILE, years=12, law="Egen plan", start=today
        )
    told = words(case_sheet(case, today))
    assert "Vi sparar i 12 år" in told
    assert "Egen plan" in told
    assert "Skolkontoret, 0000-100" in told
    assert "Dataskyddsombud: ombud@exempel.se" in told


def test_the_legal_ground_follows_the_regime(place: Place, case: Case, today: date):
    assert "9.2 g" in words(case_sheet(case, today))
    with recorded(actor=SYSTEM, action="world.changed"):
        AreaRegime.objects.filter(area=place.school.area).update(regime=Regime.SOCIAL_SERVICES)
    told = words(case_sheet(case, today))
    assert "9.2 h" in told
    assert "30 års ålder" in told
    with recorded(actor=SYSTEM, action="world.changed"):
        ResponsibleBody.objects.filter(pk=place.body.pk).update(kind=ResponsibleBody.Kind.INDEPENDENT)
    body = ResponsibleBody.objects.get(pk=place.body.pk)
    assert "26 a kap." in words(general_sheet(Occasion.REGISTER, body, today))


def test_the_screening_tells_the_rules_that_run(place: Place, today: date):
    running = [one.rule for one in rulebook.entries(place.body, today) if one.rule.active]
    told = words(general_sheet(Occasion.SCREENING, place.body, today))
    assert all(rule_words.title(rule) in told for rule in running)
    tomorrow = today + timedelta(days=1)
    for rule in running:
        concerns.set_rule(
            actor=SYSTEM, on=today, body=place.body, rule=replace(rule, active=False), valid_from=tomorrow
        )
    told = words(general_sheet(Occasion.SCREENING, place.body, tomorrow))
    assert "Just nu letar vi inte efter något." in told
    assert not any(rule_words.title(rule) in told for rule in running)


def test_the_paper_has_the_same_words_and_no_child(place: Place, case: Case, client: Client):
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    for occasion in Occasion:
        page = client.get(reverse("information:read", args=[case.pk, occasion.value]))
        paper = client.get(reverse("information:paper", args=[case.pk, occasion.value]))
        assert (page.status_code, paper["Content-Type"]) == (200, "application/pdf")
        text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(paper.content)).pages)
        assert "Det här har du rätt till" in " ".join(text.split())
        assert "Alva" not in text
    assert client.get(reverse("information:read", args=[case.pk, "annat"])).status_code == 404


def test_the_rules_page_warns_until_somebody_has_said_where_or_why_not(
    place: Place, client: Client, today: date
):
    sign_in_administrator(client)
    page = reverse("information:body", args=[place.body.pk])
    assert page in client.get(reverse("concerns:body_rules", args=[place.body.pk])).content.decode()
    assert unescape(client.get(page).content.decode()).count("utan att det står") == 2
    screening = reverse("information:general", args=[place.body.pk, "screening"])
    given = {"given": "yes", "where": "på webbplatsen", "since": str(today)}
    assert client.post(screening, given).status_code == 302
    shown = unescape(client.get(page).content.decode())
    assert shown.count("utan att det står") == 1
    assert "på webbplatsen" in shown
    register = reverse("information:general", args=[place.body.pk, "register"])
    assert client.post(register, {"given": "no", "why_not": ""}).status_code == 422
    assert client.post(register, {"given": "no", "why_not": "Texten översätts."}).status_code == 302
    shown = unescape(client.get(page).content.decode())
    assert "utan att det står" not in shown
    assert "Texten översätts." in shown


def test_the_newest_word_counts_and_none_is_changed(place: Place, today: date):
    told = {"actor": SYSTEM, "on": today, "body": place.body, "occasion": Occasion.REGISTER}
    operations.explain_not_given(**told, why_not="Texten översätts.")
    operations.give_in_general(**told, since=date(2026, 8, 1), where="på webbplatsen")
    assert GeneralInformation.objects.count() == 2
    assert dict(queries.in_general(place.body))[Occasion.REGISTER].where == "på webbplatsen"
    assert dict(queries.in_general(place.body))[Occasion.SCREENING] is None
    for act, missing in (
        (operations.give_in_general, {"since": today, "where": " "}),
        (operations.explain_not_given, {"why_not": ""}),
    ):
        with pytest.raises((refusals.WhereMissing, ReasonMissing)):
            act(**told, **missing)
    with pytest.raises(refusals.NotHappenedYet):
        operations.give_in_general(**told, since=date(2999, 1, 1), where="webben")


def test_whom_to_turn_to_is_set_on_a_page_for_administrators_alone(place: Place, client: Client):
    page = reverse("information:contact", args=[place.body.pk])
    sign_in(client, place.rut)
    assert client.get(page).status_code == 404
    sign_in_administrator(client)
    assert client.post(page, {"turn_to": "", "officer": ""}).status_code == 422
    assert client.post(page, {"turn_to": "Skolkontoret", "officer": "Ombudet"}).status_code == 302
    assert queries.contact_of(place.body).turn_to == "Skolkontoret"
