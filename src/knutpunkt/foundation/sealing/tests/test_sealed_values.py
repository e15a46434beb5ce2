"""One sealed value: it opens in its own place with its own key, and nowhere else."""

import json
import threading
from base64 import b64encode
from datetime import date

import pytest

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.audit.upkeep import upkeep
from knutpunkt.foundation.people.models import Child, Guardian, Guardianship, Municipality, NationalId
from knutpunkt.foundation.sealing import fitting
from knutpunkt.foundation.sealing.box import CannotOpen, blind_index, blind_indexes, seal, unseal
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.foundation.sealing.keys import VARIABLE, forget_keys, keys
from knutpunkt.foundation.sealing.models import KeyCheck, Kind
from knutpunkt.foundation.sealing.stores import sealing_stores

SECRET, DAY = "Alva sover dåligt", date(2026, 3, 2)
KEY, OTHER = (b64encode(bytes((one,)) * 32).decode() for one in (1, 2))


@pytest.fixture
def given(monkeypatch):
    """Use these keys for the rest of the test."""

    def use(sealing: dict[str, str], index: dict[str, str] | str = KEY) -> None:
        monkeypatch.setenv(VARIABLE, json.dumps({"sealing": sealing, "index": index}))
        forget_keys()

    yield use
    monkeypatch.undo()
    forget_keys()


@pytest.fixture
def link(db) -> Guardianship:
    with recorded(actor=SYSTEM, action="world.built"):
        place = Municipality.objects.create(code="9901", name="Lindhamra")
        child = Child.objects.create(given_name="Alva", family_name="Alm", municipality=place)
        guardian = Guardian.objects.create(given_name="Ulf", family_name="Alm")
        return Guardianship.objects.create(
            child=child, guardian=guardian, relation="custody", start=DAY, blocked_reason=SECRET
        )


def stored(row: Guardianship) -> bytes:
    return bytes(Guardianship.objects.values_list("blocked_reason", flat=True).get(pk=row.pk))


def put(row: Guardianship, value: bytes) -> Guardianship:
    with recorded(actor=SYSTEM, action="world.changed"):
        Guardianship.objects.filter(pk=row.pk).update(blocked_reason=value)
    return Guardianship.objects.get(pk=row.pk)


def test_t27_the_row_shows_the_text_and_the_database_does_not(link: Guardianship):
    assert SECRET.encode() not in stored(link)
    assert Guardianship.objects.get(pk=link.pk).blocked_reason == SECRET


def test_t27_an_altered_value_raises_wherever_it_is_altered(link: Guardianship):
    whole = stored(link)
    for place in range(1, len(whole)):
        altered = whole[:place] + bytes((whole[place] ^ 1,)) + whole[place + 1 :]
        with pytest.raises(CannotOpen):
            unseal(altered, place=Guardianship._meta.get_field("blocked_reason").place(link.pk))
    for cut in (whole[:20], whole[:-1], b"\x01"):
        with pytest.raises(CannotOpen):
            _ = put(link, cut).blocked_reason


def test_t27_a_value_moved_to_another_row_raises(link: Guardianship):
    with recorded(actor=SYSTEM, action="world.built"):
        other = Guardianship.objects.create(
            child=link.child, guardian=link.guardian, relation="custody", start=DAY, blocked_reason="Annat"
        )
    moved = put(other, stored(link))
    with pytest.raises(CannotOpen):
        _ = moved.blocked_reason


def test_t27_a_wrong_or_missing_key_raises_and_says_nothing_of_the_text(given):
    given({"1": KEY})
    value = seal(SECRET, place="a:1")
    for wrong in ({"1": OTHER}, {"2": KEY}):
        given(wrong)
        with pytest.raises(CannotOpen) as told:
            unseal(value, place="a:1")
        assert SECRET not in str(told.value)


