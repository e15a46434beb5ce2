"""What is typed in a plan is kept while one writes, and shown beside the other's when two have written."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.rooms.cases import operations as cases
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.entrance.models import UnsavedText, UnsavedWithoutChild
from knutpunkt.rooms.entrance.typed import KEPT_FOR, forget_unsaved
from knutpunkt.rooms.plans import operations
from knutpunkt.rooms.plans.models import Plan
from knutpunkt.rooms.plans.tests.planned import Planned, make


@pytest.fixture
def planned(place: Place, client: Client) -> Planned:
    made = make(place, timezone.localdate())
    sign_in(client, place.elin)
    return made


@pytest.fixture
def address(planned: Planned) -> str:
    return reverse("plans:change", args=[planned.plan.pk])


def changed_by_another(planned: Planned) -> None:
    operations.change_plan(
        actor=planned.elin,
        plan=planned.again(),
        title="Alvas plan",
        present_situation="Alva äter lunch med Kim.",
        version=1,
    )


def test_t20_the_one_who_was_late_gets_both_texts_and_can_save(
    planned: Planned, address: str, client: Client
):
    began = client.get(address).context["typed"].began
    changed_by_another(planned)
    sent = {
        "title": "Alvas väg",
        "present_situation": "Alva går hem efter lunch.",
        "version": 1,
        "began": began,
    }
    answer = client.post(address, sent)
    assert answer.status_code == 422
    (side,) = answer.context["typed"].sides
    assert not side.both_changed
    form = answer.context["form"]
    assert form["title"].value() == "Alvas väg"
    assert form["present_situation"].value() == "Alva äter lunch med Kim."
    again = {name: form[name].value() for name in ("title", "present_situation", "version")}
    assert client.post(address, again).status_code == 302
    plan = Plan.objects.get(pk=planned.plan.pk)
    assert (plan.title, plan.present_situation) == ("Alvas väg", "Alva äter lunch med Kim.")


def test_t20_where_both_have_written_ones_own_text_stays_in_the_field(
    planned: Planned, address: str, client: Client
):
    began = client.get(address).context["typed"].began
    changed_by_another(planned)
    sent = {"title": "Alvas plan", "present_situation": "Alva äter hemma.", "version": 1, "began": began}
    answer = client.post(address, sent)
    (side,) = answer.context["typed"].sides
    assert side.both_changed
    assert "Alva äter hemma." in answer.content.decode()
    assert "".join(part.text for part in side.theirs) == "Alva äter lunch med Kim."
    assert "<mark>lunch" in answer.content.decode()


def test_t20_what_is_typed_is_there_when_the_page_is_opened_again(
    planned: Planned, address: str, client: Client
):
    sent = {"title": "Halva", "present_situation": "Alva", "version": 1, "keep_typed": "1"}
    kept = client.post(address, sent, headers={"HX-Request": "true"})
    assert "Bara du ser det." in kept.content.decode()
    assert Plan.objects.get(pk=planned.plan.pk).title == "Alvas plan"
    answer = client.get(address)
    assert answer.context["form"]["title"].value() == "Halva"
    assert "Det här är ditt utkast" in answer.content.decode()


def test_t20_a_draft_is_kept_and_dropped_without_scripts(planned: Planned, address: str, client: Client):
    answer = client.post(address, {"title": "Halva", "version": 1, "keep_typed": "1"}, follow=True)
    assert "Utkastet är sparat." in answer.content.decode()
    row = UnsavedText.objects.get()
    client.post(address, {"typed": row.pk, "typed_version": row.version, "drop_typed": "1"})
    assert not UnsavedText.objects.exists()
    assert client.get(address).context["form"]["title"].value() == "Alvas plan"


def test_t20_two_windows_of_one_person_keep_a_text_each(planned: Planned, address: str, client: Client):
    client.post(address, {"title": "Första", "version": 1, "keep_typed": "1"})
    row = UnsavedText.objects.get()
    for title in ("Andra", "Tredje"):
        sent = {"typed": row.pk, "typed_version": 1, "title": title, "version": 1, "keep_typed": "1"}
        client.post(address, sent)
    assert {one.values["title"][0] for one in UnsavedText.objects.all()} == {"Andra", "Tredje"}


def test_t20_a_draft_is_gone_when_the_text_is_saved(planned: Planned, address: str, client: Client):
    client.post(address, {"title": "Halva", "version": 1, "keep_typed": "1"})
    row = UnsavedText.objects.get()
    sent = {"title": "Hela", "version": 1, "typed": row.pk, "typed_version": row.version}
    assert client.post(address, sent).status_code == 302
    assert not UnsavedText.objects.exists()


def test_t20_nobody_else_meets_a_draft(planned: Planned, address: str, client: Client):
    client.post(address, {"title": "Hemligt utkast", "version": 1, "keep_typed": "1"})
    row = UnsavedText.objects.get()
    cases.invite(
        actor=planned.elin,
        on=planned.on,
        case=planned.case,
        unit=planned.place.school,
        professional=planned.place.sam.professional,
    )
    other = Client()
    sign_in(other, planned.place.sam)
    met = other.get(address)
    assert met.context["form"]["title"].value() == "Alvas plan"
    assert "Hemligt utkast" not in met.content.decode()
    other.post(address, {"typed": row.pk, "typed_version": row.version, "drop_typed": "1"})
    assert UnsavedText.objects.filter(pk=row.pk).exists()


def test_t20_a_draft_nobody_writes_on_is_forgotten(planned: Planned, address: str, client: Client):
    client.post(address, {"title": "Gammalt", "version": 1, "keep_typed": "1"})
    assert forget_unsaved() == 0
    with recorded(actor=SYSTEM, action="world.built"):
        UnsavedText.objects.update(kept_at=timezone.now() - KEPT_FOR - timedelta(minutes=1))
    assert client.get(address).context["form"]["title"].value() == "Alvas plan"
    assert forget_unsaved() == 1


def test_t20_a_draft_about_no_child_is_forgotten_as_well(planned: Planned, client: Client):
    described = f"{reverse('concerns:new')}?till={planned.place.school.pk}"
    client.post(described, {"what": "Gammalt", "keep_typed": "1"})
    with recorded(actor=SYSTEM, action="world.built"):
        UnsavedWithoutChild.objects.update(kept_at=timezone.now() - KEPT_FOR - timedelta(minutes=1))
    assert client.get(described).context["form"]["what"].value() is None
    assert forget_unsaved() == 1
    assert not UnsavedWithoutChild.objects.exists()


def test_t20_a_draft_full_of_nonsense_harms_nobody(planned: Planned, address: str, client: Client):
    sent = {"title": "\x00<b>", "version": "x", "began": "{", "typed": "nej", "typed_version": "9" * 30}
    assert client.post(address, {**sent, "keep_typed": "1"}).status_code == 302
    assert client.get(address).status_code == 200
    assert client.post(address, sent).status_code == 422
