"""Children, their national ids, guardians with custody, enrolments and mentor groups."""

import uuid
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.people.ages import age_on
from knutpunkt.foundation.people.models.organisation import Municipality, Unit
from knutpunkt.foundation.people.models.professionals import Professional
from knutpunkt.foundation.people.period import Period, PeriodQuerySet
from knutpunkt.foundation.sealing.field import BlindIndexField, SealedTextField


class ProtectedIdentity(models.TextChoices):
    """The levels of protected personal data (domain §3.7); the last looks like an ordinary person."""

    NONE = "none", _("ingen")
    MARKED = "marked", _("sekretessmarkering")
    POPULATION = "population", _("skyddad folkbokföring")
    FICTITIOUS = "fictitious", _("fingerade personuppgifter")

    @property
    def is_open(self) -> bool:
        """Whether pages mark it. A fictitious identity looks like anyone's: a mark would reveal it."""
        return self in (ProtectedIdentity.MARKED, ProtectedIdentity.POPULATION)


class Sex(models.TextChoices):
    FEMALE = "female", _("flicka")
    MALE = "male", _("pojke")
    UNKNOWN = "unknown", _("okänt")


class Child(models.Model):
    """A child, pupil or youth: one model, of age at 18. Every identity but the internal one is optional."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given_name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=200)
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    protected_identity = models.CharField(
        max_length=12, choices=ProtectedIdentity.choices, default=ProtectedIdentity.NONE
    )
    street_address = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    town = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, blank=True)
    source_id = models.CharField(max_length=100, blank=True, db_index=True)

    privacy = Privacy(
        Retention.SCHOOL_RECORD,
        none="id source_id",
        personal="given_name family_name birth_date sex municipality street_address postal_code town email "
        "phone language",
        sensitive="protected_identity",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("barn")
        ordering = ("family_name", "given_name", "id")
        # The few who are protected are found from themselves, not by asking every child.
        indexes = (models.Index(fields=("protected_identity",)),)

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_protected(self) -> bool:
        """Whether pages mark the child."""
        return ProtectedIdentity(self.protected_identity).is_open

    def age(self, on: date) -> int | None:
        """Whole years on the day ``on``; ``None`` when the birth date is not known."""
        return None if self.birth_date is None else age_on(self.birth_date, on)


class NationalId(models.Model):
    """A personnummer, coordination number or temporary number of a child or guardian; a person may change it.

    ``value`` is sealed; ``blind_index`` finds it again. ``checked`` is false for a number that fails its
    check digit: the person is kept and the number is marked.
    """

    class Kind(models.TextChoices):
        PERSONAL = "personal", _("personnummer")
        COORDINATION = "coordination", _("samordningsnummer")
        TEMPORARY = "temporary", _("tillfälligt nummer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(
        Child, null=True, blank=True, on_delete=models.CASCADE, related_name="national_ids"
    )
    guardian = models.ForeignKey(
        "Guardian", null=True, blank=True, on_delete=models.CASCADE, related_name="national_ids"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    value = SealedTextField()
    blind_index = BlindIndexField(of="value")
    checked = models.BooleanField(default=True)
    current = models.BooleanField(default=True)
    since = models.DateField()

    privacy = Privacy(
        Retention.SCHOOL_RECORD,
        none="id kind checked current since",
        personal="child guardian blind_index",
        sensitive="value",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("personnummer")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(child__isnull=False, guardian__isnull=True)
                | models.Q(child__isnull=True, guardian__isnull=False),
                name="people_nationalid_one_person",
            ),
            models.UniqueConstraint(
                fields=("child",), condition=models.Q(current=True), name="people_nationalid_child_current"
            ),
            models.UniqueConstraint(
                fields=("guardian",),
                condition=models.Q(current=True),
                name="people_nationalid_guardian_current",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class Guardian(models.Model):
    """A person who is or has been responsible for a child; what they may do lies in ``Guardianship``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given_name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, blank=True)
    protected_identity = models.CharField(
        max_length=12, choices=ProtectedIdentity.choices, default=ProtectedIdentity.NONE
    )
    source_id = models.CharField(max_length=100, blank=True, db_index=True)

    privacy = Privacy(
        Retention.SCHOOL_RECORD,
        none="id source_id",
        personal="given_name family_name email phone language",
        sensitive="protected_identity",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("vårdnadshavare")
        ordering = ("family_name", "given_name", "id")
        indexes = (models.Index(fields=("protected_identity",)),)

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_protected(self) -> bool:
        """Whether the guardian is left out of pages that show who is around a child (as for a child)."""
        return ProtectedIdentity(self.protected_identity).is_open


class Guardianship(Period):
    """The link between a guardian and a child in a period.

    Only ``custody`` gives the right to decide (domain §9.3). A ``blocked`` link opens nothing to this
    guardian and asks them nothing (secrecy holds against them, OSL 12:3).
    """

    class Relation(models.TextChoices):
        CUSTODY = "custody", _("vårdnadshavare")
        PARENT = "parent", _("förälder utan vårdnad")
        OTHER = "other", _("annan ansvarig")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="guardianships")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="guardianships")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    blocked = models.BooleanField(default=False)
    blocked_reason = SealedTextField(max_length=500, blank=True)

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(
        Retention.SCHOOL_RECORD,
        none="id start last_day",
        personal="child guardian relation",
        sensitive="blocked blocked_reason",
        of_a_child=True,
    )

    class Meta(Period.Meta):
        verbose_name = _("vårdnad")
        indexes = (models.Index(fields=("child", "guardian")),)

    def __str__(self) -> str:
        return f"{self.guardian}, {self.get_relation_display()}"


