"""Skyddade personuppgifter: named persons raise and lower the mark; no file ever lowers it (domain §3.7)."""

from dataclasses import dataclass
from datetime import date

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import may
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.people.models import (
    Child,
    Guardian,
    ProtectedIdentity,
    UnitWideTask,
)
from knutpunkt.foundation.people.operations import set_protected_identity
from knutpunkt.rooms.cases.queries import guardians
from knutpunkt.rooms.safeguards.refusals import NotConfirmed, NotTheirs

# From the least to the most.
LEVELS = list(ProtectedIdentity)


@dataclass(frozen=True, slots=True)
class Marked:
    """A person around the child, and how far their whereabouts are protected."""

    key: str
    person: Child | Guardian

    @property
    def level(self) -> ProtectedIdentity:
        return ProtectedIdentity(self.person.protected_identity)


def handles(child: Child, *, actor: Actor, on: date) -> bool:
    """Whether the actor is a named person who handles protected identities, and this child's."""
    tasks = UnitWideTask.objects.running(on).filter(
        assignment=actor.assignment,
        kind=UnitWideTask.Kind.PROTECTED_IDENTITY,
        unit__area=actor.area,
    )
    return tasks.exists() and may(child, actor, on, Action.LOCATE).allow


def around(child: Child, on: date) -> list[Marked]:
    """The child and its guardians; the child came through the door before."""
    links = guardians(child, on)
    return [Marked("child", child), *(Marked(str(link.guardian_id), link.guardian) for link in links)]


def set_level(
    *,
    actor: Actor,
    on: date,
    child: Child,
    marked: Marked,
    level: ProtectedIdentity,
    confirmed: bool,
) -> None:
    """Raise the mark at once; lower it when the decision behind it has been looked at.

    Raises ``NotTheirs`` and ``NotConfirmed``.
    """
    if not handles(child, actor=actor, on=on):
        raise NotTheirs
    # Fictitious data stand higher than any mark, and are shown as anybody's: a slip there opens as much.
    opens = marked.level.is_open and not level.is_open
    if (opens or LEVELS.index(level) < LEVELS.index(marked.level)) and not confirmed:
        raise NotConfirmed
    set_protected_identity(actor=actor, on=on, person=marked.person, level=level)
