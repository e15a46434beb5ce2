"""One process with one population: its lists and pages, timed; the figures as JSON on the last line.

Run by bench.lists with ``DATA`` and the database in the environment.
"""

import json
import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.signed_in import sign_in

import bench  # noqa: F401  (sets Django up)
from knutpunkt.foundation.access.border import territories_of, within
from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.audit.trail import Trail, following
from knutpunkt.foundation.casefile.models import Case
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import Assignment, Child, Professional
from knutpunkt.rooms.cases.queries import children, notes
from knutpunkt.rooms.today.queries import my_promises

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "40"))
COORDINATOR = "coordinator"
Lists = dict[str, Callable[[Actor], list[Any]]]


def main() -> None:
    """Measure and print."""
    # What stands around the tables is of today even where the population is kept from an earlier run.
    call_command("migrate", verbosity=0, interactive=False)
    told = json.loads((Path(settings.DATA) / f"people-{connection.vendor}.json").read_text())
    people = told["people"]
    actors = {kind: _actor(kind, key) for kind, key in people.items()}
    print(json.dumps({"lists": _lists(actors), "pages": _pages(people[COORDINATOR])}))


def _actor(kind: str, key: str) -> Actor:
    if kind == "guardian":
        return Actor(kind=ActorKind.GUARDIAN, person=UUID(key))
    assignment = Assignment.objects.select_related("unit__area__agency", "professional").get(pk=key)
    return actor_for(assignment)


# --- Lists --------------------------------------------------------------------------------------------------


def _lists(actors: dict[str, Actor]) -> dict[str, str]:
    on = timezone.localdate()
    asked: Lists = {
        "barn, sida 1": lambda actor: children(actor=actor, on=on),
        "anteckningarna i ett samarbete": lambda actor: notes(case_of[actor], actor=actor, on=on),
        "Min dag, lovat": lambda actor: list(my_promises(actor=actor, on=on).values()),
    }
    # Not the newest of all children's notes: nobody gets such a list (design error 9, docs/adr/0015).
    case_of = {actor: case for actor in actors.values() if (case := _a_case(actor, on)) is not None}
    found = {}
    for what, ask in asked.items():
        for kind, actor in actors.items():
            if kind == "guardian" and what != "barn, sida 1":
                continue
            if actor in case_of or "samarbete" not in what:
                found[f"{what}: {kind}"] = _listed(actor, ask)
    found["medarbetare, sida 1: administrator"] = _listed(
        Actor(kind=ActorKind.ADMINISTRATOR), lambda _: list(Professional.objects.order_by("family_name")[:50])
    )
    found["barn, sida 1: coordinator, mot samma rader utan regel"] = _against_the_same(actors[COORDINATOR])
    return found


def _a_case(actor: Actor, on: date) -> Case | None:
    """One of the actor's cases, when they have any."""
    territories = territories_of(actor)
    if not territories:
        return None
    with within(territories), following(Trail(actor=actor, read_only=True)):
        return next(iter(visible(Case.objects.order_by("pk"), actor=actor, on=on, limit=1)), None)


def _listed(actor: Actor, ask: Callable[[Actor], list[Any]]) -> str:
    """Time in the database, and in all, for one list asked for as a page asks."""
    whole, asked, longest = [], [], []
    for turn in range(ROUNDS + 3):
        clock = Clock()
        began = time.perf_counter()
        rows = _as_a_page(actor, lambda: ask(actor), clock)
        if turn >= 3:
            whole.append(time.perf_counter() - began)
            asked.append(clock.spent)
            longest.append(clock.longest)
    return (
        f"listfrågan p50 {_at(longest, 0.5)} p95 {_at(longest, 0.95)} ms, alla frågor p50 {_at(asked, 0.5)}"
        f" p95 {_at(asked, 0.95)} ms, allt p95 {_at(whole, 0.95)} ms, {clock.number} frågor,"
        f" {len(rows)} rader"
    )


def _as_a_page(actor: Actor, ask: Callable[[], list[Any]], clock: "Clock") -> list[Any]:
    territories = territories_of(actor)
    # A guardian has no pages yet, so the wall of the database knows no territory for one.
    if not territories:
        with following(Trail(actor=actor, read_only=True)), connection.execute_wrapper(clock):
            return ask()
    trail = Trail(actor=actor, read_only=True)
    with within(territories), following(trail), connection.execute_wrapper(clock):
        return ask()


class Clock:
    """Adds up the time spent in the database."""

    def __init__(self) -> None:
        self.spent, self.longest, self.number = 0.0, 0.0, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            taken = time.perf_counter() - began
            self.spent, self.longest = self.spent + taken, max(self.longest, taken)
            self.number += 1


def _against_the_same(actor: Actor) -> str:
    """The list with its rule against the same rows fetched by their ids, in turn."""
    from knutpunkt.foundation.access.actions import Action, Kind
    from knutpunkt.foundation.access.scope import scope

    on = timezone.localdate()
    rows = Child.objects.select_related("municipality").order_by("family_name", "given_name", "id")
    keys = [row.pk for row in rows.filter(scope(Kind.CHILD, actor, Action.READ, on))[:51]]
    asked: dict[str, Callable[[], Any]] = {
        "med regel": lambda: rows.filter(scope(Kind.CHILD, actor, Action.READ, on))[:51],
        "utan regel": lambda: rows.filter(pk__in=keys),
        # Past every wall of the rules: it takes seconds where there are a million.
        "alla barn": lambda: rows[:51],
    }
    times: dict[str, list[float]] = {title: [] for title in asked}
    with within(territories_of(actor)), following(Trail(actor=actor, read_only=True)):
        for turn in range(ROUNDS):
            for title, ask in asked.items():
                if title == "alla barn" and turn > 1:
                    continue
                began = time.perf_counter()
                list(ask())
                times[title].append(time.perf_counter() - began)
    ratio = _mid(times["med regel"]) / _mid(times["utan regel"])
    parts = [f"{title} p50 {_at(taken, 0.5)} p95 {_at(taken, 0.95)} ms" for title, taken in times.items()]
    return f"{', '.join(parts)}; {ratio:.2f} ×".replace(".", ",")


# --- Pages --------------------------------------------------------------------------------------------------


def _pages(assignment: str) -> dict[str, float]:
    """Half of the times for the child's page and my day, as one visitor sees them, in turn."""
    client = Client()
    actor = actor_for(sign := Assignment.objects.get(pk=assignment))
    sign_in(client, sign)
    child = next(iter(children(actor=actor, on=timezone.localdate())))
    pages = {"Barnets sida": f"/barn/{child.pk}/", "Min dag": "/min-dag/", "Barn och unga": "/barn/"}
    times: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(ROUNDS + 3):
        for name, path in pages.items():
            began = time.perf_counter()
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")
            if turn >= 3:
                times[name].append(time.perf_counter() - began)
    return {name: _mid(taken) * 1000 for name, taken in times.items()}


def _mid(taken: list[float]) -> float:
    return sorted(taken)[len(taken) // 2]


def _at(taken: list[float], share: float) -> str:
    return _ms(sorted(taken)[min(int(len(taken) * share), len(taken) - 1)])


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}".replace(".", ",")


if __name__ == "__main__":
    main()
