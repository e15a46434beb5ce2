"""Matters, the commitments that carry them, their history, and notices to whoever takes over.

The database itself refuses an open matter without an open commitment: an open matter names the commitment
that carries it (a check), and triggers on both engines keep that commitment open and its own.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.people.models import Child, Professional, Unit
from knutpunkt.foundation.sealing.field import SealedTextField


class Matter(models.Model):
    """Anything open for a child: a concern, a case, an investigation …; ``unit`` owns it."""

    class Kind(models.TextChoices):
        CONCERN = "concern", _("iakttagelse")
        # Of a report of concern; whoever it falls to must not learn from its kind what it is about.
        RECEIPT = "receipt", _("kvittens att få")
        CASE = "case", _("samarbete kring barnet")
        ABSENCE_INVESTIGATION = "absence_investigation", _("utredning om frånvaro")
        QUESTION = "question", _("fråga om ett barn")
        FORMAL_REQUEST = "formal_request", _("begäran som ska beslutas")
        CONTACT_HOLD = "contact_hold", _("kontaktspärr att gå igenom")
        EMERGENCY = "emergency", _("nödöppning att gå igenom")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=Kind.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    carried_by = models.ForeignKey(
        "Commitment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id opened_on closed_on carried_by",
        personal="child kind unit",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("öppen fråga")
        ordering = ("opened_on", "id")
        indexes = (models.Index(fields=("child", "closed_on")), models.Index(fields=("unit", "closed_on")))
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on__isnull=False, carried_by__isnull=True)
                | Q(closed_on__isnull=True, carried_by__isnull=False),
                name="commitments_matter_open_is_carried",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class Commitment(models.Model):
    """A promise: what, for which child, held by whom, by when.

    ``holder`` and ``backup`` hold it through ``unit``. Who holds it on a given day is computed
    (``queries.holder_on``): the first with a running assignment of holder, backup, the unit's responsible and
    the responsible body's appointee. ``waits_because`` with ``due`` as check date is a valid answer.
    """

    class State(models.TextChoices):
        OPEN = "open", _("öppet")
        DONE = "done", _("klart")
        DROPPED = "dropped", _("avslutat utan åtgärd")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="commitments")
    what = SealedTextField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    backup = models.ForeignKey(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due = models.DateField()
    source = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    waits_because = SealedTextField(max_length=300, blank=True)
    made_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id due source state made_on ended_on version",
        personal="matter unit holder backup",
        sensitive="what waits_because",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("åtagande")
        ordering = ("due", "id")
        indexes = (
            models.Index(fields=("holder", "state", "due")),
            # Most promises have no backup: counted in, they make SQLite go through every promise for one.
            models.Index(
                fields=("backup", "state"),
                condition=Q(backup__isnull=False),
                name="commitments_with_a_backup",
            ),
            models.Index(fields=("unit", "state", "due")),
            models.Index(fields=("matter", "state")),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", ended_on__isnull=True)
                | (~Q(state="open") & Q(ended_on__isnull=False)),
                name="commitments_commitment_ended_has_a_day",
            ),
            models.CheckConstraint(condition=~Q(what=""), name="commitments_commitment_says_what"),
            models.CheckConstraint(
                condition=Q(backup__isnull=True) | ~Q(backup=models.F("holder")),
                name="commitments_commitment_backup_is_another",
            ),
        )

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class CommitmentChange(models.Model):
    """One step in a commitment's history: made, moved, handed over, taken over by rule, waiting, done …"""

    class Kind(models.TextChoices):
        MADE = "made", _("lovat")
        MOVED = "moved", _("flyttat")
        HANDED_OVER = "handed_over", _("överlämnat")
        FELL_TO = "fell_to", _("övergick till")
        WAITS = "waits", _("väntar")
        DONE = "done", _("klart")
        DROPPED = "dropped", _("avslutat utan åtgärd")
        REOPENED = "reopened", _("öppnat igen")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    holder_before = models.ForeignKey(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    holder_after = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    due_before = models.DateField(null=True, blank=True)
    due_after = models.DateField()
    reason = SealedTextField(max_length=300, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id kind on at due_before due_after",
        personal="commitment by holder_before holder_after",
        sensitive="reason",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("ändring av åtagande")
        ordering = ("at",)

    def __str__(self) -> str:
        return self.get_kind_display()


class Notice(models.Model):
    """A line on somebody's day: a commitment has come to them without their asking. Read it, and it is gone.

    Unique per (kind, key) so that the same happening is told once however often a run is repeated.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="+")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    made_on = models.DateField()
    read_on = models.DateField(null=True, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id kind key made_on read_on",
        personal="professional commitment",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("avisering")
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="commitments_notice_once"),)

    def __str__(self) -> str:
        return self.kind
