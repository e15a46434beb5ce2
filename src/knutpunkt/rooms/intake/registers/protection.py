"""The mark that protects where somebody is: raised by any file, lowered by none (domain.md §3.7)."""

from knutpunkt.foundation.people.models import Child, Guardian, ProtectedIdentity
from knutpunkt.rooms.intake.incoming import Row
from knutpunkt.rooms.intake.kinds import plain
from knutpunkt.rooms.intake.ledger import Ledger
from knutpunkt.rooms.intake.values import NO, YES

# From the least to the most; the last looks like an ordinary person to everybody.
LEVELS = [
    ProtectedIdentity.NONE,
    ProtectedIdentity.MARKED,
    ProtectedIdentity.POPULATION,
    ProtectedIdentity.FICTITIOUS,
]
_WORDS = {
    **dict.fromkeys(NO | {"ingen", "none"}, ProtectedIdentity.NONE),
    **dict.fromkeys(YES | {"s", "sekretessmarkering", "marked", "skyddad"}, ProtectedIdentity.MARKED),
    **dict.fromkeys({"skyddad folkbokföring", "population", "sf"}, ProtectedIdentity.POPULATION),
    **dict.fromkeys({"fingerade personuppgifter", "fingerad", "fictitious"}, ProtectedIdentity.FICTITIOUS),
}


def protection(row: Row) -> ProtectedIdentity:
    """The level a row tells. A mark nobody understands is still a mark: the careful reading is safe."""
    return _WORDS.get(plain(row.text("protected")), ProtectedIdentity.MARKED)


def raise_protection(person: Child | Guardian, level: ProtectedIdentity, ledger: Ledger) -> bool:
    """Set the level when it is higher than the stored one; answers whether it was."""
    if LEVELS.index(level) <= LEVELS.index(ProtectedIdentity(person.protected_identity)):
        return False
    return ledger.change(person, protected_identity=level)
