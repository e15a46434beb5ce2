"""The municipality with one of everything, and everybody's walk through it, made once for all who ask."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from tests import everything
from tests.crawler import Crawl
from tests.everything import Everything


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker) -> Iterator[Everything]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield everything.build(timezone.localdate())
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def crawls(world: Everything) -> dict[str, Crawl]:
    return {role: Crawl(world.client(role)) for role in world.everybody}
