"""A text field that is ciphertext in the database: AES-256-GCM, bound to its row.

Stored as: key id (1 byte) · nonce (12) · ciphertext and tag. The row's table, column and primary key are the
associated data, so that a value moved to another row, or sealed with another key, raises instead of opening.
"""

import hmac
import secrets
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from knutpunkt.foundation.sealing.keys import keys

_NONCE = 12


def seal(text: str, *, place: str) -> bytes:
    """Ciphertext of ``text`` that opens only at ``place``."""
    ring = keys()
    nonce = secrets.token_bytes(_NONCE)
    box = AESGCM(ring.sealing[ring.current]).encrypt(nonce, text.encode(), place.encode())
    return bytes([ring.current]) + nonce + box


def unseal(sealed: bytes, *, place: str) -> str:
    """The text sealed at ``place``. Raises ``InvalidTag`` or ``KeyError``: wrong key or place, altered."""
    sealed = bytes(sealed)
    key = keys().sealing[sealed[0]]
    return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], place.encode()).decode()


def blind_index(text: str) -> str:
    """A fixed code that finds a sealed value again without telling it (HMAC-SHA-256 with its own key)."""
    return hmac.new(keys().index, text.encode(), sha256).hexdigest()


class _Sealed:
    """Opens the value when somebody asks for it, with the identity of the row it was read from."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        value = row.__dict__.get(self.field.attname)
        if value is None and self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
            value = row.__dict__[self.field.attname]
        if value is None or isinstance(value, str):
            return value
        return unseal(value, place=self.field.place(row))

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text at rest only as ciphertext. It cannot be filtered on, nor set by ``update()``."""

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Sealed(self))

    def place(self, row: models.Model) -> str:
        return f"{row._meta.db_table}.{self.column}:{row.pk}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        return seal(value, place=self.place(model_instance)) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):
            raise TypeError("a sealed field is saved through its row, never filtered or updated by value")
        return super().get_prep_value(value)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError("a sealed field does not leave the database in a dump")
