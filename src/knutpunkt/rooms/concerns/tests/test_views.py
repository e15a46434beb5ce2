"""The pages, as each role meets them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Assignment
from knutpunkt.rooms.concerns import operations
from knutpunkt.rooms.concerns.models import AbsenceInvestigation, Concern, Receipt, ReportOfConcern
from knutpunkt.rooms.concerns.states import State
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.concerns.tests.rows import flag, measured


@pytest.fixture
def today():
    return timezone.localdate()


def at(assignment: Assignment) -> Client:
    client = Client()
    sign_in(client, assignment)
    return client


def flagged(place: Place, on, child=None) -> Concern:
    child = child or place.alva
    operations.raise_from_screening(
        flags=[flag(child, place.school)], measures=[measured(child, place.school, on_time=True)], on=on
    )
    return Concern.objects.get(child=child)


def received(place: Place, on) -> Concern:
    concern = flagged(place, on)
    return operations.confirm_flag(actor=place.actor("mia"), on=on, concern=concern)


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_mentor_says_what_she_sees_and_gets_a_receipt_with_who_took_it(place: Place):
    mia = at(place.mia)
    assert "Alva Nyström" in text(mia.get(reverse("concerns:new")))
    address = reverse("concerns:new") + f"?barn={place.alva.pk}"
    shown = text(mia.get(address))
    assert "Det här är ingen orosanmälan" in shown
    assert "Kim Lund" in shown, "the receiver is shown before sending"
    sent = mia.post(address, {"what": "Sover på lektionerna.", "source": "mentor"}, follow=True)
    assert "Kim Lund" in text(sent)
    assert "Mottagen" in text(sent)
    concern = Concern.objects.get()
    assert (concern.child, concern.unit, concern.state) == (place.alva, place.school, State.RECEIVED)
    assert "Alva Nyström" in text(mia.get(reverse("concerns:mine")))


def test_a_concern_without_words_keeps_the_rest_and_says_what_is_missing(place: Place):
    address = reverse("concerns:new") + f"?barn={place.alva.pk}"
    answer = at(place.mia).post(address, {"what": "", "tried": "Ringde hem.", "source": "mentor"})
    assert answer.status_code == 422
    assert "Ringde hem." in text(answer)
    assert not Concern.objects.exists()


def test_a_sender_in_another_area_describes_the_child_on_a_ground_and_learns_nothing(place: Place):
    bo = at(place.bo)
    assert "Alva" not in text(bo.get(reverse("concerns:new")))
    address = reverse("concerns:new") + f"?till={place.school.pk}"
    shown = text(bo.get(address))
    assert "generalklausulen" in shown.lower()
    assert "Kim Lund" not in shown
    given = {
        "given_name": "Alva", "family_name": "Nyström", "birth_date": "2012-05-09", "what": "Äter inte.",
        "source": "agency", "ground": "harm_test", "reason": "Alva och mamma vill det.",
    }  # fmt: skip
    known = bo.post(address, given, follow=True)
    unknown = bo.post(address, {**given, "given_name": "Ingen", "family_name": "Alls"}, follow=True)
    assert "Mottagen." in text(known)
    for page in (known, unknown):
        assert "Alva" not in text(page)
    assert [one.identified for one in Concern.objects.order_by("created_at")] == [True, False]
    assert Concern.objects.filter(child=place.alva).count() == 1
    assert Receipt.objects.count() == 2
    for concern in Concern.objects.all():
        assert bo.get(reverse("concerns:concern", args=[concern.pk])).status_code == 404


def test_a_ground_that_is_not_usable_between_the_two_is_refused(place: Place):
    address = reverse("concerns:new") + f"?till={place.school.pk}"
    given = {
        "given_name": "Alva", "family_name": "Nyström", "what": "Äter inte.", "source": "agency",
        "ground": "general_clause", "reason": "Viktigt.",
    }  # fmt: skip
    assert at(place.bo).post(address, given).status_code == 422
    assert not Concern.objects.exists()


def test_a_described_child_is_recognised_by_a_person_at_the_school(place: Place, today):
    at(place.bo).post(
        reverse("concerns:new") + f"?till={place.school.pk}",
        {
            "given_name": "Ville", "family_name": "Okesson", "what": "Fryser.", "source": "agency",
            "ground": "harm_test", "reason": "Ville vill det.",
        },
    )  # fmt: skip
    concern = Concern.objects.get()
    stand_in = concern.child
    kim = at(place.kim)
    assert "vem är det?" in text(kim.get(reverse("concerns:triage")))
    address = reverse("concerns:recognise", args=[concern.pk])
    assert "Ville Åkesson" in text(kim.get(address + "?q=åkesson"))
    kim.post(address, {"child": str(place.ville.pk)})
    concern.refresh_from_db()
    assert (concern.child, concern.identified, concern.matter.child) == (place.ville, True, place.ville)
    assert not type(stand_in).objects.filter(pk=stand_in.pk).exists()


def test_a_child_only_described_is_met_in_its_concern_and_in_no_list(place: Place, today):
    at(place.bo).post(
        reverse("concerns:new") + f"?till={place.school.pk}",
        {
            "given_name": "Vilma", "family_name": "Ingensson", "what": "Fryser.", "source": "agency",
            "ground": "harm_test", "reason": "Vilma vill det.",
        },
    )  # fmt: skip
    concern, kim = Concern.objects.get(), at(place.kim)
    for name in ("concerns:reports", "concerns:new", "cases:children"):
        assert "Vilma" not in text(kim.get(reverse(name) + "?q=Vilma")).replace("?q=Vilma", "").replace(
            'value="Vilma"', ""
        ), name
    for address in (
        reverse("concerns:write_report", args=[concern.child_id]),
        reverse("concerns:new") + f"?barn={concern.child_id}",
        reverse("cases:child", args=[concern.child_id]),
    ):
        assert kim.get(address).status_code == 404, address
    here = reverse("concerns:concern", args=[concern.pk])
    assert here in text(kim.get(reverse("today:my_day")))
    shown = text(kim.get(here))
    assert "Säg vem det är" in shown
    assert "Börja samarbeta" not in shown
    recognise = reverse("concerns:recognise", args=[concern.pk])
    assert kim.post(recognise, {"child": str(concern.child_id)}).status_code == 404
    assert "nytt hos oss" not in text(kim.get(recognise))
    kim.post(recognise, {"child": str(place.ville.pk)})
    assert "Börja samarbeta" in text(kim.get(here))


def test_the_mentor_is_asked_and_her_yes_makes_it_a_concern(place: Place, today):
    concern = flagged(place, today)
    mia = at(place.mia)
    assert "Alva Nyström" in text(mia.get(reverse("concerns:asked")))
    assert text(at(place.kim).get(reverse("concerns:triage"))).count("Inget väntar på svar") == 1
    address = reverse("concerns:is_it_true", args=[concern.pk])
    assert "Borta 31" in text(mia.get(address))
    assert "kommer i tid" in text(mia.get(address)).lower()
    assert mia.post(address, {"svar": "ja", "words": "Trött sedan lovet."}).status_code == 302
    concern.refresh_from_db()
    assert (concern.state, concern.mentor_words) == (State.RECEIVED, "Trött sedan lovet.")
    assert "Alva Nyström" in text(at(place.kim).get(reverse("concerns:triage")))


def test_the_mentors_no_needs_its_reason(place: Place, today):
    concern = flagged(place, today)
    address = reverse("concerns:is_it_true", args=[concern.pk])
    assert at(place.mia).post(address, {"svar": "nej", "reason": ""}).status_code == 422
    at(place.mia).post(address, {"svar": "nej", "reason": "Praktik."})
    concern.refresh_from_db()
    assert (concern.state, concern.matter.is_open) == (State.NOT_TRUE, False)


def test_the_class_takes_it_and_the_mentor_finishes_it(place: Place, today):
    concern = received(place, today)
    kim = at(place.kim)
    given = {"holder": str(place.mia.pk), "what": "Prata med Alva", "due": str(today + timedelta(days=5))}
    kim.post(reverse("concerns:universally", args=[concern.pk]), given)
    concern.refresh_from_db()
    assert concern.state == State.UNIVERSAL
    assert concern.matter.carried_by.holder == place.mia.professional
    mia = at(place.mia)
    assert "Prata med Alva" in text(mia.get(reverse("concerns:asked")))
    mia.post(reverse("concerns:finish", args=[concern.pk]), {"reason": "Det vände."})
    concern.refresh_from_db()
    assert (concern.state, concern.matter.is_open) == (State.SETTLED, False)


def test_to_collaborate_records_the_answer_and_goes_on_to_the_case(place: Place, today):
    concern = received(place, today)
    answer = at(place.kim).post(reverse("concerns:to_case", args=[concern.pk]))
    assert answer.url == reverse("cases:open", args=[concern.pk])
    concern.refresh_from_db()
    assert concern.state == State.TO_CASE
    assert concern.matter.carried_by.what == "Öppna samarbetet"


def test_long_absence_is_not_laid_down_before_the_head_teacher_has_decided(place: Place, today):
    concern = received(place, today)
    kim = at(place.kim)
    none = reverse("concerns:no_measure", args=[concern.pk])
    refused = kim.post(none, {"reason": "Vi avvaktar."})
    assert refused.status_code == 422
    assert "Vi avvaktar." in text(refused)
    kim.post(reverse("concerns:ask_head_teacher", args=[concern.pk]))
    rut = at(place.rut)
    assert "Alva" in text(rut.get(reverse("concerns:concern", args=[concern.pk])))
    decide = reverse("concerns:decide", args=[place.alva.pk]) + f"?iakttagelse={concern.pk}"
    assert rut.get(decide).status_code == 200
    rut.post(decide, {"decision": "against", "reason": "Opererad, plan finns.", "signed": "on"})
    assert AbsenceInvestigation.objects.get().state == "decided_against"
    assert kim.post(none, {"reason": "Vi avvaktar."}).status_code == 302
    concern.refresh_from_db()
    assert concern.state == State.DISMISSED


def test_a_decision_that_is_not_signed_is_no_decision(place: Place, today):
    address = reverse("concerns:decide", args=[place.alva.pk])
    assert at(place.rut).post(address, {"decision": "open", "reason": "Borta länge."}).status_code == 422
    assert not AbsenceInvestigation.objects.exists()


def test_the_investigation_runs_from_decision_to_conclusion(place: Place, today):
    rut = at(place.rut)
    rut.post(
        reverse("concerns:decide", args=[place.alva.pk]),
        {"decision": "open", "reason": "Borta länge.", "signed": "on"},
    )
    one = AbsenceInvestigation.objects.get()
    page = reverse("concerns:investigation", args=[one.pk])
    assert "Utredning om frånvaro har börjat" in text(rut.get(page))
    conclude = reverse("concerns:conclude", args=[one.pk])
    told = rut.post(conclude, {"conclusion": "Kortare dagar i tre veckor."})
    assert "anmälan till huvudmannen" in text(told)
    assert "Kortare dagar i tre veckor." in text(told)
    rut.post(reverse("concerns:notified", args=[one.pk, "huvudmannen"]))
    one.refresh_from_db()
    rut.post(reverse("concerns:heard", args=[one.pk]), {"pupil": str(today), "version": one.version})
    rut.post(conclude, {"conclusion": "Kortare dagar i tre veckor."})
    one.refresh_from_db()
    assert (one.state, one.pupil_heard_on, one.matter.is_open) == ("concluded", today, False)
    assert "Kortare dagar" in text(rut.get(page))
    assert "Alva" in text(at(place.kim).get(reverse("concerns:investigations")))


def test_t20_two_who_note_talks_at_once_lose_neither_day(place: Place, today):
    rut = at(place.rut)
    rut.post(
        reverse("concerns:decide", args=[place.alva.pk]),
        {"decision": "open", "reason": "Borta länge.", "signed": "on"},
    )
    one = AbsenceInvestigation.objects.get()
    heard = reverse("concerns:heard", args=[one.pk])
    rut.post(heard, {"pupil": str(today), "version": one.version})
    late = rut.post(heard, {"guardians": str(today), "version": one.version})
    assert late.status_code == 422
    assert "Nu står det:" in late.content.decode()
    one.refresh_from_db()
    assert (one.pupil_heard_on, one.guardians_heard_on) == (today, None)
    both = {"pupil": str(today), "guardians": str(today), "version": one.version}
    assert late.context["heard"]["version"].value() == str(one.version)
    rut.post(heard, both)
    one.refresh_from_db()
    assert (one.pupil_heard_on, one.guardians_heard_on) == (today, today)


def test_a_report_of_concern_is_seen_by_nobody_but_its_author(place: Place, today):
    mia = at(place.mia)
    assert mia.get(reverse("concerns:reports")).status_code == 200
    address = reverse("concerns:write_report", args=[place.alva.pk])
    given = {
        "recipient": "Lindhamra, mottagningen", "facts": "Blåmärken.", "safe_now": "unknown",
        "guardians_not_informed_because": "Misstanke om våld.", "wants_feedback": "on",
    }  # fmt: skip
    assert mia.post(address, {**given, "guardians_not_informed_because": ""}).status_code == 422
    mia.post(address, given)
    report = ReportOfConcern.objects.get()
    page = reverse("concerns:report", args=[report.pk])
    assert "Blåmärken." in text(mia.get(page))
    assert not report.is_sent
    for other in ("kim", "rut", "sam", "bo"):
        assert at(getattr(place, other)).get(page).status_code == 404
        assert "Blåmärken" not in text(at(place.kim).get(reverse("concerns:panel", args=[place.alva.pk])))
    confirm = reverse("concerns:confirmed", args=[report.pk])
    mia.post(confirm, {"receipt_from": "Mottagningen", "received_on": str(today), "channel": "phone"})
    report.refresh_from_db()
    assert report.is_sent
    assert not report.matter.is_open


def test_the_childs_panel_shows_only_what_the_reader_may_see(place: Place, today):
    received(place, today)
    address = reverse("concerns:panel", args=[place.alva.pk])
    assert "Borta 31" in text(at(place.kim).get(address))
    fragment = at(place.kim).get(address, headers={"HX-Request": "true"})
    assert "<html" not in text(fragment)
    assert at(place.bo).get(address).status_code == 404


@pytest.mark.parametrize("name", ["triage", "new", "mine", "asked", "investigations", "reports"])
@pytest.mark.parametrize("who", ["mia", "kim", "rut", "bo"])
def test_every_list_opens_empty_for_every_role(place: Place, name: str, who: str):
    assert at(getattr(place, who)).get(reverse(f"concerns:{name}")).status_code == 200


def test_an_expired_assignment_opens_nothing(place: Place, today):
    concern = received(place, today)
    kim = at(place.kim)
    with recorded(actor=SYSTEM, action="world.changed"):
        Assignment.objects.filter(pk=place.kim.pk).update(last_day=today - timedelta(days=1))
    assert kim.get(reverse("concerns:concern", args=[concern.pk])).status_code != 200


def test_opening_one_concern_is_not_logged_as_reading_the_whole_queue(place: Place, today):
    first = received(place, today)
    for n in range(3):
        operations.raise_concern(
            actor=place.actor("sam"), on=today, child=place.ville, recipient=place.school, source="mentor",
            seen=operations.Seen(f"Sak {n}"),
        )  # fmt: skip
    at(place.kim).get(reverse("concerns:concern", args=[first.pk]))
    event = Event.objects.get(action="concerns.concern.read")
    assert sum(one.startswith("concerns.concern:") for one in event.objects_touched) == 2, (
        "itself and the next"
    )


@pytest.mark.parametrize(
    ("level", "marked"), [("none", False), ("marked", True), ("population", True), ("fictitious", False)]
)
def test_a_protected_identity_is_marked_and_a_fictitious_one_looks_like_anybody(
    place: Place, today, level: str, marked: bool
):
    concern = received(place, today)
    with recorded(actor=SYSTEM, action="world.changed"):
        type(place.alva).objects.filter(pk=place.alva.pk).update(protected_identity=level)
    kim = at(place.kim)
    for address in (reverse("concerns:triage"), reverse("concerns:concern", args=[concern.pk])):
        assert ("skyddade personuppgifter" in text(kim.get(address))) is marked


def test_what_an_english_reader_does_is_stored_in_swedish_and_said_in_english(place: Place, today):
    concern = flagged(place, today)
    mia = at(place.mia)
    english = {"headers": {"accept-language": "en"}}
    assert "Away 31%" in text(mia.get(reverse("concerns:is_it_true", args=[concern.pk]), **english))
    mia.post(reverse("concerns:is_it_true", args=[concern.pk]), {"svar": "ja"}, **english)
    concern.refresh_from_db()
    assert concern.matter.carried_by.what == "Svara på iakttagelsen"


def test_triage_asks_the_database_as_often_for_thirty_as_for_three(place: Place, today):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            kim.get(reverse("concerns:triage"))
        return len(queries)

    def more(n: int) -> None:
        for _ in range(n):
            operations.raise_concern(
                actor=place.actor("mia"), on=today, child=place.alva, recipient=place.school, source="mentor",
                seen=operations.Seen("Ensam."),
            )  # fmt: skip

    kim = at(place.kim)
    more(3)
    few = asked()
    more(27)
    assert asked() <= few + 1
