"""Min dag: what I have promised, today first, and everything done where it stands."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Commitment, Notice
from knutpunkt.foundation.people.models import Assignment
from knutpunkt.rooms.cases import operations as cases
from knutpunkt.rooms.cases import questions
from knutpunkt.rooms.cases.outcomes import Outcome
from knutpunkt.rooms.cases.tests.begun import begin
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.plans.models import Goal, SupportMeasure
from knutpunkt.rooms.plans.operations import Responsible, add_goal
from knutpunkt.rooms.plans.tests.planned import Planned, make_plan
from knutpunkt.rooms.today import queries

OPEN, DONE = Commitment.State.OPEN, Commitment.State.DONE


@pytest.fixture
def on() -> date:
    return timezone.localdate()


@pytest.fixture
def place(place: Place, on: date, client: Client) -> Place:
    place.case = begin(place, on)
    sign_in(client, place.elin)
    return place


def promised(place: Place, on: date, what: str, days: int = 0, who: str = "elin") -> Commitment:
    """A promise in Alva's case, due in so many days; it may have been made earlier."""
    due = on + timedelta(days=days)
    holder = getattr(place, who)
    made = commitments.promise(
        actor=place.actor("elin"), on=min(on, due), matter=place.case.matter, what=what,
        unit=holder.unit, holder=holder.professional, due=due, source="case",
    )  # fmt: skip
    return Commitment.objects.select_related("matter").get(pk=made.pk)


def my_day(client: Client) -> str:
    answer = client.get(reverse("today:my_day"))
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, name: str, promise: Commitment, follow: bool = False, **given: object):
    return client.post(reverse(f"today:{name}", args=[promise.pk]), given, follow=follow)


def test_the_earliest_comes_first_and_today_has_its_own_place(place: Place, on: date, client: Client):
    for what, days in (("Om en månad", 30), ("I god tid", 3), ("Just i dag", 0), ("Förra veckan", -4)):
        promised(place, on, what, days)
    page = my_day(client)
    order = [page.index(what) for what in ("Förra veckan", "Just i dag", "I god tid", "Om en månad")]
    assert order == sorted(order)
    assert "försenad" not in page.lower()


def test_what_others_promised_is_not_mine(place: Place, on: date, client: Client):
    promised(place, on, "Kims sak", who="kim")
    assert "Kims sak" not in my_day(client)


def test_a_day_with_nothing_says_something_kind(place: Place, client: Client):
    sign_in(client, place.bo)
    assert "Inget väntar på dig i dag." in my_day(client)


def test_done_leaves_the_day_and_can_be_undone(place: Place, on: date, client: Client):
    promise = promised(place, on, "Ring hem")
    page = act(client, "done", promise, follow=True).content.decode()
    assert "Klart: Ring hem" in page
    assert reverse("today:undo", args=[promise.pk]) in page
    promise.refresh_from_db()
    assert promise.state == DONE
    act(client, "undo", promise)
    promise.refresh_from_db()
    assert promise.state == OPEN


