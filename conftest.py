"""What holds for every test, wherever it stands."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def the_filter_is_never_wider_than_the_rules(request: pytest.FixtureRequest) -> Iterator[None]:
    """T63: no row is held back by the second decision, in any test; who lets a fault in cleans up."""
    from knutpunkt.foundation.access.door import mismatches

    before = dict(mismatches)
    yield
    assert dict(mismatches) == before, f"the door was opened wider than the rules in {request.node.nodeid}"
