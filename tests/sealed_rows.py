"""Finding rows by what is sealed in them, which the database cannot: tests read every row and compare."""

from typing import Any, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


def the(rows: "models.QuerySet[M] | models.Manager[M]", **said: Any) -> M:
    """The only row that says exactly this."""
    (found,) = those(rows, **said)
    return found


def those(rows: "models.QuerySet[M] | models.Manager[M]", **said: Any) -> list[M]:
    """Every row that says exactly this."""
    return [row for row in rows.all() if all(getattr(row, name) == text for name, text in said.items())]
