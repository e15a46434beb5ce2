"""A file is read as it comes, or a sentence says why not."""

import json
from pathlib import Path

import pytest

from knutpunkt.rooms.intake.columns import guess_kind, guess_places, missing, recognised
from knutpunkt.rooms.intake.kinds import FileKind
from knutpunkt.rooms.intake.reading import WrongFile, rows, scan

SPECTRUM = Path(__file__).resolve().parents[6] / "shared" / "data" / "hardening" / "csv-spectrum"


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "fil.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encoding_delimiter_and_line_ends_are_found_out(tmp_path, encoding, delimiter, ending):
    lines = [["elev_id", "förnamn"], ["E1", "Åsa"], ["E2", "Örjan"]]
    text = ending.join(delimiter.join(line) for line in lines) + ending
    found = scan(write(tmp_path, text.encode(encoding)))
    assert found.headings == ("elev_id", "förnamn")
    assert [list(line.fields) for line in rows(found)] == lines[1:]
    assert found.encoding == ("Windows-1252" if encoding == "cp1252" else "UTF-8")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "tom"),
        (b"\xef\xbb\xbf \r\n", "tom"),
        (b"PK\x03\x04rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        ("a;b\n".encode("utf-16"), "UTF-16"),
        (b"a;b\n\x00\x01", "textfil"),
        (b"  <!DOCTYPE html><html>", "webbsida"),
        (b"bara ett ord\n", "rubriker"),
        ("namn;ort\nÅsa;Ängsö\n".encode() + "Örjan;Åhus\n".encode("cp1252"), "teckenkodningar"),
        (b"a;" * 5000 + b"\n", "kolumner"),
        (b"a" * (5 << 20), "kolumner"),
    ],
)
def test_a_wrong_file_gets_a_sentence_that_says_what_to_do(tmp_path, content, word):
    with pytest.raises(WrongFile) as wrong:
        scan(write(tmp_path, content))
    assert word in str(wrong.value)


def test_a_row_that_cannot_be_read_costs_no_other_row(tmp_path):
    found = scan(write(tmp_path, b'a;b\n1;2\n3\n4;5;6\n"7;8\n9;10\n\n"11";"x\ny"\n"1"2;3\n13;14\n'))
    read = [(line.number, list(line.fields)) for line in rows(found) if not line.problem]
    assert read == [(2, ["1", "2"]), (6, ["9", "10"]), (8, ["11", "x\ny"]), (11, ["13", "14"])]
    assert [line.number for line in rows(found) if line.problem] == [3, 4, 5, 10]


def test_a_quote_inside_a_field_is_a_letter(tmp_path):
    found = scan(write(tmp_path, b'a;b\nKalle "Kulan";37.8"\n'))
    assert [list(line.fields) for line in rows(found)] == [['Kalle "Kulan"', '37.8"']]


def test_headings_are_known_in_swedish_and_english_however_they_are_written():
    for headings in (
        ("Elev-ID", "FÖRNAMN", "Efternamn", "Person nummer", "Personnummer"),
        ("Pupil ID", "first name", "Surname", "x", "Civic number"),
    ):
        guess = guess_kind(headings, "export")
        assert guess is not None
        assert guess.kind is FileKind.CHILD
        assert guess.places == {"child": 0, "given_name": 1, "family_name": 2, "national_id": 4}


def test_a_choice_made_for_a_source_is_kept_and_can_leave_a_column_out():
    headings = ("elev_id", "förnamn", "efternamn", "mobil", "hemtelefon")
    remembered = {"phone": "hemtelefon", "given_name": "förnamn", "family_name": "efternamn", "child": ""}
    places = guess_places(FileKind.CHILD, headings, remembered)
    assert places["phone"] == 4
    assert missing(FileKind.CHILD, places) == ["elev_id"]


def test_a_first_line_with_somebodys_name_is_not_taken_for_headings():
    assert not recognised(("E1", "Alva", "Ek", "201801012392"))
    assert recognised(("elev_id", "förnamn", "något annat"))


@pytest.mark.shared
@pytest.mark.skipif(not SPECTRUM.exists(), reason="shared data is absent: csv-spectrum")
@pytest.mark.parametrize("path", sorted((SPECTRUM / "csvs").glob("*.csv")), ids=lambda path: path.stem)
def test_the_reader_agrees_with_csv_spectrum(path):
    expected = json.loads((SPECTRUM / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
    if path.stem == "location_coordinates":
        # The collection's own two files disagree on the phone number in this one.
        expected = [expected | {"Contact Phone Number": "2095257564"}]
    found = scan(path)
    read = [dict(zip(found.headings, line.fields, strict=True)) for line in rows(found)]
    assert [{k: v.replace("\r\n", "\n") for k, v in row.items()} for row in read] == [
        {k: v.replace("\r\n", "\n") for k, v in row.items()} for row in expected
    ]
