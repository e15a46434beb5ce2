"""What keeps somebody away from a child: a conflict of interest, and a hold on contact with a guardian."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.people.models.children import Child, Guardian
from knutpunkt.foundation.people.models.professionals import Professional
from knutpunkt.foundation.people.period import Period, PeriodQuerySet
from knutpunkt.foundation.sealing.field import SealedTextField


class ConflictOfInterest(Period):
    """*Jäv*: a professional is related or close to a child, and has nothing to do with it (FL 2017:900 16 §).

    While it runs nothing about the child opens to them, on no ground.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    declared_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id start last_day",
        personal="professional child declared_by",
        sensitive="reason",
        of_a_child=True,
    )

    class Meta(Period.Meta):
        verbose_name = _("jäv")
        indexes = (
            models.Index(fields=("professional", "child")),
            models.Index(fields=("child", "professional")),
        )

    def __str__(self) -> str:
        return str(self.professional)


class ContactHold(Period):
    """*Kontaktspärr*: nothing about the child reaches the guardian, in no channel, and nothing says so.

    It has a decider, a written reason and a day when it is looked at again; it ends when somebody ends it,
    never by itself (trust §1.7; OSL 12:3 second paragraph).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="contact_holds")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()
    review_on = models.DateField()

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id start last_day review_on",
        personal="child decided_by",
        sensitive="guardian reason",
        of_a_child=True,
    )

    class Meta(Period.Meta):
        verbose_name = _("kontaktspärr")
        verbose_name_plural = _("kontaktspärrar")
        indexes = (models.Index(fields=("child", "guardian")), models.Index(fields=("guardian", "child")))

    def __str__(self) -> str:
        return str(self.guardian)
