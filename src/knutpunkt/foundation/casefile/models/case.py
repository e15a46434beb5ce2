"""A case around a child, and who takes part in it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.models import Child, Professional, Unit
from knutpunkt.foundation.people.period import Period, PeriodQuerySet
from knutpunkt.foundation.sealing.field import SealedTextField


class Case(models.Model):
    """What we do together for one child. ``unit`` opened it and owns it; each unit's records stay its own."""

    class State(models.TextChoices):
        OPEN = "open", _("vi samarbetar")
        AFTER_CARE = "after_care", _("eftervård")
        CLOSED = "closed", _("avslutat")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="cases")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="case")
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=60, blank=True)
    closing_words = SealedTextField(blank=True)
    after_care_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id opened_on closed_on after_care_on version state",
        personal="child unit matter",
        sensitive="outcome closing_words",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("ärende")
        verbose_name_plural = _("ärenden")
        ordering = ("-opened_on", "id")
        indexes = (models.Index(fields=("child", "state")), models.Index(fields=("unit", "state")))
        constraints = (
            models.UniqueConstraint(
                fields=("child", "unit"), condition=Q(state="open"), name="casefile_case_one_open_per_unit"
            ),
        )

    def __str__(self) -> str:
        return str(self.child)


class Participation(Period):
    """A unit, through a named person, takes part in a case in a period."""

    class Kind(models.TextChoices):
        COORDINATOR = "coordinator", _("samordnare")
        MEMBER = "member", _("deltar")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.MEMBER)
    coordinator_kind = models.CharField(max_length=30, blank=True)

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id kind coordinator_kind start last_day",
        personal="case unit professional",
        of_a_child=True,
    )

    class Meta(Period.Meta):
        verbose_name = _("deltagande")
        ordering = ("start",)
        indexes = (
            models.Index(fields=("professional", "unit", "case")),
            models.Index(fields=("unit", "case")),
        )

    def __str__(self) -> str:
        return f"{self.professional}, {self.unit}"
