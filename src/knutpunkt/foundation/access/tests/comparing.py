"""The first way to see a mutant: ask ``scope`` and ``decide`` the same and compare, as for a seeded fault."""

import signal
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import islice, zip_longest
from typing import Any
from uuid import UUID

from django.db import transaction

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.tests.differential import MEANINGFUL, decided
from knutpunkt.foundation.access.tests.judging import forget, noting
from knutpunkt.foundation.access.tests.mutants import Mutant, in_place
from knutpunkt.foundation.access.tests.random_world import build
from knutpunkt.foundation.access.tests.test_seeded_faults import (
    CHILDREN,
    SEED,
    WORLDS,
    Comparison,
    Question,
)
from knutpunkt.foundation.asking import prepared

IMPLEMENTATION, SPECIFICATION, FACTS = "implementation", "specification", "facts"
SIDES = {
    **dict.fromkeys(("asked", "own", "effective", "openers", "scope"), IMPLEMENTATION),
    **dict.fromkeys(("rules", "standing", "family", "consenting", "decide", "facts"), SPECIFICATION),
    **dict.fromkeys(("loading", "gathering"), FACTS),
}
PAIRS = [(name, action) for name, actions in MEANINGFUL.items() for action in actions]
# How many questions of each pair are asked to learn what it calls, and in all before a mutant is let go.
LEARNT, ASKED, AT_MOST = 25, 120, 400
# Facts are fetched anew for a mutant that fetches them wrong, so these are asked about few worlds.
FETCHED = 2
Pair = tuple[str, Action]
Ask = Callable[[Question], frozenset[UUID]]


class Sight:
    """Answers of both sides, kept, and which questions come past which function."""

    def __init__(self) -> None:
        self.comparison = Comparison(build(SEED, worlds=WORLDS, children=CHILDREN))
        self.questions = {pair: self.comparison.questions(pair) for pair in PAIRS}
        self.met: dict[Any, set[Pair]] = defaultdict(set)
        for pair in PAIRS:
            self._learn(pair)

    def _learn(self, pair: Pair) -> None:
        called: set[Any] = set()
        forget()
        with noting(called):
            for question in self.questions[pair][:LEARNT]:
                self.comparison.scoped(question)
                self.comparison.decided(question)
            self.comparison.load(0, pair[0])
        for function in called:
            self.met[function].add(pair)

    def of(self, mutant: Mutant) -> str:
        """By which question the mutant is seen; "" when none of them shows it."""
        side = SIDES[mutant.module]
        pairs = [one for one in PAIRS if one in self.met[mutant.module, mutant.function]]
        wanted = [self._asked(side, pair) for pair in pairs]
        mixed = (one for some in zip_longest(*wanted) for one in some if one is not None)
        ask, right = self._ways(side)
        texts: dict[Any, Any] = {}
        for question in islice(mixed, AT_MOST):
            expected = right(question)
            if _said(mutant, texts, ask, question) != expected:
                return f"comparison: {question[1]} {question[2]}"
        return ""

    def _asked(self, side: str, pair: Pair) -> list[Question]:
        found = self.questions[pair]
        if side == FACTS:
            found = [one for one in found if one[0] < FETCHED]
        return found[:ASKED]

    def _ways(self, side: str) -> tuple[Ask, Ask]:
        """How one side is asked anew, and what the other has answered."""
        known = self.comparison
        if side == IMPLEMENTATION:
            return known.scope_now, known.decided
        if side == SPECIFICATION:
            return known.decide_now, known.scoped
        load = cache(known.load)

        def fetch_and_decide(question: Question) -> frozenset[UUID]:
            number, name, action, actor, on = question
            return decided(load(number, name), actor, action, on)

        return fetch_and_decide, known.scoped


def _said(mutant: Mutant, texts: dict[Any, Any], ask: Ask, question: Question) -> frozenset[UUID] | str:
    """The answer with the mutant in place; the queries it writes are kept apart from the right ones."""
    right, prepared.texts = prepared.texts, texts
    try:
        with _ended_in(20), in_place(mutant):
            return ask(question)
    except Exception as error:
        return f"raises {type(error).__name__}"
    finally:
        prepared.texts = right


@contextmanager
def _ended_in(seconds: int) -> Iterator[None]:
    def end(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def sights(mutants: Mapping[str, Mutant]) -> Iterator[tuple[str, str]]:
    """What shows each mutant, by its name, over one set of worlds that is gone afterwards."""
    with transaction.atomic():
        sight = Sight()
        for name, one in mutants.items():
            yield name, sight.of(one)
        transaction.set_rollback(True)
