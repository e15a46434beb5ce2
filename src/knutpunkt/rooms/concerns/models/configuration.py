"""What a responsible body has chosen: how long an answer may wait, which rules are used, and the runs."""

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.people.models import ResponsibleBody

FROM_THE_BEGINNING = date(2020, 1, 1)


class ConcernRoutine(models.Model):
    """How the body works with concerns from a day until the next. Days are working days unless said.

    ``investigation_from_step``: from this step of an absence rule the head teacher must open an investigation
    or sign a decision against it; the law sets no number (domain §4.2). ``rest_days``: calendar days an
    answered flag is left in peace unless it gets worse.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    responsible_body = models.ForeignKey(ResponsibleBody, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(default=FROM_THE_BEGINNING)
    answer_days = models.PositiveSmallIntegerField(default=5)
    days_to_backup = models.PositiveSmallIntegerField(default=5)
    days_to_head_teacher = models.PositiveSmallIntegerField(default=10)
    investigation_from_step = models.PositiveSmallIntegerField(default=2)
    investigation_days = models.PositiveSmallIntegerField(default=21)
    rest_days = models.PositiveSmallIntegerField(default=28)

    privacy = Privacy(
        Retention.CONFIGURATION,
        none="id responsible_body valid_from answer_days days_to_backup days_to_head_teacher "
        "investigation_from_step investigation_days rest_days",
    )

    class Meta:
        verbose_name = _("arbetssätt för iakttagelser")
        ordering = ("responsible_body", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("responsible_body", "valid_from"), name="concerns_routine_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(days_to_head_teacher__gt=models.F("days_to_backup")),
                name="concerns_routine_climbs_upwards",
            ),
        )

    def __str__(self) -> str:
        return f"{self.responsible_body}, {self.valid_from}"


class RuleVersion(models.Model):
    """One rule of the screening in one version, from a day until the next; never changed once used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    responsible_body = models.ForeignKey(ResponsibleBody, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    measure = models.CharField(max_length=60)
    comparison = models.CharField(max_length=4)
    threshold = models.FloatField()
    min_coverage = models.FloatField(null=True, blank=True)
    min_lessons = models.PositiveIntegerField(null=True, blank=True)
    school_forms = models.CharField(max_length=100, blank=True)
    step = models.PositiveSmallIntegerField(default=1)
    active = models.BooleanField(default=True)
    title = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=300, blank=True)

    privacy = Privacy(
        Retention.CONFIGURATION,
        none="id responsible_body rule version valid_from valid_to measure comparison threshold min_coverage "
        "min_lessons school_forms step active title description source",
    )

    class Meta:
        verbose_name = _("regel för frånvaro och betyg")
        ordering = ("responsible_body", "rule", "version")
        constraints = (
            models.UniqueConstraint(
                fields=("responsible_body", "rule", "version"), name="concerns_ruleversion_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} v{self.version}"


class ScreeningRun(models.Model):
    """One run of the screening for one responsible body and day: rows read, time taken, what it found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    responsible_body = models.ForeignKey(ResponsibleBody, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    ran_at = models.DateTimeField(auto_now_add=True)
    rows_read = models.PositiveBigIntegerField(default=0)
    children = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    flags: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    new = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)

    privacy = Privacy(
        Retention.CONFIGURATION,
        none="id responsible_body on ran_at rows_read children seconds flags new updated unchanged",
    )

    class Meta:
        verbose_name = _("körning")
        ordering = ("-on", "-ran_at")

    def __str__(self) -> str:
        return f"{self.responsible_body}, {self.on}"
