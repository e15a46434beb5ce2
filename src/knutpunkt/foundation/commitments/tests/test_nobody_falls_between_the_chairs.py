"""The invariant, proven by a machine that tries everything; and the machine, by faults put in on purpose."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from knutpunkt.foundation.commitments.tests.faults import ASKING, DOING, Bend
from knutpunkt.foundation.commitments.tests.machine import Ground, Promises

pytestmark = pytest.mark.django_db
SETTINGS = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True)
ONE_FAULT = settings(
    SETTINGS,
    max_examples=60,
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


@pytest.mark.parametrize("bend", [*ASKING[:1], *ASKING[4:7], *DOING], ids=lambda bend: bend.__name__)
def test_the_machine_notices_that(bend: Bend, monkeypatch: pytest.MonkeyPatch):
    Ground.lay()
    bend(monkeypatch)
    with pytest.raises(Exception) as noticed:  # noqa: PT011
        run_state_machine_as_test(Promises, settings=ONE_FAULT)
    assert not isinstance(noticed.value, TypeError)
