"""T02: every seeded fault is found by comparing the filter with the rules."""

import random
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from tests.figures import figure

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.loading import Loaded
from knutpunkt.foundation.access.tests.differential import MODELS, decided, loaded_world, scoped
from knutpunkt.foundation.access.tests.faults import FAULTS, Fault, switched_on
from knutpunkt.foundation.access.tests.random_world import DAYS, World, build
from knutpunkt.foundation.audit.actor import Actor

pytestmark = pytest.mark.django_db
# The same worlds every time: what is proven here is that the comparison sees, not what it sees today.
SEED, WORLDS, CHILDREN = 20261, 6, 450

Question = tuple[int, str, Action, Actor, date]


class Comparison:
    """Both answers to every question, each asked once without a fault and kept."""

    def __init__(self, worlds: list[World]) -> None:
        self.worlds = worlds
        self.loaded = cache(self.load)
        self.decided = cache(self.decide_now)
        self.scoped = cache(self.scope_now)

    def load(self, number: int, name: str) -> Loaded:
        return loaded_world(self.worlds[number], MODELS[name])

    def decide_now(self, question: Question) -> frozenset[UUID]:
        number, name, action, actor, on = question
        return decided(self.loaded(number, name), actor, action, on)

    def scope_now(self, question: Question) -> frozenset[UUID]:
        _, name, action, actor, on = question
        return frozenset(scoped(MODELS[name], actor, action, on))

    def questions(self, where: tuple[str, Action]) -> list[Question]:
        """Every question about the kind of thing, mixed, since most faults show in many places."""
        name, action = where
        found = [
            (number, name, action, actor, on)
            for number, world in enumerate(self.worlds)
            for actor in world.actors
            for on in DAYS
        ]
        random.Random(SEED).shuffle(found)
        return found

    def finds(self, fault: Fault) -> bool:
        ask: Any = self.decide_now if fault.in_specification else self.scope_now
        right: Any = self.scoped if fault.in_specification else self.decided
        for question in self.questions(fault.where):
            expected = right(question)
            with switched_on(fault):
                if ask(question) != expected:
                    return True
        return False


@pytest.fixture(scope="module")
def comparison(django_db_setup, django_db_blocker) -> Iterator[Comparison]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Comparison(build(SEED, worlds=WORLDS, children=CHILDREN))
        transaction.set_rollback(True)


def test_t02_there_are_enough_faults():
    assert len(FAULTS) >= 40


@pytest.mark.alike
def test_t02_the_comparison_finds_every_one(comparison):
    missed = [
        f"{fault.owner.__name__}.{fault.name}: {fault.says}"
        for fault in FAULTS
        if not comparison.finds(fault)
    ]
    assert missed == []
    figure("T02", f"{len(FAULTS)} av {len(FAULTS)} insådda fel hittade")
