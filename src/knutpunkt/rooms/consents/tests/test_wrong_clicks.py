"""Somebody clicks wrong, again and again, on the page where things are let out (T52)."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.figures import figure
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Category, Disclosure, Ground, Participation
from knutpunkt.foundation.people.models import Unit
from knutpunkt.rooms.concerns.tests.place import Place, work
from knutpunkt.rooms.consents.tests.story import Story, tell

pytestmark = pytest.mark.django_db
CLICKS = 60


@pytest.fixture
def story(place: Place, client: Client) -> Story:
    told = tell(place)
    told.write(Category.WELLBEING)
    told.write(Category.PLAN)
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    return told


def strangers(story: Story) -> list[Unit]:
    """A clinic that does not take part, one that did until yesterday, and the school's own student health."""
    with recorded(actor=SYSTEM, action="world.built"):
        never, before = (
            Unit.objects.create(name=name, kind=Unit.Kind.HEALTH_CARE, area=story.place.clinic.area)
            for name in ("BUP Åsnäs", "BUP Granliden")
        )
        gone = work("Gun", "Ek", before, story.place.bo.profession)
        Participation.objects.create(
            case=story.case,
            professional=gone.professional,
            unit=before,
            start=story.on - timedelta(days=20),
            last_day=story.on - timedelta(days=1),
        )
    return [never, before, story.place.health, story.place.school]


def clicked(chance: random.Random, story: Story, units: list[Unit], records: list[str]) -> dict[str, object]:
    """What somebody might send: right and wrong receivers, papers, grounds and ticks, in any mixture."""
    told = {
        "recipient": chance.choice([*units, *[story.place.clinic] * 6]).pk,
        "ground": chance.choice([*Ground, *["harm_test"] * 15, "nonsense"]),
        "records": chance.sample(records, chance.randint(0, 2)),
        "reason": chance.choice(["", *["Redan känt"] * 4]),
        "childs_view": chance.choice(["", *["Det är bra"] * 4]),
        "confirmed": chance.choice(["", "1", "f" * 64]),
        "checked": chance.choice(["", "on"]),
    }
    return {key: value for key, value in told.items() if chance.random() > 0.03}


@pytest.mark.alike
def test_t52_wrong_clicks_never_send_anything_outside_those_who_take_part(story: Story, client: Client):
    seed = random.randrange(2**32)
    chance, units = random.Random(seed), strangers(story)
    own = [str(pk) for pk in story.case.records.values_list("pk", flat=True)]
    records, address = [*own, str(uuid4())], reverse("consents:disclose", args=[story.case.pk])
    undone = 0
    for _ in range(CLICKS):
        told = clicked(chance, story, units, records)
        answer = client.post(address, told)
        assert answer.status_code in {200, 302, 422}, (seed, told)
        if answer.context and "seal" in answer.context and chance.random() < 0.8:
            other = chance.choice([{}, {}, {}, {"recipient": chance.choice(units).pk}, {"records": own}])
            again = told | {"confirmed": answer.context["seal"], "checked": "on"} | other
            answer = client.post(address, again)
        if answer.status_code == 302 and chance.random() < 0.5:
            client.post(f"{answer.url}angra/")
            undone += 1
    _one_right_click(story, client, address)
    made = Disclosure.objects.all()
    outside = made.exclude(recipient=story.place.clinic).count()
    figure(
        "T52", f"{CLICKS} wrong clicks, seed {seed}: {made.count()} sent, {undone} undone, {outside} outside"
    )
    assert outside == 0
    assert made.filter(undone=True).count() == undone
    assert all(one.opens_at > one.created_at + timedelta(seconds=29) for one in made)


def _one_right_click(story: Story, client: Client, address: str) -> None:
    told = {
        "recipient": story.place.clinic.pk,
        "ground": "harm_test",
        "records": story.note.pk,
        "reason": "Redan känt",
        "childs_view": "Det är bra",
    }
    seal = client.post(address, told).context["seal"]
    assert client.post(address, told | {"confirmed": seal, "checked": "on"}).status_code == 302


def test_t52_what_is_undone_in_time_never_opens_and_what_is_not_opens_at_its_second(story: Story):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        opens = timezone.now() + timedelta(seconds=30)
        story.disclose(Ground.HARM_TEST, "Redan känt", opens_at=opens)
        clock.shift(timedelta(seconds=29, milliseconds=999))
        assert story.seen_by_bup() == []
        clock.shift(timedelta(milliseconds=1))
        assert story.seen_by_bup() == [story.note]


def test_t52_nobody_who_does_not_take_part_can_be_chosen_at_all(story: Story, client: Client):
    outside = strangers(story)
    shown = client.get(reverse("consents:disclose", args=[story.case.pk]))
    offered = {unit.pk for unit in shown.context["form"].fields["recipient"].queryset}
    assert offered == {story.place.clinic.pk}
    assert not offered & {unit.pk for unit in outside}
