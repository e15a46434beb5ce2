"""Break-glass: somebody who is not among those around a child opens what their own area has about it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.people.models import Assignment, Child, Professional
from knutpunkt.foundation.sealing.field import SealedTextField


class EmergencyOpening(models.Model):
    """*Nödöppning*: need is stated by the one who opens, for a day at most, and looked at afterwards.

    It crosses no secrecy: only what the own area has. For a child with protected identity it opens nothing
    before a second person at the unit has agreed (trust §1.9).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    seconded_by = models.ForeignKey(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id opened_at until seconded_at closed_at",
        personal="child professional assignment seconded_by",
        sensitive="reason",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("nödöppning")
        verbose_name_plural = _("nödöppningar")
        ordering = ("-opened_at",)
        indexes = (
            models.Index(fields=("professional", "child")),
            models.Index(fields=("child", "professional")),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at")), name="casefile_emergencyopening_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(seconded_by__isnull=True) | ~Q(seconded_by=F("professional")),
                name="casefile_emergencyopening_second_is_another",
            ),
        )

    def __str__(self) -> str:
        return str(self.professional)