def test_an_empty_text_is_nothing_and_a_required_one_that_is_emptied_raises(link: Guardianship):
    assert put(link, b"").blocked_reason == ""
    with recorded(actor=SYSTEM, action="world.built"):
        number = NationalId.objects.create(
            child=link.child, kind="temporary", value="TF01", blind_index=blind_index("TF01"), since=DAY
        )
        NationalId.objects.filter(pk=number.pk).update(value=b"")
    with pytest.raises(CannotOpen):
        _ = NationalId.objects.get(pk=number.pk).value


def test_text_reaches_no_filter_and_no_update_but_sealed_to_its_row(link: Guardianship):
    with pytest.raises(TypeError):
        Guardianship.objects.filter(blocked_reason=SECRET).exists()
    with pytest.raises(TypeError), recorded(actor=SYSTEM, action="world.changed"):
        Guardianship.objects.update(blocked_reason=SECRET)
    with recorded(actor=SYSTEM, action="world.changed"):
        Guardianship.objects.filter(pk=link.pk).update(**sealed(link, blocked=True, blocked_reason="Nytt"))
    assert Guardianship.objects.get(pk=link.pk).blocked_reason == "Nytt"


def test_t28_what_somebody_writes_while_keys_change_is_never_overwritten(link: Guardianship, given):
    ring = {"1": b64encode(keys().sealing[1]).decode()}
    given(ring | {"2": OTHER})
    (store,) = [one for one in sealing_stores() if one.name == "people_guardianship.blocked_reason"]
    batch = store.batch(2, "")
    assert len(batch.changes) == 1
    with recorded(actor=SYSTEM, action="world.changed"):
        link.blocked_reason = "Skrivet under tiden"
        link.save()
    with upkeep(because="keys.rotation_begun"):
        store.put(batch)
    assert Guardianship.objects.get(pk=link.pk).blocked_reason == "Skrivet under tiden"
    assert store.left(2) == 0


def test_t28_both_codes_find_a_number_while_the_index_key_changes(link: Guardianship, given):
    ring = {"1": b64encode(keys().sealing[1]).decode()}
    given(ring, {"1": KEY})
    with recorded(actor=SYSTEM, action="world.built"):
        NationalId.objects.create(
            child=link.child, kind="temporary", value="TF01", blind_index=blind_index("TF01"), since=DAY
        )
    given(ring, {"1": KEY, "2": OTHER})
    assert blind_index("TF01").startswith("2:")
    assert NationalId.objects.get(blind_index__in=blind_indexes("TF01")).value == "TF01"


@pytest.mark.django_db
def test_keys_that_do_not_fit_the_database_are_told_in_a_sentence(given):
    given({"1": KEY}, {"1": KEY})
    with recorded(actor=SYSTEM, action="keys.proven"):
        KeyCheck.objects.all().delete()
        fitting.settle()
    assert KeyCheck.objects.count() == len(Kind)
    assert fitting.problem() == ""
    for sealing, index, told in (
        ({"1": OTHER}, {"1": KEY}, "Förseglingsnyckel 1 är en annan"),
        ({"2": KEY}, {"1": KEY}, "Förseglingsnyckel 1 saknas"),
        ({"1": KEY}, {"1": OTHER}, "Sökindexnyckel 1 är en annan"),
        ({"1": KEY}, {"2": KEY}, "Sökindexnyckel 1 saknas"),
    ):
        given(sealing, index)
        assert told in fitting.problem()
        with pytest.raises(fitting.KeysDoNotFit):
            fitting.settle()


def test_a_database_from_before_the_proofs_is_tried_on_a_value(link: Guardianship, given):
    with recorded(actor=SYSTEM, action="world.changed"):
        KeyCheck.objects.all().delete()
    assert fitting.problem() == ""
    given({"1": OTHER})
    assert "är en annan" in fitting.problem()


def test_t27_threads_that_seal_and_open_at_once_never_mix():
    wrong: list[str] = []

    def work(one: int) -> None:
        for turn in range(300):
            text, place = f"{one}-{turn}", f"t.c:{one}-{turn}"
            if unseal(seal(text, place=place), place=place) != text:
                wrong.append(text)

    threads = [threading.Thread(target=work, args=(one,)) for one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
