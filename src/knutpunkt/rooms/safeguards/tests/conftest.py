import pytest

from knutpunkt.rooms.concerns.tests.place import Place, build


@pytest.fixture
def place(db: None) -> Place:
    return build()
