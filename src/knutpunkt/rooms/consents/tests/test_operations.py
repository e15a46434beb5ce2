"""Asking, answering, withdrawing, and what a disclosure opens and closes."""

from datetime import date, timedelta

import pytest

from knutpunkt.foundation.access.door import consent_state
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Category, Ground
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.concerns.tests.place import TODAY, Place
from knutpunkt.rooms.consents import deciding, disclosing, operations, refusals
from knutpunkt.rooms.consents.tests.story import LIKES_IT, NO, YES, Story, born, tell

LATER = TODAY + timedelta(days=100)


@pytest.fixture
def story(place: Place) -> Story:
    return tell(place, TODAY)


def test_t50_one_parents_yes_is_not_enough_when_two_decide(story: Story):
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    with pytest.raises(refusals.NotConsented):
        story.disclose()
    assert story.seen_by_bup() == []


def test_t50_when_both_have_said_yes_exactly_the_disclosed_opens(story: Story):
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    story.say(consents, story.father, YES)
    assert story.seen_by_bup() == []
    story.disclose()
    assert story.seen_by_bup() == [story.note]


def test_t06_a_withdrawal_closes_at_the_next_question_the_same_day(story: Story):
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    story.say(consents, story.father, YES)
    story.disclose()
    operations.withdraw(actor=story.elin, on=TODAY, consents=consents, guardian=story.father)
    assert story.seen_by_bup() == []
    with pytest.raises(refusals.NotConsented):
        story.disclose()


def test_t50_a_consent_about_one_category_opens_no_other(story: Story):
    consents = story.ask(Category.ATTENDANCE)
    story.say(consents, story.mother, YES)
    story.say(consents, story.father, YES)
    with pytest.raises(refusals.NotConsented):
        story.disclose()


def test_t50_what_a_consent_opened_closes_after_its_last_day(story: Story):
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    story.say(consents, story.father, YES)
    story.disclose()
    assert story.seen_by_bup(LATER) == [story.note]
    assert story.seen_by_bup(LATER + timedelta(days=1)) == []


def test_t10_from_fifteen_the_childs_own_yes_is_needed_unless_somebody_judged_otherwise(story: Story):
    born(story.place.alva, date(2011, 11, 1))
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    story.say(consents, story.father, YES)
    assert not consent_state(consents[0], TODAY).effective
    assert consent_state(consents[0], TODAY).child_missing
    deciding.judge_maturity(
        actor=story.place.actor("elin"),
        on=TODAY,
        request=consents[0].request,
        reason="Kan inte ta ställning nu",
    )
    assert consent_state(consents[0], TODAY).effective


def test_a_younger_childs_no_stops_it_until_it_is_overridden_in_writing(story: Story):
    consents = story.ask(Category.SUPPORT)
    for who, answer in ((story.mother, YES), (story.father, YES), (None, NO)):
        story.say(consents, who, answer)
    assert not consent_state(consents[0], TODAY).effective
    with pytest.raises(Refusal):
        deciding.override_childs_no(actor=story.elin, on=TODAY, request=consents[0].request, reason=" ")
    deciding.override_childs_no(
        actor=story.elin, on=TODAY, request=consents[0].request, reason="Behöver skydd, har fått veta"
    )
    assert consent_state(consents[0], TODAY).effective


def test_t10_at_eighteen_what_the_guardians_gave_lapses_and_the_youth_alone_decides(story: Story):
    birthday = TODAY + timedelta(days=10)
    born(story.place.alva, birthday.replace(year=birthday.year - 18))
    consents = story.ask(Category.SUPPORT)
    for who in (story.mother, story.father, None):
        story.say(consents, who, YES)
    story.disclose()
    operations.withdraw(actor=story.elin, on=TODAY, consents=consents, guardian=story.father)
    assert story.seen_by_bup(birthday - timedelta(days=1)) == []
    assert story.seen_by_bup(birthday) == [story.note]


def test_t50_a_changed_mind_is_a_new_answer_and_the_old_one_stays(story: Story):
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, NO)
    story.say(consents, story.mother, YES)
    said = list(consents[0].answers.order_by("documented_at").values_list("answer", "current"))
    assert said == [("no", False), ("yes", True)]


@pytest.mark.parametrize(
    ("start", "last_day"),
    [(-1, 10), (0, -1), (0, 400)],
    ids=["back-dated", "ends before it begins", "longer than a year"],
)
def test_t50_a_consent_is_never_back_dated_nor_longer_than_a_year(story: Story, start: int, last_day: int):
    with pytest.raises(refusals.BadPeriod):
        operations.ask(
            actor=story.place.actor("elin"),
            on=TODAY,
            case=story.case,
            sender=story.place.school,
            recipient=story.place.clinic,
            categories={Category.PLAN},
            purpose="x",
            start=TODAY + timedelta(days=start),
            last_day=TODAY + timedelta(days=last_day),
        )


def test_t49_consent_is_not_asked_inside_an_area_nor_for_a_unit_that_does_not_take_part(story: Story):
    asking = {
        "actor": story.place.actor("elin"),
        "on": TODAY,
        "case": story.case,
        "sender": story.place.school,
        "categories": {Category.PLAN},
        "purpose": "x",
        "start": TODAY,
        "last_day": LATER,
    }
    with pytest.raises(refusals.SameArea):
        operations.ask(**asking, recipient=story.place.health)
    with recorded(actor=SYSTEM, action="world.built"):
        story.case.participations.filter(unit=story.place.clinic).update(
            last_day=TODAY - timedelta(days=1), start=TODAY - timedelta(days=2)
        )
    with pytest.raises(refusals.NotParticipating):
        operations.ask(**asking, recipient=story.place.clinic)


def test_t51_another_ground_needs_its_reason_and_stands_until_it_is_ended(story: Story):
    with pytest.raises(refusals.ReasonNeeded):
        story.disclose(Ground.HARM_TEST)
    given = story.disclose(Ground.HARM_TEST, "Uppgiften är redan känd och till hjälp")
    assert story.seen_by_bup() == [story.note]
    disclosing.end(actor=story.elin, on=TODAY, disclosure=given, because="Inte längre aktuellt")
    assert story.seen_by_bup() == []
    with pytest.raises(refusals.AlreadyEnded):
        disclosing.end(actor=story.elin, on=TODAY, disclosure=given, because="")


def test_t51_a_ground_that_the_law_does_not_open_between_the_two_is_refused(story: Story):
    with pytest.raises(refusals.GroundNotUsable):
        story.disclose(Ground.CARE_UNDER_18, "Behövs")


def test_t51_what_was_received_cannot_be_passed_on(story: Story):
    story.disclose(Ground.HARM_TEST, "Till hjälp")
    with pytest.raises(refusals.NotYours):
        disclosing.disclose(
            actor=story.place.actor("bo"),
            on=TODAY,
            proposal=disclosing.Proposal(
                case=story.case,
                sender=story.place.clinic,
                recipient=story.place.school,
                ground=Ground.HARM_TEST,
                records={story.note.pk},
                reason="Vidare",
                childs_view=LIKES_IT,
            ),
        )


def test_a_refusal_is_a_record_that_opens_nothing(story: Story):
    refused = disclosing.refuse(
        actor=story.place.actor("elin"),
        on=TODAY,
        case=story.case,
        sender=story.place.school,
        recipient=story.place.clinic,
        ground=Ground.HARM_TEST,
        reason="Skulle skada",
    )
    assert refused.refused
    assert story.seen_by_bup() == []
