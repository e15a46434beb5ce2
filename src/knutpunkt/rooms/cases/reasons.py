"""Why one sees a part of the page: said once when it is the same for every row of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from knutpunkt.foundation.access.actions import Why

# One's own promise and one's own words need no explanation beside what others have written.
OWN = {Why.HOLDER, Why.AUTHOR}


@dataclass(frozen=True, slots=True)
class Shown:
    """Rows of one part of a page; ``reason`` is their common ground, or None when each row says its own."""

    rows: Sequence[Any]
    reason: object | None

    def __bool__(self) -> bool:
        return bool(self.rows)


def shown(rows: Sequence[Any]) -> Shown:
    """The rows with the ground they share; a row without a ground was opened by the case itself."""
    grounds = {str(ground): ground for row in rows if (ground := getattr(row, "ground", None)) is not None}
    others = [ground for ground in grounds.values() if ground.code not in OWN]
    told = others or list(grounds.values())
    return Shown(rows, told[0] if len(told) == 1 or (told and not others) else None)
