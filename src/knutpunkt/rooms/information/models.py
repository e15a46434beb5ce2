"""What is given in general by a responsible body, and that one person was told, or why not yet."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.casefile.models import Record
from knutpunkt.foundation.people.models import Guardian, ResponsibleBody
from knutpunkt.foundation.sealing.field import SealedTextField


class Occasion(models.TextChoices):
    """What somebody is told of."""

    REGISTER = "register", _("barnet finns i Knutpunkt")
    SCREENING = "screening", _("vi går igenom närvaro och betyg")
    CASE = "case", _("vi samarbetar kring barnet")


IN_GENERAL = (Occasion.REGISTER, Occasion.SCREENING)


class BodyContact(models.Model):
    """Whom people turn to at a responsible body, and its data protection officer; the newest row counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    responsible_body = models.ForeignKey(ResponsibleBody, on_delete=models.CASCADE, related_name="+")
    turn_to = models.CharField(max_length=300)
    officer = models.CharField(max_length=300)
    decided_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    by_account = models.UUIDField(null=True)

    privacy = Privacy(
        Retention.CONFIGURATION,
        none="id responsible_body decided_on made_at",
        personal="turn_to officer by_account",
    )

    class Meta:
        verbose_name = _("kontakt för personuppgifter")
        verbose_name_plural = _("kontakter för personuppgifter")
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.turn_to


class GeneralInformation(models.Model):
    """Since when and where everybody is told of an occasion, or why they are not; the newest row counts.

    Register entry and screening are told in general (GDPR art. 14.5 b).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    responsible_body = models.ForeignKey(ResponsibleBody, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=10, choices=[(one.value, one.label) for one in IN_GENERAL])
    since = models.DateField(null=True)
    where = models.CharField(max_length=300, blank=True)
    why_not = models.TextField(blank=True)
    decided_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    by_account = models.UUIDField(null=True)

    privacy = Privacy(
        Retention.CONFIGURATION,
        none="id responsible_body occasion since where why_not decided_on made_at",
        personal="by_account",
    )

    class Meta:
        verbose_name = _("information i allmänhet")
        ordering = ("-made_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(since__isnull=False, why_not="") & ~Q(where="")
                | Q(since__isnull=True, where="") & ~Q(why_not=""),
                name="information_generalinformation_given_or_why_not",
            ),
        )

    def __str__(self) -> str:
        return str(Occasion(self.occasion).label)


class Informed(Record):
    """One person was told on a day, or why not yet and when somebody looks again. Never changed.

    ``guardian`` is ``None`` for the child itself.
    """

    class How(models.TextChoices):
        TALK = "talk", _("i ett samtal")
        PAPER = "paper", _("i ett samtal, med papperet i handen")
        LETTER = "letter", _("i ett brev")
        OTHER = "other", _("på annat sätt")

    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    guardian = models.ForeignKey(Guardian, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField(null=True)
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    why_not = SealedTextField(max_length=300, blank=True)
    again_on = models.DateField(null=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="record_ptr told_on how again_on",
        personal="guardian",
        sensitive="occasion why_not",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("information till en person")
        constraints = (
            models.CheckConstraint(
                condition=Q(told_on__isnull=False, again_on__isnull=True, why_not="") & ~Q(how="")
                | Q(told_on__isnull=True, again_on__isnull=False, how="") & ~Q(why_not=""),
                name="information_informed_told_or_why_not",
            ),
        )

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
