"""What one request has shown so far: filled by the door, written as one event before anything is sent."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from knutpunkt.foundation.audit.actor import Actor

V = TypeVar("V")


@dataclass(slots=True)
class Trail:
    """One request's reading. ``child_queries`` counts statements on tables that tell of a child.

    ``acted_on`` are the children that acts of the request have named; ``emergency`` is the emergency opening
    the reading leans on; ``stopped`` says that nothing is shown.
    """

    actor: Actor
    read_only: bool
    channel: str = "web"
    seen: dict[str, None] = field(default_factory=dict)
    children: dict[UUID, None] = field(default_factory=dict)
    grounds: dict[str, None] = field(default_factory=dict)
    child_queries: int = 0
    counted: bool = False
    wrote: int = 0
    acted_on: set[UUID] = field(default_factory=set)
    emergency: UUID | None = None
    stopped: bool = False
    kept: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def unexplained(self) -> bool:
        """Child tables were read, but nothing came through the door and nothing was recorded."""
        return self.child_queries > 0 and not (self.seen or self.counted or self.wrote)


_current: ContextVar[Trail | None] = ContextVar("trail", default=None)


def current_trail() -> Trail | None:
    """The trail of the request being served, or ``None`` in a command."""
    return _current.get()


@contextmanager
def following(trail: Trail) -> Iterator[Trail]:
    """Collect everything shown inside the block in ``trail``."""
    token = _current.set(trail)
    try:
        yield trail
    finally:
        _current.reset(token)


def apart(actor: Actor) -> Trail:
    """A trail for what is read beside the page: it tells nothing in the page's own event.

    What the page has already found out about who may see what is shared, as long as nothing was written.
    """
    page = _current.get()
    shared = page.kept if page is not None and page.read_only and not page.wrote else {}
    return Trail(actor=actor, read_only=True, kept=shared)


def kept(key: Hashable, make: Callable[[], V]) -> V:
    """``make()``, once while a page is read: who may see what stays the same for all its parts.

    Where something may be written, and outside a request, it is made anew each time.
    """
    trail = current_trail()
    if trail is None or not trail.read_only or trail.wrote:
        return make()
    if key not in trail.kept:
        trail.kept[key] = make()
    found: V = trail.kept[key]
    return found
