"""The head teacher's investigation of repeated or long absence, or the signed decision not to open one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.casefile.models import Record
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.models import Professional
from knutpunkt.foundation.sealing.field import SealedTextField
from knutpunkt.rooms.concerns.models.concern import Concern


class AbsenceInvestigation(Record):
    """Skollagen 7:19 a (compulsory school) and 15:16 (upper secondary), whether the absence is valid or not.

    ``decided_by`` signs: by opening it, or by deciding against with a reason. ``body_notified_on`` is the
    notice to the responsible body; ``home_municipality_notified_on`` that of 7:22 or 15:15, when owed.
    """

    class State(models.TextChoices):
        OPEN = "open", _("utredning pågår")
        CONCLUDED = "concluded", _("utredningen är klar")
        DECIDED_AGAINST = "decided_against", _("beslut att inte utreda nu")

    class Law(models.TextChoices):
        COMPULSORY = "7:19 a", _("skollagen 7 kap. 19 a §")
        UPPER_SECONDARY = "15:16", _("skollagen 15 kap. 16 §")

    matter = models.OneToOneField(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="absence_investigation"
    )
    prompted_by = models.ForeignKey(
        Concern, null=True, blank=True, on_delete=models.PROTECT, related_name="investigations"
    )
    state = models.CharField(max_length=16, choices=State.choices)
    law = models.CharField(max_length=8, choices=Law.choices)
    decided_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()
    signed_at = models.DateTimeField(auto_now_add=True)
    reason = SealedTextField()
    due = models.DateField(null=True, blank=True)
    pupil_heard_on = models.DateField(null=True, blank=True)
    guardians_heard_on = models.DateField(null=True, blank=True)
    student_health_heard_on = models.DateField(null=True, blank=True)
    body_notified_on = models.DateField(null=True, blank=True)
    home_municipality_owed = models.BooleanField(default=False)
    home_municipality_notified_on = models.DateField(null=True, blank=True)
    causes = SealedTextField(blank=True)
    conclusion = SealedTextField(blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    concluded_by = models.ForeignKey(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="record_ptr law decided_on signed_at due body_notified_on home_municipality_notified_on "
        "concluded_on",
        personal="matter prompted_by state decided_by pupil_heard_on guardians_heard_on "
        "student_health_heard_on home_municipality_owed concluded_by",
        sensitive="reason causes conclusion",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("utredning om frånvaro")
        verbose_name_plural = _("utredningar om frånvaro")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="concerns_absence_says_why"),
            models.CheckConstraint(
                condition=Q(state="decided_against", matter__isnull=True)
                | (~Q(state="decided_against") & Q(matter__isnull=False, due__isnull=False)),
                name="concerns_absence_opened_has_a_matter",
            ),
            models.CheckConstraint(
                condition=(~Q(state="concluded") & Q(concluded_on__isnull=True))
                | (Q(state="concluded", concluded_on__isnull=False) & ~Q(conclusion="")),
                name="concerns_absence_concluded_says_what",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def everyone_heard(self) -> bool:
        """The law asks for the pupil, the guardians and the student health."""
        return bool(self.pupil_heard_on and self.student_health_heard_on and self.guardians_heard_on)
