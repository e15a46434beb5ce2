"""Where everyone stands in the picture of who is around a child.

In: the people, as the list beside the picture shows them. Out: points and labels for an SVG; no markup.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from knutpunkt.design.words import initials

WIDTH, CENTRE_RADIUS, LABEL_LENGTH, SHOWN = 360, 36, 15, 10
# Clockwise from the top: the coordinator, then school, agencies, others, and the family last, at the left.
ORDER = {"school": 1, "agency": 2, "other": 3, "family": 4}


@dataclass(frozen=True)
class Around:
    """One person around the child, ready to draw and to list."""

    name: str
    role: str
    group: str
    coordinator: bool
    paused: bool
    url: str
    note: str
    initials: str
    x: float = 0
    y: float = 0
    line_x: float = 0
    line_y: float = 0
    radius: int = 19
    label_y: float = 0

    @property
    def short_name(self) -> str:
        """The first name, or what fits under the circle."""
        return _short(self.name.split()[0] if self.name.split() else self.name)

    @property
    def short_role(self) -> str:
        """The role, cut to what fits under the circle."""
        return _short(self.role)


@dataclass(frozen=True)
class NetworkMap:
    """The picture: its size, its centre, those who are drawn and all who are listed."""

    child: str
    width: int
    height: int
    centre_x: int
    centre_y: int
    drawn: tuple[Around, ...]
    listed: tuple[Around, ...]

    @property
    def more(self) -> int:
        """How many stand in the list only."""
        return len(self.listed) - len(self.drawn)


def _short(text: str) -> str:
    return text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1].rstrip() + "…"


def _value(person: Any, name: str, default: Any = "") -> Any:
    found = person.get(name, default) if isinstance(person, dict) else getattr(person, name, default)
    return default if found is None else found


def _listed(person: Any) -> Around:
    coordinator = bool(_value(person, "coordinator", False))
    return Around(
        name=str(_value(person, "name")),
        role=str(_value(person, "role")),
        group=str(_value(person, "group", "other")),
        coordinator=coordinator,
        paused=bool(_value(person, "paused", False)),
        url=str(_value(person, "url")),
        note=str(_value(person, "note")),
        initials=initials(_value(person, "name")),
        radius=24 if coordinator else 19,
    )


def network_map(child: str, people: Sequence[Any]) -> NetworkMap:
    """Everyone placed on an ellipse around the child, the coordinator at the top."""
    everyone = sorted((_listed(p) for p in people), key=lambda p: (not p.coordinator, ORDER.get(p.group, 3)))
    drawn = everyone[:SHOWN]
    reach_y = 108 + 14 * max(0, len(drawn) - 8)
    centre_x, centre_y = WIDTH // 2, reach_y + 64
    placed = tuple(
        _placed(person, 2 * math.pi * place / max(1, len(drawn)), (centre_x, centre_y), (128, reach_y))
        for place, person in enumerate(drawn)
    )
    return NetworkMap(child, WIDTH, centre_y + reach_y + 62, centre_x, centre_y, placed, tuple(everyone))


def _placed(person: Around, turn: float, centre: tuple[int, int], reach: tuple[int, int]) -> Around:
    across, down = math.sin(turn), -math.cos(turn)
    x, y = centre[0] + reach[0] * across, centre[1] + reach[1] * down
    above = down < -0.35
    # The line leaves towards the child, so the label goes on the other side.
    label_y = y - person.radius - 22 if above else y + person.radius + 15
    values = {**vars(person), "x": round(x, 1), "y": round(y, 1), "label_y": round(label_y, 1)}
    distance = math.dist((x, y), centre)
    toward = (distance - person.radius) / distance
    values["line_x"] = round(centre[0] + (x - centre[0]) * toward, 1)
    values["line_y"] = round(centre[1] + (y - centre[1]) * toward, 1)
    return Around(**values)
