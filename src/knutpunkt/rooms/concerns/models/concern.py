"""A concern: something seen about a child, by a person or by the screening, that somebody must answer."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.casefile.models import Record
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.models import Professional, Unit
from knutpunkt.foundation.sealing.field import SealedJSONField, SealedTextField


class Concern(Record):
    """What somebody saw. Owned by the unit that received it; ``matter`` is open until it has its answer.

    ``flags``: what the screening found, each with rule, version, step, numbers and sentence, and ``protects``
    the numbers of what goes well; both refreshed by every run while the concern is open. ``recovered_on``:
    since when the screening finds nothing any more. A concern that came in while a case was open has no
    matter of its own: the case has. ``sent_by`` and ``sent_from``: a sender in another area, who is not its
    author here: what was sent is the receiver's, and opens nothing to the sender (trust §1.10).
    ``identified`` is false while the child is only a description from a sender who may not know more.
    """

    class Source(models.TextChoices):
        SCREENING = "screening", _("frånvaro och betyg")
        MENTOR = "mentor", _("mentor")
        TEACHER = "teacher", _("annan personal i skolan")
        STUDENT_HEALTH = "student_health", _("elevhälsan")
        AGENCY = "agency", _("annan verksamhet")
        GUARDIAN = "guardian", _("vårdnadshavare")
        CHILD = "child", _("barnet själv")

    class Level(models.TextChoices):
        UNIVERSAL = "universal", _("för alla")
        SELECTIVE = "selective", _("för en grupp")
        INDICATED = "indicated", _("för ett barn")

    class State(models.TextChoices):
        ASKED = "asked", _("mentorn är tillfrågad")
        NOT_TRUE = "not_true", _("stämde inte")
        RECEIVED = "received", _("mottagen")
        UNIVERSAL = "universal", _("mentorn eller klassen tar det")
        SETTLED = "settled", _("klart hos mentorn eller klassen")
        TO_CASE = "to_case", _("ska bli samarbete")
        IN_CASE = "in_case", _("ingår i ett samarbete")
        DISMISSED = "dismissed", _("ingen åtgärd nu")

    class Answer(models.TextChoices):
        UNIVERSAL = "universal", _("mentorn eller klassen tar det")
        CASE = "case", _("börja samarbeta kring eleven")
        DISMISSED = "dismissed", _("ingen åtgärd nu, därför att …")

    matter = models.OneToOneField(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="concern"
    )
    source = models.CharField(max_length=20, choices=Source.choices)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.INDICATED)
    state = models.CharField(max_length=12, choices=State.choices)
    state_since = models.DateField()
    what_seen = SealedTextField(blank=True)
    since_when = SealedTextField(max_length=300, blank=True)
    what_tried = SealedTextField(blank=True)
    childs_words = SealedTextField(blank=True)
    sent_by = models.ForeignKey(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_from = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    identified = models.BooleanField(default=True)
    described_as = SealedTextField(max_length=500, blank=True)
    flags = SealedJSONField(default=list, blank=True)
    protects = SealedJSONField(default=dict, blank=True)
    screened_on = models.DateField(null=True, blank=True)
    recovered_on = models.DateField(null=True, blank=True)
    mentor_words = SealedTextField(blank=True)
    mentor_answered_by = models.ForeignKey(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mentor_answered_on = models.DateField(null=True, blank=True)
    climbed = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    answer_reason = SealedTextField(blank=True)
    answered_by = models.ForeignKey(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="record_ptr state_since identified screened_on mentor_answered_on climbed answered_on",
        personal="matter source state sent_by sent_from mentor_answered_by answered_by",
        sensitive="level what_seen since_when what_tried childs_words described_as flags protects "
        "recovered_on mentor_words answer answer_reason",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("iakttagelse")
        verbose_name_plural = _("iakttagelser")
        indexes = (
            models.Index(fields=("state", "state_since")),
            # The few children who are only described are found without asking every concern.
            models.Index(
                fields=("record_ptr",), condition=Q(identified=False), name="concerns_only_described"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False, answered_by__isnull=False)),
                name="concerns_concern_answered_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(answer="dismissed") | ~Q(answer_reason=""),
                name="concerns_concern_dismissed_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_from_screening(self) -> bool:
        return self.source == self.Source.SCREENING

    @property
    def awaits_answer(self) -> bool:
        """Nobody has said yet what happens."""
        return self.state in {self.State.ASKED, self.State.RECEIVED}


class Receipt(models.Model):
    """What a sender in another area has left: that something was sent to a unit on a day, nothing of a child.

    The receiver's answer never comes back here: whether the child is known would tell too much (trust §1.10).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    sender_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id sender_unit recipient sent_on created_at",
        personal="sender",
    )

    class Meta:
        verbose_name = _("kvittens")
        ordering = ("-sent_on", "-created_at")
        indexes = (models.Index(fields=("sender", "sender_unit")),)

    def __str__(self) -> str:
        return f"{self.recipient}, {self.sent_on}"
