"""Signed checkpoints: what a chain held at an hour, kept outside the database, one JSON line each."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DAILY, MONTH, DROPPED = "daily", "month", "dropped"
_PURPOSE = "knutpunkt checkpoint 1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A chain had ``count`` events and ended with ``hash``.

    ``kind`` is daily, month (``month`` is closed here: "2026-11") or dropped (everything up to here has been
    disposed of as expired).
    """

    kind: str
    chain: str
    count: int
    hash: str
    at: str
    month: str = ""

    def message(self) -> bytes:
        """What is signed."""
        parts = (_PURPOSE, self.kind, self.chain, str(self.count), self.hash, self.at, self.month)
        return json.dumps(parts).encode()

    def line(self, key: Ed25519PrivateKey) -> str:
        """The signed line, without its line end."""
        signature = b64encode(key.sign(self.message())).decode()
        return json.dumps({name: getattr(self, name) for name in self.__slots__} | {"signature": signature})


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be read or whose signature is wrong."""

    file: str
    number: int


def read(folder: Path, keys: Iterable[Ed25519PublicKey]) -> tuple[list[Checkpoint], list[BadLine]]:
    """Every checkpoint signed by one of the keys, in the order written, and the lines that are not."""
    known = tuple(keys)
    good: list[Checkpoint] = []
    bad: list[BadLine] = []
    for file, number, text in _lines(folder):
        found = _signed(text, known)
        if found is None:
            bad.append(BadLine(file, number))
        else:
            good.append(found)
    return good, bad


def public_key(text: str) -> Ed25519PublicKey:
    """A public key from its base64 text. Raises ``ValueError``."""
    return Ed25519PublicKey.from_public_bytes(b64decode(text.strip(), validate=True))


def public_text(seed: bytes) -> str:
    """The public half of a signing key, as it is handed to whoever verifies."""
    return b64encode(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()).decode()


def _lines(folder: Path) -> Iterator[tuple[str, int, str]]:
    for path in sorted(folder.glob("*.jsonl")):
        for number, text in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1):
            if text.strip():
                yield path.name, number, text


def _signed(text: str, keys: Iterable[Ed25519PublicKey]) -> Checkpoint | None:
    try:
        given = json.loads(text)
        signature = b64decode(given.pop("signature"))
        found = Checkpoint(**given)
        message = found.message()
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if not isinstance(found.count, int):
        return None
    return found if any(_fits(key, signature, message) for key in keys) else None


def _fits(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
