"""The pages of planning, as those who take part and as those who do not."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.sealed_rows import the
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Category, ConsentAnswer, Ground
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.rooms.cases.tests.begun import invite_bup
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.consents import disclosing
from knutpunkt.rooms.consents import operations as consents
from knutpunkt.rooms.plans import operations
from knutpunkt.rooms.plans.models import Assessment, Goal, Plan, SupportMeasure
from knutpunkt.rooms.plans.operations import Responsible
from knutpunkt.rooms.plans.tests.planned import Planned, make


@pytest.fixture
def planned(place: Place, client: Client) -> Planned:
    made = make(place, timezone.localdate())
    sign_in(client, place.elin)
    return made


def page(client: Client, name: str, *args: object, **headers: str):
    return client.get(reverse(name, args=args), headers=headers)


def post(client: Client, name: str, *args: object, **data: object):
    return client.post(reverse(name, args=args), data)


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_plan_says_the_goals_in_the_childs_words_and_why_one_sees_it(planned: Planned, client: Client):
    planned.measure(planned.by_kim, what="Hämta i entrén")
    said = text(page(client, "plans:plan", planned.plan.pk))
    for words in ("Komma till musiken varje tisdag", "Hämta i entrén", "Kim Lund", "Du ser detta för att"):
        assert words in said


def test_the_panel_says_so_when_there_is_no_assessment_yet(planned: Planned, client: Client):
    assert "Du ser ingen kartläggning ännu." in text(page(client, "plans:panel", planned.case.pk))


def test_the_panel_is_a_page_of_its_own_and_a_part_of_the_childs_page(planned: Planned, client: Client):
    alone = text(page(client, "plans:panel", planned.case.pk))
    part = text(page(client, "plans:panel", planned.case.pk, **{"HX-Request": "true"}))
    assert "<html" in alone
    assert "<html" not in part
    assert "Komma till musiken varje tisdag" in part


def test_a_plan_cannot_be_made_without_a_day_of_follow_up(planned: Planned, client: Client):
    late = timezone.localdate() + timedelta(days=200)
    for given in ("", "i morgon", str(late), "2020-01-01"):
        answer = post(client, "plans:new", planned.case.pk, title="Alvas andra plan", follow_up_on=given)
        assert answer.status_code == 422
        assert "Alvas andra plan" in answer.content.decode()
    assert Plan.objects.count() == 1


def test_a_plan_is_made_and_shown(planned: Planned, client: Client):
    soon = timezone.localdate() + timedelta(days=30)
    answer = post(client, "plans:new", planned.case.pk, title="Andra planen", follow_up_on=soon)
    assert answer.status_code == 302
    assert "Andra planen" in text(client.get(answer["Location"]))


def test_a_goal_and_a_measure_are_added_and_ended(planned: Planned, client: Client):
    on = timezone.localdate()
    post(client, "plans:add_goal", planned.plan.pk, words="Sova bättre", voice="guardian")
    goal = the(Goal.objects, words="Sova bättre")
    form = text(page(client, "plans:add_measure", planned.plan.pk, goal.pk))
    assert "Maja Nyström" in form
    answer = post(
        client, "plans:add_measure", planned.plan.pk, goal.pk, code="coaching", what="Läsa i kvällning",
        who="child", start=on, due=on + timedelta(days=9), how_we_know="Alva säger det själv",
    )  # fmt: skip
    assert answer.status_code == 302
    measure = SupportMeasure.objects.get()
    assert measure.by_child
    post(client, "plans:end_measure", planned.plan.pk, measure.pk, state="done", because="Det gick fint")
    assert "Det gick fint" in text(page(client, "plans:plan", planned.plan.pk))


@pytest.mark.parametrize(("start", "due", "says"), [(0, -1, "före den första"), (-9, -3, "redan varit")])
def test_a_measure_with_impossible_days_is_refused_with_a_sentence(
    planned: Planned, client: Client, start: int, due: int, says: str
):
    on = timezone.localdate()
    answer = post(
        client, "plans:add_measure", planned.plan.pk, planned.goal.pk, code="coaching", what="Skrivet länge",
        who="child", start=on + timedelta(days=start), due=on + timedelta(days=due), how_we_know="-",
    )  # fmt: skip
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Skrivet länge" in answer.content.decode()


def test_a_reached_goal_takes_no_more_measures(planned: Planned, client: Client):
    with recorded(actor=SYSTEM, action="world.changed"):
        Goal.objects.update(reached=True, ended_on=timezone.localdate())
    assert page(client, "plans:add_measure", planned.plan.pk, planned.goal.pk).status_code == 404
    assert "Ny insats" not in text(page(client, "plans:plan", planned.plan.pk))


def test_ending_the_plan_asks_what_happens_next(planned: Planned, client: Client):
    assert post(client, "plans:end", planned.plan.pk, next_what="", next_due="").status_code == 422
    due = timezone.localdate() + timedelta(days=5)
    assert post(client, "plans:end", planned.plan.pk, next_what="Ring Maja", next_due=due).status_code == 302
    assert the(Commitment.objects, what="Ring Maja").is_open
    ended = text(page(client, "plans:plan", planned.plan.pk))
    assert "Avslutad" in ended
    assert "Nytt mål" not in ended


def test_an_ended_plan_is_let_to_run_again_with_a_new_day_of_follow_up(planned: Planned, client: Client):
    on = timezone.localdate()
    assert page(client, "plans:reopen", planned.plan.pk).status_code == 404
    post(client, "plans:end", planned.plan.pk, next_what="Ring Maja", next_due=on)
    address = reverse("plans:reopen", args=[planned.plan.pk])
    assert address in text(page(client, "plans:plan", planned.plan.pk))
    assert "Målen finns kvar." in text(page(client, "plans:reopen", planned.plan.pk))
    late = post(client, "plans:reopen", planned.plan.pk, follow_up_on=on + timedelta(days=200))
    assert late.status_code == 422
    assert "inom sex månader" in late.content.decode()
    answer = post(client, "plans:reopen", planned.plan.pk, follow_up_on=on + timedelta(days=30))
    again = text(client.get(answer["Location"]))
    assert "Planen gäller igen." in again
    assert "Nytt mål" in again
    assert address not in again


def test_when_the_case_is_closed_the_plan_says_so_and_offers_nothing(planned: Planned, client: Client):
    planned.measure(planned.by_kim)
    assert "en plan som gäller avslutas" in text(page(client, "cases:close", planned.case.pk))
    post(client, "cases:close", planned.case.pk, outcome="goals_reached", version=planned.case.version)
    said = text(page(client, "plans:plan", planned.plan.pk))
    for words in ("Avslutad", "Samarbetet avslutades", "avbruten"):
        assert words in said
    for button in ("Nytt mål", "Ändra planen", "Låt planen gälla igen"):
        assert button not in said
    assert page(client, "plans:reopen", planned.plan.pk).status_code == 404
    panel = text(page(client, "plans:panel", planned.case.pk))
    assert "avslutad" in panel
    assert "Följs upp" not in panel


def test_the_pdf_is_a_download_that_nobody_keeps(planned: Planned, client: Client):
    answer = page(client, "plans:pdf", planned.plan.pk)
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert "Alva" not in answer["Content-Disposition"]


def test_an_assessment_puts_strengths_before_risks(planned: Planned, client: Client):
    answer = post(
        client, "plans:assess", planned.case.pk, strengths=["interest"], own_risks="sover dåligt\n\n",
        childs_view="Jag vill byta plats", summary="",
    )  # fmt: skip
    assert answer.status_code == 302
    said = text(page(client, "plans:assessment", Assessment.objects.get().pk))
    assert said.index("ett intresse som ger kraft") < said.index("sover dåligt")
    assert "Jag vill byta plats" in said


def test_an_empty_assessment_is_refused_with_a_sentence(planned: Planned, client: Client):
    assert post(client, "plans:assess", planned.case.pk, summary=" ").status_code == 422


@pytest.mark.parametrize("name", ["kai", "rut", "bo", "mia"])
def test_those_outside_find_nothing(planned: Planned, client: Client, name: str):
    measure = planned.measure(Responsible())
    sign_in(client, getattr(planned.place, name))
    asked = [
        ("plans:panel", planned.case.pk), ("plans:assess", planned.case.pk), ("plans:new", planned.case.pk),
        ("plans:plan", planned.plan.pk), ("plans:pdf", planned.plan.pk), ("plans:change", planned.plan.pk),
        ("plans:add_goal", planned.plan.pk), ("plans:end", planned.plan.pk),
        ("plans:reopen", planned.plan.pk),
        ("plans:add_measure", planned.plan.pk, planned.goal.pk),
        ("plans:end_measure", planned.plan.pk, measure.pk),
    ]  # fmt: skip
    open_to = {address for address, *args in asked if page(client, address, *args).status_code != 404}
    allowed = {"plans:panel"} if name == "rut" else set()
    assert open_to <= allowed


def test_a_measure_is_only_reached_through_its_own_plan(planned: Planned, client: Client):
    other = planned.case.pk
    assert page(client, "plans:add_measure", planned.plan.pk, other).status_code == 404
    assert page(client, "plans:end_measure", planned.plan.pk, other).status_code == 404


def let_out(planned: Planned, on: date) -> None:
    """Alva's parents say yes to the plan for BUP, and Elin hands it over."""
    place = planned.place
    asked = consents.ask(
        actor=planned.elin, on=on, case=planned.case, sender=place.school, recipient=place.clinic,
        categories={Category.PLAN}, purpose="Planera tillsammans", start=on, last_day=on + timedelta(90),
    )  # fmt: skip
    rows = list(asked.consents.all())
    people = [link.guardian for link in place.alva.guardianships.select_related("guardian")]
    for who in (*people, None):
        consents.answer(
            actor=planned.elin, on=on, consents=rows, guardian=who, given_on=on,
            answer=ConsentAnswer.Answer.YES, how=ConsentAnswer.How.ORAL,
        )  # fmt: skip
    disclosing.disclose(
        actor=planned.elin,
        on=on,
        proposal=disclosing.Proposal(
            case=planned.case,
            sender=place.school,
            recipient=place.clinic,
            ground=Ground.CONSENT,
            records={planned.plan.pk},
        ),
    )


