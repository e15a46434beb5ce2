"""The files of attachments as one of the places where sealed values lie: they change keys with the rest."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from knutpunkt.foundation.sealing.files import key_of_file, reseal
from knutpunkt.foundation.sealing.stores import Batch
from knutpunkt.rooms.cases.attachments import sealed_to

_AT_ONCE = 20
_LENGTH_OF_AN_ID = 32


class SealedFiles:
    """Files in the order of their ids. A file never changes once written, so that nobody writes meanwhile."""

    name = "attachments"

    def left(self, number: int) -> int:
        return sum(key_of_file(path) != number for path in _files())

    def used(self, number: int) -> int:
        return sum(key_of_file(path) == number for path in _files())

    def batch(self, number: int, after: str) -> Batch:
        _sweep()
        later = (path for path in _files() if path.name > after)
        found = [path for path in later if key_of_file(path) != number][:_AT_ONCE]
        return Batch(found, found[-1].name if len(found) == _AT_ONCE else "")

    def put(self, batch: Batch) -> int:
        for path in batch.changes:
            reseal(path, place=sealed_to(UUID(path.name)))
        return len(batch.changes)


def _files() -> Iterator[Path]:
    found = Path(settings.ATTACHMENTS).glob("*/*")
    return (path for path in sorted(found, key=lambda path: path.name) if len(path.name) == _LENGTH_OF_AN_ID)


def _sweep() -> None:
    """What a kill left half sealed beside a file."""
    for left in Path(settings.ATTACHMENTS).glob("*/*.new"):
        left.unlink(missing_ok=True)
