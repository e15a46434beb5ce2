"""The municipality with one of everything, and canaries in it; made once for each module that asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from tests import everything
from tests.everything import Everything
from tests.trust_proofs import canaries
from tests.trust_proofs.canaries import Canary


@dataclass
class Sown:
    """The world, and what lies where in it."""

    world: Everything
    canaries: list[Canary]

    @property
    def on(self) -> date:
        return self.world.on


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[Everything]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield everything.build(timezone.localdate())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sown(world: Everything) -> Sown:
    mail.outbox = []
    canaries.widen(world)
    return Sown(world, canaries.sow())
