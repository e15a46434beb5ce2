"""Whatever people type comes back as they typed it, and never breaks a page."""

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.signed_in import sign_in

from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.concerns.tests.place import Place

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data" / "hardening" / "naughty-strings.json"


def typed_back(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared data folder")
def test_every_naughty_string_survives_the_three_questions(place: Place):
    client = Client()
    sign_in(client, place.mia)
    address = reverse("concerns:new") + f"?barn={place.alva.pk}"
    strings = [one for one in json.loads(SHARED.read_text()) if one.strip() and "\x00" not in one]
    for start in range(0, len(strings), 40):
        text = "\n".join(strings[start : start + 40])
        answer = client.post(address, {"what": text, "tried": text, "childs_words": text, "source": "mentor"})
        assert answer.status_code == 302
        concern = Concern.objects.latest("created_at")
        assert typed_back(concern.what_seen) == typed_back(text)
        page = client.get(reverse("concerns:receipt", args=[concern.pk]))
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_a_null_character_is_refused_with_a_sentence(place: Place):
    client = Client()
    sign_in(client, place.mia)
    answer = client.post(
        reverse("concerns:new") + f"?barn={place.alva.pk}", {"what": "a\x00b", "source": "mentor"}
    )
    assert answer.status_code == 422
    assert not Concern.objects.exists()


@pytest.mark.parametrize("barn", ["x", "", "%00", "00000000-0000-0000-0000-000000000000"])
def test_an_id_that_is_nothing_answers_as_what_does_not_exist(place: Place, barn: str):
    client = Client()
    sign_in(client, place.mia)
    answer = client.get(reverse("concerns:new") + f"?barn={barn}")
    assert answer.status_code == (404 if barn else 200)