def test_another_area_reads_the_plan_only_once_it_is_disclosed_and_never_changes_it(
    planned: Planned, client: Client
):
    on, place = timezone.localdate(), planned.place
    invite_bup(place, planned.case, on)
    sign_in(client, place.bo)
    assert page(client, "plans:plan", planned.plan.pk).status_code == 404
    assert "musiken" not in text(page(client, "plans:panel", planned.case.pk))
    let_out(planned, on)
    said = text(page(client, "plans:plan", planned.plan.pk))
    assert "Komma till musiken varje tisdag" in said
    assert "har sagt ja" in said
    assert "Ändra planen" not in said
    assert page(client, "plans:change", planned.plan.pk).status_code == 404


def test_two_who_change_the_plan_at_once_lose_nothing(planned: Planned, client: Client):
    change = {"present_situation": "", "version": planned.plan.version}
    post(client, "plans:change", planned.plan.pk, title="Först", **change)
    late = post(client, "plans:change", planned.plan.pk, title="Sedan", **change)
    assert late.status_code == 422
    assert "Sedan" in late.content.decode()
    assert planned.again().title == "Först"


@pytest.mark.parametrize("rows", [1, 10])
def test_the_plan_asks_no_more_for_many_measures_than_for_one(
    planned: Planned, client: Client, django_assert_max_num_queries, rows: int
):
    for number in range(rows):
        planned.goal = operations.add_goal(
            actor=planned.elin, plan=planned.again(), words=f"Mål {number}", voice=Goal.Voice.TEAM
        )
        planned.measure(planned.by_kim)
    with django_assert_max_num_queries(75):
        page(client, "plans:plan", planned.plan.pk)
    with django_assert_max_num_queries(70):
        page(client, "plans:panel", planned.case.pk, **{"HX-Request": "true"})
