"""The tables of this room, one file per kind of thing."""

from knutpunkt.foundation.casefile.models.case import Case, Participation
from knutpunkt.foundation.casefile.models.emergency import EmergencyOpening
from knutpunkt.foundation.casefile.models.record import Audience, Category, Record
from knutpunkt.foundation.casefile.models.sharing import (
    Consent,
    ConsentAnswer,
    ConsentRequest,
    ConsentShortened,
    Disclosure,
    DisclosureItem,
    Ground,
    GuardianNotAsked,
)

__all__ = [
    "Audience",
    "Case",
    "Category",
    "Consent",
    "ConsentAnswer",
    "ConsentRequest",
    "ConsentShortened",
    "Disclosure",
    "DisclosureItem",
    "EmergencyOpening",
    "Ground",
    "GuardianNotAsked",
    "Participation",
    "Record",
]
