"""What the municipality delivers: the same every time, of the size it says, and nobody's real number."""

import csv
import json
from collections import Counter
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from knutpunkt.demo.build import build_files
from knutpunkt.demo.calendar import attendance_from, is_leave, school_days, spring, term_of
from knutpunkt.demo.delivery import Manifest
from knutpunkt.demo.municipality import draw_municipality
from knutpunkt.demo.naming import lines

ON = date(2026, 11, 22)
SHARED = Path(__file__).resolve().parents[5] / "shared" / "data" / "identity"
LEVELS = {"sekretessmarkering", "skyddad folkbokföring", "fingerade personuppgifter"}


@pytest.fixture(scope="module")
def delivered(tmp_path_factory) -> Manifest:
    return build_files(tmp_path_factory.mktemp("delivery"), on=ON, seed=7)


def _rows(manifest: Manifest, pattern: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    found = []
    for path in sorted(manifest.folder.glob(pattern)):
        with path.open(encoding=encoding, newline="") as file:
            found += list(csv.DictReader(file, delimiter=";"))
    return found


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_the_same_seed_and_day_give_the_same_bytes(delivered, tmp_path):
    again = build_files(tmp_path, on=ON, seed=7)
    assert _digests(again.folder) == _digests(delivered.folder)


def test_another_seed_gives_other_people():
    one, other = (draw_municipality(on=ON, seed=seed) for seed in (7, 8))
    assert [c.given for c in one.children] != [c.given for c in other.children]


def test_it_has_the_size_the_description_says(delivered):
    enrolled = {r["elev_id"] for r in _rows(delivered, "inskrivningar-*.csv") if not r["till"]}
    schools = Counter(r["typ"] for r in _rows(delivered, "enheter.csv") if r["skolenhetskod"])
    assert schools == {"grundskola": 10, "gymnasieskola": 1, "förskola": 1}
    pupils = {
        r["elev_id"]
        for r in _rows(delivered, "inskrivningar-[le]*.csv")
        if not r["till"] and r["skolform"] != "FS"
    }
    assert len(pupils) == 4500
    assert len(enrolled) > 5200
    assert delivered.rows("närvaro") >= 2_000_000


@pytest.mark.parametrize(
    "on", [date(2026, 7, 3), date(2026, 8, 25), date(2027, 1, 9), date(2027, 3, 1), date(2027, 10, 8)]
)
def test_at_any_time_of_the_year_there_are_one_and_a_half_terms_of_lessons(on):
    days = school_days(attendance_from(on), on)
    assert 120 <= len(days) <= 180


def test_most_youths_of_upper_secondary_age_are_enrolled_elsewhere():
    drawn = draw_municipality(on=ON, seed=7)
    youths = [c for c in drawn.children if c.year >= 11 and c.municipality == "9901"]
    away = [c for c in youths if c.stay and c.stay.unit == "VGYM"]
    assert len(away) > len(youths) / 2


def test_every_file_says_what_it_covers(delivered):
    files = list(delivered.folder.glob("*.csv"))
    assert len(files) == len(delivered.files)
    for path in files:
        said = json.loads(path.with_suffix(".scope.json").read_text(encoding="utf-8"))
        assert said["complete"] is True
        assert said["as_of"] == ON.isoformat()
        assert said["scope"]["municipality"] in {"9901", "9902", "9903"}


def test_the_grades_come_in_the_old_systems_encoding(delivered):
    raw = (delivered.folder / "betyg-lindhamra.csv").read_bytes()
    assert "ämne".encode("cp1252") in raw
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


def test_no_national_id_is_handed_out_that_is_not_an_official_test_number(delivered):
    official = {*lines("personnummer.txt"), *lines("samordningsnummer.txt")}
    children = {r["elev_id"]: r["personnummer"] for r in _rows(delivered, "elever*.csv")}
    adults = {r["vh_id"]: r["personnummer"] for r in _rows(delivered, "vårdnadshavare*.csv")}
    given = [number for number in (*children.values(), *adults.values()) if number]
    assert set(given) <= official
    assert len(given) == len(set(given))
    assert "" in children.values()
    assert any(int(number[6:8]) > 60 for number in given)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data folder is not here")
def test_the_packaged_numbers_are_all_in_the_official_lists():
    official = set((SHARED / "test-personnummer.txt").read_text().split())
    coordination = set(json.loads((SHARED / "test-samordningsnummer.json").read_text()))
    assert set(lines("personnummer.txt")) <= official
    assert set(lines("samordningsnummer.txt")) <= coordination


def test_a_birth_date_and_sex_agree_with_the_number(delivered):
    for row in _rows(delivered, "elever*.csv"):
        if number := row["personnummer"]:
            assert row["födelsedatum"].replace("-", "") == number[:8]
            assert row["kön"] == ("pojke" if int(number[10]) % 2 else "flicka")


def test_pupils_are_of_the_age_of_their_school_year(delivered):
    born = {r["elev_id"]: int(r["födelsedatum"][:4]) for r in _rows(delivered, "elever*.csv")}
    for row in _rows(delivered, "inskrivningar-*.csv"):
        if not row["till"] and row["skolform"] in {"GR", "FKLASS"}:
            assert born[row["elev_id"]] == 2020 - int(row["årskurs"])


def test_every_form_of_custody_and_every_level_of_protection_is_there(delivered):
    links = _rows(delivered, "vårdnadshavare*.csv")
    assert {r["relation"] for r in links} == {
        "vårdnadshavare",
        "förälder utan vårdnad",
        "annan ansvarig",
    }
    assert any(r["spärrad"] == "ja" for r in links)
    assert any(r["till"] and r["relation"] == "vårdnadshavare" for r in links)
    with_custody = Counter(r["elev_id"] for r in links if r["relation"] == "vårdnadshavare" and not r["till"])
    assert {1, 2} <= set(with_custody.values())
    children = _rows(delivered, "elever*.csv")
    assert {r["skyddad"] for r in children} == {"ingen", *LEVELS}
    assert all(not r["adress"] for r in children if r["skyddad"] in LEVELS - {"fingerade personuppgifter"})
    assert any(r["skyddad"] != "ingen" for r in links)
    assert any(r["skyddad"] == "ja" for r in _rows(delivered, "personal*.csv"))


def test_custody_ends_the_day_before_a_youth_comes_of_age():
    for link in draw_municipality(on=ON, seed=7).links:
        born = link.child.birth_date
        if born.year + 18 < ON.year:
            assert link.last_day is not None


def test_every_class_has_a_mentor_and_every_school_a_head_teacher(delivered):
    staff = _rows(delivered, "personal*.csv")
    groups = {r["mentorsgrupp"] for r in _rows(delivered, "inskrivningar-*.csv") if r["mentorsgrupp"]}
    led = {group for r in staff for group in r["mentor_för"].split("|") if group}
    assert {g for g in groups if not g.startswith("GLAN")} <= led
    responsible = {r["enhetskod"] for r in staff if r["ansvarig_för_enhet"] == "ja" and not r["till"]}
    assert {r["enhetskod"] for r in _rows(delivered, "enheter*.csv")} == responsible
    assert len({r["personal_id"] for r in staff}) < 300
    assert len({f"{r['förnamn']} {r['efternamn']}" for r in staff}) == len({r["personal_id"] for r in staff})


def test_every_responsible_body_has_an_appointee(delivered):
    bodies = {r["enhetskod"]: r["huvudman"] for r in _rows(delivered, "enheter*.csv")}
    staff = _rows(delivered, "personal*.csv")
    appointed = {bodies[r["enhetskod"]] for r in staff if r["huvudmannens_utsedda"] == "ja"}
    assert appointed == set(bodies.values())


def test_no_two_rows_tell_of_the_same_lesson_and_minutes_add_up(delivered):
    files = str(delivered.folder / "närvaro-*.csv")
    with duckdb.connect() as db:
        db.execute("SET enable_progress_bar = false")
        db.execute(f"CREATE VIEW a AS SELECT * FROM read_csv('{files}', delim = ';', header = true)")
        total, lessons = db.execute(
            "SELECT count(*), count(DISTINCT (elev_id, datum, lektion)) FROM a"
        ).fetchone()
        wrong = db.execute(
            "SELECT count(*) FROM a WHERE giltig_frånvaro + ogiltig_frånvaro > minuter"
            " OR (rapporterad = 'nej' AND giltig_frånvaro + ogiltig_frånvaro + sen_ankomst > 0)"
        ).fetchone()
        unreported, last = db.execute("SELECT avg((rapporterad = 'nej')::INT), max(datum) FROM a").fetchone()
    assert total == lessons == delivered.rows("närvaro")
    assert wrong == (0,)
    assert 0.03 < unreported < 0.10
    assert last <= ON


def test_about_eighty_five_of_a_hundred_attend_steadily_and_every_way_is_there():
    kinds = Counter(c.behaviour.kind for c in draw_municipality(on=ON, seed=7).pupils if c.behaviour)
    assert 0.82 < kinds["stable"] / kinds.total() < 0.89
    assert len(kinds) == 10
    assert min(kinds.values()) >= 20


def test_no_lessons_on_leave_holidays_or_between_terms():
    assert term_of(date(2026, 7, 1)) is None
    assert is_leave(date(2026, 10, 28))
    assert is_leave(date(2026, 4, 6))
    assert is_leave(date(2026, 5, 15))
    assert not is_leave(date(2026, 11, 4))
    assert spring(2026).start == date(2026, 1, 8)
