"""What an asking is about, when that is little. It opens nothing; the database begins with what is named."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Only:
    """These rows, and what tells of these children; ``None`` is all.

    Whoever may read very much, a coordinator of hundreds of cases, is then asked about little.
    """

    among: frozenset[UUID] | None = None
    about: frozenset[UUID] | None = None

    @property
    def shape(self) -> tuple[str, str]:
        """How many rows and children: ``all``, ``one`` or ``some``; the text of a question is by these."""
        return _number(self.among), _number(self.about)


def _number(ids: frozenset[UUID] | None) -> str:
    return "all" if ids is None else "one" if len(ids) == 1 else "some"


EVERYTHING = Only()


def about(*children: UUID) -> Only:
    """What tells of these children."""
    return Only(about=frozenset(children))


def among(rows: Iterable[UUID]) -> Only:
    """These rows."""
    return Only(among=frozenset(rows))
