"""Compares the implementation with the specification: for every actor, action and day, two sets of ids."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from django.db import models

from knutpunkt.foundation.access import decide as specification
from knutpunkt.foundation.access import scope as implementation
from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.loading import KINDS, Loaded, child_of, kind_of, load
from knutpunkt.foundation.access.narrowing import EVERYTHING, Only
from knutpunkt.foundation.access.tests.random_world import DAYS, NOW, World
from knutpunkt.foundation.audit.actor import Actor

MEANINGFUL: dict[str, tuple[Action, ...]] = {
    "Record": (Action.READ, Action.CHANGE, Action.TRIAGE, Action.DISCLOSE),
    "Case": (Action.READ, Action.CONTRIBUTE, Action.CHANGE, Action.MANAGE),
    "Participation": (Action.READ,),
    "Child": (Action.READ, Action.LOCATE, Action.ATTENDANCE),
    "Commitment": (Action.READ, Action.CHANGE),
    "Matter": (Action.READ,),
    "ConsentRequest": (Action.READ, Action.CHANGE),
    "Disclosure": (Action.READ, Action.CHANGE),
}
MODELS = {model.__name__: model for model, _ in KINDS}


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two differ: rows only one of them opens, or a row that came twice."""

    model: str
    action: Action
    actor: Actor
    on: date
    only_scope: frozenset[UUID]
    only_decide: frozenset[UUID]
    duplicates: int

    def __str__(self) -> str:
        return (
            f"{self.model} {self.action} {self.on}: scope only {len(self.only_scope)}, decide only "
            f"{len(self.only_decide)}, twice {self.duplicates}; {self.actor}"
        )


@dataclass(slots=True)
class Tally:
    """How much was compared."""

    decisions: int = 0
    allowed: int = 0


def rows_of(world: World, model: type[models.Model]) -> list[models.Model]:
    path = {
        "Child": "pk",
        "Commitment": "matter__child",
        "ConsentRequest": "case__child",
        "Participation": "case__child",
    }
    queryset = model._default_manager.filter(**{f"{path.get(model.__name__, 'child')}__in": world.children})
    if model.__name__ == "Commitment":
        queryset = queryset.select_related("matter")
    if model.__name__ in {"ConsentRequest", "Participation"}:
        queryset = queryset.select_related("case")
    return list(queryset.order_by())


def loaded_world(world: World, model: type[models.Model]) -> Loaded:
    return load(rows_of(world, model), world.actors, NOW)


def differences(
    loaded: Loaded,
    world: World,
    model: type[models.Model],
    action: Action,
    tally: Tally,
    days: Sequence[date] = DAYS,
) -> Iterator[Difference]:
    """Every (actor, day) on which scope and decide disagree about the rows of one world."""
    for actor in world.actors:
        for on in days:
            open_by_rule = decided(loaded, actor, action, on)
            opened = scoped(model, actor, action, on)
            tally.decisions += len(loaded.things)
            tally.allowed += len(open_by_rule)
            found = frozenset(opened)
            if found != open_by_rule or len(opened) != len(found):
                yield Difference(
                    model.__name__,
                    action,
                    actor,
                    on,
                    found - open_by_rule,
                    open_by_rule - found,
                    len(opened) - len(found),
                )


def wrongly_narrowed(
    loaded: Loaded, world: World, model: type[models.Model], action: Action, on: date, dice: Random
) -> Iterator[tuple[Actor, Only]]:
    """Where an asking about some rows, some children or both is not answered with that part of the whole."""
    child = {row.pk: child_of(row) for row in rows_of(world, model)}
    for actor in world.actors:
        opened = decided(loaded, actor, action, on)
        rows = frozenset(dice.sample(sorted(child), len(child) // 3)) | frozenset(sorted(opened)[:3])
        children = frozenset(dice.sample(world.children, len(world.children) // 3))
        about = {key for key in opened if child[key] in children}
        some = next(iter(opened), next(iter(child)))
        for only, wanted in (
            (Only(among=rows), opened & rows),
            (Only(about=children), about),
            (Only(rows, children), about & rows),
            (Only(among=frozenset()), ()),
            (Only(among=frozenset({some})), opened & {some}),
            (Only(about=frozenset({child[some]})), {key for key in opened if child[key] == child[some]}),
        ):
            if sorted(scoped(model, actor, action, on, only)) != sorted(wanted):
                yield actor, only


def decided(loaded: Loaded, actor: Actor, action: Action, on: date) -> frozenset[UUID]:
    decide, facts = specification.decide, loaded.facts
    return frozenset(
        key for key, thing in loaded.things.items() if decide(actor, action, thing, facts, on).allow
    )


def scoped(model: Any, actor: Actor, action: Action, on: date, only: Only = EVERYTHING) -> list[UUID]:
    condition = implementation.scope(kind_of(model), actor, action, on, NOW, only)
    return list(model._default_manager.filter(condition).order_by().values_list("pk", flat=True))
