"""An empty database gets at once what the migrations would give step by step."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.postgres import new_database

# Django's own: the steps of `auth` were written before the size of its numbers was chosen.
NO_MATTER = {"auth_group_permissions.id"}
ROOT = Path(__file__).resolve().parents[5]


def tables(way: str, folder: Path) -> dict[str, object]:
    """Everything that stands in a new database made in this way."""
    environment = os.environ | {"DATA": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    if environment.get("KNUTPUNKT_DATABASE"):
        environment["KNUTPUNKT_DATABASE"] = new_database(environment["KNUTPUNKT_DATABASE"], "tables")
    made = subprocess.run(
        [sys.executable, "-m", "knutpunkt.foundation.audit.tests.tables", way],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr[-3000:]
    return json.loads(made.stdout.splitlines()[-1])


def test_made_at_once_or_step_by_step_the_tables_are_the_same(tmp_path: Path):
    at_once, steps = (tables(way, tmp_path / way) for way in ("at_once", "steps"))
    assert len(steps) > 150
    assert at_once.keys() == steps.keys()
    differ = {name: (told, steps[name]) for name, told in at_once.items() if told != steps[name]}
    assert {name: both for name, both in differ.items() if name not in NO_MATTER} == {}
