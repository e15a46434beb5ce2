"""``knutpunkt audit verify`` on real files: what it says, how it ends, and how fast it reads (T12)."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from bench.trail import TOWN, fill_postgresql, fill_sqlite
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from knutpunkt.verifier.chain import Report, verify
from knutpunkt.verifier.checkpoints import DAILY, Checkpoint, public_text
from knutpunkt.verifier.command import DAMAGED, NOT_CHECKED, WHOLE, main
from knutpunkt.verifier.form import event_id
from knutpunkt.verifier.sources import opened
from tests import postgres
from tests.figures import figure

A_MILLION, AT_LEAST = 1_000_000, 100_000
SEED = b"k" * 32


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trail") / "knutpunkt.sqlite3"
    fill_sqlite(path, 300)
    return path


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    """A copy of 300 events in two chains, without triggers, and a signed checkpoint for each."""
    path = tmp_path / "knutpunkt.sqlite3"
    path.write_bytes(made.read_bytes())
    with sqlite3.connect(path) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        heads = raw.execute('SELECT chain, "count", last_hash FROM audit_chainhead').fetchall()
    raw.close()
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    marks = [Checkpoint(DAILY, *head, at="2026-11-22T04:00:00+01:00") for head in heads]
    (folder / "2026-11.jsonl").write_text("".join(f"{mark.line(key)}\n" for mark in marks))
    return path


def check(database: Path, *more: str) -> int:
    arguments = ["--database", str(database), "--checkpoints", str(database.parent / "checkpoints")]
    return main([*arguments, "--key", public_text(SEED), *more], {})


def change(database: Path, sql: str) -> None:
    with sqlite3.connect(database) as raw:
        raw.execute(sql)
    raw.close()


def test_t12_a_whole_trail_ends_with_zero(database: Path, capsys: pytest.CaptureFixture[str]):
    assert check(database) == WHOLE
    told = capsys.readouterr().out
    assert "300 händelser" in told
    assert "Spåret är helt." in told


def test_t12_a_damaged_trail_ends_with_one_and_names_the_first_position(
    database: Path, capsys: pytest.CaptureFixture[str]
):
    change(database, f"UPDATE audit_event SET action = 'x' WHERE id IN ({event_id(2, 7)}, {event_id(2, 9)})")
    assert check(database) == DAMAGED
    assert f"kedja {TOWN}, position 7" in capsys.readouterr().out


def test_t12_a_checkpoint_signed_by_somebody_else_is_a_damage(
    database: Path, capsys: pytest.CaptureFixture[str]
):
    other = public_text(b"o" * 32)
    folder = str(database.parent / "checkpoints")
    assert main(["--database", str(database), "--checkpoints", folder, "--key", other], {}) == DAMAGED
    assert "ingen giltig signatur" in capsys.readouterr().out


@pytest.mark.parametrize(
    "environment",
    [{}, {"KNUTPUNKT_KEYS": json.dumps({"sealing": {}})}],
    ids=["no key file", "a key file from before the checkpoints"],
)
def test_without_a_key_it_says_so_and_is_not_taken_for_whole(
    database: Path, environment: dict[str, str], capsys: pytest.CaptureFixture[str]
):
    arguments = ["--database", str(database)]
    assert main(arguments, environment | {"DATA": str(database.parent)}) == NOT_CHECKED
    assert "ingen öppen nyckel" in capsys.readouterr().out


def test_without_checkpoints_it_is_not_taken_for_whole(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert check(database, "--checkpoints", str(tmp_path / "nowhere")) == NOT_CHECKED
    assert "inga kontrollpunkter" in capsys.readouterr().out


def test_a_database_that_is_not_there_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert check(tmp_path / "nothing.sqlite3") == NOT_CHECKED
    assert capsys.readouterr().out.startswith("Spåret kunde inte kontrolleras:")
    assert not (tmp_path / "nothing.sqlite3").exists()


def test_the_verifier_runs_without_django():
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, knutpunkt.verifier.command;"
            "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'allauth', 'duckdb'}))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"


def best_of_three(address: str) -> Report:
    reports = []
    for _ in range(3):
        with opened(address) as source:
            reports.append(verify(source, []))
    assert all(report.whole for report in reports)
    return max(reports, key=lambda report: report.rate)


def at_least(report: Report, engine: str) -> None:
    assert report.events == A_MILLION
    words = f"{report.events:,} events verified at {report.rate:,.0f} events/s ({engine})"
    figure("T12", words.replace(",", " "))
    assert report.rate >= AT_LEAST


@pytest.mark.deep
def test_t12_a_million_events_in_sqlite_are_verified_at_100_000_a_second(tmp_path: Path):
    path = tmp_path / "knutpunkt.sqlite3"
    fill_sqlite(path, A_MILLION)
    at_least(best_of_three(str(path)), "SQLite")


@pytest.mark.deep
def test_t12_a_million_events_in_postgresql_are_verified_at_100_000_a_second():
    with postgres.server() as url:
        fill_postgresql(url, A_MILLION)
        at_least(best_of_three(url), "PostgreSQL")
