"""A page never shows ciphertext, nor a text that belongs elsewhere: it shows nothing at all."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.figures import figure
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Audience, Case, Category
from knutpunkt.foundation.sealing import field
from knutpunkt.foundation.sealing.field import seal
from knutpunkt.rooms.cases import writing
from knutpunkt.rooms.cases.models import Note
from knutpunkt.rooms.cases.tests.begun import begin
from knutpunkt.rooms.concerns.tests.place import Place


@pytest.fixture
def case(place: Place) -> Case:
    return begin(place, timezone.localdate())


def noted(place: Place, case: Case, text: str) -> Note:
    return writing.write_note(
        actor=place.actor("elin"),
        on=timezone.localdate(),
        case=case,
        category=Category.WELLBEING,
        heading="",
        text=text,
        audience=Audience.OWN,
        draft=False,
    )


def stored(note: Note) -> bytes:
    return bytes(Note.objects.values_list("text", flat=True).get(pk=note.pk))


@pytest.mark.parametrize("fault", ["altered", "moved", "another key's", "in the clear", "emptied"])
def test_t27_a_page_with_a_value_that_does_not_open_shows_nothing(place: Place, case: Case, fault: str):
    mine, other = noted(place, case, "Vi gick till musiksalen"), noted(place, case, "Om någon annan")
    whole = stored(mine)
    value = {
        "altered": whole[:-1] + bytes((whole[-1] ^ 1,)),
        "moved": stored(other),
        "another key's": bytes((99,)) + seal("x", place="y")[1:],
        "in the clear": b"Inskrivet vid sidan om",
        "emptied": b"",
    }[fault]
    with recorded(actor=SYSTEM, action="world.changed"):
        Note.objects.filter(pk=mine.pk).update(text=value)
    client = Client(raise_request_exception=False)
    sign_in(client, place.elin)
    answer = client.get(reverse("cases:note", args=[mine.pk]))
    assert answer.status_code == 500
    body = answer.content
    never = [b"musiksalen", b"Om n", b"Inskrivet", value, value.hex().encode()]
    assert [told for told in never if told and told in body] == []


def test_t46_opening_sealed_text_is_a_small_part_of_a_page(place: Place, case: Case, monkeypatch):
    for number in range(20):
        noted(place, case, f"Vi gick till musiksalen för {number}:e gången. " * 10)
    spent = 0.0
    real = field.unseal

    def timed(value: bytes, *, place: str) -> str:
        nonlocal spent
        began = time.process_time()
        try:
            return real(value, place=place)
        finally:
            spent += time.process_time() - began

    monkeypatch.setattr(field, "unseal", timed)
    client = Client()
    sign_in(client, place.elin)
    address = reverse("cases:child", args=[place.alva.pk])
    client.get(address)
    spent, began = 0.0, time.process_time()
    for _ in range(5):
        assert b"musiksalen" in client.get(address).content
    share = spent / (time.process_time() - began)
    assert share <= 0.05
    figure("T46", f"att öppna förseglad text: {share:.1%} av barnets sida")