class Enrolment(Period):
    """A child attends a school unit in a period. ``school_form`` and ``programme`` are code-table codes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="enrolments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    school_form = models.CharField(max_length=10)
    school_year = models.PositiveSmallIntegerField(null=True, blank=True)
    class_name = models.CharField(max_length=50, blank=True)
    programme = models.CharField(max_length=20, blank=True)
    as_of = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(
        Retention.SCHOOL_RECORD,
        none="id start last_day as_of",
        personal="child unit school_form school_year class_name programme",
        of_a_child=True,
    )

    class Meta(Period.Meta):
        verbose_name = _("inskrivning")
        indexes = (models.Index(fields=("unit", "child")), models.Index(fields=("child", "unit")))

    def __str__(self) -> str:
        return f"{self.unit} {self.class_name}".strip()


class MentorGroup(models.Model):
    """A class or group that has its own mentors at a unit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=50)
    source_id = models.CharField(max_length=100, blank=True)

    privacy = Privacy(Retention.ORGANISATION, none="id unit name source_id")

    class Meta:
        verbose_name = _("mentorsgrupp")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class MentorGroupMember(Period):
    """A child belongs to a mentor group in a period."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(MentorGroup, on_delete=models.CASCADE, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(
        Retention.SCHOOL_RECORD, none="id start last_day", personal="group child", of_a_child=True
    )

    class Meta(Period.Meta):
        verbose_name = _("elev i mentorsgrupp")
        indexes = (models.Index(fields=("group", "child")), models.Index(fields=("child", "group")))

    def __str__(self) -> str:
        return str(self.group)


class MentorGroupMentor(Period):
    """A professional is mentor of a group in a period, first or second."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(MentorGroup, on_delete=models.CASCADE, related_name="+")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    is_first = models.BooleanField(default=True)

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(
        Retention.ORGANISATION, none="id group is_first start last_day", personal="professional"
    )

    class Meta(Period.Meta):
        verbose_name = _("mentor")
        indexes = (models.Index(fields=("professional", "group")),)

    def __str__(self) -> str:
        return f"{self.professional}, {self.group}"
