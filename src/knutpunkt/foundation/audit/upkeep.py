"""Writes that change nothing anybody reads, in batches under one recorded act: sealing with another key."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from knutpunkt.foundation.audit.guard import suspended


@contextmanager
def upkeep(*, because: str) -> Iterator[None]:
    """One transaction of an act whose event is already written; ``because`` names the act.

    An event per batch would fill the trail with lines that tell nobody anything.
    """
    with transaction.atomic(), suspended(because=because):
        _tell_postgresql("on")
        yield
        _tell_postgresql("")


def _tell_postgresql(value: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('knutpunkt.recording', %s, true)", [value])
