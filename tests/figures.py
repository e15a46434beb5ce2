"""What a proof measured, said in words: printed, and kept for docs/trust.md when a file is named.

``make test-deep`` names docs/generated/figures.json; without ``KNUTPUNKT_FIGURES`` nothing is kept.
"""

import fcntl
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "KNUTPUNKT_FIGURES"


def figure(criterion: str, words: str) -> None:
    """Tell a figure of a criterion ("T12"): on the terminal, and in the file if one is named."""
    print(f"{criterion}: {words}", flush=True)
    if kept := os.environ.get(VARIABLE):
        told = {"words": words, "date": time.strftime("%Y-%m-%d")}
        with _alone_with(Path(kept)) as figures:
            figures.setdefault(criterion, {})[_test()] = told


def kept_in(place: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Criterion → test → what it said and when; empty where nothing is kept yet."""
    return json.loads(place.read_text() or "{}") if place.exists() else {}


def _test() -> str:
    """The function that runs now, without its parameters."""
    name = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition("::")[2]
    return re.split(r"[\[ ]", name, maxsplit=1)[0]


@contextmanager
def _alone_with(place: Path) -> Iterator[dict[str, dict[str, dict[str, str]]]]:
    """The figures, to be changed by one process at a time."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        figures = kept_in(place)
        yield figures
        file.truncate(0)
        file.write(json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
