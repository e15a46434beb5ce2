from pathlib import Path

import pytest

from knutpunkt.rooms.intake.tests.delivery import Delivery, small_school


@pytest.fixture(autouse=True)
def _own_lake(settings, tmp_path: Path):
    settings.DATA = tmp_path / "data"
    settings.LAKE = tmp_path / "data" / "lake"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "delivery"


@pytest.fixture
def school(folder: Path, db) -> Delivery:
    return small_school(folder)
