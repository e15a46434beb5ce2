"""What an asking is about, when that is little. It opens nothing; the database begins with what is named."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Only:
    """These rows, and what tells of these children; ``None`` is all.

    Whoever may read very much, a coordinator of hundreds of cases, is then asked about little.
    """

    among: frozenset[UUID] | None = None
    about: frozenset[UUID] | None = None


EVERYTHING = Only()
