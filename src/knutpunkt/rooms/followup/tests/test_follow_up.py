"""Following up: the child first, every goal answered, and always a next day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM, Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Record
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.commitments.queries import holder_on
from knutpunkt.rooms.concerns.tests.place import TODAY, Place
from knutpunkt.rooms.followup import operations, queries
from knutpunkt.rooms.followup.models import FollowUp, GoalProgress
from knutpunkt.rooms.followup.operations import GoalMissing, Said
from knutpunkt.rooms.plans.models import Goal
from knutpunkt.rooms.plans.operations import add_goal
from knutpunkt.rooms.plans.refusals import FollowUpTooLate
from knutpunkt.rooms.plans.tests.planned import Planned, make

BETTER, SAME, REACHED = (GoalProgress.State(state) for state in ("better", "same", "reached"))
NEXT = TODAY + timedelta(weeks=6)


@pytest.fixture
def planned(place: Place) -> Planned:
    return make(place, TODAY)


def followed(planned: Planned, said: dict[Goal, Said] | None = None, next_on=NEXT, **more) -> FollowUp:
    answers = {goal: Said(BETTER) for goal in operations.open_goals(planned.plan)} if said is None else said
    words = {"childs_words": "Det är lugnare", "child_refrained": False, "summary": ""} | more
    return operations.follow_up(
        actor=planned.elin, on=TODAY, case=planned.case, plan=planned.again(), said=answers, next_on=next_on,
        **words,
    )  # fmt: skip


def seen(planned: Planned, actor: Actor) -> list[queries.GoalPath]:
    found = queries.follow_ups_in(planned.case, actor=actor, on=TODAY)
    return queries.paths(found, actor=actor, on=TODAY)


def test_the_goals_words_open_with_the_plan_and_not_with_the_follow_up(planned: Planned):
    followed(planned, {planned.goal: Said(BETTER, "Fyra av fem gånger")})
    kim = planned.place.actor("kim")
    assert [path.words for path in seen(planned, kim)] == [planned.goal.words]
    with recorded(actor=SYSTEM, action="world.changed"):
        Record.objects.filter(pk=planned.plan.pk).update(draft=True)
    assert [path.words for path in seen(planned, kim)] == ["Ett mål i planen"]


def test_how_it_goes_is_kept_for_each_goal_in_words(planned: Planned):
    made = followed(planned, {planned.goal: Said(BETTER, "Var med fyra av fem gånger")})
    kept = made.progress.get()
    assert (kept.state, kept.words, made.childs_words) == (
        BETTER,
        "Var med fyra av fem gånger",
        "Det är lugnare",
    )


def test_no_goal_is_passed_over(planned: Planned):
    add_goal(actor=planned.elin, plan=planned.plan, words="Sova", voice=Goal.Voice.CHILD)
    with pytest.raises(GoalMissing):
        followed(planned, {planned.goal: Said(SAME)})
    assert not FollowUp.objects.exists()


def test_a_reached_goal_is_ended_and_not_asked_about_again(planned: Planned):
    other = add_goal(actor=planned.elin, plan=planned.plan, words="Sova", voice=Goal.Voice.CHILD)
    followed(planned, {planned.goal: Said(REACHED), other: Said(SAME)})
    planned.goal.refresh_from_db()
    assert (planned.goal.reached, planned.goal.ended_on) == (True, TODAY)
    assert operations.open_goals(planned.again()) == [other]


def test_the_promise_is_kept_and_the_next_is_made(planned: Planned):
    before = planned.again().follow_up_promise
    followed(planned)
    after = planned.again().follow_up_promise
    assert before is not None
    assert after is not None
    before.refresh_from_db()
    assert before.state == Commitment.State.DONE
    assert (after.due, holder_on(after, TODAY)) == (NEXT, planned.place.elin.professional)


@pytest.mark.parametrize("days", [-1, 200])
def test_without_a_next_day_within_six_months_nothing_is_kept(planned: Planned, days: int):
    with pytest.raises(FollowUpTooLate):
        followed(planned, next_on=TODAY + timedelta(days=days))
    assert not FollowUp.objects.exists()
    assert Commitment.objects.get(pk=planned.plan.follow_up_promise_id).is_open


def test_the_path_of_a_goal_begins_when_it_was_set_and_is_told_in_order(planned: Planned):
    followed(planned, {planned.goal: Said(SAME, "Som i september")})
    followed(planned, {planned.goal: Said(REACHED)})
    path = seen(planned, planned.elin)[0]
    assert [step.label for step in path.steps] == ["målet sattes", "Som i september", "nått"]


# --- The pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def today(place: Place, client: Client) -> Planned:
    sign_in(client, _made(place).place.elin)
    return place.planned  # type: ignore[attr-defined]


def _made(place: Place) -> Planned:
    place.planned = make(place, timezone.localdate())  # type: ignore[attr-defined]
    return place.planned  # type: ignore[attr-defined]


def send(client: Client, planned: Planned, **given: object):
    form = {f"state-{planned.goal.pk}": "better", "next_on": timezone.localdate() + timedelta(days=40)}
    return client.post(reverse("followup:plan", args=[planned.case.pk]), form | given)


def test_the_form_asks_the_child_first_then_every_goal(today: Planned, client: Client):
    said = client.get(reverse("followup:plan", args=[today.case.pk])).content.decode()
    order = [said.index(asked) for asked in ("Vad säger barnet?", "Komma till musiken", "upp nästa gång")]
    assert order == sorted(order)


def test_a_follow_up_is_saved_and_shown_on_the_childs_page(today: Planned, client: Client):
    answer = send(
        client, today, childs_words="Musiken är bäst", **{f"words-{today.goal.pk}": "Kom varje gång"}
    )
    assert answer.status_code == 302
    panel = client.get(reverse("followup:panel", args=[today.case.pk])).content.decode()
    assert "Kom varje gång" in panel
    one = client.get(reverse("followup:follow_up", args=[FollowUp.objects.get().pk])).content.decode()
    assert "Musiken är bäst" in one


def test_that_the_child_refrained_is_said_without_blame(today: Planned, client: Client):
    send(client, today, child_refrained="on")
    one = client.get(reverse("followup:follow_up", args=[FollowUp.objects.get().pk])).content.decode()
    assert "Det är okej." in one


def test_a_goal_without_an_answer_is_pointed_at_and_the_words_stay(today: Planned, client: Client):
    answer = send(client, today, childs_words="Musiken är bäst", **{f"state-{today.goal.pk}": ""})
    assert answer.status_code == 422
    assert "Musiken är bäst" in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_the_next_day_is_mandatory(today: Planned, client: Client):
    assert send(client, today, next_on="").status_code == 422
    assert send(client, today, next_on=timezone.localdate() + timedelta(days=300)).status_code == 422


def test_a_case_without_a_plan_says_to_make_one(place: Place, client: Client):
    from knutpunkt.rooms.cases.tests.begun import begin

    case = begin(place, timezone.localdate())
    sign_in(client, place.elin)
    answer = client.get(reverse("followup:plan", args=[case.pk]), follow=True)
    assert "Gör en plan först." in answer.content.decode()


@pytest.mark.parametrize("name", ["bo", "kai", "mia"])
def test_those_outside_find_nothing(today: Planned, client: Client, name: str):
    send(client, today)
    sign_in(client, getattr(today.place, name))
    for address in (
        reverse("followup:plan", args=[today.case.pk]), reverse("followup:panel", args=[today.case.pk]),
        reverse("followup:follow_up", args=[FollowUp.objects.get().pk]),
    ):  # fmt: skip
        assert client.get(address).status_code == 404