def test_a_promise_is_done_in_place_where_there_is_javascript(place: Place, on: date, client: Client):
    promise = promised(place, on, "Ring hem")
    page = my_day(client)
    assert f'id="lofte-{promise.pk.hex}"' in page
    assert f'hx-target="#lofte-{promise.pk.hex}"' in page
    answer = client.post(reverse("today:done", args=[promise.pk]), headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in part
    assert "Klart" in part
    assert reverse("today:undo", args=[promise.pk]) in part


def test_undone_in_place_it_stands_there_again(place: Place, on: date, client: Client):
    promise = promised(place, on, "Ring hem")
    act(client, "done", promise)
    answer = client.post(reverse("today:undo", args=[promise.pk]), headers={"HX-Request": "true"})
    assert f'id="lofte-{promise.pk.hex}"' in answer.content.decode()
    assert reverse("today:done", args=[promise.pk]) in answer.content.decode()


@pytest.mark.parametrize("what", ["Ring hem", 'Ta med <b>"boken"</b> & väskan'])
def test_what_was_done_in_place_is_also_told_to_those_who_listen(
    place: Place, on: date, client: Client, what: str
):
    promise = promised(place, on, what)
    assert '<p id="k-said" class="ds-sr-only" role="status"></p>' in my_day(client)
    for act_name, told in (("done", "Klart"), ("undo", "Ångrat")):
        where = reverse(f"today:{act_name}", args=[promise.pk])
        part = client.post(where, headers={"HX-Request": "true"}).content.decode()
        assert f'<p id="k-said" hx-swap-oob="innerHTML">{told}: {escape(what)}</p>' in part


def test_it_cannot_be_undone_another_day(place: Place, on: date, client: Client):
    promise = promised(place, on, "Ring hem", -3)
    commitments.complete(actor=place.actor("elin"), on=on - timedelta(days=1), commitment=promise)
    act(client, "undo", promise)
    promise.refresh_from_db()
    assert promise.state == DONE


def test_the_last_promise_asks_what_happens_next(place: Place, on: date, client: Client):
    only = Commitment.objects.get(matter=place.case.matter)
    answer = act(client, "done", only)
    assert answer["Location"] == reverse("today:next", args=[only.pk])
    assert "Vad händer härnäst?" in client.get(answer["Location"]).content.decode()
    assert act(client, "next", only, next_what="", next_due="").status_code == 422
    act(client, "next", only, next_what="Träffa Maja", next_due=on + timedelta(days=4))
    assert Commitment.objects.get(matter=place.case.matter, state=OPEN).what == "Träffa Maja"


def test_in_place_the_last_promise_goes_to_the_page_that_asks(place: Place, client: Client):
    only = Commitment.objects.get(matter=place.case.matter)
    answer = client.post(reverse("today:done", args=[only.pk]), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("today:next", args=[only.pk])


def test_a_promise_is_moved_handed_over_and_put_to_wait(place: Place, on: date, client: Client):
    promise = promised(place, on, "Ring hem")
    later = on + timedelta(days=9)
    act(client, "move", promise, due=later, reason="Sportlov", version=promise.version)
    promise.refresh_from_db()
    assert promise.due == later
    act(client, "wait", promise, because="Svar från BUP", check_on=later, version=promise.version)
    promise.refresh_from_db()
    assert "Vi väntar: Svar från BUP" in my_day(client)
    act(client, "hand_over", promise, to=place.sam.pk, reason="Tack!", version=promise.version)
    promise.refresh_from_db()
    assert promise.holder == place.sam.professional
    assert "Ring hem" not in my_day(client)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("move", {"due": "2020-01-01"}),
        ("move", {"due": "nästa vecka"}),
        ("wait", {"because": "", "check_on": "2099-01-01"}),
        ("wait", {"because": "Något", "check_on": "2020-01-01"}),
        ("hand_over", {"to": "", "reason": "Tack"}),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_changes_nothing(
    place: Place, on: date, client: Client, name: str, given: dict[str, str]
):
    promise = promised(place, on, "Ring hem")
    assert act(client, name, promise, version=promise.version, **given).status_code == 422
    after = Commitment.objects.get(pk=promise.pk)
    assert (after.version, after.due) == (promise.version, promise.due)


def test_somebody_who_was_first_is_not_written_over(place: Place, on: date, client: Client):
    promise = promised(place, on, "Ring hem")
    late = {"due": on + timedelta(days=2), "reason": "", "version": promise.version}
    act(client, "move", promise, **late)
    assert act(client, "move", promise, **late).status_code == 422


def test_a_promise_that_came_to_me_is_told_once(place: Place, on: date, client: Client):
    promise = promised(place, on, "Ring hem")
    commitments.hand_over(
        actor=place.actor("elin"), on=on, commitment=promise, to=place.sam.professional, reason="Sjuk",
        version=promise.version,
    )  # fmt: skip
    sign_in(client, place.sam)
    notice = Notice.objects.get(professional=place.sam.professional, commitment=promise)
    address = reverse("today:read_notice", args=[notice.pk])
    assert address in my_day(client)
    client.post(address)
    assert address not in my_day(client)


def test_anothers_notice_cannot_be_read_away(place: Place, on: date, client: Client):
    promise = promised(place, on, "Ring hem")
    commitments.hand_over(
        actor=place.actor("elin"), on=on, commitment=promise, to=place.sam.professional, reason="Sjuk",
        version=promise.version,
    )  # fmt: skip
    sign_in(client, place.mia)
    assert client.post(reverse("today:read_notice", args=[Notice.objects.first().pk])).status_code == 404


def test_what_others_have_not_done_in_my_cases_is_told_without_blame(place: Place, on: date, client: Client):
    promised(place, on, "Kims sak", -5, who="kim")
    page = my_day(client)
    assert page.index("Väntar på andra") < page.index("Kims sak")


def test_a_draft_of_mine_waits_on_my_day(place: Place, client: Client):
    given = {"text": "Halvt", "heading": "Utkastet", "category": "wellbeing", "audience": "own", "draft": "1"}
    client.post(reverse("cases:new_note", args=[place.case.pk]), given)
    assert "Utkastet" in my_day(client)
    sign_in(client, place.kim)
    assert "Utkastet" not in my_day(client)


def test_what_must_be_answered_elsewhere_is_not_ticked_off(place: Place, on: date, client: Client):
    planned = _planned(place, on)
    promise = planned.again().follow_up_promise
    assert promise is not None
    where = reverse("followup:plan", args=[place.case.pk])
    assert act(client, "done", promise)["Location"] == where
    assert client.get(reverse("today:next", args=[promise.pk]))["Location"] == where
    promise.refresh_from_db()
    assert promise.is_open


def _planned(place: Place, on: date) -> Planned:
    plan = make_plan(place, place.case, on)
    goal = add_goal(actor=place.actor("elin"), plan=plan, words="Sova", voice=Goal.Voice.CHILD)
    return Planned(place, on, place.case, None, plan, goal)  # type: ignore[arg-type]


def test_a_measure_done_on_my_day_is_done_in_the_plan_and_undone_in_both(
    place: Place, on: date, client: Client
):
    planned = _planned(place, on)
    measure = planned.measure(Responsible(place.elin.professional, place.school))
    promise = measure.commitment
    assert promise is not None
    act(client, "done", promise)
    measure.refresh_from_db()
    assert measure.state == SupportMeasure.State.DONE
    act(client, "undo", promise)
    measure.refresh_from_db()
    promise.refresh_from_db()
    assert (measure.state, promise.state) == (SupportMeasure.State.RUNNING, OPEN)


def test_a_question_is_answered_in_words(place: Place, on: date, client: Client):
    matter = questions.ask(actor=place.actor("mia"), on=on, child=place.alva, question="Hur går det?")
    promise = matter.commitments.get()
    sign_in(client, place.kim)
    assert act(client, "done", promise)["Location"] == reverse("today:answer", args=[promise.pk])
    assert act(client, "answer", promise, reason="").status_code == 422
    act(client, "answer", promise, reason="Jag har pratat med Mia.")
    matter.refresh_from_db()
    assert matter.closed_on == on


def test_only_a_question_is_answered_so(place: Place, on: date, client: Client):
    promise = promised(place, on, "Ring hem")
    assert act(client, "answer", promise, reason="Klart").status_code == 404
    assert place.case.matter.closed_on is None


def test_after_care_is_answered_on_its_own_page_and_beginning_again_is_an_ordinary_promise(
    place: Place, on: date, client: Client
):
    cases.close_case(
        actor=place.actor("elin"), on=on, case=place.case, outcome=Outcome.GOALS_REACHED, words="",
        after_care_on=on + timedelta(days=30), version=place.case.version,
    )  # fmt: skip
    only = Commitment.objects.get(matter=place.case.matter, state=OPEN)
    where = reverse("cases:after_care", args=[place.case.pk])
    assert act(client, "done", only)["Location"] == where
    client.post(where, {"again": "1", "what": "Träffas igen", "due": on + timedelta(days=3)})
    assert f'href="{where}"' not in my_day(client)
    assert "Träffas igen" in my_day(client)


def test_what_falls_to_the_body_s_appointee_is_on_their_day_wherever_they_work(
    place: Place, on: date, client: Client
):
    promise = promised(place, on, "Kims sak", 3, who="kim")
    with recorded(actor=SYSTEM, action="world.changed"):
        Assignment.objects.filter(pk=place.kim.pk).update(last_day=on - timedelta(days=1))
    assert promise.unit != place.rut.unit
    sign_in(client, place.rut)
    assert "Kims sak" in my_day(client)


@pytest.mark.parametrize("name", ["done", "move", "hand_over", "wait", "next", "answer", "undo"])
@pytest.mark.parametrize("who", ["kim", "mia", "bo", "kai"])
def test_nobody_acts_on_a_promise_that_is_not_theirs(
    place: Place, on: date, client: Client, name: str, who: str
):
    promise = promised(place, on, "Elins sak")
    sign_in(client, getattr(place, who))
    assert act(client, name, promise).status_code == 404
    promise.refresh_from_db()
    assert promise.state == OPEN


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/x",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
    ],
)
def test_the_way_back_is_never_out_of_here(place: Place, on: date, client: Client, elsewhere: str):
    promise = promised(place, on, "Ring hem")
    given = {"due": on + timedelta(days=1), "reason": "", "version": promise.version, "next": elsewhere}
    assert act(client, "move", promise, **given)["Location"] == reverse("today:my_day")
    page = client.get(reverse("today:wait", args=[promise.pk]), {"next": elsewhere}).content.decode()
    assert f'href="{elsewhere}' not in page
    assert f'name="next" value="{reverse("today:my_day")}"' in page


def test_reading_the_day_writes_nothing(place: Place, client: Client):
    before = Commitment.objects.values_list("pk", "version")
    kept = list(before)
    my_day(client)
    assert list(before.all()) == kept
    assert client.get(reverse("today:done", args=[kept[0][0]])).status_code == 405


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_a_full_day_asks_no_more_than_an_empty_one(
    place: Place, on: date, client: Client, django_assert_max_num_queries, rows: int
):
    for number in range(rows):
        promised(place, on, f"Sak {number}", number % 20)
    with django_assert_max_num_queries(70):
        my_day(client)


def test_the_day_is_sorted_by_rule(place: Place, on: date):
    for days in (-1, 0, 1, 7, 8):
        promised(place, on, f"{days}", days)
    found = queries.my_promises(actor=place.actor("elin"), on=on)
    told = {when: {row.what for row in rows} - {"Träffa Alva"} for when, rows in found.items()}
    assert told == {"before": {"-1"}, "today": {"0"}, "soon": {"1", "7"}, "later": {"8"}}
