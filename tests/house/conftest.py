"""The municipality with one of everything, and everybody's walk through it, made once for all who ask."""

import logging
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from tests import everything
from tests.crawler import Crawl
from tests.everything import Everything


class Walks(dict[str, Crawl]):
    """Role → what it met; walked when first asked for."""

    def __init__(self, world: Everything) -> None:
        super().__init__()
        self.world = world
        self.log: list[str] = []

    def __missing__(self, role: str) -> Crawl:
        keeper = _Keeper(self.log)
        logging.getLogger().addHandler(keeper)
        self[role] = Crawl(self.world.client(role), each=1)
        logging.getLogger().removeHandler(keeper)
        return self[role]

    def everybody(self) -> dict[str, Crawl]:
        """The walk of every role."""
        return {role: self[role] for role in self.world.everybody}


class _Keeper(logging.Handler):
    """Keeps every line."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker) -> Iterator[Everything]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield everything.build(timezone.localdate())
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def walks(world: Everything) -> Walks:
    return Walks(world)
