"""Files handed in on the page: seen before anything changes, taken in whole, and harmless the second time."""

import re
from pathlib import Path

import pytest

from knutpunkt.rooms.intake.tests.delivery import PUPILS, UNITS, pupil

pytestmark = pytest.mark.journey

TOWN = "9903"


def test_files_are_mapped_previewed_accepted_and_the_same_again_changes_nothing(person, tmp_path):
    units = tmp_path / "enheter.csv"
    units.write_text("\n".join([UNITS[0], UNITS[1].replace("LIND", "EKEN").replace("9901", TOWN)]))
    pupils = tmp_path / "elever.csv"
    headings = PUPILS[0].replace("förnamn", "kallas för")
    rows = [pupil(1, given="Åsa"), pupil(2, given="Žofie"), pupil(3).replace("2012-03-04", "2012-02-30")]
    pupils.write_bytes("\n".join([headings, *rows]).replace("Žofie", "Zofie").encode("cp1252"))

    ada = person("Ada Min")
    ada.goes_to("/import/")
    _hands_in(ada, units, pupils)
    ada.sees("enheter.csv", "elever.csv", "semikolon")
    ada.presses("Visa vad som skulle hända")
    ada.sees("Kommunkod")
    _declares(ada)
    ada.presses("Visa vad som skulle hända")
    ada.sees("förnamn")
    for part in ada.page.get_by_text("Kolumner", exact=True).all():
        part.click()
    for choice in ada.page.locator('[name$="kolumn-given_name"]').all():
        choice.select_option(label="kallas för")
    ada.presses("Visa vad som skulle hända")
    assert _counts(ada, "elever.csv") == {"Nya": "2", "Avvisade": "1"}
    ada.does_not_see("Åsa", "Zofie")
    with ada.page.expect_download() as fetched:
        ada.page.get_by_role("link", name="Hämta listan över avvisade rader").click()
    refused = Path(fetched.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert re.match(r"elever\.csv;4;födelsedatum;.+", refused[1])
    assert "2012-02-30" not in "".join(refused)
    ada.presses("Läs in")
    ada.sees("Filerna är inlästa.", "Vad som hände")

    ada.goes_to("/import/")
    _hands_in(ada, units, pupils)
    _declares(ada)
    ada.presses("Visa vad som skulle hända")
    ada.sees("Allt i filerna finns redan. Inget ändras.")
    assert _counts(ada, "elever.csv") == {"Oförändrade": "2", "Avvisade": "1"}
    ada.presses("Släng filerna")
    ada.sees("Filerna är slängda. Inget har lästs in.")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("klasslista.xlsx", b"PK\x03\x04 arbetsbok", "Excel"),
        ("svar.csv", b"<!doctype html><p>Logga in</p>", "webbsida"),
        ("namn.csv", "Åsa;Ek\nBo;Al\n".encode(), "rubriker"),
    ],
)
def test_a_file_that_is_something_else_gets_a_sentence_and_changes_nothing(
    person, tmp_path, name, content, sentence
):
    wrong = tmp_path / name
    wrong.write_bytes(content)
    ada = person("Ada Min")
    ada.goes_to("/import/")
    _hands_in(ada, wrong)
    ada.sees(name, sentence)
    ada.presses("Släng filerna")
    ada.sees("Inget har lästs in.")


def test_without_a_file_one_is_asked_for_it(person):
    ada = person("Ada Min")
    ada.goes_to("/import/")
    ada.presses("Lämna filerna")
    ada.sees("Välj minst en fil.")


def _hands_in(ada, *files: Path) -> None:
    ada.page.locator('main [name="handed_in"]').set_input_files([str(file) for file in files])
    ada.presses("Lämna filerna")


def _declares(ada) -> None:
    for field, value in (("source", "Elevregistret i Ekby"), ("municipality", TOWN)):
        for box in ada.page.locator(f'main input[name$="-{field}"]').all():
            box.fill(value)


def _counts(ada, file: str) -> dict[str, str]:
    """The counts in a file's row of the table, by heading; what is none is left out."""
    table = ada.page.get_by_role("table").first
    headings = table.locator("thead th").all_inner_texts()
    row = table.locator("tbody tr").filter(has_text=file).locator("td").all_inner_texts()
    told = dict(zip(headings, (text.strip() for text in row), strict=True))
    return {key: value for key, value in told.items() if value.isdigit() and value != "0"}
