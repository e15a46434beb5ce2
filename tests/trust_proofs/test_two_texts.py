"""T20: two write about the same, one is first; the other's text is kept and shown beside what stands."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import may
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import ConsentRequest
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import ContactHold, MentorGroup, UnitResponsibility
from knutpunkt.rooms.concerns import operations as concerns
from knutpunkt.rooms.concerns.models import AbsenceInvestigation, Concern
from knutpunkt.rooms.concerns.tests import place as school
from knutpunkt.rooms.concerns.tests.rows import flag, measured
from knutpunkt.rooms.entrance.models import UnsavedText
from knutpunkt.rooms.plans.models import Plan, SupportMeasure
from knutpunkt.rooms.safeguards import requests
from knutpunkt.rooms.safeguards.models import FormalRequest
from tests.everything import Everything

pytestmark = pytest.mark.django_db
MINE, THEIRS = "svartvinbärsbusken", "rönnbärsgeléet"
COORDINATOR, HEAD, DEPUTY = "coordinator of a case", "head teacher", "second mentor"
COUNSELLOR, PSYCHOLOGIST = "school counsellor", "psychologist"


@pytest.fixture(autouse=True)
def undone(world: Everything) -> Iterator[None]:
    """The world as it was."""
    cookies = {role: deepcopy(world.client(role).cookies) for role in world.everybody}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for role, kept in cookies.items():
        world.client(role).cookies = kept


def carried(browser: Client, address: str) -> dict[str, Any]:
    """What the page carries unseen."""
    context = browser.get(address).context
    typed = context.get("typed") or context["typed_no"]
    form = next(context[name] for name in ("form", "conclusion", "no") if context.get(name) is not None)
    hidden = {field.name: field.value() for field in form.hidden_fields()}
    return {"began": typed.began, **hidden}


def met(answer: Any) -> tuple[str, str]:
    """The two texts on the page: one's own, and what stands now."""
    (side,) = [one for one in answer.context["typed"].sides if MINE in "".join(p.text for p in one.mine)]
    assert MINE in "".join(answer.content.decode())
    return "".join(part.text for part in side.mine), "".join(part.text for part in side.theirs)


def raced(
    world: Everything,
    page: str,
    roles: tuple[str, str],
    given: Callable[[str], dict[str, Any]],
    to: str = "",
) -> Any:
    """Both open the page; the first sends, then the second: the second's answer."""
    first, second = (world.client(role) for role in roles)
    opened = [carried(browser, page) for browser in (first, second)]
    assert first.post(to or page, given(THEIRS) | opened[0]).status_code == 302
    return second.post(to or page, given(MINE) | opened[1])


def kept_and_shown_again(world: Everything, role: str, page: str) -> None:
    """The text is still there when the page is opened, and gone when its author drops it."""
    browser = world.client(role)
    again = browser.get(page)
    assert MINE in again.content.decode()
    row = again.context["typed"].row
    sent_to, part = again.context["typed"].sends_to, again.context["typed"].part
    dropped = {
        "typed_part": part,
        "typed": row.pk,
        "typed_version": row.version,
        "drop_typed": "1",
        "began": "",
    }
    assert browser.post(sent_to, dropped).status_code == 302
    assert not UnsavedText.objects.filter(pk=row.pk).exists()


def ville(name: str, world: Everything) -> str:
    return reverse(name, args=[Concern.objects.get(child=world.place.ville).pk])


def test_t20_two_answer_one_concern(world: Everything):
    page, roles = ville("concerns:no_measure", world), (COUNSELLOR, PSYCHOLOGIST)
    investigation = AbsenceInvestigation.objects.get()
    assert investigation.child_id == world.place.ville.pk
    answer = raced(world, page, roles, lambda word: {"reason": word})
    assert answer.status_code == 409
    mine, theirs = met(answer)
    assert (mine, theirs) == (MINE, f"Ingen åtgärd nu. {THEIRS}")
    assert Concern.objects.get(child=world.place.ville).answer_reason == THEIRS
    kept_and_shown_again(world, PSYCHOLOGIST, page)
    assert world.client(PSYCHOLOGIST).get(page).status_code == 200


def test_t20_one_who_no_longer_answers_still_meets_the_own_text_and_changes_nothing(
    world: Everything,
):
    """The flag goes on to student health while the mentor writes why it is not true."""
    concern = flagged(world)
    page, mia = reverse("concerns:is_it_true", args=[concern.pk]), world.client("mentor")
    sent = carried(mia, page) | {"svar": "nej", "reason": MINE}
    concerns.confirm_flag(actor=world.place.actor("mia"), on=world.on, concern=concern, words=THEIRS)
    answer = mia.post(page, sent)
    assert answer.status_code == 409
    assert met(answer) == (MINE, f"Mottagen. {THEIRS}")
    concern.refresh_from_db()
    assert (concern.state, concern.mentor_words) == (Concern.State.RECEIVED, THEIRS)
    kept_and_shown_again(world, "mentor", page)
    assert mia.get(page).status_code == 404


def flagged(world: Everything) -> Concern:
    with recorded(actor=SYSTEM, action="world.built"):
        group = MentorGroup.objects.get(name="8B")
        child = school._pupil("Svea Ros", world.place.town, world.place.school, group)
    told = (child, world.place.school)
    concerns.raise_from_screening(flags=[flag(*told)], measures=[measured(*told, on_time=True)], on=world.on)
    return Concern.objects.get(child=child)


