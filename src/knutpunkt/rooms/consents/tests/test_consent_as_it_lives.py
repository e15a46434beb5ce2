"""Consent as a living thing: never asked for nothing (T49), and always exactly as far as was said (T50)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.figures import figure

from knutpunkt.foundation.access.door import consent_state
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import (
    Category,
    ConsentRequest,
    Ground,
    GuardianNotAsked,
)
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Guardianship
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.rooms.concerns.tests.place import TODAY, Place
from knutpunkt.rooms.consents import deciding, disclosing, operations, queries, refusals
from knutpunkt.rooms.consents.ahead import first_changes
from knutpunkt.rooms.consents.operations import Deciders
from knutpunkt.rooms.consents.periods import longest
from knutpunkt.rooms.consents.reminding import source_of
from knutpunkt.rooms.consents.tests.machine import Consents, World
from knutpunkt.rooms.consents.tests.story import LIKES_IT, NO, NOT_NOW, NOTHING, YES, Story, born, tell

pytestmark = pytest.mark.django_db
SETTINGS = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True)
Decides = ConsentRequest.Decides
A_DAY = timedelta(days=1)


@pytest.fixture
def story(place: Place) -> Story:
    return tell(place, TODAY)


def alone(story: Story, who: ConsentRequest.Decides, because: str = "Det får inte nå hemmet") -> Deciders:
    guardian = story.mother if who == Decides.GUARDIAN else None
    return Deciders(who, guardian, because)


# --- T49 ---------------------------------------------------------------------------------------------------


def test_t49_consent_is_never_asked_about_what_another_ground_has_already_decided(story: Story):
    given = story.disclose(Ground.HARM_TEST, "Redan känt")
    with pytest.raises(refusals.OtherGroundDecides) as refused:
        story.ask(Category.SUPPORT, Category.PLAN)
    assert "stöd och anpassningar" in str(refused.value)
    assert "planen" not in str(refused.value)
    assert len(story.ask(Category.PLAN)) == 1
    disclosing.end(actor=story.elin, on=TODAY, disclosure=given, because="Klart")
    assert len(story.ask(Category.SUPPORT)) == 1


def test_t49_letting_out_on_another_ground_takes_the_question_back_and_undoing_it_asks_again(story: Story):
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    opens_at = timezone.now() + timedelta(seconds=30)
    made = story.disclose(Ground.HARM_TEST, "Kan inte vänta", opens_at=opens_at)
    request = ConsentRequest.objects.get()
    assert request.taken_back_on == TODAY
    with pytest.raises(refusals.TakenBack):
        story.say(consents, story.father, YES)
    disclosing.undo(actor=story.elin, at=timezone.now(), disclosure=made)
    assert ConsentRequest.objects.get().taken_back_on is None
    story.say(consents, story.father, YES)


def test_t49_a_question_that_everybody_has_said_yes_to_is_not_taken_back(story: Story):
    story.everybody(story.ask(Category.SUPPORT))
    story.disclose(Ground.HARM_TEST, "Kan inte vänta")
    assert ConsentRequest.objects.get().taken_back_on is None


def test_t49_nothing_is_let_out_before_the_child_is_heard_or_it_is_written_why_not(story: Story):
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    story.say(consents, story.father, YES)
    with pytest.raises(refusals.ChildNotHeard):
        story.disclose(view=NOTHING)
    with pytest.raises(refusals.ChildNotHeard):
        story.disclose(Ground.HARM_TEST, "Redan känt", view=NOTHING)
    with pytest.raises(ReasonMissing):
        deciding.explain_child_not_asked(actor=story.elin, request=consents[0].request, reason=" ")
    deciding.explain_child_not_asked(actor=story.elin, request=consents[0].request, reason="Är inlagd")
    assert story.disclose(view=NOTHING).pk


def test_t49_a_child_who_says_not_now_has_been_heard(story: Story):
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    story.say(consents, story.father, YES)
    story.say(consents, None, NOT_NOW)
    assert story.disclose(view=NOTHING).pk


# --- T50 ---------------------------------------------------------------------------------------------------


def test_t50_a_consent_is_exactly_what_was_said_whatever_happens():
    _run("in the suite", max_examples=15, stateful_step_count=25)


@pytest.mark.deep
def test_t50_a_consent_is_exactly_what_was_said_however_long_one_tries():
    _run("in depth", max_examples=150, stateful_step_count=50)


def _run(where: str, **size: int) -> None:
    World.lay()
    World.steps.clear()
    World.looked.clear()
    run_state_machine_as_test(Consents, settings=settings(SETTINGS, **size))
    acts, looked = sum(World.steps.values()), World.looked
    assert min(looked[True], looked[False]) > 0
    figure(
        "T50",
        f"{acts} acts of {len(World.steps)} kinds {where}; {sum(looked.values())} consents looked at, "
        f"{looked[True]} of them effective: 0 wrong",
    )


def test_t50_yes_to_a_part_opens_that_part_alone(story: Story):
    support, plan = sorted(story.ask(Category.SUPPORT, Category.PLAN), key=lambda one: one.category == "plan")
    for who in (story.mother, story.father):
        story.say([support], who, YES)
        story.say([plan], who, NO)
    assert consent_state(support, TODAY).effective
    assert not consent_state(plan, TODAY).effective


def test_t50_where_secrecy_holds_against_the_guardians_the_child_alone_decides_and_it_says_why(
    story: Story,
):
    with pytest.raises(ReasonMissing):
        story.ask(Category.SUPPORT, deciders=alone(story, Decides.CHILD, " "))
    consents = story.ask(Category.SUPPORT, deciders=alone(story, Decides.CHILD))
    with pytest.raises(refusals.NotTheOneWhoDecides):
        story.say(consents, story.mother, YES)
    story.say(consents, None, YES)
    assert consent_state(consents[0], TODAY).effective


def test_t50_one_guardian_decides_about_own_data_and_about_nothing_else(story: Story):
    with pytest.raises(refusals.OnlyAboutTheFamily):
        story.ask(Category.SUPPORT, deciders=alone(story, Decides.GUARDIAN))
    consents = story.ask(Category.FAMILY, deciders=alone(story, Decides.GUARDIAN))
    with pytest.raises(refusals.NotTheOneWhoDecides):
        story.say(consents, story.father, YES)
    story.say(consents, story.mother, YES)
    assert consent_state(consents[0], TODAY).effective


def test_t50_a_guardian_kept_away_by_a_block_cannot_be_the_one_who_is_asked(story: Story):
    with recorded(actor=SYSTEM, action="world.built"):
        Guardianship.objects.filter(guardian=story.mother).update(blocked=True)
    with pytest.raises(refusals.NotTheOneWhoDecides):
        story.ask(Category.FAMILY, deciders=alone(story, Decides.GUARDIAN))


def test_t50_a_guardian_who_is_not_reached_is_left_out_in_writing_by_a_named_person(story: Story):
    consents = story.ask(Category.SUPPORT)
    request = consents[0].request
    story.say(consents, story.mother, YES)
    why = GuardianNotAsked.Why.UNREACHABLE
    given = {"actor": story.elin, "on": TODAY, "request": request, "why": why}
    with pytest.raises(ReasonMissing):
        deciding.leave_out(**given, guardian=story.father, reason="")
    with pytest.raises(refusals.NotTheOneWhoDecides):
        deciding.leave_out(**given, guardian=story.mother, reason="Svarar inte")
    left = deciding.leave_out(**given, guardian=story.father, reason="Svarar inte")
    assert left.decided_by_id == story.elin.person
    assert consent_state(consents[0], TODAY).effective
    with pytest.raises(refusals.AlreadyLeftOut):
        deciding.leave_out(**given, guardian=story.father, reason="Svarar inte")


def test_t50_an_older_yes_never_replaces_a_withdrawal(story: Story):
    consents = story.ask(Category.SUPPORT)
    later = TODAY + timedelta(days=5)
    story.everybody(consents)
    operations.withdraw(actor=story.elin, on=later, consents=consents, guardian=story.father)
    with pytest.raises(refusals.AnswerOlder):
        story.say(consents, story.father, YES, on=later + A_DAY, given_on=TODAY + A_DAY)
    with pytest.raises(refusals.AnswerBeforeAsked):
        story.say(consents, story.mother, NO, given_on=TODAY - A_DAY)
    assert not consent_state(consents[0], later).effective


def test_t50_twelve_months_end_the_day_before(story: Story):
    assert longest(date(2026, 11, 23)) == date(2027, 11, 22)
    assert longest(date(2024, 2, 29)) == date(2025, 2, 27)
    with pytest.raises(refusals.BadPeriod):
        story.ask(Category.SUPPORT, last_day=date(2027, 11, 23))
    assert story.ask(Category.SUPPORT, last_day=date(2027, 11, 22))


def test_t50_what_will_end_it_is_told_before_it_happens(story: Story):
    alva = story.place.alva
    for birth, words in (
        (date(2008, 12, 24), "då fyller Alva 18 och bestämmer själv"),
        (date(2011, 12, 24), "då fyller Alva 15, och då behövs Alva eget ja"),
    ):
        born(alva, birth)
        alva.refresh_from_db()
        consents = story.ask(Category.SUPPORT)
        story.say(consents, story.mother, YES)
        story.say(consents, story.father, YES)
        if birth.year == 2008:
            deciding.judge_maturity(
                actor=story.elin, on=TODAY, request=consents[0].request, reason="Orkar inte"
            )
        change = first_changes(consents, alva, TODAY)[consents[0].pk]
        assert change.day == date(2026, 12, 24)
        assert words in change.sentence
        story.say(consents, None, YES)
        assert first_changes(consents, alva, TODAY) == {}


def test_t50_a_change_of_custody_is_told_before_it_happens(story: Story):
    consents = story.ask(Category.SUPPORT)
    story.everybody(consents)
    other = tell_of_another_guardian(story, TODAY + timedelta(days=20))
    change = first_changes(consents, story.place.alva, TODAY)[consents[0].pk]
    assert (change.day, "vårdnaden" in change.sentence) == (TODAY + timedelta(days=20), True)
    assert not consent_state(consents[0], change.day).effective
    assert other.pk in consent_state(consents[0], change.day).guardians_missing


def tell_of_another_guardian(story: Story, start: date):
    with recorded(actor=SYSTEM, action="world.built"):
        other = type(story.mother).objects.create(given_name="Ove", family_name="Nyström")
        Guardianship.objects.create(
            child=story.place.alva, guardian=other, relation=Guardianship.Relation.CUSTODY, start=start
        )
    return other


def reminders(request: ConsentRequest) -> list[tuple[date, str]]:
    rows = Commitment.objects.filter(source=source_of(request)).order_by("due")
    return [(one.due, one.state) for one in rows]


def test_t50_somebody_has_promised_to_ask_again_thirty_days_before_it_ends(story: Story):
    consents = story.ask(Category.SUPPORT)
    request = consents[0].request
    story.say(consents, story.mother, YES)
    assert reminders(request) == []
    story.say(consents, story.father, YES)
    assert reminders(request) == [(story.later + A_DAY - timedelta(days=30), "open")]
    operations.shorten(
        actor=story.elin, on=TODAY, consents=consents, guardian=None, last_day=TODAY + timedelta(days=59)
    )
    assert reminders(request) == [(TODAY + timedelta(days=30), "open")]
    operations.withdraw(actor=story.elin, on=TODAY, consents=consents, guardian=story.father)
    assert [state for _, state in reminders(request)] == ["dropped"]
    story.say(consents, story.father, YES)
    assert sorted(state for _, state in reminders(request)) == ["dropped", "open"]


def test_t50_the_promise_comes_before_a_birthday_that_ends_it(story: Story):
    born(story.place.alva, date(2009, 1, 31))
    consents = story.ask(Category.SUPPORT)
    story.say(consents, story.mother, YES)
    story.say(consents, story.father, YES)
    deciding.judge_maturity(actor=story.elin, on=TODAY, request=consents[0].request, reason="Orkar inte")
    assert reminders(consents[0].request) == [(date(2027, 1, 1), "open")]


def test_t50_the_preview_of_what_closes_names_only_what_the_reader_may_read(story: Story):
    story.everybody(story.ask(Category.SUPPORT))
    story.disclose()
    request = ConsentRequest.objects.get()
    asked = queries.entered_request(request.pk, actor=story.elin, on=TODAY)
    assert len(queries.would_close(asked, actor=story.elin, on=TODAY)) == 1
    outside = story.place.actor("kai")
    assert queries.would_close(asked, actor=outside, on=TODAY) == []


# --- T51 ---------------------------------------------------------------------------------------------------


def test_t51_every_disclosure_on_another_ground_ends_within_a_year(story: Story):
    given = story.disclose(Ground.HARM_TEST, "Redan känt")
    assert given.until == longest(TODAY)
    for until in (TODAY - A_DAY, longest(TODAY) + A_DAY):
        with pytest.raises(refusals.BadLastDay):
            disclosing.disclose(
                actor=story.elin,
                on=TODAY,
                proposal=disclosing.Proposal(
                    case=story.case,
                    sender=story.place.school,
                    recipient=story.place.clinic,
                    ground=Ground.HARM_TEST,
                    records={story.note.pk},
                    reason="Redan känt",
                    childs_view=LIKES_IT,
                    until=until,
                ),
            )


def test_t51_there_is_no_way_to_let_out_everything(story: Story):
    with pytest.raises(refusals.NothingChosen):
        disclosing.disclose(
            actor=story.elin,
            on=TODAY,
            proposal=disclosing.Proposal(
                case=story.case,
                sender=story.place.school,
                recipient=story.place.clinic,
                ground=Ground.HARM_TEST,
                records=(),
                reason="Allt",
                childs_view=LIKES_IT,
            ),
        )


def test_t51_a_consent_given_to_one_sender_lawfully_opens_nothing_for_another(story: Story):
    story.everybody(story.ask(Category.SUPPORT))
    place = story.place
    assert disclosing.consents_in_force(story.case, place.school, place.clinic, TODAY)
    assert not disclosing.consents_in_force(story.case, place.health, place.clinic, TODAY)
