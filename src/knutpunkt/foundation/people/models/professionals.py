"""Professionals, the dated assignments they act through, and the tasks that come with a unit."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.people.models.organisation import ResponsibleBody, Unit
from knutpunkt.foundation.people.period import Period, PeriodQuerySet


class Profession(models.TextChoices):
    """What somebody is employed as. What each may do is told in ``access/roles.py``."""

    TEACHER = "teacher", _("lärare")
    HEAD_TEACHER = "head_teacher", _("rektor")
    SCHOOL_COUNSELLOR = "school_counsellor", _("kurator")
    SCHOOL_NURSE = "school_nurse", _("skolsköterska")
    PSYCHOLOGIST = "psychologist", _("psykolog")
    SPECIAL_EDUCATOR = "special_educator", _("specialpedagog")
    CAREER_COUNSELLOR = "career_counsellor", _("studie- och yrkesvägledare")
    STUDENT_COACH = "student_coach", _("elevcoach")
    COORDINATOR = "coordinator", _("koordinator")
    COLLABORATION_LEADER = "collaboration_leader", _("samordnare")
    FAMILY_SUPPORTER = "family_supporter", _("familjestödjare")
    OUTREACH_OFFICER = "outreach_officer", _("KAA-handläggare")
    SOCIAL_WORKER = "social_worker", _("socialsekreterare")
    HEALTH_CONTACT = "health_contact", _("vårdkontakt")
    EMPLOYMENT_OFFICER = "employment_officer", _("arbetsförmedlare")
    LEISURE_LEADER = "leisure_leader", _("fritidsledare")
    STATISTICIAN = "statistician", _("utredare, statistik")
    LOG_REVIEWER = "log_reviewer", _("loggranskare")


class Professional(models.Model):
    """Somebody who works with children. ``protected_identity``: their own whereabouts are kept apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given_name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=100, blank=True, db_index=True)
    protected_identity = models.BooleanField(default=False)

    privacy = Privacy(
        Retention.ORGANISATION,
        none="id source_id",
        personal="given_name family_name email phone",
        sensitive="protected_identity",
    )

    class Meta:
        verbose_name = _("medarbetare")
        ordering = ("family_name", "given_name")

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1]).upper()


class Assignment(Period):
    """What a professional is at a unit in a period; they act through one at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    profession = models.CharField(max_length=30, choices=Profession.choices)
    percentage = models.PositiveSmallIntegerField(default=100)

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(
        Retention.ORGANISATION, none="id unit profession percentage start last_day", personal="professional"
    )

    class Meta(Period.Meta):
        verbose_name = _("uppdrag")
        ordering = ("start",)
        indexes = (models.Index(fields=("professional", "unit")),)
        constraints = (
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(percentage__gte=1, percentage__lte=100),
                name="people_assignment_percentage",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_profession_display()}, {self.unit}"


class UnitResponsibility(Period):
    """Who answers for a unit: third in the chain that catches a promise nobody else holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(Retention.ORGANISATION, none="id unit start last_day", personal="professional")

    class Meta(Period.Meta):
        verbose_name = _("enhetsansvar")

    def __str__(self) -> str:
        return f"{self.professional}, {self.unit}"


class Appointment(Period):
    """The responsible body's appointee: last in the chain, so there is one on every day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    responsible_body = models.ForeignKey(ResponsibleBody, on_delete=models.PROTECT, related_name="+")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(
        Retention.ORGANISATION, none="id responsible_body start last_day", personal="professional"
    )

    class Meta(Period.Meta):
        verbose_name = _("huvudmannens utsedda")

    def __str__(self) -> str:
        return f"{self.professional}, {self.responsible_body}"


class UnitWideTask(Period):
    """An explicit task for a whole unit, held through an assignment.

    Triage: to take in concerns of the unit's pupils. Protected identity: to handle pupils whose whereabouts
    are protected. Nobody has such a task by profession alone.
    """

    class Kind(models.TextChoices):
        TRIAGE = "triage", _("ta emot iakttagelser")
        PROTECTED_IDENTITY = "protected_identity", _("hantera skyddade personuppgifter")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="tasks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=Kind.choices)

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(Retention.ORGANISATION, none="id unit kind start last_day", personal="assignment")

    class Meta(Period.Meta):
        verbose_name = _("enhetsuppgift")
        indexes = (models.Index(fields=("assignment", "kind")),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.unit}"
