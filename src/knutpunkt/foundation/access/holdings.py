"""What is held of a child: every model that says it tells of a child, and the way from a row to that child.

Nobody lists anything here: a room has said so in its model's ``privacy``. A model that tells of a child and
has no way to one is named in ``WITHOUT_A_WAY``, with the reason; a test refuses any other.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet
from django.db.models.constants import LOOKUP_SEP

from knutpunkt.foundation.audit.classification import Privacy
from knutpunkt.foundation.people.models import Child, Guardian, Professional, Unit

WITHOUT_A_WAY = {
    "people.guardian": "a person of their own; found through the guardianship",
    "intake.origin": "the key of a row in a file; its target is the child's own id",
}
_OWNER = ("unit", "sender")
# Links that lead away from the child's own things.
_NEVER_THROUGH = (Guardian, Professional, Unit)


@dataclass(frozen=True, slots=True)
class Holding:
    """One model. ``child`` is the way to the child; ``owner`` to the unit that owns a row, "" when shared."""

    model: type[Model]
    child: str
    owner: str

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def of(self, child: UUID) -> QuerySet[Any]:
        """The rows that tell of the child, in a steady order."""
        return self.model._default_manager.filter(**{self.child: child}).order_by("pk").distinct()


@cache
def holdings() -> tuple[Holding, ...]:
    """Every model that holds something of a child, the child itself first."""
    found = (
        Holding(model, way, _owner(model)) for model in told_of_children() if (way := way_to_child(model))
    )
    return tuple(sorted(found, key=lambda one: (one.model is not Child, one.label)))


def told_of_children() -> Iterator[type[Model]]:
    """The models whose privacy says that they tell of a child."""
    for model in apps.get_models():
        privacy = model.__dict__.get("privacy")
        if isinstance(privacy, Privacy) and privacy.of_a_child:
            yield model


@cache
def way_to_child(model: type[Model]) -> str:
    """The shortest way over foreign keys from a row to its child; "" when there is none."""
    if model is Child:
        return "pk"
    waiting: deque[tuple[type[Model], tuple[str, ...]]] = deque([(model, ())])
    met = {model}
    while waiting:
        here, way = waiting.popleft()
        for field in _links(here):
            target = field.related_model
            if target is Child:
                return LOOKUP_SEP.join((*way, field.name))
            if target not in met and target not in _NEVER_THROUGH and _tells(target):
                met.add(target)
                waiting.append((target, (*way, field.name)))
    return ""


def ids_of(child: UUID) -> dict[str, frozenset[UUID]]:
    """The ids of everything that is held of the child, by the model's label."""
    return {one.label: frozenset(one.of(child).values_list("pk", flat=True)) for one in holdings()}


def _links(model: type[Model]) -> list["ForeignKey[Any, Any]"]:
    # A required link before one that may be empty: the surest way.
    links = [field for field in model._meta.fields if isinstance(field, ForeignKey)]
    return sorted(links, key=lambda field: (field.null, field.name != "child"))


def _tells(model: Any) -> bool:
    privacy = getattr(model, "privacy", None)
    return isinstance(privacy, Privacy) and privacy.of_a_child


def _owner(model: type[Model]) -> str:
    """The unit nearest the child: a unit nearer the row only takes part, does something or holds it."""
    way: list[str] = []
    here: Any = model
    owner = ""
    for step in way_to_child(model).split(LOOKUP_SEP):
        names = {field.name for field in here._meta.fields}
        own = next((name for name in _OWNER if name in names), "")
        if own and here is not Child:
            owner = LOOKUP_SEP.join((*way, own))
        if here is Child:
            break
        way.append(step)
        here = here._meta.get_field(step).related_model
    return owner
