"""A follow-up of a plan, and progress per goal."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.casefile.models import Record
from knutpunkt.foundation.sealing.field import SealedTextField
from knutpunkt.rooms.plans.models import Goal, Plan


class FollowUp(Record):
    """One look at a plan: what the child said, what we saw, and when we look again."""

    of_plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="follow_ups")
    childs_words = SealedTextField(blank=True)
    child_refrained = models.BooleanField(default=False)
    summary = SealedTextField(blank=True)
    next_on = models.DateField(null=True, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="record_ptr next_on",
        personal="of_plan",
        sensitive="childs_words child_refrained summary",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("uppföljning")
        verbose_name_plural = _("uppföljningar")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class GoalProgress(models.Model):
    """How it goes with one goal at one follow-up, in words on an open scale; never a number of the child."""

    class State(models.TextChoices):
        BETTER = "better", _("närmare")
        SAME = "same", _("som förut")
        HARDER = "harder", _("svårare")
        REACHED = "reached", _("nått")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="progress")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="progress")
    state = models.CharField(max_length=10, choices=State.choices)
    words = SealedTextField(max_length=300, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD, none="id", personal="follow_up goal", sensitive="state words", of_a_child=True
    )

    class Meta:
        verbose_name = _("framsteg")
        constraints = (
            models.UniqueConstraint(fields=("follow_up", "goal"), name="followup_goalprogress_once"),
        )

    def __str__(self) -> str:
        return str(self.get_state_display())
