"""``knutpunkt audit verify``: is the trail whole? Exit code 0 whole, 1 damaged, 2 not checked."""

import argparse
import json
import os
import sqlite3
import sys
from base64 import b64decode
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from knutpunkt.verifier.chain import Report, verify
from knutpunkt.verifier.checkpoints import BadLine, Checkpoint, public_key, public_text, read
from knutpunkt.verifier.sources import opened

WHOLE, DAMAGED, NOT_CHECKED = 0, 1, 2


class CannotCheck(Exception):
    """Something the check needs is missing; the text says what."""


def main(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Verify, tell in Swedish, answer the exit code."""
    given = _parser(environment).parse_args(arguments)
    try:
        marks, bad = read(Path(given.checkpoints), _keys(given.key, environment))
        with opened(given.database) as source:
            report = verify(source, marks)
    except (CannotCheck, OSError, sqlite3.Error, psycopg.Error) as error:
        print(f"Spåret kunde inte kontrolleras: {error}")
        return NOT_CHECKED
    _tell(report, marks, bad)
    if report.damages or bad:
        return DAMAGED
    return WHOLE if marks or not report.events else NOT_CHECKED


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    data = Path(environment.get("DATA", "data"))
    parser = argparse.ArgumentParser(
        prog="knutpunkt audit verify", description="Kontrollera att spåret är helt. Ändrar ingenting."
    )
    parser.add_argument(
        "--database",
        default=environment.get("KNUTPUNKT_DATABASE") or str(data / "knutpunkt.sqlite3"),
        help="SQLite-fil eller postgresql://…",
    )
    parser.add_argument(
        "--checkpoints",
        default=environment.get("KNUTPUNKT_CHECKPOINTS") or str(data / "checkpoints"),
        help="mappen med signerade kontrollpunkter",
    )
    parser.add_argument(
        "--key", action="append", default=[], help="öppen nyckel (från knutpunkt audit key); får upprepas"
    )
    return parser


def _keys(given: Sequence[str], environment: Mapping[str, str]) -> list[Ed25519PublicKey]:
    """The public keys given, or the installation's own."""
    try:
        return [public_key(text) for text in given or [_own(environment)]]
    except ValueError as error:
        raise CannotCheck("nyckeln går inte att läsa.") from error


def _own(environment: Mapping[str, str]) -> str:
    data = Path(environment.get("DATA", "data"))
    path = Path(environment.get("KNUTPUNKT_KEY_FILE") or data / "keys.json")
    text = environment.get("KNUTPUNKT_KEYS") or (path.read_text() if path.exists() else "{}")
    seed = json.loads(text).get("signing")
    if seed is None:
        raise CannotCheck("ingen öppen nyckel. Ge den med --key, eller gör en med knutpunkt keys.")
    return public_text(b64decode(seed))


def _number(value: float) -> str:
    return f"{round(value):,}".replace(",", "\N{NO-BREAK SPACE}")


def _tell(report: Report, marks: list[Checkpoint], bad: list[BadLine]) -> None:
    print(
        f"{_number(report.events)} händelser och {_number(report.children)} rader om barn i"
        f" {_number(len(report.ends))} kedjor på {report.seconds:.1f} s"
        f" ({_number(report.rate)} händelser/s)."
    )
    for line in bad:
        print(f"FEL: kontrollpunkten på rad {line.number} i {line.file} har ingen giltig signatur.")
    for damage in report.damages:
        print(f"FEL: kedja {damage.chain}, position {damage.position}: {damage.why}.")
    if report.damages or bad:
        print("Spåret är skadat. Rör inget; jämför med säkerhetskopian och anmäl det som en incident.")
        return
    for chain, count in sorted(report.ends.items()):
        print(f"Kedja {chain}: {_number(count)} händelser. {_since(report.confirmed.get(chain), count)}")
    if marks or not report.events:
        print("Spåret är helt.")
    else:
        print("Kedjorna hänger ihop, men det finns inga kontrollpunkter att jämföra med.", file=sys.stdout)


def _since(mark: Checkpoint | None, count: int) -> str:
    if mark is None:
        return "Ingen kontrollpunkt än."
    return f"Senaste kontrollpunkt {mark.at[:16].replace('T', ' ')}, {_number(count - mark.count)} efter den."
