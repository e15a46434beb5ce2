"""Django's own checks also say when the keys do not fit the database."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from knutpunkt.foundation.sealing.fitting import problem


@register(Tags.database)
def keys_fit_the_database(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """An error when what is stored was sealed with other keys than ours."""
    words = problem() if databases else ""
    return [Error(words, id="sealing.E001")] if words else []
