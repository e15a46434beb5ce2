"""Sealed files: AES-256-GCM piece by piece, bound to the id of what they belong to.

Stored as: ``KNUT`` · 1 (how it is stored) · key id (1 byte) · a random prefix (7) · sealed pieces of 64 KiB.
The nonce of a piece is the prefix, its number and whether it is the last, so that pieces that were moved,
dropped or added raise; the place is the associated data, so that the file opens nowhere else.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from knutpunkt.foundation.sealing.box import TAG, CannotOpen, cipher
from knutpunkt.foundation.sealing.keys import keys, keys_with

_MARK = b"KNUT\x01"
_PREFIX = 7
_HEAD = len(_MARK) + 1 + _PREFIX
PIECE = 64 * 1024


def write_sealed(path: Path, content: bytes, *, place: str) -> None:
    """Keep ``content`` sealed at ``path``, whole or not at all; nothing is ever there in the clear.

    Raises ``FileExistsError``.
    """
    if path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _put(path, _pieces(content), place)


def read_sealed(path: Path, *, place: str) -> bytes:
    """The content, when all of it has opened. Raises ``CannotOpen`` and ``FileNotFoundError``."""
    with path.open("rb") as file:
        return b"".join(_opened(file, place))


def is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK


def key_of_file(path: Path) -> int:
    """The number of the key a file is sealed with."""
    with path.open("rb") as file:
        return file.read(_HEAD)[len(_MARK)]


def reseal(path: Path, *, place: str) -> None:
    """Seal anew with the current key. A reader meets the old file or the new one, never half of either."""
    content = read_sealed(path, place=place)
    _put(path, _pieces(content), place)


def seal_in_place(path: Path, *, place: str) -> None:
    """Seal a file that lies in the clear; a sealed one is left as it is."""
    if not is_sealed(path):
        _put(path, _pieces(path.read_bytes()), place)


def _pieces(content: bytes) -> list[bytes]:
    return [content[at : at + PIECE] for at in range(0, len(content), PIECE)] or [b""]


def _put(path: Path, pieces: list[bytes], place: str) -> None:
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(_closed(pieces, place))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _closed(pieces: list[bytes], place: str) -> Iterable[bytes]:
    ring = keys()
    box, prefix = cipher(ring.sealing[ring.current]), secrets.token_bytes(_PREFIX)
    yield _MARK + bytes((ring.current,)) + prefix
    for number, piece in enumerate(pieces):
        yield box.encrypt(_nonce(prefix, number, number == len(pieces) - 1), piece, place.encode())


def _opened(file: BinaryIO, place: str) -> Iterator[bytes]:
    head = file.read(_HEAD)
    if len(head) < _HEAD or not head.startswith(_MARK):
        raise CannotOpen(place, "not a sealed file")
    key = keys_with(head[len(_MARK)]).sealing.get(head[len(_MARK)])
    if key is None:
        raise CannotOpen(place, f"key {head[len(_MARK)]} is not among our keys")
    prefix, number, piece = head[len(_MARK) + 1 :], 0, file.read(PIECE + TAG)
    while True:
        following = file.read(PIECE + TAG)
        try:
            yield cipher(key).decrypt(_nonce(prefix, number, not following), piece, place.encode())
        except (InvalidTag, ValueError):
            raise CannotOpen(place, "moved, altered or sealed with another key") from None
        if not following:
            return
        piece, number = following, number + 1


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes((last,))
