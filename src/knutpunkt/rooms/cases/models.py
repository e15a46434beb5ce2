"""What is written in a case besides plans: notes and corrections, attachments, the child's own words."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.casefile.models import Record
from knutpunkt.foundation.people.models import Professional
from knutpunkt.foundation.sealing.field import SealedTextField


class Note(Record):
    """A note by one professional. A draft is its author's alone; a correction keeps the earlier text."""

    heading = SealedTextField(max_length=150, blank=True)
    text = SealedTextField()

    privacy = Privacy(Retention.CASE_RECORD, none="record_ptr", sensitive="heading text", of_a_child=True)

    class Meta:
        verbose_name = _("anteckning")
        verbose_name_plural = _("anteckningar")

    def __str__(self) -> str:
        return self.heading or str(self._meta.verbose_name)


class NoteCorrection(models.Model):
    """The text as it stood before a correction, and why it was corrected.

    ``asked_for_on``: the day the one it is about asked for it, when that is why.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="corrections")
    heading_before = SealedTextField(max_length=150, blank=True)
    text_before = SealedTextField()
    reason = SealedTextField(max_length=300)
    corrected_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(auto_now_add=True)
    asked_for_on = models.DateField(null=True, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id corrected_at asked_for_on",
        personal="note corrected_by",
        sensitive="heading_before text_before reason",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("rättelse")
        ordering = ("corrected_at",)

    def __str__(self) -> str:
        return self.reason


class Attachment(Record):
    """A file. Its content lies outside the database under its id and is served only through the door."""

    name = SealedTextField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="record_ptr content_type size sha256",
        sensitive="name",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("bilaga")
        verbose_name_plural = _("bilagor")

    def __str__(self) -> str:
        return self.name


class ChildsView(Record):
    """The child's own words, or that the child chose to refrain. The child says who may read them."""

    words = SealedTextField(blank=True)
    refrained = models.BooleanField(default=False)
    asked_about = SealedTextField(max_length=200, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD, none="record_ptr refrained", sensitive="words asked_about", of_a_child=True
    )

    class Meta:
        verbose_name = _("barnets egna ord")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
