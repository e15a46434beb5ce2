"""What ends together with a case: later rooms say what, so that this one never needs to know them.

In a later room's ``apps.py``: ``ends_with_a_case(end_plans_of)``. Each is run inside the act of closing, once
every promise of the case is ended; what it raises stops the closing.
"""

from datetime import date
from typing import Protocol

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Case


class Ending(Protocol):
    """Ends something of a case on a day."""

    def __call__(self, *, actor: Actor, on: date, case: Case) -> None: ...


_ENDINGS: list[Ending] = []


def ends_with_a_case(ending: Ending) -> None:
    """Let something end whenever a case does. Saying it twice is saying it once."""
    if ending not in _ENDINGS:
        _ENDINGS.append(ending)


def end_what_belongs_to(case: Case, *, actor: Actor, on: date) -> None:
    """End everything that ends with this case."""
    for ending in _ENDINGS:
        ending(actor=actor, on=on, case=case)
