"""``make test``: the whole suite on SQLite and on a real PostgreSQL, the journeys in a real browser.

Prints one line per part, and a closing line with the sum.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from tests import browser, postgres
from tests.figures import VARIABLE
from tests.trust import FIGURES, PAGE, page

ROOT = Path(__file__).resolve().parent.parent
# What takes longest first, so that neither of two workers is left alone with it at the end.
ON_POSTGRESQL = ["tests/at_rest", "src/knutpunkt/foundation", "src/knutpunkt/rooms"]
# Two of the journeys mostly wait: what is disclosed opens after half a minute.
JOURNEYS = [f"tests/journeys/test_{name}.py" for name in ("who_says_yes", "from_concern_to_follow_up")]


def run(title: str, *arguments: str, environment: dict[str, str] | None = None) -> bool:
    """Run pytest in its own process; true when nothing failed."""
    print(f"\n── {title}", flush=True)
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", *arguments]
    code = subprocess.run(command, cwd=ROOT, env=os.environ | (environment or {}), check=False).returncode
    print(f"── {title}: {'klart' if code == 0 else 'FEL'}, {time.monotonic() - began:.0f} s", flush=True)
    return code == 0


def main() -> int:
    """Run every part even when one fails; the exit code tells whether all passed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--deep", action="store_true", help="also the slow proofs")
    deep = parser.parse_args().deep
    marks = "not journey" if deep else "not journey and not deep"
    if deep:
        os.environ.setdefault(VARIABLE, str(FIGURES))
    workers = str(min(os.cpu_count() or 1, 8))
    parallel = ["-n", workers, "--dist", "loadfile", "--no-loadscope-reorder", "--durations=12"]
    passed = [run("allt på SQLite", "-m", marks, *parallel)]
    with postgres.server() as url:
        passed.append(
            run(
                "grunden och rummen på PostgreSQL",
                "-m",
                marks if deep else f"{marks} and not alike",
                *parallel,
                *ON_POSTGRESQL,
                environment={"KNUTPUNKT_DATABASE": url},
            )
        )
    if browser.find() is None:
        print("── resorna i webbläsare hoppas över: ingen Chromium finns och ingen gick att installera")
    else:
        passed.append(run("resorna i webbläsare", "-m", "journey", *parallel, *JOURNEYS, "tests/journeys"))
    if deep:
        PAGE.write_text(page())
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
