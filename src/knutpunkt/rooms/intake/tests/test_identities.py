"""National ids and protected identity from files: what is stored, what is history, what no file removes."""

from datetime import timedelta

import pytest

from knutpunkt.foundation.people.models import (
    Child,
    NationalId,
)
from knutpunkt.rooms.intake.tests.delivery import (
    DAY,
    EARLIER,
    LATER,
    NUMBERS,
    PUPILS,
    Delivery,
    child,
    pupil,
    reasons,
    refused,
)

pytestmark = pytest.mark.django_db


def test_an_id_that_fails_is_stored_and_marked_and_the_person_kept(school):
    school.put(
        "elever.csv", [*PUPILS, pupil(1, national_id="20180101-2393"), pupil(2, national_id=NUMBERS[0])]
    )
    school.take_in()
    assert {one.child.source_id: (one.value, one.checked) for one in NationalId.objects.all()} == {
        "E1": ("201801012393", False),
        "E2": (NUMBERS[0], True),
    }


def test_a_changed_id_becomes_history_and_a_missing_one_takes_nothing_away(school, tmp_path):
    school.put("elever.csv", [*PUPILS, pupil(1, national_id=NUMBERS[0])])
    school.take_in()
    Delivery(tmp_path / "a", LATER).put("elever.csv", [*PUPILS, pupil(1, national_id=NUMBERS[1])]).take_in()
    again = LATER + timedelta(days=1)
    Delivery(tmp_path / "b", again).put("elever.csv", [*PUPILS, pupil(1)]).take_in()
    assert [(one.value, one.current, one.since) for one in NationalId.objects.order_by("since")] == [
        (NUMBERS[0], False, DAY),
        (NUMBERS[1], True, LATER),
    ]


def test_one_number_on_two_children_is_refused(school, tmp_path):
    rows = [pupil(1, national_id=NUMBERS[0]), pupil(2, national_id=NUMBERS[0]), pupil(3)]
    report = school.put("elever.csv", [*PUPILS, *rows]).take_in()
    assert sum("annan person" in reason for reason in reasons(report)) == 2
    assert not Child.objects.filter(source_id__in=("E1", "E2")).exists()
    Delivery(tmp_path / "a", LATER).put("elever.csv", [*PUPILS, rows[0]]).take_in()
    report = Delivery(tmp_path / "b", LATER).put("elever.csv", [*PUPILS, rows[1]]).take_in()
    assert refused(report)[0][2] == "personnummer"
    assert not Child.objects.filter(source_id="E2").exists()


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("ja", "marked"),
        ("Sekretessmarkering", "marked"),
        ("skyddad folkbokföring", "population"),
        ("fingerade personuppgifter", "fictitious"),
        ("något annat", "marked"),
        ("nej", "none"),
    ],
)
def test_a_mark_in_a_file_protects_at_once(school, word, level):
    school.put("elever.csv", [*PUPILS, pupil(1, protected=word)]).take_in()
    assert child("E1").protected_identity == level


def test_no_file_removes_a_mark_and_even_an_older_one_sets_it(school, tmp_path):
    school.take_in()
    older = Delivery(tmp_path / "older", EARLIER)
    older.put("elever.csv", [*PUPILS, pupil(1, protected="skyddad folkbokföring", given="Gammal")]).take_in()
    assert (child("E1").protected_identity, child("E1").given_name) == ("population", "Elev1")
    for number, word in enumerate(("ingen", "sekretessmarkering", "")):
        newer = Delivery(tmp_path / str(number), LATER + timedelta(days=number))
        newer.put("elever.csv", [*PUPILS, pupil(1, protected=word)]).take_in()
        assert child("E1").protected_identity == "population"
