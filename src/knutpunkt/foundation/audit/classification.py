"""What each stored field is and how long it may stay.

Every model says it once, as ``privacy = Privacy(...)``; a test refuses a field that nobody classified.
"""

from dataclasses import dataclass
from enum import StrEnum


class Sensitivity(StrEnum):
    """How much harm a leaked value does."""

    NONE = "none"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Retention(StrEnum):
    """Why a row is kept, which decides when it may be disposed of (periods: docs, per responsible body)."""

    ORGANISATION = "organisation"
    SCHOOL_RECORD = "school record"
    CASE_RECORD = "case record"
    TRAIL = "trail"
    SESSION = "session"
    CONFIGURATION = "configuration"


@dataclass(frozen=True, slots=True)
class Privacy:
    """The classification of one model's fields, by name, and the reason its rows are kept.

    ``none``, ``personal`` and ``sensitive`` are space-separated field names; together they name every field.
    ``of_a_child`` says that a row tells something about a child or its family, so that it is read only
    through the door.
    """

    retention: Retention
    none: str = ""
    personal: str = ""
    sensitive: str = ""
    of_a_child: bool = False

    def sensitivity(self, field: str) -> Sensitivity | None:
        """The class of a field, or ``None`` when nobody has classified it."""
        for level, names in (
            (Sensitivity.NONE, self.none),
            (Sensitivity.PERSONAL, self.personal),
            (Sensitivity.SENSITIVE, self.sensitive),
        ):
            if field in names.split():
                return level
        return None

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(f"{self.none} {self.personal} {self.sensitive}".split())
