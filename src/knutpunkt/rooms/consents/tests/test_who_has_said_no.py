"""Somebody who has said no is neither waited for nor out of reach."""

import pytest
from django.test import Client
from tests.signed_in import sign_in

from knutpunkt.foundation.access.door import consent_state
from knutpunkt.foundation.casefile.models import Category, ConsentAnswer, GuardianNotAsked
from knutpunkt.rooms.concerns.tests.place import TODAY, Place
from knutpunkt.rooms.consents import deciding, operations, queries, refusals
from knutpunkt.rooms.consents.tests.story import NO, NOT_NOW, YES, Story, tell
from knutpunkt.rooms.consents.tests.test_pages import page, post, text

UNREACHABLE, MUST_NOT = GuardianNotAsked.Why.UNREACHABLE, GuardianNotAsked.Why.MUST_NOT


@pytest.fixture
def story(place: Place) -> Story:
    return tell(place, TODAY)


@pytest.fixture
def today(place: Place, client: Client) -> Story:
    told = tell(place)
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    return told


def left_out(story: Story, consents, why: GuardianNotAsked.Why) -> GuardianNotAsked:
    return deciding.leave_out(
        actor=story.elin,
        on=TODAY,
        request=consents[0].request,
        guardian=story.father,
        why=why,
        reason="Svarar inte",
    )


@pytest.mark.parametrize("answer", [NO, NOT_NOW])
def test_t50_whoever_has_answered_can_be_reached_and_is_not_left_out(
    story: Story, answer: ConsentAnswer.Answer
):
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    story.say(consents, story.father, answer)
    with pytest.raises(refusals.HasAnswered):
        left_out(story, consents, UNREACHABLE)
    assert not GuardianNotAsked.objects.exists()
    assert not consent_state(consents[0], TODAY).effective


def test_t50_whoever_has_taken_back_a_yes_can_be_reached(story: Story):
    consents = story.ask(Category.SUPPORT)
    story.everybody(consents)
    operations.withdraw(actor=story.elin, on=TODAY, consents=consents, guardian=story.father)
    with pytest.raises(refusals.HasAnswered):
        left_out(story, consents, UNREACHABLE)


def test_t50_whoever_has_answered_about_one_thing_can_be_reached_about_the_rest(story: Story):
    plan, support = story.ask(Category.PLAN, Category.SUPPORT)
    story.say([plan], story.father, YES)
    with pytest.raises(refusals.HasAnswered):
        left_out(story, [support], UNREACHABLE)


def test_whoever_must_not_be_asked_is_left_out_also_after_an_answer(story: Story):
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    story.say(consents, story.father, NO)
    left_out(story, consents, MUST_NOT)
    assert consent_state(consents[0], TODAY).effective


def test_the_form_offers_out_of_reach_only_while_somebody_has_not_answered(today: Story, client: Client):
    consents = today.ask(Category.SUPPORT)
    pk = consents[0].request.pk
    today.say(consents, today.father, NO)

    def offered() -> list[str]:
        return [code for code, _ in page(client, "leave_out", pk).context["form"].fields["why"].choices]

    assert offered() == [UNREACHABLE, MUST_NOT]
    told = {"who": today.father.pk, "why": "unreachable", "reason": "Svarar inte"}
    refused = post(client, "leave_out", pk, **told)
    assert refused.status_code == 422
    assert "Den som har svarat går att nå." in refused.content.decode()
    today.say(consents, today.mother, YES)
    assert offered() == [MUST_NOT]


def test_a_no_is_told_apart_from_an_answer_that_is_waited_for(today: Story, client: Client):
    consents = today.ask(Category.SUPPORT)
    today.say(consents, today.father, NO)
    today.say(consents, None, NO)
    pk = consents[0].request.pk
    line = queries.entered_request(pk, actor=today.elin, on=today.on).lines[0]
    assert (line.no, line.missing) == (["Johan Nyström", "Alva"], ["Maja Nyström"])
    panel = text(page(client, "panel", today.case.pk))
    assert "Johan Nyström, Alva har sagt nej" in panel
    assert "väntar på Maja Nyström" in panel
    assert "Har sagt nej" in text(page(client, "request", pk))


def test_who_has_taken_back_a_yes_has_said_no(today: Story):
    consents = today.ask(Category.SUPPORT)
    today.everybody(consents)
    operations.withdraw(actor=today.elin, on=today.on, consents=consents, guardian=today.father)
    line = queries.entered_request(consents[0].request.pk, actor=today.elin, on=today.on).lines[0]
    assert (line.no, line.missing) == (["Johan Nyström"], [])
