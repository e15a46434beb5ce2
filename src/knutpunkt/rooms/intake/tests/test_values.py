"""What is written in a field, understood as people write it."""

import json
from datetime import date
from pathlib import Path

import pytest

from knutpunkt.rooms.intake.national_ids import read_id
from knutpunkt.rooms.intake.tests.delivery import NUMBERS
from knutpunkt.rooms.intake.values import (
    SCHOOL_FORMS,
    code_of,
    day_of,
    listed,
    number_of,
    percentage_of,
    term_of,
)

IDENTITY = Path(__file__).resolve().parents[6] / "shared" / "data" / "identity"
shared = pytest.mark.skipif(not IDENTITY.exists(), reason="shared data is absent: identity")
ON = date(2026, 11, 10)


@pytest.mark.parametrize("text", ["2026-03-01", "20260301", "1/3/2026", "01.03.2026", "2026-03-01 00:00:00"])
def test_a_day_is_read_in_the_usual_ways(text):
    assert day_of(text) == date(2026, 3, 1)


@pytest.mark.parametrize("text", ["2026-02-30", "0026-01-01", "2026-13-01", "i går", "2026-3", "9999-01-01"])
def test_a_day_that_does_not_exist_is_none(text):
    assert day_of(text) is None


def test_numbers_may_have_decimal_comma_and_spaces():
    assert number_of("1 234,5") == 1234.5
    assert number_of("-3.0") == -3
    assert number_of("1,2,3") is None
    assert [percentage_of(text) for text in ("80", "80 %", "0,8", "0", "101")] == [80, 80, 80, None, None]


def test_terms_and_school_forms_have_one_form_each():
    assert {term_of(text) for text in ("2026VT", "VT 2026", "vt26", "Vårterminen 2026", "2026-VT")} == {
        "2026VT"
    }
    assert term_of("hösten") is None
    assert [code_of(text, SCHOOL_FORMS) for text in ("gr", "Grundskola", "förskoleklass", "månskola")] == [
        "GR",
        "GR",
        "FKLASS",
        None,
    ]
    assert listed("A|B, C/D") == ["A", "B", "C", "D"]


def test_one_number_written_in_different_ways_is_one_number():
    written = (NUMBERS[0], "20180101-2392", "180101-2392", " 180101 2392 ", "1801012392")
    assert {read_id(text, on=ON).value for text in written} == {NUMBERS[0]}
    assert read_id(NUMBERS[0], on=ON).checked
    assert read_id("", on=ON) is None


def test_somebody_over_a_hundred_has_a_plus():
    assert read_id("900101+9802", on=ON).value == NUMBERS[3]


@pytest.mark.parametrize("text", ["201801012393", "20180101TF01", "201813012392", "okänt", "200401002380"])
def test_a_number_that_fails_is_kept_and_marked(text):
    assert read_id(text, on=ON).checked is False


@pytest.mark.shared
@shared
def test_every_official_test_number_is_accepted():
    numbers = (IDENTITY / "test-personnummer.txt").read_text().split()
    assert all(read_id(number, on=ON).checked for number in numbers)
    coordination = json.loads((IDENTITY / "test-samordningsnummer.json").read_text())
    read = [read_id(number, on=ON) for number in coordination]
    assert {one.kind for one in read} == {"coordination"}


@pytest.mark.shared
@shared
def test_valid_and_invalid_vectors_of_temporary_numbers_agree():
    for vector in json.loads((IDENTITY / "interim.json").read_text()):
        assert read_id(vector["long_format"], on=ON).checked == vector["valid"], vector
