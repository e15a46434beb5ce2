"""The invariant, proven by a machine that tries everything; and the machine, by faults put in on purpose."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from knutpunkt.foundation.commitments.tests.faults import REACHED, Bend
from knutpunkt.foundation.commitments.tests.machine import Ground, Promises
from knutpunkt.foundation.commitments.tests.walk import walk

pytestmark = pytest.mark.django_db
SETTINGS = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True)
ONE_FAULT = settings(
    SETTINGS,
    max_examples=150,
    stateful_step_count=30,
    derandomize=True,
    phases=(Phase.generate,),
    report_multiple_bugs=False,
)


def test_every_open_matter_has_a_holder_and_a_date_on_every_day():
    Ground.lay()
    run_state_machine_as_test(Promises, settings=settings(SETTINGS, max_examples=12, stateful_step_count=30))


@pytest.mark.deep
def test_every_open_matter_has_a_holder_and_a_date_on_every_day_however_long_one_tries():
    Ground.lay()
    run_state_machine_as_test(Promises, settings=settings(SETTINGS, max_examples=300, stateful_step_count=60))


def noticed(look: Callable[[], None], bend: Bend, monkeypatch: pytest.MonkeyPatch) -> bool:
    Ground.lay()
    bend(monkeypatch)
    try:
        look()
    except (AssertionError, DatabaseError):
        return True
    return False


def test_a_walk_through_the_machine_finds_nothing_amiss():
    Ground.lay()
    walk()


@pytest.mark.parametrize("bend", REACHED, ids=lambda bend: bend.__name__)
def test_a_walk_through_the_machine_notices_that(bend: Bend, monkeypatch: pytest.MonkeyPatch):
    assert noticed(walk, bend, monkeypatch)


@pytest.mark.deep
@pytest.mark.parametrize("bend", REACHED, ids=lambda bend: bend.__name__)
def test_the_machine_left_to_itself_notices_that(bend: Bend, monkeypatch: pytest.MonkeyPatch):
    assert noticed(lambda: run_state_machine_as_test(Promises, settings=ONE_FAULT), bend, monkeypatch)
