"""The site the proofs are made on: its own data folder and, on PostgreSQL, its own database."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import new_database

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "from knutpunkt.cli import main; main()"


@dataclass
class Site:
    """A data folder with a database; ``told`` is what the builder said of it."""

    data: Path
    database: str
    told: dict[str, Any]

    @property
    def environment(self) -> dict[str, str]:
        given = {name: value for name, value in os.environ.items() if not name.startswith("KNUTPUNKT_")}
        given |= {
            "KNUTPUNKT_PROFILE": "test",
            "DATA": str(self.data),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        return given | ({"KNUTPUNKT_DATABASE": self.database} if self.database else {})

    def program(self, *arguments: str, timeout: float = 900, module: str = "tests.at_rest.site") -> Any:
        """What the program on the site told: its last line."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """``knutpunkt …``, running."""
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, *arguments],
            cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def knutpunkt(self, *arguments: str) -> tuple[int, str]:
        """``knutpunkt …`` to its end: its code and what it said, on one line."""
        running = self.start(*arguments)
        said, _nothing = running.communicate(timeout=2400)
        return running.returncode, " ".join(said.split())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database answers, asked beside the product."""
        with self.connected() as connection:
            return list(connection.execute(sql).fetchall())

    def connected(self) -> Any:
        if self.database:
            import psycopg

            return psycopg.connect(self.database)
        import sqlite3

        return sqlite3.connect(self.data / "knutpunkt.sqlite3", timeout=20)


def make_site(folder: Path, number: int) -> Site:
    site = Site(folder, own_database(), {})
    site.told = site.program("build", str(number))
    return site


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="kp-at-rest-") as folder:
        yield make_site(Path(folder), 20_000)


def own_database() -> str:
    """The address of a database of its own on PostgreSQL; nothing on SQLite, where it lies in the folder."""
    url = os.environ.get("KNUTPUNKT_DATABASE", "")
    return new_database(url, "at_rest") if url else ""
