"""Secrets of second factors as one of the places where sealed values lie: they change keys with the rest."""

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator

from knutpunkt.foundation.sealing.stores import Batch
from knutpunkt.rooms.entrance.second_factor import sealed_anew

_SECRETS = ("secret", "seed")


class SealedFactors:
    """Authenticators in the order of their keys; each is read again, locked, when it is written."""

    name = "mfa_authenticator"

    def left(self, number: int) -> int:
        return sum(used != number for _row, _name, used in _sealed())

    def used(self, number: int) -> int:
        return sum(used == number for _row, _name, used in _sealed())

    def batch(self, number: int, after: str) -> Batch:
        return Batch(sorted({row.pk for row, _name, used in _sealed() if used != number}), "")

    def put(self, batch: Batch) -> int:
        changed = 0
        for row in Authenticator.objects.select_for_update().filter(pk__in=batch.changes):
            secrets = {name: row.data[name] for name in _SECRETS if name in row.data}
            row.data |= {name: sealed_anew(row.user_id, text) for name, text in secrets.items()}
            row.save(update_fields=["data"])
            changed += len(secrets)
        return changed


def _sealed() -> Iterator[tuple[Any, str, int]]:
    for row in Authenticator.objects.all():
        for name in _SECRETS:
            if name in row.data:
                yield row, name, b64decode(row.data[name])[0]
