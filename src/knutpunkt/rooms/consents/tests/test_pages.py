"""The pages of consent and disclosure, as Elin who asks and lets out, and as Bo who receives."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.casefile.models import (
    Category,
    Consent,
    ConsentAnswer,
    ConsentRequest,
    Disclosure,
    Ground,
)
from knutpunkt.rooms.cases.models import Note
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.consents import deciding
from knutpunkt.rooms.consents.tests.story import NO, YES, Story, tell


@pytest.fixture
def story(place: Place, client: Client) -> Story:
    told = tell(place)
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    return told


def page(client: Client, name: str, *args: object, **data: object):
    return client.get(reverse(f"consents:{name}", args=args), data)


def post(client: Client, name: str, *args: object, **data: object):
    return client.post(reverse(f"consents:{name}", args=args), data)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def asking(story: Story, **changed: object) -> dict[str, object]:
    given = {
        "other_ground": "no",
        "recipient": story.place.clinic.pk,
        "bundles": "school",
        "purpose": "Planera tillsammans",
        "start": story.on,
        "last_day": story.later,
        "decides": "together",
    }
    return {key: value for key, value in (given | changed).items() if value is not None}


def letting_out(story: Story, **changed: object) -> dict[str, object]:
    given = {
        "recipient": story.place.clinic.pk,
        "ground": "harm_test",
        "records": story.note.pk,
        "reason": "Redan känt",
        "childs_view": "Det är bra",
    }
    return given | changed


def looked_through(client: Client, story: Story, **changed: object):
    """What the page of looking through would send on."""
    told = letting_out(story, **changed)
    shown = post(client, "disclose", story.case.pk, **told)
    return told | {"confirmed": shown.context["seal"], "checked": "on"}


def test_the_question_is_asked_from_its_page_and_nobody_is_named_who_does_not_take_part(story, client):
    said = text(page(client, "ask", story.case.pk))
    assert "BUP Lindhamra: Bo Sand" in said
    assert "Generalklausulen" in said.replace("generalklausulen", "Generalklausulen")
    assert "polisen" in said.lower()
    assert "Anteckning" in said
    answer = post(client, "ask", story.case.pk, **asking(story))
    assert answer.status_code == 302
    assert ConsentRequest.objects.get().consents.count() == 3


def test_t49_the_form_asks_first_whether_another_ground_decides_and_explains(story, client):
    answer = post(client, "ask", story.case.pk, **asking(story, other_ground="yes"))
    assert answer.status_code == 422
    assert "Fråga då inte om samtycke." in answer.content.decode()
    assert post(client, "ask", story.case.pk, **asking(story, other_ground=None)).status_code == 422
    assert not ConsentRequest.objects.exists()


def test_the_page_of_an_asking_tells_who_is_missing_and_takes_an_answer_in_part(story, client):
    consents = story.ask(Category.SUPPORT, Category.PLAN)
    request = consents[0].request
    said = text(page(client, "request", request.pk))
    assert "Maja" in said
    assert "Vad tycker barnet?" in said
    told = {"who": story.mother.pk, "how": "oral", "given_on": story.on}
    none = post(client, "request", request.pk, answer="part", **told)
    assert none.status_code == 422
    answer = post(client, "request", request.pk, answer="part", consents=consents[1].pk, **told)
    assert answer.status_code == 302
    said = dict(ConsentAnswer.objects.values_list("consent__category", "answer"))
    assert said == {"support": "yes", "plan": "no"}


def test_the_receipt_holds_one_persons_answers_and_nobody_elses(story, client):
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    story.say(consents, story.father, NO)
    request = consents[0].request
    said = text(page(client, "receipt", request.pk, story.mother.pk))
    assert "Maja" in said
    assert "Johan" not in said
    assert page(client, "receipt", request.pk, story.place.alva.pk).status_code == 404


def test_the_paper_has_a_sheet_for_each_with_what_opens_and_who_reads(story, client):
    consents = story.ask(Category.SUPPORT)
    said = text(page(client, "paper", consents[0].request.pk))
    assert said.count("ilket stöd och vilka anpassningar som finns i skolan") == 3
    assert said.count("k-sheet") == 3
    assert "Bo Sand" in said
    assert "Schema" not in said


def test_before_a_yes_is_taken_back_the_page_shows_what_closes(story, client):
    consents = story.ask(Category.SUPPORT)
    story.everybody(consents)
    story.disclose()
    said = text(page(client, "withdraw", consents[0].request.pk))
    assert "Anteckning" in said
    assert "stöd och anpassningar i skolan" in said
    answer = post(client, "withdraw", consents[0].request.pk, who=story.father.pk, consents=consents[0].pk)
    assert answer.status_code == 302
    assert story.seen_by_bup() == []
    assert "Anteckning" not in text(page(client, "withdraw", consents[0].request.pk))


def test_the_time_is_made_shorter_and_what_it_was_stays_on_the_page(story, client):
    consents = story.ask(Category.SUPPORT)
    story.everybody(consents)
    pk = consents[0].request.pk
    told = {"who": story.mother.pk, "consents": consents[0].pk, "last_day": story.on + timedelta(days=10)}
    assert post(client, "shorten", pk, **told).status_code == 302
    assert Consent.objects.get().last_day == story.on + timedelta(days=10)
    assert "kortare tid" in text(page(client, "request", pk))
    assert post(client, "shorten", pk, **told).status_code == 422


def test_a_guardian_who_cannot_be_reached_is_left_out_with_a_reason_and_a_name(story, client):
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    pk = consents[0].request.pk
    told = {"who": story.father.pk, "why": "unreachable", "reason": "Ringt fem gånger på två veckor"}
    assert post(client, "leave_out", pk, **told).status_code == 302
    said = text(page(client, "request", pk))
    assert "Ringt fem gånger" in said
    assert "Elin Hed" in said


def test_why_the_child_has_not_been_asked_is_written(story, client):
    consents = story.ask(Category.SUPPORT)
    pk = consents[0].request.pk
    assert post(client, "child_not_asked", pk, reason=" ").status_code == 422
    assert post(client, "child_not_asked", pk, reason="Ligger på sjukhus").status_code == 302
    assert "Ligger på sjukhus" in text(page(client, "request", pk))


def test_a_question_is_taken_back_and_takes_no_more_answers(story, client):
    consents = story.ask(Category.SUPPORT)
    pk = consents[0].request.pk
    assert "Ingen behöver svara." in text(page(client, "take_back", pk))
    post(client, "take_back", pk)
    said = text(page(client, "request", pk))
    assert "Frågan är tillbakatagen" in said
    assert "Dokumentera ett svar" not in said


def test_an_asking_is_renewed_with_the_same_words_from_the_day_after(story, client):
    consents = story.ask(Category.SUPPORT)
    answer = page(client, "ask", story.case.pk, fornya=consents[0].request.pk)
    form = answer.context["form"]
    assert form["start"].value() == story.later + timedelta(days=1)
    assert form["categories"].value() == ["support"]
    assert "Planera tillsammans" in text(answer)
    assert page(client, "ask", story.case.pk, fornya="nonsense").status_code == 404
    assert page(client, "ask", story.case.pk, fornya=story.case.pk).status_code == 404


def test_t52_nothing_is_let_out_before_it_has_been_looked_through_and_ticked(story, client):
    shown = post(client, "disclose", story.case.pk, **letting_out(story))
    said = text(shown)
    assert "Läs igenom innan det lämnas ut" in said
    assert "BUP" in said
    assert "Bo Sand" in said
    assert not Disclosure.objects.exists()
    told = looked_through(client, story)
    unticked = {key: value for key, value in told.items() if key != "checked"}
    assert post(client, "disclose", story.case.pk, **unticked).status_code == 422
    other = told | {"reason": "Något helt annat"}
    assert post(client, "disclose", story.case.pk, **other).status_code == 422
    assert not Disclosure.objects.exists()
    assert post(client, "disclose", story.case.pk, **told).status_code == 302
    assert Disclosure.objects.get().opens_at > timezone.now()


def test_t52_it_opens_after_thirty_seconds_and_until_then_it_can_be_undone(story, client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        post(client, "disclose", story.case.pk, **looked_through(client, story))
        first = Disclosure.objects.get()
        assert "Ångra" in text(page(client, "disclosure", first.pk))
        clock.shift(timedelta(seconds=29))
        assert story.seen_by_bup() == []
        post(client, "undo", first.pk)
        clock.shift(timedelta(seconds=60))
        assert story.seen_by_bup() == []
        assert "ångrades innan det öppnades" in text(page(client, "disclosure", first.pk))
        post(client, "disclose", story.case.pk, **looked_through(client, story))
        second = Disclosure.objects.exclude(pk=first.pk).get()
        clock.shift(timedelta(seconds=30))
        assert story.seen_by_bup() == [story.note]
        assert (
            "har redan öppnats"
            in client.post(reverse("consents:undo", args=[second.pk]), follow=True).content.decode()
        )
        assert story.seen_by_bup() == [story.note]


def test_a_no_is_written_down_and_the_receiver_never_sees_it(story, client):
    told = {"recipient": story.place.clinic.pk, "ground": "harm_test", "reason": "Skulle skada"}
    assert post(client, "refuse", story.case.pk, **told).status_code == 302
    one = Disclosure.objects.get()
    assert "Det här lämnades inte ut." in text(page(client, "disclosure", one.pk))
    sign_in(client, story.place.bo)
    assert page(client, "disclosure", one.pk).status_code == 404


def test_t51_what_was_received_is_quoted_with_its_source_and_stays_the_senders(story, client):
    given = story.disclose(Ground.HARM_TEST, "Till hjälp")
    assert page(client, "quote", given.pk, story.note.pk).status_code == 404
    sign_in(client, story.place.bo)
    assert "Ni kan inte lämna ut dem vidare." in text(page(client, "disclosure", given.pk))
    assert "Källa:" in text(page(client, "quote", given.pk, story.note.pk))
    told = {"quoted": "börjar tio på tisdagar", "text": "Passar våra tider", "category": "support"}
    assert post(client, "quote", given.pk, story.note.pk, **told).status_code == 302
    mine = Note.objects.exclude(pk=story.note.pk).get()
    assert mine.unit_id == story.place.clinic.pk
    assert "Källa: anteckning" in mine.text
    assert "från Lindskolan" in mine.text
    assert "menprövning" in mine.text
    assert str(story.note.pk) not in text(page(client, "disclose", story.case.pk))


def test_the_panel_asks_the_database_no_more_for_many_than_for_one(story, client):
    def queries_for(askings: int) -> int:
        for _ in range(askings):
            consents = story.ask(Category.SUPPORT, Category.PLAN)
            deciding.explain_child_not_asked(actor=story.elin, request=consents[0].request, reason="Sjuk")
        page(client, "panel", story.case.pk)
        with CaptureQueriesContext(connection) as asked:
            page(client, "panel", story.case.pk)
        return len(asked)

    assert queries_for(1) == queries_for(9)
