"""The demo's cases stand on what was imported."""

from datetime import date

import pytest

from knutpunkt.demo.cases import build_cases
from knutpunkt.demo.town import NotImported


@pytest.mark.django_db
def test_cases_ask_for_the_import_first():
    with pytest.raises(NotImported):
        build_cases(on=date(2026, 11, 20), seed=7, progress=lambda *told: None)
