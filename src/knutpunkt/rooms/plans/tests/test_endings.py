"""How a plan ends with its case, and how it may begin again."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.rooms.cases import operations as cases
from knutpunkt.rooms.cases.outcomes import Outcome
from knutpunkt.rooms.concerns.tests.place import TODAY, Place
from knutpunkt.rooms.plans import operations, refusals
from knutpunkt.rooms.plans.models import Goal, Plan, SupportMeasure
from knutpunkt.rooms.plans.operations import Responsible
from knutpunkt.rooms.plans.states import page
from knutpunkt.rooms.plans.tests.planned import Planned, make, make_plan

DRAWN = Path(__file__).resolve().parents[5] / "docs" / "generated" / "plan.md"
IN_A_MONTH = TODAY + timedelta(days=30)
ACTIVE, ENDED = Plan.State.ACTIVE, Plan.State.ENDED


@pytest.fixture
def planned(place: Place) -> Planned:
    return make(place, TODAY)


def end(planned: Planned, plan: Plan) -> None:
    operations.end_plan(
        actor=planned.elin, on=TODAY, plan=plan, next_what="Ring hem", next_due=TODAY + timedelta(days=20)
    )


def close(planned: Planned, *, on: date = TODAY, after_care: bool = False) -> None:
    planned.case.refresh_from_db()
    cases.close_case(
        actor=planned.elin,
        on=on,
        case=planned.case,
        outcome=Outcome.GOALS_REACHED,
        words="",
        after_care_on=IN_A_MONTH if after_care else None,
        version=planned.case.version,
    )


def resume(planned: Planned) -> None:
    cases.resume(
        actor=planned.elin, on=TODAY, case=planned.case, what="Ring", due=TODAY, version=planned.case.version
    )


def reopen(planned: Planned, days: int = 30) -> None:
    operations.reopen_plan(
        actor=planned.elin, on=TODAY, plan=planned.again(), follow_up_on=TODAY + timedelta(days=days)
    )


@pytest.mark.parametrize("after_care", [False, True])
def test_a_case_that_closes_ends_its_plan_and_every_measure_that_goes_on(planned: Planned, after_care: bool):
    other = make_plan(planned.place, planned.case, TODAY)
    measures = [planned.measure(planned.by_kim), planned.measure(Responsible())]
    close(planned, after_care=after_care)
    for plan in Plan.objects.all():
        assert (plan.state, plan.ended_on, plan.followed_up_by) == (ENDED, TODAY, None)
    for measure in SupportMeasure.objects.filter(pk__in=[one.pk for one in measures]):
        assert (measure.state, measure.ended_on) == (SupportMeasure.State.STOPPED, TODAY)
        assert measure.ended_because == "Samarbetet avslutades"
        assert measure.promise is None
    told = Event.objects.filter(action="plan.ended_with_case")
    assert {label for event in told for label in event.objects_touched} == {
        f"plans.plan:{planned.plan.pk}",
        f"plans.plan:{other.pk}",
    }
    left = planned.case.matter.commitments.filter(state=Commitment.State.OPEN)
    assert {promise.source for promise in left} == ({"after_care"} if after_care else set())


def test_what_was_done_before_stays_done(planned: Planned):
    done = planned.measure(planned.by_kim)
    operations.end_measure(
        actor=planned.elin, on=TODAY, measure=done, state=SupportMeasure.State.DONE, because="Det gick bra"
    )
    close(planned)
    done.refresh_from_db()
    assert (done.state, done.ended_because) == (SupportMeasure.State.DONE, "Det gick bra")


def test_a_plan_that_ended_before_keeps_its_day(planned: Planned):
    end(planned, planned.again())
    close(planned, on=TODAY + timedelta(days=9))
    assert planned.again().ended_on == TODAY


def test_no_plan_begins_in_a_case_that_is_over(planned: Planned):
    close(planned, after_care=True)
    with pytest.raises(refusals.CaseOver):
        make_plan(planned.place, planned.case, TODAY)
    with pytest.raises(refusals.CaseOver):
        reopen(planned)
    assert planned.again().state == ENDED


def test_a_plan_runs_again_when_the_case_does_with_its_goals_and_a_day_of_follow_up(planned: Planned):
    planned.measure(planned.by_kim)
    close(planned, after_care=True)
    resume(planned)
    reopen(planned)
    plan = planned.again()
    assert (plan.state, plan.ended_on, plan.followed_up_by) == (ACTIVE, None, IN_A_MONTH)
    assert plan.follow_up_promise is not None
    assert plan.follow_up_promise.holder == planned.place.elin.professional
    assert plan.goals.count() == 1
    assert not SupportMeasure.objects.filter(state=SupportMeasure.State.RUNNING).exists()
    operations.add_goal(actor=planned.elin, plan=plan, words="Mer musik", voice=Goal.Voice.CHILD)


def test_a_plan_that_runs_is_not_begun_again(planned: Planned):
    with pytest.raises(refusals.PlanRuns):
        reopen(planned)


@pytest.mark.parametrize("days", [-1, 185])
def test_a_plan_that_begins_again_is_followed_up_within_six_months_too(planned: Planned, days: int):
    close(planned, after_care=True)
    resume(planned)
    with pytest.raises(refusals.FollowUpTooLate):
        reopen(planned, days)


def test_two_who_end_and_reopen_at_once_leave_one_answer(planned: Planned):
    first, second = planned.again(), planned.again()
    end(planned, first)
    with pytest.raises(refusals.PlanEnded):
        end(planned, second)
    ended = planned.again()
    reopen(planned)
    before = Commitment.objects.count()
    with pytest.raises(refusals.PlanRuns):
        operations.reopen_plan(actor=planned.elin, on=TODAY, plan=ended, follow_up_on=IN_A_MONTH)
    assert Commitment.objects.count() == before


def test_the_page_drawn_from_the_states_is_current():
    with translation.override("sv"):
        assert DRAWN.read_text() == page()
