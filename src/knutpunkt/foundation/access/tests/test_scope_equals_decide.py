"""T01: the list filter equals the rules, on thousands of random cases in one database, freshly drawn."""

import os
import secrets
import time
from collections.abc import Iterator
from random import Random

import pytest
from django.db import transaction
from tests.figures import figure

from knutpunkt.foundation.access.tests.differential import (
    MEANINGFUL,
    MODELS,
    Tally,
    differences,
    loaded_world,
    wrongly_narrowed,
)
from knutpunkt.foundation.access.tests.random_world import DAYS, World, build

pytestmark = pytest.mark.django_db
SEED = int(os.environ.get("KNUTPUNKT_SEED") or secrets.randbelow(2**31))
DECISIONS = int(os.environ.get("KNUTPUNKT_DECISIONS", "200000"))
WORLDS, CHILDREN = 8, 600
DICE = Random(SEED)


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker) -> Iterator[list[World]]:
    with django_db_blocker.unblock(), transaction.atomic():
        began = time.perf_counter()
        made = build(SEED, worlds=WORLDS, children=CHILDREN)
        print(f"\nKNUTPUNKT_SEED={SEED}: built in {time.perf_counter() - began:.1f} s")
        yield made
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", MODELS)
def test_t01_the_filter_opens_exactly_what_the_rules_open(worlds, name, capsys):
    model = MODELS[name]
    began, tallies = time.perf_counter(), {action: Tally() for action in MEANINGFUL[name]}
    for number, world in enumerate(worlds):
        loaded = loaded_world(world, model)
        days = [DAYS[number % 5], DAYS[(number + 1) % 5]]
        for action, tally in tallies.items():
            if tally.decisions < DECISIONS:
                found = next(differences(loaded, world, model, action, tally, days), None)
                assert found is None, f"KNUTPUNKT_SEED={SEED} {found}"
        if number < 2:
            wrong = wrongly_narrowed(loaded, world, model, MEANINGFUL[name][number % 2 - 1], days[0], DICE)
            assert next(wrong, None) is None, f"KNUTPUNKT_SEED={SEED}"
    with capsys.disabled():
        counts = ", ".join(f"{action} {t.decisions} ({t.allowed} open)" for action, t in tallies.items())
        print(f"\nKNUTPUNKT_SEED={SEED} {name}: {counts}; {time.perf_counter() - began:.1f} s")
    for tally in tallies.values():
        assert tally.decisions >= DECISIONS
        assert tally.allowed > 0
    figure("T01", f"{DECISIONS} beslut eller fler per slags uppgift och handling, 0 skillnader")
