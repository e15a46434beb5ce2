"""A browser that remembers which events each of its answers left in the trail."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client

from knutpunkt.foundation.audit.models import ChainHead, Event, EventChild
from tests.crawler import ID


@dataclass(frozen=True)
class Told:
    """One event: what was done, and which things and children it names by id."""

    action: str
    person: UUID | None
    unit: UUID | None
    channel: str
    things: frozenset[str]
    children: frozenset[str]

    @property
    def is_reading(self) -> bool:
        return self.action.endswith(".read")


@dataclass
class Watched:
    """Asks as the browser does; ``events[address]`` are those that its last answer left."""

    browser: Client
    events: dict[str, list[Told]] = field(default_factory=dict)

    def get(self, path: str) -> Any:
        return self._watched("get", path)

    def post(self, path: str, data: dict[str, Any]) -> Any:
        return self._watched("post", path, data)

    def _watched(self, method: str, path: str, *data: Any) -> Any:
        before = ends()
        answer = getattr(self.browser, method)(path, *data)
        if answer.streaming:
            answer.streaming_content = [b"".join(answer.streaming_content)]
        self.events[path] = since(before)
        return answer


def ends() -> dict[str, int]:
    """How far each chain has come."""
    return dict(ChainHead.objects.values_list("chain", "count"))


def since(before: dict[str, int]) -> list[Told]:
    """The events after that."""
    found = [
        one
        for chain, count in ends().items()
        if count != before.get(chain, 0)
        for one in Event.objects.filter(chain=chain, position__gt=before.get(chain, 0)).order_by("position")
    ]
    return [_told(one) for one in found]


def _told(event: Event) -> Told:
    children = EventChild.objects.filter(event=event).values_list("child", flat=True)
    return Told(
        event.action,
        event.person,
        event.unit,
        event.channel,
        frozenset(ID.findall(" ".join(event.objects_touched))),
        frozenset(map(str, children)),
    )
