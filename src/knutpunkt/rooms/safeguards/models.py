"""What this room keeps beside the conflicts, holds and openings of the foundation: reviews and requests."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.casefile.models import EmergencyOpening
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.models import Child, ContactHold, Professional
from knutpunkt.foundation.sealing.field import SealedTextField
from knutpunkt.rooms.cases.models import NoteCorrection


class HoldReview(models.Model):
    """The matter that makes somebody look at a contact hold again, and whom colleagues ask meanwhile."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hold = models.OneToOneField(ContactHold, on_delete=models.CASCADE, related_name="review")
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="hold_review")
    ask = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(Retention.CASE_RECORD, none="id", personal="hold matter ask", of_a_child=True)

    class Meta:
        verbose_name = _("genomgång av kontaktspärr")
        verbose_name_plural = _("genomgångar av kontaktspärrar")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class OpeningReview(models.Model):
    """The matter in which somebody else goes through an emergency opening afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening = models.OneToOneField(EmergencyOpening, on_delete=models.CASCADE, related_name="review")
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="opening_review")

    privacy = Privacy(Retention.CASE_RECORD, none="id", personal="opening matter", of_a_child=True)

    class Meta:
        verbose_name = _("genomgång av nödöppning")
        verbose_name_plural = _("genomgångar av nödöppningar")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class FormalRequest(models.Model):
    """Somebody asks for what a person must decide in writing, and can appeal against.

    Party's access (FL 2017:900 10 §, OSL 10:3), register extract (GDPR art. 15), rectification (art. 16),
    erasure (art. 17), restriction (art. 18) and objection (art. 21). A decision for the person is carried out
    by somebody, by a day; for rectification the text as it stood is kept (``correction`` or ``text_before``)
    and whoever had got it is told (art. 19).
    """

    class Kind(models.TextChoices):
        PARTY_ACCESS = "party_access", _("insyn som part")
        REGISTER_EXTRACT = "register_extract", _("registerutdrag")
        RECTIFICATION = "rectification", _("rättelse")
        OBJECTION = "objection", _("invändning")
        RESTRICTION = "restriction", _("begränsad användning medan något prövas")
        ERASURE = "erasure", _("radering")

    class AskedBy(models.TextChoices):
        CHILD = "child", _("barnet eller den unge själv")
        GUARDIAN = "guardian", _("en vårdnadshavare")
        OTHER = "other", _("någon annan, eller ett ombud")

    class Decision(models.TextChoices):
        GRANTED = "granted", _("bifall")
        PARTLY = "partly", _("bifall till en del")
        REFUSED = "refused", _("avslag")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="formal_request")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    asked_by = models.CharField(max_length=10, choices=AskedBy.choices)
    who = SealedTextField(max_length=200)
    what = SealedTextField()
    received_on = models.DateField()
    received_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    reasons = SealedTextField(blank=True)
    decided_by = models.ForeignKey(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)
    appeal = models.TextField(blank=True)
    carried_out_by = models.ForeignKey(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    carried_out_on = models.DateField(null=True, blank=True)
    what_was_done = SealedTextField(blank=True)
    text_before = SealedTextField(blank=True)
    receivers_told = SealedTextField(blank=True)
    correction = models.ForeignKey(
        NoteCorrection, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id kind received_on decided_on appeal decision carried_out_on",
        personal="matter child asked_by received_by decided_by carried_out_by correction",
        sensitive="who what reasons what_was_done text_before receivers_told",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("begäran")
        verbose_name_plural = _("begäranden")
        ordering = ("-received_on", "id")
        indexes = (models.Index(fields=("child", "kind")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(decision="", decided_on__isnull=True, decided_by__isnull=True)
                | (~Q(decision="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
                name="safeguards_formalrequest_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(carried_out_on__isnull=True, carried_out_by__isnull=True)
                | Q(
                    carried_out_on__isnull=False,
                    carried_out_by__isnull=False,
                    decision__in=("granted", "partly"),
                ),
                name="safeguards_formalrequest_carried_out_as_decided",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_open(self) -> bool:
        """Nobody has decided yet."""
        return not self.decision

    @property
    def is_to_be_done(self) -> bool:
        """Decided for the person, and not carried out yet."""
        return self.decision in (self.Decision.GRANTED, self.Decision.PARTLY) and not self.carried_out_on


class LookUp(models.Model):
    """That somebody looked for a person by number or name; never whom, and never whether it was found.

    Kept to count with: so many an hour and no more (trust T34).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy = Privacy(Retention.ORGANISATION, none="id at", personal="professional")

    class Meta:
        verbose_name = _("uppslag")
        verbose_name_plural = _("uppslag")
        indexes = (models.Index(fields=("professional", "at")),)

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
