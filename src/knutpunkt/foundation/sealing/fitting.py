"""Whether the keys are those the stored values were sealed with: asked before anything starts."""

import hmac
from hashlib import sha256

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from knutpunkt.foundation.sealing.box import CannotOpen, open_with, seal_with, unseal
from knutpunkt.foundation.sealing.field import SealedTextField
from knutpunkt.foundation.sealing.keys import Keys, keys
from knutpunkt.foundation.sealing.models import KeyCheck, Kind
from knutpunkt.foundation.sealing.stores import sealed_fields

_KNOWN = "Knutpunkt"
_MISSING = (
    "{kind} {number} saknas bland nycklarna, men databasen har uppgifter som är förseglade med den. "
    "Ingenting har startats eller ändrats. Lägg tillbaka den nyckelfil som hör till databasen."
)
_ANOTHER = (
    "{kind} {number} är en annan än den som uppgifterna i databasen är förseglade med. "
    "Ingenting har startats eller ändrats. Lägg tillbaka den nyckelfil som hör till databasen."
)


class KeysDoNotFit(Exception):
    """The keys do not open what is stored; the text is for whoever runs Knutpunkt."""


def problem() -> str:
    """A sentence when the keys do not fit the database; "" when they do, or when there is no database yet."""
    if not has_tables():
        return ""
    checks = list(KeyCheck.objects.all())
    try:
        ring = keys()
    except ImproperlyConfigured as error:
        return str(error)
    for check in checks:
        if words := _wrong(check, ring):
            return words.format(kind=str(check.get_kind_display()).capitalize(), number=check.number)
    known = {check.number for check in checks if check.kind == Kind.SEALING}
    return "" if known else _tried_on_values()


def has_tables() -> bool:
    """Whether the database has been made."""
    return KeyCheck._meta.db_table in connection.introspection.table_names()


def settle() -> None:
    """Keep a proof of every key that has none. Call inside a recorded write. Raises ``KeysDoNotFit``."""
    if words := problem():
        raise KeysDoNotFit(words)
    ring = keys()
    for kind, numbers in ((Kind.SEALING, ring.sealing), (Kind.INDEX, ring.index)):
        for number in numbers:
            if not KeyCheck.objects.filter(kind=kind, number=number).exists():
                KeyCheck.objects.create(kind=kind, number=number, proof=_proof(kind, number, ring))


def unproven() -> bool:
    """Whether some key has no proof in the database yet."""
    ring = keys()
    mine = {(Kind.SEALING, n) for n in ring.sealing} | {(Kind.INDEX, n) for n in ring.index}
    return bool(mine - set(KeyCheck.objects.values_list("kind", "number")))


def _place(number: int) -> str:
    return f"{KeyCheck._meta.db_table}.proof:{number}"


def _proof(kind: str, number: int, ring: Keys) -> bytes:
    if kind == Kind.SEALING:
        return seal_with(ring.sealing[number], number, _KNOWN.encode(), _place(number))
    return hmac.new(ring.index[number], f"{_KNOWN} proof".encode(), sha256).digest()


def _wrong(check: KeyCheck, ring: Keys) -> str:
    key = (ring.sealing if check.kind == Kind.SEALING else ring.index).get(check.number)
    if key is None:
        return _MISSING
    if check.kind == Kind.INDEX:
        same = hmac.compare_digest(bytes(check.proof), _proof(check.kind, check.number, ring))
        return "" if same else _ANOTHER
    try:
        open_with(key, bytes(check.proof), _place(check.number))
    except CannotOpen:
        return _ANOTHER
    return ""


def _tried_on_values() -> str:
    """A database from before the proofs: one value of each field is tried."""
    for model, field in sealed_fields():
        stored = _one_value(model._base_manager.exclude(**{field.attname: b""}), field)
        if stored is None:
            continue
        pk, sealed = stored
        try:
            unseal(bytes(sealed), place=field.place(pk))
        except CannotOpen:
            return _ANOTHER.format(kind="Förseglingsnyckel", number=bytes(sealed)[0])
    return ""


def _one_value(rows: "object", field: SealedTextField) -> tuple[object, bytes] | None:
    found: tuple[object, bytes] | None = rows.values_list("pk", field.attname).first()  # type: ignore[attr-defined]
    return found
