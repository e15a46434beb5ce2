"""Dated rows. A period runs from ``start`` to ``last_day``, both days included ("till och med")."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q


def running(on: date, prefix: str = "") -> Q:
    """The rows, reached by ``prefix``, whose period includes the day ``on`` (local date, Stockholm)."""
    return Q(**{f"{prefix}start__lte": on}) & (
        Q(**{f"{prefix}last_day__isnull": True}) | Q(**{f"{prefix}last_day__gte": on})
    )


class PeriodQuerySet(models.QuerySet[Any]):
    """Rows that can be asked which of them run on a day."""

    def running(self, on: date) -> Self:
        return self.filter(running(on))


class Period(models.Model):
    """Something that holds from one day to another, or until further notice."""

    start = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("start")),
                name="%(app_label)s_%(class)s_ends_after_start",
            ),
        )

    def runs(self, on: date) -> bool:
        return self.start <= on and (self.last_day is None or self.last_day >= on)
