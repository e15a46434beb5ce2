"""What stands above every page while it holds: an early room that later rooms fill, as the menu.

In a later room's ``apps.py``: ``register_banners(emergencies)``; ``emergencies(actor, on)`` gives banners.
They are asked for when a whole page is drawn, never for a fragment.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.trail import apart, following


@dataclass(frozen=True, slots=True)
class Banner:
    """One sentence; a link to read more, and an act that ends it (an address that takes POST)."""

    text: str
    tone: str = "warn"
    link_url: str = ""
    link_label: str = ""
    act_url: str = ""
    act_label: str = ""


Say = Callable[[Actor, date], Iterable[Banner]]
_says: list[Say] = []


def register_banners(say: Say) -> None:
    """Let a room say something above every page; the same again changes nothing."""
    if say not in _says:
        _says.append(say)


def banners_for(actor: Actor, on: date) -> list[Banner]:
    """What stands above this actor's pages; followed apart, so that it never explains the page's reading."""
    with following(apart(actor)):
        return [banner for say in _says for banner in say(actor, on)]
