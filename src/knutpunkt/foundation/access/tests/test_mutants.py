"""T02: nearly every small change to a function of this package is noticed by a test or by the comparison."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.db import connection
from tests.figures import VARIABLE, figure

from knutpunkt.foundation.access.tests.mutants import FOLDER, function_of, in_place, mutants_of
from knutpunkt.foundation.access.tests.mutation import GOAL, KEPT, PAGE, PARTS, keep, page, share, summed

JUDGING = "knutpunkt.foundation.access.tests.judging"


def test_t02_a_mutant_is_in_place_only_as_long_as_it_is_asked_for():
    right = function_of("standing", "takes_part").__code__
    mutants = [one for one in mutants_of("standing") if one.function == "takes_part"]
    assert len(mutants) > 4
    for one in mutants:
        with in_place(one):
            assert function_of("standing", "takes_part").__code__ != right
        assert function_of("standing", "takes_part").__code__ is right


def test_t02_every_module_with_functions_is_mutated():
    judged = {name for part in PARTS.values() for name in part.modules}
    with_functions = {one.stem for one in FOLDER.glob("*.py") if re.search(r"^ *def ", one.read_text(), re.M)}
    assert with_functions == judged


@pytest.mark.skipif(not KEPT.exists(), reason="nothing has been judged yet")
def test_t02_the_page_tells_what_was_kept():
    assert PAGE.read_text() == page(json.loads(KEPT.read_text()))


@pytest.mark.deep
@pytest.mark.parametrize("part", PARTS)
def test_t02_nearly_every_mutant_is_noticed(part, tmp_path):
    if connection.vendor != PARTS[part].vendor:
        pytest.skip(f"judged on {PARTS[part].vendor}")
    told = _judged(part, tmp_path / "answers.json")
    if os.environ.get(VARIABLE):
        keep(part, told)
    killed, number = share(summed(told))
    figure("T02", f"{killed} av {number} mutationer upptäckta ({part})")
    assert killed >= GOAL * number, [name for name, one in told["mutants"].items() if not one["by"]]


def _judged(part, place):
    """Judged in a process of its own, which has one database for itself."""
    apart = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", VARIABLE))}
    command = [sys.executable, "-m", JUDGING, str(place), part]
    subprocess.run(command, cwd=FOLDER.parents[3], env=apart, check=True)
    return json.loads(place.read_text())
