"""Log review as work: how often and how much, the rounds, what was looked at, and meetings that explain."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.people.models import Professional, ResponsibleBody, Unit
from knutpunkt.foundation.people.period import Period, PeriodQuerySet
from knutpunkt.foundation.sealing.field import SealedTextField
from knutpunkt.rooms.safeguards.models import FormalRequest


class ReviewRoutine(Period):
    """How a responsible body reviews its log from a day: size of the sample, and what are working hours."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    responsible_body = models.ForeignKey(ResponsibleBody, on_delete=models.CASCADE, related_name="+")
    sample_size = models.PositiveSmallIntegerField(default=20)
    work_begins = models.PositiveSmallIntegerField(default=6)
    work_ends = models.PositiveSmallIntegerField(default=20)

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(
        Retention.CONFIGURATION, none="id responsible_body sample_size work_begins work_ends start last_day"
    )

    class Meta(Period.Meta):
        verbose_name = _("rutin för loggranskning")

    def __str__(self) -> str:
        return str(self.responsible_body)


class ReviewRound(models.Model):
    """One round: a period, and the seed with which anybody can draw the same sample again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    responsible_body = models.ForeignKey(ResponsibleBody, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    seed = models.CharField(max_length=32)
    sample_size = models.PositiveSmallIntegerField()
    readings = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField()
    made_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()

    privacy = Privacy(
        Retention.TRAIL,
        none="id responsible_body first_day last_day seed sample_size readings pairs made_on",
        personal="made_by",
    )

    class Meta:
        verbose_name = _("granskningsomgång")
        ordering = ("-first_day",)
        constraints = (
            models.UniqueConstraint(
                fields=("responsible_body", "first_day"), name="oversight_one_round_a_period"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="oversight_round_has_days"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_day}–{self.last_day}"


class Review(models.Model):
    """Somebody's readings of one child (or of many on a day) to be looked at, and what was found.

    Until it is judged in order or reported on it has a holder and a date; the database refuses anything else.
    ``child`` is an id and no link, so that the trail of the review outlives the child's own rows.
    """

    class Judgement(models.TextChoices):
        OPEN = "open", _("ska granskas")
        IN_ORDER = "in_order", _("i sin ordning")
        ASK = "ask", _("fråga personen")
        REPORT = "report", _("anmält vidare")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="reviews")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    child = models.UUIDField(null=True)
    children = models.PositiveIntegerField(default=1)
    reasons = models.JSONField(default=list)
    weight = models.PositiveSmallIntegerField(default=0)
    emergency = models.UUIDField(null=True)
    readings = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    judgement = models.CharField(max_length=10, choices=Judgement.choices, default=Judgement.OPEN)
    looked_at = SealedTextField(blank=True)
    holder = models.ForeignKey(Professional, null=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True)
    judged_by = models.ForeignKey(Professional, null=True, on_delete=models.PROTECT, related_name="+")
    judged_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        Retention.TRAIL,
        none="id round children reasons weight readings first_at last_at judgement due judged_on version",
        personal="professional child emergency holder judged_by",
        sensitive="looked_at",
    )

    class Meta:
        verbose_name = _("granskning")
        ordering = ("-weight", "-last_at", "id")
        indexes = (models.Index(fields=("round", "judgement")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    judgement__in=("in_order", "report"), judged_by__isnull=False, judged_on__isnull=False
                )
                | Q(judgement__in=("open", "ask"), holder__isnull=False, due__isnull=False),
                name="oversight_review_is_held_or_judged",
            ),
        )

    def __str__(self) -> str:
        return self.get_judgement_display()

    @property
    def is_open(self) -> bool:
        return self.judgement in (self.Judgement.OPEN, self.Judgement.ASK)


class MeetingWindow(models.Model):
    """The student-health team of a unit goes through many children: said before it begins, never after."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    registered_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(Retention.TRAIL, none="id unit starts_at ends_at", personal="registered_by")

    class Meta:
        verbose_name = _("EHT-möte")
        ordering = ("-starts_at",)
        indexes = (models.Index(fields=("unit", "ends_at")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="oversight_meeting_has_length"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit}"


class LegalHold(Period):
    """Nothing about the child is disposed of while this runs: a dispute, a supervision, a claim."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey("people.Child", on_delete=models.CASCADE, related_name="+")
    reason = SealedTextField()
    decided_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    lifted_by = models.ForeignKey(Professional, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_because = SealedTextField(blank=True)

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id start last_day",
        personal="child decided_by lifted_by",
        sensitive="reason lifted_because",
        of_a_child=True,
    )

    class Meta(Period.Meta):
        verbose_name = _("gallringsstopp")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class RetentionPeriod(Period):
    """How long a responsible body keeps a class of things, when it is not what Knutpunkt ships with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    responsible_body = models.ForeignKey(ResponsibleBody, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=40)
    years = models.PositiveSmallIntegerField()
    law = models.CharField(max_length=200)

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(Retention.CONFIGURATION, none="id responsible_body what years law start last_day")

    class Meta(Period.Meta):
        verbose_name = _("gallringsfrist")

    def __str__(self) -> str:
        return f"{self.what} {self.years}"


class Handout(models.Model):
    """A person's own log or a register extract, handed out by somebody after a request.

    ``request`` is the formal request it answers, when there is one; then that is closed by it.
    """

    class Kind(models.TextChoices):
        OWN_LOG = "own_log", _("vem som har läst")
        EXTRACT = "extract", _("registerutdrag")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey("people.Child", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    guardian = models.ForeignKey("people.Guardian", null=True, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(FormalRequest, null=True, on_delete=models.PROTECT, related_name="+")
    requested_on = models.DateField()
    first_day = models.DateField()
    last_day = models.DateField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id kind requested_on first_day last_day made_on unit",
        personal="child guardian request made_by",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("utdrag")
        verbose_name_plural = _("utdrag")
        ordering = ("-made_on", "id")

    def __str__(self) -> str:
        return self.get_kind_display()


class Disposal(models.Model):
    """The report of one disposal: how many of each class, and nothing of what they were."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_on = models.DateField()
    counts = models.JSONField(default=dict)
    held = models.PositiveIntegerField(default=0)
    by_account = models.UUIDField(null=True)

    privacy = Privacy(Retention.CONFIGURATION, none="id made_on counts held", personal="by_account")

    class Meta:
        verbose_name = _("gallringsrapport")
        ordering = ("-made_on",)

    def __str__(self) -> str:
        return str(self.made_on)
