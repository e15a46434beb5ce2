"""The demo's cases: in every state, built by the rooms' own operations."""

from collections import Counter
from datetime import date

import pytest

from knutpunkt.demo.cases import build_cases
from knutpunkt.demo.municipality import draw_municipality
from knutpunkt.demo.tests.loading import load
from knutpunkt.foundation.casefile.models import Case

ON = date(2026, 11, 20)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load(draw_municipality(on=ON, seed=7))
        yield build_cases(on=ON, seed=7, progress=lambda *a: None)


@pytest.mark.django_db
def test_there_are_cases_in_every_state(built):
    states = Counter(Case.objects.values_list("state", flat=True))
    assert states.total() >= 115
    assert set(states) == {"open", "after_care", "closed"}
