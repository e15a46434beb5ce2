"""A question is renewed as it was, put to those it is for, answered while any of it runs, and judged once."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.signed_in import sign_in

from knutpunkt.foundation.casefile.models import (
    Category,
    Consent,
    ConsentAnswer,
    ConsentRequest,
    GuardianNotAsked,
)
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.consents import deciding, operations, queries, refusals
from knutpunkt.rooms.consents.forms.consent import AnswerConsent
from knutpunkt.rooms.consents.operations import Deciders
from knutpunkt.rooms.consents.tests.story import NO, YES, Story, born, tell
from knutpunkt.rooms.consents.tests.test_pages import asking, page, post, text

Decides = ConsentRequest.Decides
BECAUSE = "Det får inte nå hemmet"
OTHERWISE = "Någon annan än alla tillsammans bestämmer"


@pytest.fixture
def story(place: Place, client: Client) -> Story:
    told = tell(place)
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    return told


def of_the_mother(story: Story) -> ConsentRequest:
    alone = Deciders(Decides.GUARDIAN, story.mother, "Hennes egen hälsa")
    return story.ask(Category.FAMILY, deciders=alone)[0].request


def carried(client: Client, pk: object) -> dict[str, str]:
    """What the page of judging sends along."""
    form = page(client, "judge", pk).context["form"]
    return {name: form[name].value() for name in ("what", "version")}


def stored() -> tuple[str, str]:
    one = Consent.objects.get()
    return one.maturity_reason, one.childs_no_overridden


# --- Renewed -----------------------------------------------------------------------------------------------


def test_a_question_that_the_child_alone_decides_is_renewed_as_one(story, client):
    before = story.ask(Category.SUPPORT, deciders=Deciders(Decides.CHILD, None, BECAUSE))[0].request
    answer = page(client, "ask", story.case.pk, fornya=before.pk)
    form = answer.context["form"]
    assert form["decides"].value() == Decides.CHILD
    assert form["decides_because"].value() == BECAUSE
    assert form.not_together
    assert '<details class="k-more" open>' in text(answer).split(OTHERWISE)[0].rsplit("</details>")[-1]


def test_a_question_that_one_guardian_decides_is_renewed_for_that_guardian(story, client):
    before = of_the_mother(story)
    form = page(client, "ask", story.case.pk, fornya=before.pk).context["form"]
    assert (form["decides"].value(), form["guardian"].value()) == (Decides.GUARDIAN, story.mother.pk)


def test_who_decides_stays_folded_where_all_decide_together(story, client):
    before = story.ask(Category.SUPPORT)[0].request
    answer = page(client, "ask", story.case.pk, fornya=before.pk)
    assert not answer.context["form"].not_together
    assert not page(client, "ask", story.case.pk).context["form"].not_together
    alone = asking(story, decides="child", decides_because="")
    assert post(client, "ask", story.case.pk, **alone).context["form"].not_together


def test_renewing_tells_who_was_not_asked_the_last_time(story, client):
    before = story.ask(Category.SUPPORT)[0].request
    told = "Alla tillfrågades inte förra gången"
    assert told not in text(page(client, "ask", story.case.pk, fornya=before.pk))
    deciding.leave_out(
        actor=story.elin,
        on=story.on,
        request=before,
        guardian=story.father,
        why=GuardianNotAsked.Why.MUST_NOT,
        reason="Har hotat",
    )
    said = text(page(client, "ask", story.case.pk, fornya=before.pk))
    assert told in said
    assert "Johan Nyström: får inte tillfrågas" in said
    assert told not in text(page(client, "ask", story.case.pk))


# --- Put to those it is for --------------------------------------------------------------------------------


def test_a_parents_own_data_is_not_asked_of_the_child(story, client):
    pk = of_the_mother(story).pk
    said = text(page(client, "paper", pk))
    assert said.count("k-sheet") == 1
    assert "Till Maja" in said
    assert "Till Alva" not in said
    assert "Vad tycker barnet?" not in text(page(client, "request", pk))


# --- Answered while any of it runs -------------------------------------------------------------------------


def test_what_still_runs_can_be_answered_when_a_part_has_ended(story, client):
    consents = story.ask(Category.FAMILY, Category.PLAN, Category.SUPPORT)
    operations.shorten(actor=story.elin, on=story.on, consents=consents[:1], guardian=None, last_day=story.on)
    request, later = consents[0].request, story.on + timedelta(days=1)
    form = answering(request, story, later)
    assert set(form.asked) == {str(one.pk) for one in consents[1:]}
    assert form.is_valid(), form.errors
    operations.answer_each(
        actor=story.elin,
        on=later,
        said=form.said(),
        guardian=form.guardian(),
        how=ConsentAnswer.How.ORAL,
        given_on=later,
    )
    assert ConsentAnswer.objects.filter(answer=YES).count() == 2


def test_when_all_of_it_has_ended_an_answer_is_refused(story):
    consents = story.ask(Category.PLAN)
    over = story.later + timedelta(days=1)
    form = answering(consents[0].request, story, over)
    assert form.is_valid(), form.errors
    with pytest.raises(refusals.TimeIsOut):
        operations.answer_each(
            actor=story.elin,
            on=over,
            said=form.said(),
            guardian=form.guardian(),
            how=ConsentAnswer.How.ORAL,
            given_on=over,
        )


def answering(request: ConsentRequest, story: Story, on):
    asked = queries.entered_request(request.pk, actor=story.elin, on=on)
    told = {"who": str(story.mother.pk), "answer": "yes", "how": "oral", "given_on": on}
    return AnswerConsent(told, asked=asked, guardians=queries.who_must_agree(asked), on=on)


# --- Judged once -------------------------------------------------------------------------------------------


@pytest.fixture
def refused(story: Story) -> ConsentRequest:
    """A question that a child under fifteen has said no to."""
    consents = story.ask(Category.SUPPORT)
    for who, answer in ((story.mother, YES), (story.father, YES), (None, NO)):
        story.say(consents, who, answer)
    return consents[0].request


def test_two_judge_a_childs_no_and_the_second_is_no_judgement_of_maturity(story, client, refused):
    opened = carried(client, refused.pk)
    assert opened["what"] == "childs_no_overridden"
    assert post(client, "judge", refused.pk, reason="Den förstas", **opened).status_code == 302
    second = post(client, "judge", refused.pk, reason="Den andras", **opened)
    assert second.status_code == 422
    assert "Varför barnets nej inte avgör" in second.content.decode()
    assert second.context["form"]["reason"].value() == "Den andras"
    assert stored() == ("", "Den förstas")
    again = {name: second.context["form"][name].value() for name in ("what", "version")}
    assert post(client, "judge", refused.pk, reason="Bådas", **again).status_code == 302
    assert stored() == ("", "Bådas")


def test_a_judgement_of_a_no_that_is_no_more_is_refused_and_the_text_stays(story, client, refused):
    opened = carried(client, refused.pk)
    story.say(list(refused.consents.all()), None, YES)
    answer = post(client, "judge", refused.pk, reason="Har vägt in", **opened)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "det finns inte längre något nej från barnet som hindrar" in said
    assert "Varför barnets nej inte avgör" in said
    assert answer.context["form"]["reason"].value() == "Har vägt in"
    assert stored() == ("", "")


def test_maturity_is_not_judged_when_the_child_has_said_yes_meanwhile(story, client):
    born(story.place.alva, story.on.replace(year=story.on.year - 16, day=1))
    consents = story.ask(Category.SUPPORT)
    pk = consents[0].request.pk
    opened = carried(client, pk)
    assert opened["what"] == "maturity_reason"
    story.say(consents, None, YES)
    answer = post(client, "judge", pk, reason="Kan inte ta ställning", **opened)
    assert answer.status_code == 422
    assert "det är inte längre barnets ja som saknas" in answer.content.decode()
    assert stored() == ("", "")


def test_a_draft_of_a_judgement_comes_back_as_the_judgement_it_was(story, client, refused):
    opened = carried(client, refused.pk)
    kept = {"reason": "Halvfärdig", "began": "{}", "keep_typed": "1"}
    post(client, "judge", refused.pk, **opened, **kept)
    story.say(list(refused.consents.all()), None, YES)
    again = page(client, "judge", refused.pk)
    assert again.context["form"]["reason"].value() == "Halvfärdig"
    assert "Varför barnets nej inte avgör" in text(again)


def test_both_judgements_stand_on_the_page_of_the_question(story, client, refused):
    deciding.judge_maturity(actor=story.elin, on=story.on, request=refused, reason="Ännu inte mogen")
    deciding.override_childs_no(actor=story.elin, on=story.on, request=refused, reason="Behöver skydd")
    said = text(page(client, "request", refused.pk))
    for words in ("Varför barnets eget ja inte behövs", "Ännu inte mogen", "Behöver skydd"):
        assert words in said
