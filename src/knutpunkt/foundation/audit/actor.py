"""Who acts. Every rule and every event is told this, and nothing else about the session."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """What somebody is when they act; a person with several hats wears one at a time."""

    PROFESSIONAL = "professional"
    GUARDIAN = "guardian"
    CHILD = "child"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """One person acting through one assignment, or the system itself.

    A professional always acts through one assignment at one unit. An administrator, a guardian and a child
    have no assignment. ``person`` is the id of the professional, guardian or child. ``behind`` is whoever
    looks through this person's eyes ("view as"): what opens must open to both, and what is read is logged
    under both.
    """

    kind: ActorKind
    person: UUID | None = None
    assignment: UUID | None = None
    unit: UUID | None = None
    area: UUID | None = None
    agency: UUID | None = None
    municipality: UUID | None = None
    profession: str = ""
    behind: "Actor | None" = None

    @property
    def is_professional(self) -> bool:
        return self.kind is ActorKind.PROFESSIONAL

    @property
    def also(self) -> UUID | None:
        """The other person in "view as"."""
        return self.behind.person if self.behind is not None else None

    @property
    def each(self) -> "tuple[Actor, ...]":
        """The one whose eyes are lent, and whoever looks: each as if alone; nearly always just the actor."""
        if self.behind is None:
            return (self,)
        return (replace(self, behind=None), *self.behind.each)


SYSTEM = Actor(kind=ActorKind.SYSTEM)
