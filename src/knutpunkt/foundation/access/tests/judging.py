"""Judges mutants: ``python -m knutpunkt.foundation.access.tests.judging <answers.json> <part> [module …]``.

One pytest session, collected once. First every test runs as it is, and it is noted which functions it calls.
Then each mutant is judged: by the comparison of ``scope`` with ``decide`` where that can see it, else by the
tests that call its function, in a forked child with the mutant in place. It is killed when the comparison
differs or raises, or when a test fails, and by nothing else.
"""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
import typst
from _pytest.runner import runtestprotocol
from django.db import connection

from knutpunkt.foundation.access.tests.mutants import FOLDER, Mutant, in_place, mutants_of
from knutpunkt.foundation.asking import prepared

# To fetch the facts anew for a comparison costs more than the first few tests.
FETCHING, FEW = ("loading", "gathering"), 12
ROOT = FOLDER.parents[3]
# What works so many seconds more than its tests took without a mutant does not end; nor what waits so long.
WORKING, WAITING = 60, 1200
Function = tuple[str, str]


@dataclass
class Judge:
    """The plugin that runs instead of pytest's own loop.

    ``known``: those already killed, and how; they are not judged again.
    """

    modules: tuple[str, ...]
    place: Path
    known: dict[str, str] = field(default_factory=dict)
    named: dict[str, Mutant] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    seconds: dict[str, float] = field(default_factory=dict)
    callers: dict[Function, list[Any]] = field(default_factory=lambda: defaultdict(list))
    kills: Counter[str] = field(default_factory=Counter)
    wrong_already: list[str] = field(default_factory=list)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        # A paper is set by threads, and a fork has none but the one that made it.
        typst.compile = _set_elsewhere  # type: ignore[assignment]
        self._as_it_is(session.items)
        # What a module or a folder has set up is made anew with each mutant; the database stays.
        session._setupstate.teardown_exact(session)  # type: ignore[arg-type]
        self._in_another_order(session.items)
        if self.wrong_already:
            print("fails without any mutant:", *self.wrong_already, sep="\n  ")
            return True
        named = self.named = self._named()
        print(f"{len(named)} mutants, {len(session.items)} tests", flush=True)
        by = dict(self.known)
        self._test(session, {name: one for name, one in named.items() if one.module in FETCHING}, by, FEW)
        by |= self._compared(session, named, by)
        self._keep(by)
        self._test(session, named, by)
        print(*(f"survives: {one.line} {name}" for name, one in named.items() if not by[name]), sep="\n")
        return True

    def _keep(self, by: dict[str, str]) -> None:
        """What is known so far: a run that is broken off can go on from there."""
        told = {
            name: {"module": one.module, "line": one.line, "by": by.get(name, "")}
            for name, one in self.named.items()
        }
        seconds = round(time.monotonic() - self.began)
        self.place.write_text(json.dumps({"seconds": seconds, "mutants": told}, ensure_ascii=False, indent=1))

    def _named(self) -> dict[str, Mutant]:
        """Every mutant by its name; the second of the same name in a function has a number."""
        found: dict[str, Mutant] = {}
        for one in (one for module in self.modules for one in mutants_of(module)):
            names = (f"{one.name} ({number})" if number > 1 else one.name for number in count(1))
            found[next(name for name in names if name not in found)] = one
        return found

    def _as_it_is(self, items: list[Any]) -> None:
        for item, coming in zip(items, [*items[1:], items[0]], strict=True):
            forget()
            called: set[Function] = set()
            began = time.perf_counter()
            with noting(called):
                reports = runtestprotocol(item, log=False, nextitem=coming)
            self.seconds[item.nodeid] = time.perf_counter() - began
            self.wrong_already += [
                f"{item.nodeid}: {one.longreprtext[-500:]}" for one in reports if one.failed
            ]
            for function in called:
                self.callers[function].append(item)

    def _in_another_order(self, items: list[Any]) -> None:
        """The quickest first, as mutants meet them: what fails then would kill each for no reason."""
        in_turn = sorted(items, key=lambda item: self.seconds[item.nodeid])
        said = _in_a_child(lambda: _first_failing([*in_turn, in_turn[0]]), WAITING)
        if said:
            self.wrong_already.append(f"{said} (in another order)")

    def _compared(
        self, session: pytest.Session, named: dict[str, Mutant], killed: dict[str, str]
    ) -> dict[str, str]:
        """What the comparison says of those it can see and that nothing has killed."""
        from pytest_django.plugin import blocking_manager_key

        from knutpunkt.foundation.access.tests.comparing import SIDES, sights

        wanted = {name: one for name, one in named.items() if one.module in SIDES and not killed.get(name)}
        if not wanted:
            return {}
        with session.config.stash[blocking_manager_key].unblock():
            found = dict(sights(wanted))
        print(f"{sum(map(bool, found.values()))} of {len(wanted)} seen by the comparison", flush=True)
        return found

    def _test(
        self, session: pytest.Session, named: dict[str, Mutant], by: dict[str, str], few: int | None = None
    ) -> None:
        """Let the tests (or the first few) judge those that nothing has killed."""
        for number, (name, one) in enumerate(named.items(), 1):
            by[name] = by.get(name) or self._tested(session.items, one, few)
            if number % 100 == 0 or number == len(named):
                self._keep(by)

    def _tested(self, items: list[Any], mutant: Mutant, few: int | None) -> str:
        """The test that kills it: first those that kill most, then the quickest."""
        chosen = sorted(
            self.callers.get((mutant.module, mutant.function), ()),
            key=lambda item: (-self.kills[item.nodeid] // 5, self.seconds[item.nodeid]),
        )[:few]
        if not chosen:
            return ""
        enough = WORKING + 3 * sum(self.seconds[item.nodeid] for item in chosen)
        in_turn = [*chosen, _another(items, chosen[-1])]
        said = _in_a_child(lambda: _first_failing(in_turn, mutant), enough)
        if said in self.seconds:
            self.kills[said] += 1
        return said


def _set_elsewhere(template: bytes, **options: Any) -> bytes:
    """A paper, set by a process of its own."""
    asked = pickle.dumps((template, options))
    code = "import pickle, sys, typst; t, o = pickle.load(sys.stdin.buffer);"
    code += " sys.stdout.buffer.write(typst.compile(t, **o))"
    done = subprocess.run([sys.executable, "-c", code], input=asked, capture_output=True, check=False)
    if done.returncode:
        raise typst.TypstError(done.stderr.decode()[-300:])
    return done.stdout


def _another(items: list[Any], than: Any) -> Any:
    """What is told to come after the last, so that what the whole run shares is kept."""
    return next(one for one in items if one is not than)


def _first_failing(items: list[Any], mutant: Mutant | None = None) -> str:
    forget()
    with in_place(mutant) if mutant is not None else nullcontext():
        for item, coming in pairwise(items):
            if any(one.failed for one in runtestprotocol(item, log=False, nextitem=coming)):
                return str(item.nodeid)
    return ""


def _in_a_child(ask: Any, seconds: float) -> str:
    """What ``ask`` says in a process of its own, which takes every trace of the mutant with it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_quiet()
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.alarm(WAITING)
        try:
            said = ask()
        except BaseException as error:
            said = f"raises {type(error).__name__}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    return said if status == 0 else f"ends by signal {status & 127}"


def _be_quiet() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    if connection.vendor == "postgresql":
        # The parent's connection is the parent's: closing it here would end it there.
        connection.connection, connection.inherited = None, connection.connection


def forget() -> None:
    """Empty what is kept for as long as the process runs and was made by these functions."""
    from knutpunkt.foundation.access import holdings

    prepared.texts.clear()
    holdings.holdings.cache_clear()
    holdings.way_to_child.cache_clear()


@contextmanager
def noting(called: set[Function]) -> Iterator[None]:
    """Note the functions of this package that are called in the block."""
    here = f"{FOLDER}/"

    def note(frame: Any, event: str, _: Any) -> None:
        if event == "call" and (code := frame.f_code).co_filename.startswith(here):
            called.add((code.co_filename[len(here) : -3], code.co_qualname.partition(".<locals>")[0]))

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


def main(place: Path, part: str, *modules: str) -> None:
    """Judge, and write the answers; where there are some already, only what was left is judged again.

    Raises ``AssertionError`` when the tests fail without any mutant.
    """
    from knutpunkt.foundation.access.tests.mutation import PARTS

    before = json.loads(place.read_text())["mutants"] if place.exists() else {}
    known = {name: one["by"] for name, one in before.items() if one["by"]}
    plugin = Judge(modules or PARTS[part].modules, place, known)
    options = ["-q", "-m", "not deep and not journey", "-p", "no:xdist"]
    tests = [str(ROOT / one) for one in PARTS[part].tests]
    ended = pytest.main([*options, "--rootdir", str(ROOT), *tests], plugins=[plugin])
    assert not plugin.wrong_already
    assert ended is pytest.ExitCode.OK


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
