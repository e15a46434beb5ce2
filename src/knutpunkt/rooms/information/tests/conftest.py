from datetime import date

import pytest
from django.utils import timezone

from knutpunkt.foundation.casefile.models import Case
from knutpunkt.foundation.people.models import Guardian
from knutpunkt.rooms.cases.tests.begun import begin, invite_bup
from knutpunkt.rooms.concerns.tests.place import Place, build
from knutpunkt.rooms.consents.tests.family import give_parents


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def place(db: None) -> Place:
    return build()


@pytest.fixture
def parents(place: Place) -> tuple[Guardian, Guardian]:
    """Maja and Johan, with custody of Alva."""
    return give_parents(place.alva)


@pytest.fixture
def case(place: Place, parents: tuple[Guardian, Guardian], today: date) -> Case:
    """Elin coordinates, Kim takes part, and so does Bo from BUP."""
    made = begin(place, today)
    invite_bup(place, made, today)
    return made
