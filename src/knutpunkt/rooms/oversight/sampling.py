"""A systematic random sample that anybody can draw again from its seed (HSLF-FS 2016:40, 4 kap. 9 §)."""

from collections.abc import Collection
from hashlib import blake2b

from knutpunkt.foundation.access.reviewing import Pair


def systematic(pairs: Collection[Pair], *, size: int, seed: str) -> list[Pair]:
    """``size`` of the pairs, evenly spread over all of them in an order that the seed decides."""
    ordered = sorted(pairs, key=lambda pair: _place(pair, seed))
    if size >= len(ordered):
        return ordered
    step = len(ordered) / size
    return [ordered[int(number * step)] for number in range(size)]


def _place(pair: Pair, seed: str) -> bytes:
    person, child = pair
    return blake2b(person.bytes + child.bytes, key=seed.encode()[:64], digest_size=16).digest()
