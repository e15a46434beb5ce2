"""One sealed value: AES-256-GCM with the key's id and the value's place; and the code that finds it again.

Stored as: key id (1 byte) · nonce (12) · ciphertext and tag. The place (table, column and primary key of the
row, or the id of a file) is the associated data, so that a value that was moved, altered or sealed with
another key raises instead of opening.
"""

import hmac
import secrets
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from knutpunkt.foundation.sealing.keys import keys, keys_with

NONCE = 12
TAG = 16
LEAST = 1 + NONCE + TAG


class CannotOpen(Exception):
    """A sealed value does not open: it was moved or altered, or its key is not the one it was sealed with."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")


def seal(text: str, *, place: str) -> bytes:
    """Ciphertext of ``text`` that opens only at ``place``, by the current key."""
    ring = keys()
    return seal_with(ring.sealing[ring.current], ring.current, text.encode(), place)


def seal_with(key: bytes, number: int, content: bytes, place: str) -> bytes:
    """As ``seal``, by a named key."""
    nonce = secrets.token_bytes(NONCE)
    return bytes((number,)) + nonce + cipher(key).encrypt(nonce, content, place.encode())


def unseal(sealed: bytes, *, place: str) -> str:
    """The text sealed at ``place``. Raises ``CannotOpen``."""
    return open_with(key_of(sealed, place), sealed, place).decode()


def open_with(key: bytes, sealed: bytes, place: str) -> bytes:
    """As ``unseal``, by a named key. Raises ``CannotOpen``."""
    try:
        return cipher(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen(place, "moved, altered or sealed with another key") from None


def key_of(sealed: bytes, place: str) -> bytes:
    """The key a value says it was sealed with. Raises ``CannotOpen`` when we do not have it."""
    if len(sealed) < LEAST:
        raise CannotOpen(place, "too short to be sealed")
    key = keys_with(sealed[0]).sealing.get(sealed[0])
    if key is None:
        raise CannotOpen(place, f"key {sealed[0]} is not among our keys")
    return key


@lru_cache(maxsize=64)
def cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def blind_index(text: str) -> str:
    """A fixed code that finds a sealed value again without telling it (HMAC-SHA-256 with its own key)."""
    ring = keys()
    return index_code(ring.index[ring.index_current], ring.index_current, text)


def blind_indexes(text: str) -> list[str]:
    """The value's code under every index key in use: two while the index key is being changed."""
    ring = keys()
    return [index_code(key, number, text) for number, key in ring.index.items()]


def index_code(key: bytes, number: int, text: str) -> str:
    """The code under one key. Codes of the first key carry no number: they are older than the numbering."""
    code = hmac.new(key, text.encode(), sha256).hexdigest()
    return code if number == 1 else f"{number}:{code}"


def index_number(code: str) -> int:
    """The number of the key a code was made with."""
    number, divider, _code = code.partition(":")
    return int(number) if divider else 1
