"""National ids of children and guardians: given, changed with history, never moved between persons."""

from datetime import date
from typing import Any
from uuid import UUID

from knutpunkt.foundation.people.models import NationalId
from knutpunkt.foundation.sealing.field import blind_index
from knutpunkt.rooms.intake.ledger import Ledger
from knutpunkt.rooms.intake.national_ids import ReadId


def blind(number: ReadId) -> str:
    """The code that finds a number again without telling it."""
    return blind_index(number.value)


def give_id(
    number: ReadId | None, as_of: date, *, stored: dict[UUID, NationalId], ledger: Ledger, **person: Any
) -> bool:
    """Give a person (``child=`` or ``guardian=``) a number; the former becomes history.

    Answers whether anything changed. A file without a number takes none away.
    """
    if number is None:
        return False
    (owner,) = person.values()
    code, former = blind(number), stored.get(owner.pk)
    if former is not None:
        if former.blind_index == code:
            return False
        ledger.change(former, current=False)
    stored[owner.pk] = ledger.add(
        NationalId(
            kind=number.kind,
            value=number.value,
            blind_index=code,
            checked=number.checked,
            since=as_of,
            **person,
        )
    )
    return True
