"""T15: processes are killed at random points under load; what was acknowledged stays, nothing is torn."""

import os
import random
import secrets
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from knutpunkt.rooms.intake.tests import delivery as files
from tests.at_rest.conftest import Site, own_database
from tests.crashes.running import Server, kill
from tests.crashes.writing import Writer
from tests.figures import figure

SEED = secrets.randbelow(2**31)
PUPILS_EACH, READY_WITHIN, LONGEST_WAIT = 60, 10.0, 120.0


@pytest.fixture
def site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="kp-crash-") as folder:
        made = Site(Path(folder), own_database(), {})
        made.told = made.program("build", module="tests.crashes.site")
        yield made


class Kills:
    """One evening in which everything that can die does."""

    def __init__(self, site: Site) -> None:
        self.site, self.draw = site, random.Random(SEED)
        self.killed: Counter[str] = Counter()
        self.slowest, self.deliveries = 0.0, 0
        self.crowded = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
        self.imports: list[threading.Thread] = []
        self.server = Server(site)
        self.writers = self._writers()

    def _writers(self) -> list[Writer]:
        told = self.site.told
        many = len(told["sessions"])
        return [
            Writer(self.server.port, told, session, told["promises"][number::many])
            for number, session in enumerate(told["sessions"])
        ]

    def go(self, number: int) -> None:
        """In each round of four kills: the whole server, an import and both workers, in any order.

        A worker that dies again within five seconds is a loop to the server, which then gives up and is
        started anew; so each worker dies once in a round.
        """
        assert self.server.ready_after(LONGEST_WAIT) < LONGEST_WAIT, "never began"
        victims: list[str] = []
        for _ in range(number // 4):
            victims += ["server", *self.draw.sample(["import", "worker", "worker"], 3)]
        for writer in self.writers:
            writer.start()
        try:
            for victim in victims:
                self._one_more(victim)
        finally:
            self._end()

    def _one_more(self, victim: str) -> None:
        self._some_are_saved()
        time.sleep(self.draw.uniform(0, 0.4))
        if victim == "import":
            self.imports.append(self._import_to_be_killed())
        elif victim == "server":
            self.server.kill_everything()
        else:
            self.server.kill_the_oldest_worker()
        self.killed[victim] += 1
        self.slowest = max(self.slowest, self.server.ready_after(LONGEST_WAIT))

    def _some_are_saved(self) -> None:
        """Nothing is killed before the site works again: an acknowledged act since the last kill."""
        before, until = self.saved(), time.monotonic() + LONGEST_WAIT
        while self.saved() == before and time.monotonic() < until:
            time.sleep(0.01)

    def saved(self) -> int:
        return sum(writer.saved.number for writer in self.writers)

    def _import_to_be_killed(self) -> threading.Thread:
        number, after = self.deliveries, self.draw.uniform(0.5, 1.5) * self.one_import
        self.deliveries += 1
        thread = threading.Thread(target=self._import_until, args=(number, after))
        thread.start()
        return thread

    def _import_until(self, number: int, after: float) -> None:
        running = self.import_of(number)
        with suppress(subprocess.TimeoutExpired):
            running.communicate(timeout=after)
        kill(running.pid)
        running.communicate()

    def measure_one_import(self) -> None:
        began = time.monotonic()
        self.import_of(self.deliveries).communicate()
        self.deliveries += 1
        self.one_import = time.monotonic() - began

    def import_of(self, number: int) -> "subprocess.Popen[str]":
        folder = self.site.data / f"delivery{number}"
        if not folder.exists():
            told = files.Delivery(folder)
            rows = [
                f"D{number}P{one};;Barn{number}x{one};Ek;2012-03-01;flicka;;ingen"
                for one in range(PUPILS_EACH)
            ]
            told.put("elever.csv", [*files.PUPILS, *rows])
        return self.site.start("import", str(folder), "--yes", "--on", str(files.DAY))

    def _end(self) -> None:
        for writer in self.writers:
            writer.ended = True
        for thread in [*self.writers, *self.imports]:
            thread.join(timeout=30)
        self.server.stop()

    def taken_in(self, given_names: list[str]) -> dict[int, int]:
        counted = Counter(name.partition("x")[0] for name in given_names)
        return {number: counted.get(f"Barn{number}", 0) for number in range(self.deliveries)}


def killed(site: Site, number: int) -> None:
    evening = Kills(site)
    evening.measure_one_import()
    evening.go(number)
    kept = site.program("look", module="tests.crashes.site")
    saved = [writer.saved for writer in evening.writers]
    for acknowledged in saved:
        assert acknowledged.notes <= set(kept["notes"]), f"a note is lost, seed {SEED}"
        assert acknowledged.goals <= set(kept["goals"]), f"a goal is lost, seed {SEED}"
        assert acknowledged.ended <= set(kept["ended"]), f"a kept promise is open again, seed {SEED}"
        assert acknowledged.moved.items() <= kept["due"].items(), f"a moved promise is back, seed {SEED}"
    assert len(kept["notes"]) == len(set(kept["notes"])), "a note was written twice"
    assert kept["torn"] == [], f"seed {SEED}"
    halves = {
        one: many for one, many in evening.taken_in(kept["children"]).items() if many not in {0, PUPILS_EACH}
    }
    assert halves == {}, f"half an import, seed {SEED}"
    _chain_is_whole(site)
    everything = evening.saved()
    assert everything > number, [writer.refused[:3] for writer in evening.writers]
    assert evening.slowest <= READY_WITHIN * evening.crowded, f"ready again after {evening.slowest:.1f} s"
    engine = "PostgreSQL" if site.database else "SQLite"
    # On a machine with other work to do, everything waits for its turn.
    busy = f" på en maskin med {evening.crowded:.0f} gånger så mycket att göra som den hinner" * (
        evening.crowded >= 2
    )
    told = ", ".join(f"{many} {what}" for what, many in sorted(evening.killed.items()))
    figure(
        "T15",
        f"{engine}: {number} kill -9 ({told}), {everything} kvitterade ändringar, 0 borta, 0 halva, "
        f"redo igen efter högst {evening.slowest:.1f} s{busy}",
    )


def _chain_is_whole(site: Site) -> None:
    code, said = site.knutpunkt("audit", "checkpoint")
    assert code == 0, said
    code, said = site.knutpunkt("audit", "key")
    code, said = site.knutpunkt("audit", "verify", "--key", said.split()[-1])
    assert code == 0, said


def test_t15_nothing_acknowledged_is_lost_when_processes_are_killed(site: Site):
    killed(site, 20)


@pytest.mark.deep
def test_t15_nothing_acknowledged_is_lost_in_a_long_evening_of_kills(site: Site):
    killed(site, 200)


@pytest.mark.deep
def test_t15_an_import_that_was_killed_is_taken_in_whole_when_it_comes_again(site: Site):
    evening = Kills(site)
    evening.measure_one_import()
    try:
        for _ in range(5):
            evening._import_to_be_killed().join()
        for number in range(evening.deliveries):
            running = evening.import_of(number)
            said, _nothing = running.communicate(timeout=120)
            assert running.returncode == 0, said
    finally:
        evening.server.stop()
    kept = site.program("look", module="tests.crashes.site")
    assert set(evening.taken_in(kept["children"]).values()) == {PUPILS_EACH}
