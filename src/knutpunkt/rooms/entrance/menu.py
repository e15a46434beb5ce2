"""The menu: an early room that later rooms fill, so that it never needs to know them.

In a later room's ``apps.py``::

    def ready(self) -> None:
        from knutpunkt.rooms.entrance.menu import MenuItem, Place, register

        label = _("Iakttagelser att ta emot")
        register(MenuItem(Place.TRIAGE, label, "concerns:triage", "concern", count=to_take))

An item is shown when its address exists and it is meant for the actor: ``roles`` are professions
(``Profession`` values; none named means all), ``kind`` is professional unless said.
``count(actor, on)`` gives the number beside the label; it reads through the door.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from knutpunkt.foundation.audit.actor import Actor, ActorKind

Count = Callable[[Actor, date], int]


class Place(IntEnum):
    """The order of the menu (interface.md, "The shell"); administrators' and source pages come last."""

    MY_DAY = 10
    CHILDREN = 20
    UNHELD = 30
    TRIAGE = 40
    OUTREACH = 50
    MEETINGS = 60
    STATISTICS = 70
    TOGETHER = 80
    METHODS = 90
    INTAKE = 100
    ORGANISATION = 110


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One place in the menu."""

    order: int
    label: str | Promise
    url_name: str
    icon: str
    roles: frozenset[str] = frozenset()
    kind: ActorKind = ActorKind.PROFESSIONAL
    count: Count | None = None

    def is_for(self, actor: Actor) -> bool:
        """Whether this actor's work uses the place."""
        return actor.kind is self.kind and (not self.roles or actor.profession in self.roles)

    @property
    def url(self) -> str:
        """The address, or "" while the room has no such page."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""


_items: dict[str, MenuItem] = {}


def register(item: MenuItem) -> None:
    """Put a place in the menu; the same address again replaces it."""
    _items[item.url_name] = item


def items_for(actor: Actor) -> list[MenuItem]:
    """The places this actor's work uses, in order."""
    return sorted(
        (item for item in _items.values() if item.is_for(actor) and item.url), key=lambda item: item.order
    )


_search: list[str] = []


def register_search(url_name: str) -> None:
    """Say which page answers the search box of the frame; it gets ``q``."""
    _search[:] = [url_name]


def search_url() -> str:
    """The address of the search page, or "" while there is none."""
    try:
        return reverse(_search[0]) if _search else ""
    except NoReverseMatch:
        return ""
