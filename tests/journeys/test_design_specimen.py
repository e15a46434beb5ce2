"""The components in a real browser: no accessibility fault, nothing wider than the screen, in both themes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import browser

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.journey
def test_the_specimen_pages_have_no_faults_at_any_width_in_any_theme(tmp_path: Path):
    found = browser.find()
    if found is None:
        pytest.skip("no browser here and none can be installed")
    result = subprocess.run(
        [sys.executable, ROOT / "tests" / "house" / "design_specimen.py", tmp_path, "--no-pictures"],
        env={**os.environ, "CHROMIUM": found, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests' / 'house'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
