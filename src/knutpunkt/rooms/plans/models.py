"""Assessments with their factors; plans with goals and support measures."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.casefile.models import Record
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Guardian, Professional, Unit
from knutpunkt.foundation.sealing.field import SealedTextField
from knutpunkt.rooms.knowledge.catalogue import measure_named


class Assessment(Record):
    """A mapping of what carries and what weighs, with the child's own view. Never a score."""

    summary = SealedTextField(blank=True)
    childs_view = SealedTextField(blank=True)
    child_refrained = models.BooleanField(default=False)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="record_ptr",
        sensitive="summary childs_view child_refrained",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("kartläggning")
        verbose_name_plural = _("kartläggningar")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class Factor(models.Model):
    """One thing that protects or puts at risk, from the catalogue or in own words."""

    class Kind(models.TextChoices):
        PROTECTIVE = "protective", _("det som bär")
        RISK = "risk", _("det som tynger")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    code = models.CharField(max_length=40, blank=True)
    words = SealedTextField(max_length=300, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD, none="id", personal="assessment", sensitive="kind code words", of_a_child=True
    )

    class Meta:
        verbose_name = _("faktor")
        ordering = ("kind", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(code="", words=""), name="plans_factor_says_something"),
        )

    def __str__(self) -> str:
        return self.words or self.code


class Plan(Record):
    """The child's plan in one case. It always has a day when it is followed up."""

    class State(models.TextChoices):
        ACTIVE = "active", _("gäller")
        ENDED = "ended", _("avslutad")

    title = SealedTextField(max_length=150)
    present_situation = SealedTextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    follow_up_on = models.DateField()
    follow_up_promise = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="record_ptr state follow_up_on follow_up_promise ended_on",
        sensitive="title present_situation",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("planer")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="active", ended_on__isnull=True) | Q(state="ended", ended_on__isnull=False),
                name="plans_plan_ended_has_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def followed_up_by(self) -> date | None:
        """The day of the open promise to follow up, also when it has been moved; None when there is none."""
        promise = self.follow_up_promise
        return promise.due if self.is_active and promise is not None and promise.is_open else None


class Goal(models.Model):
    """A goal in somebody's own words; whose words they are is said."""

    class Voice(models.TextChoices):
        CHILD = "child", _("barnets ord")
        GUARDIAN = "guardian", _("vårdnadshavarens ord")
        TEAM = "team", _("teamets ord")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="goals")
    words = SealedTextField(max_length=300)
    voice = models.CharField(max_length=10, choices=Voice.choices, default=Voice.CHILD)
    order = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)
    reached = models.BooleanField(default=False)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id order ended_on reached",
        personal="plan voice",
        sensitive="words",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("mål")
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.words


class SupportMeasure(models.Model):
    """What somebody does towards a goal: who, from when, by when, and how we will know.

    Done by a professional (then it is also a commitment), by a guardian, or by the child.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("pågår")
        DONE = "done", _("klar")
        STOPPED = "stopped", _("avbruten")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="measures")
    code = models.CharField(max_length=40)
    what = SealedTextField(max_length=300)
    professional = models.ForeignKey(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(Guardian, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_child = models.BooleanField(default=False)
    start = models.DateField()
    due = models.DateField()
    how_we_know = SealedTextField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    ended_on = models.DateField(null=True, blank=True)
    ended_because = SealedTextField(max_length=300, blank=True)
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id start due state ended_on commitment",
        personal="goal professional unit guardian by_child",
        sensitive="code what how_we_know ended_because",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("insats")
        verbose_name_plural = _("insatser")
        ordering = ("due", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    professional__isnull=False, unit__isnull=False, guardian__isnull=True, by_child=False
                )
                | Q(professional__isnull=True, unit__isnull=True, guardian__isnull=False, by_child=False)
                | Q(professional__isnull=True, unit__isnull=True, guardian__isnull=True, by_child=True),
                name="plans_supportmeasure_one_responsible",
            ),
            models.CheckConstraint(
                condition=Q(due__gte=models.F("start")), name="plans_supportmeasure_in_order"
            ),
            models.CheckConstraint(condition=~Q(how_we_know=""), name="plans_supportmeasure_how_we_know"),
        )

    def __str__(self) -> str:
        return self.what

    @property
    def name(self) -> str:
        """The catalogue's name of the measure in the reader's language."""
        measure = measure_named(self.code)
        return measure.name if measure is not None else self.code

    @property
    def promise(self) -> Commitment | None:
        """The open commitment it is, if a professional does it."""
        return self.commitment if self.commitment is not None and self.commitment.is_open else None

    @property
    def until(self) -> date:
        """By when: as promised now, also when the promise has been moved."""
        return self.promise.due if self.promise is not None else self.due

    @property
    def responsible(self) -> str:
        """Who does it now, by name, also when it has been handed over; "" when it is the child."""
        if self.promise is not None:
            return f"{self.promise.holder}, {self.promise.unit}"
        if self.professional is not None:
            return f"{self.professional}, {self.unit}"
        return str(self.guardian) if self.guardian is not None else ""