def test_t20_whoever_only_reads_a_concern_cannot_answer_it_by_way_of_a_draft(world: Everything):
    one = Concern.objects.get(child=world.place.ville)
    page = reverse("concerns:no_measure", args=[one.pk])
    for role, assignment in world.roles.items():
        if not may(one, actor_for(assignment), world.on, Action.TRIAGE).allow:
            answer = world.client(role).post(page, {"reason": MINE, "began": "{}"})
            assert answer.status_code == 404, role
    one.refresh_from_db()
    assert one.state == Concern.State.RECEIVED


def test_t20_two_conclude_one_investigation(world: Everything):
    one = AbsenceInvestigation.objects.get()
    concerns.notify_responsible_body(actor=world.place.actor("rut"), on=world.on, investigation=one)
    page, to = (reverse(f"concerns:{name}", args=[one.pk]) for name in ("investigation", "conclude"))
    answer = raced(world, page, (HEAD, HEAD), lambda word: {"causes": "", "conclusion": word}, to)
    assert met(answer) == (MINE, THEIRS)
    kept_and_shown_again(world, HEAD, page)


def test_t20_two_judge_one_asking(world: Everything):
    page = reverse("consents:judge", args=[ConsentRequest.objects.get().pk])
    roles = (COORDINATOR, COORDINATOR)
    answer = raced(world, page, roles, lambda word: {"reason": word})
    assert answer.status_code == 422
    assert met(answer) == (MINE, THEIRS)
    form = answer.context["form"]
    assert form["reason"].value() == MINE
    again = {"reason": f"{MINE} {THEIRS}", "version": form["version"].value()}
    assert world.client(COORDINATOR).post(page, again).status_code == 302


def test_t20_two_say_why_the_child_is_not_asked(world: Everything):
    page = reverse("consents:child_not_asked", args=[ConsentRequest.objects.get().pk])
    answer = raced(world, page, (COORDINATOR, COORDINATOR), lambda word: {"reason": word})
    assert met(answer) == (MINE, THEIRS)
    assert ConsentRequest.objects.get().stance_not_asked_because == THEIRS


def test_t20_two_end_one_plan_or_one_measure(world: Everything):
    plan, measure = Plan.objects.get(), SupportMeasure.objects.get()
    page = reverse("plans:end_measure", args=[plan.pk, measure.pk])
    ends = raced(world, page, (COORDINATOR, COORDINATOR), lambda word: {"state": "stopped", "because": word})
    assert ends.status_code == 409
    mine, theirs = met(ends)
    assert mine == MINE
    assert THEIRS in theirs
    page = reverse("plans:end", args=[plan.pk])
    given = {"next_due": world.on + timedelta(days=3)}
    ended = raced(world, page, (COORDINATOR, COORDINATOR), lambda word: given | {"next_what": word})
    assert met(ended) == (MINE, "Avslutad")
    kept_and_shown_again(world, COORDINATOR, page)


def test_t20_two_answer_one_question(world: Everything):
    ask = reverse("cases:ask", args=[world.place.alva.pk])
    world.client("mentor").post(ask, {"question": "Hur går det?"})
    promise = Commitment.objects.get(source="question", state=Commitment.State.OPEN)
    role = next(name for name, one in world.roles.items() if one.professional_id == promise.holder_id)
    page = reverse("today:answer", args=[promise.pk])
    answer = raced(world, page, (role, role), lambda word: {"reason": word})
    assert answer.status_code == 409
    assert met(answer) == (MINE, THEIRS)


def test_t20_two_decide_one_request(world: Everything):
    on, elin = world.on, world.place.actor("elin")
    with recorded(actor=SYSTEM, action="world.built"):
        UnitResponsibility.objects.create(
            unit=world.place.school, professional=world.place.sam.professional, start=date(2020, 8, 1)
        )
    made = requests.receive(
        actor=elin, on=on, child=world.place.alva, kind=FormalRequest.Kind.RECTIFICATION,
        asked_by=FormalRequest.AskedBy.GUARDIAN, who="Maja", what="Rätta", received_on=on,
    )  # fmt: skip
    page = reverse("safeguards:request", args=[made.pk])
    given = {"decision": "granted"}
    answer = raced(world, page, (HEAD, HEAD), lambda word: given | {"reasons": word})
    assert met(answer) == (MINE, THEIRS)
    kept_and_shown_again(world, HEAD, page)

    page = reverse("safeguards:carry_out", args=[made.pk])
    given = {"receivers_told": "Ingen", "text_before": "Så stod det"}
    done = raced(world, page, (HEAD, HEAD), lambda word: given | {"what_was_done": word})
    assert done.status_code == 409
    assert met(done) == (MINE, THEIRS)
    kept_and_shown_again(world, HEAD, page)
    assert world.client(HEAD).get(page).status_code == 404


def test_t20_two_go_through_one_hold(world: Everything):
    hold = reverse("safeguards:hold", args=[world.place.alva.pk])
    head = world.client(HEAD)
    guardian = head.get(hold).context["form"].fields["guardian"].queryset.first()
    later = {"review_on": world.on + timedelta(days=30)}
    told = later | {"guardian": guardian.pk, "ask": world.place.rut.professional_id, "reason": "Hot"}
    assert head.post(hold, told).status_code == 302
    page = reverse("safeguards:review_hold", args=[ContactHold.objects.get().pk])
    answer = raced(world, page, (HEAD, HEAD), lambda word: later | {"reason": word})
    assert answer.status_code == 422
    assert met(answer) == (MINE, THEIRS)
    assert ContactHold.objects.get().reason == THEIRS
    again = later | {"reason": MINE, "version": answer.context["form"]["version"].value()}
    assert head.post(page, again).status_code == 302
