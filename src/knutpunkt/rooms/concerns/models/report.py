"""Report of concern (orosanmälan, socialtjänstlagen 19:1): in the sender's own space, its author's alone."""

from collections.abc import Collection

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.casefile.models import Record
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.sealing.field import SealedTextField


class ReportOfConcern(Record):
    """What the author reports, fact apart from interpretation (domain §3.4).

    Always ``restricted``: it opens to its author only. It counts as sent when the social services have
    confirmed that they have it; until then the author holds a commitment to get that confirmation.
    """

    class Safety(models.TextChoices):
        YES = "yes", _("ja")
        NO = "no", _("nej")
        UNKNOWN = "unknown", _("vet inte")

    class Channel(models.TextChoices):
        PHONE = "phone", _("telefon")
        PAPER = "paper", _("på papper")
        E_SERVICE = "e_service", _("socialtjänstens e-tjänst")
        VISIT = "visit", _("på plats")

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="report_of_concern")
    recipient = models.CharField(max_length=200)
    facts = SealedTextField()
    interpretation = SealedTextField(blank=True)
    since_when = SealedTextField(max_length=300, blank=True)
    childs_words = SealedTextField(blank=True)
    safe_now = models.CharField(max_length=8, choices=Safety.choices)
    safe_now_words = SealedTextField(max_length=500, blank=True)
    guardians_informed = models.BooleanField(default=False)
    guardians_not_informed_because = SealedTextField(max_length=500, blank=True)
    earlier_concerns = SealedTextField(blank=True)
    support_given = SealedTextField(blank=True)
    wants_feedback = models.BooleanField(default=True)
    wants_meeting = models.BooleanField(default=False)
    channel = models.CharField(max_length=12, choices=Channel.choices, blank=True)
    receipt_confirmed_on = models.DateField(null=True, blank=True)
    receipt_from = models.CharField(max_length=200, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="record_ptr receipt_confirmed_on channel",
        personal="matter recipient receipt_from wants_feedback wants_meeting",
        sensitive="facts interpretation since_when childs_words safe_now safe_now_words guardians_informed "
        "guardians_not_informed_because earlier_concerns support_given",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("orosanmälan")
        verbose_name_plural = _("orosanmälningar")
        constraints = (
            models.CheckConstraint(
                condition=Q(guardians_informed=True) | ~Q(guardians_not_informed_because=""),
                name="concerns_report_says_why_not_informed",
            ),
            models.CheckConstraint(
                condition=Q(receipt_confirmed_on__isnull=True) | ~Q(receipt_from=""),
                name="concerns_report_receipt_from_someone",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """All but the one about sealed text, which has to be sealed before it can be compared."""
        super().validate_constraints({*(exclude or ()), "guardians_not_informed_because"})

    @property
    def is_sent(self) -> bool:
        return self.receipt_confirmed_on is not None
