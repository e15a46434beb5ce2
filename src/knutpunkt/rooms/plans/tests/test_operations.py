"""Plans: what is promised in them, what they refuse, and how they end."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.sealed_rows import the

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.commitments.operations import StaleVersion
from knutpunkt.rooms.cases import operations as cases
from knutpunkt.rooms.cases.tests.begun import begin
from knutpunkt.rooms.concerns.tests.place import TODAY, Place, build
from knutpunkt.rooms.plans import operations, refusals
from knutpunkt.rooms.plans.models import Assessment, Factor, Goal, Plan, SupportMeasure
from knutpunkt.rooms.plans.operations import LONGEST_UNTIL_FOLLOW_UP, Responsible
from knutpunkt.rooms.plans.queries import strengths_and_risks
from knutpunkt.rooms.plans.tests.planned import Planned, make, make_plan

DONE, STOPPED = SupportMeasure.State.DONE, SupportMeasure.State.STOPPED


@pytest.fixture
def planned(place: Place) -> Planned:
    return make(place, TODAY)


def open_promises(case: Case) -> set[str]:
    open_ones = Commitment.objects.filter(matter=case.matter, state=Commitment.State.OPEN)
    return {promise.what for promise in open_ones}


class TestTheDayOfFollowUp(TestCase):
    """Domain §5.5: a plan nobody has promised to look at again is not a plan."""

    @settings(deadline=None, max_examples=25)
    @given(days=st.integers(min_value=-400, max_value=400))
    def test_a_plan_is_followed_up_within_six_months_and_never_in_the_past(self, days: int):
        place = build()
        case, wanted = begin(place, TODAY), TODAY + timedelta(days=days)
        if 0 <= days <= LONGEST_UNTIL_FOLLOW_UP.days:
            plan = make_plan(place, case, TODAY, wanted)
            assert plan.follow_up_promise is not None
            assert plan.follow_up_promise.due == plan.follow_up_on == wanted
        else:
            with pytest.raises(refusals.FollowUpTooLate):
                make_plan(place, case, TODAY, wanted)
            assert not Plan.objects.exists()


def test_the_coordinator_has_promised_to_follow_up(planned: Planned):
    promise = planned.again().follow_up_promise
    assert promise is not None
    assert promise.holder == planned.place.elin.professional
    assert promise.backup == planned.place.sam.professional


def test_nobody_makes_a_plan_that_nobody_can_promise_to_follow_up(place: Place):
    case = begin(place, TODAY)
    later = TODAY + timedelta(days=10)
    part = cases.coordinator_of(case, TODAY)
    assert part is not None
    with recorded(actor=SYSTEM, action="world.changed"):
        part.last_day = TODAY
        part.save()
    with pytest.raises(refusals.NoCoordinator):
        make_plan(place, case, later)


def test_a_measure_of_a_professional_is_their_commitment_by_the_same_day(planned: Planned):
    measure = planned.measure(planned.by_kim)
    assert measure.commitment is not None
    assert measure.commitment.holder == planned.place.kim.professional
    assert (measure.commitment.what, measure.commitment.due) == (measure.what, measure.due)


@pytest.mark.parametrize(("state", "ended"), [(DONE, "done"), (STOPPED, "dropped")])
def test_the_commitment_ends_with_its_measure(planned: Planned, state: SupportMeasure.State, ended: str):
    measure = planned.measure(planned.by_kim)
    operations.end_measure(
        actor=planned.elin, on=TODAY, measure=measure, state=state, because="Det räcker nu"
    )
    stored = Commitment.objects.get(pk=measure.commitment_id)
    assert (stored.state, stored.ended_on) == (ended, TODAY)


def test_a_measure_by_a_guardian_or_the_child_is_nobodys_commitment(planned: Planned):
    before = open_promises(planned.case)
    by_mother = planned.measure(Responsible(guardian=planned.mother))
    by_alva = planned.measure(Responsible())
    assert by_mother.commitment is None
    assert by_alva.commitment is None
    assert (by_mother.responsible, by_alva.responsible, by_alva.by_child) == (str(planned.mother), "", True)
    assert open_promises(planned.case) == before
    for measure in (by_mother, by_alva):
        operations.end_measure(actor=planned.elin, on=TODAY, measure=measure, state=DONE, because="")


def test_a_professional_who_does_not_take_part_cannot_be_given_a_measure(planned: Planned):
    outsider = Responsible(planned.place.bo.professional, planned.place.clinic)
    with pytest.raises(refusals.NotAround, match="Bo Sand"):
        planned.measure(outsider)
    assert not SupportMeasure.objects.exists()


def test_a_measure_ends_once(planned: Planned):
    measure = planned.measure(planned.by_kim)
    ending = {"actor": planned.elin, "on": TODAY, "measure": measure, "state": DONE, "because": ""}
    operations.end_measure(**ending)
    with pytest.raises(refusals.MeasureOver):
        operations.end_measure(**ending)


def test_a_measure_marked_done_today_can_be_taken_up_again_with_its_promise(planned: Planned):
    measure = planned.measure(planned.by_kim)
    operations.end_measure(actor=planned.elin, on=TODAY, measure=measure, state=DONE, because="")
    again = SupportMeasure.objects.get(pk=measure.pk)
    operations.reopen_measure(actor=planned.elin, on=TODAY, measure=again)
    again = SupportMeasure.objects.get(pk=measure.pk)
    assert again.state == SupportMeasure.State.RUNNING
    assert again.promise is not None


def test_the_plan_tells_who_has_a_measure_now_and_by_when(planned: Planned):
    measure = planned.measure(Responsible(planned.place.elin.professional, planned.place.school))
    promise, later = measure.commitment, TODAY + timedelta(weeks=9)
    assert promise is not None
    moved = commitments.move(
        actor=planned.elin, on=TODAY, commitment=promise, due=later, reason="Lov", version=promise.version
    )
    commitments.hand_over(
        actor=planned.elin,
        on=TODAY,
        commitment=moved,
        to=planned.place.sam.professional,
        reason="Sjuk",
        version=moved.version,
    )
    told = SupportMeasure.objects.get(pk=measure.pk)
    assert (told.until, told.responsible) == (later, "Sam Ek, Lindskolan")


def test_the_next_follow_up_keeps_the_promise_and_makes_another(planned: Planned):
    plan, next_on = planned.again(), TODAY + timedelta(weeks=12)
    first = plan.follow_up_promise
    assert first is not None
    operations.set_next_follow_up(actor=planned.elin, on=TODAY, plan=plan, follow_up_on=next_on)
    after = planned.again()
    assert after.follow_up_promise != first
    assert after.followed_up_by == after.follow_up_on == next_on
    first.refresh_from_db()
    assert first.state == Commitment.State.DONE


@pytest.mark.parametrize("days", [-1, 185, 1000])
def test_the_next_follow_up_is_within_six_months_too(planned: Planned, days: int):
    with pytest.raises(refusals.FollowUpTooLate):
        operations.set_next_follow_up(
            actor=planned.elin, on=TODAY, plan=planned.again(), follow_up_on=TODAY + timedelta(days=days)
        )


def end(planned: Planned) -> None:
    operations.end_plan(
        actor=planned.elin,
        on=TODAY,
        plan=planned.again(),
        next_what="Ring hem om en månad",
        next_due=TODAY + timedelta(days=30),
    )


def test_an_ended_plan_leaves_the_case_with_the_next_promise_and_no_measure_running(planned: Planned):
    measure = planned.measure(planned.by_kim)
    end(planned)
    assert "Ring hem om en månad" in open_promises(planned.case)
    assert not open_promises(planned.case) & {"Följ upp planen", measure.what}
    measure.refresh_from_db()
    assert measure.state == STOPPED
    following = the(Commitment.objects, what="Ring hem om en månad")
    assert following.source == "case"


def test_nothing_is_added_to_an_ended_plan(planned: Planned):
    end(planned)
    plan = planned.again()
    with pytest.raises(refusals.PlanEnded):
        operations.add_goal(actor=planned.elin, plan=plan, words="Mer", voice=Goal.Voice.TEAM)
    with pytest.raises(refusals.PlanEnded):
        operations.change_plan(
            actor=planned.elin, plan=plan, title="Ny", present_situation="", version=plan.version
        )
    with pytest.raises(refusals.PlanEnded):
        end(planned)


def test_two_who_change_the_words_at_once_lose_nothing(planned: Planned):
    plan = planned.again()
    change = {"actor": planned.elin, "plan": plan, "present_situation": "", "version": plan.version}
    operations.change_plan(**change, title="Först")
    with pytest.raises(StaleVersion):
        operations.change_plan(**change, title="Sedan")
    assert planned.again().title == "Först"


def test_a_measure_begins_before_it_is_due(planned: Planned):
    with pytest.raises(Exception, match="in_order|CHECK"):
        operations.add_measure(
            actor=planned.elin,
            on=TODAY,
            goal=planned.goal,
            code="morning_meet",
            what="Bakvänt",
            responsible=Responsible(),
            start=TODAY,
            due=TODAY - timedelta(days=1),
            how_we_know="…",
        )


def assessed(place: Place, case: Case, on: date = TODAY, **said: object) -> Assessment:
    everything = {"codes": {}, "own_words": {}, "summary": "", "childs_view": "", "child_refrained": False}
    return operations.assess(actor=place.actor("elin"), on=on, case=case, **everything | said)


def test_an_assessment_keeps_what_carries_and_what_weighs_in_own_words(place: Place):
    case = begin(place, TODAY)
    made = assessed(
        place,
        case,
        own_words={Factor.Kind.RISK: ["sover dåligt", "  "], Factor.Kind.PROTECTIVE: ["spelar bas"]},
    )
    assert strengths_and_risks(made) == (["spelar bas"], ["sover dåligt"])


def test_an_empty_assessment_is_not_kept(place: Place):
    case = begin(place, TODAY)
    with pytest.raises(refusals.EmptyAssessment):
        assessed(place, case, own_words={Factor.Kind.RISK: [" "]}, summary="  ")
    assert not Assessment.objects.exists()


def test_the_childs_view_alone_is_an_assessment(place: Place):
    assert assessed(place, begin(place, TODAY), childs_view="Jag vill byta plats").childs_view
