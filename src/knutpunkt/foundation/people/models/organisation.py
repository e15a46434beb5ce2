"""Municipalities, responsible bodies, agencies, secrecy areas with their regime, and units."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.people.period import Period, PeriodQuerySet


class Municipality(models.Model):
    """A Swedish municipality; ``code`` is its four digits (county 2 + municipality 2), always text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=100)

    privacy = Privacy(Retention.ORGANISATION, none="id code name")

    class Meta:
        verbose_name = _("kommun")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ResponsibleBody(models.Model):
    """A *huvudman*: who answers for schools. A municipality, or an independent body."""

    class Kind(models.TextChoices):
        MUNICIPAL = "municipal", _("kommunal")
        INDEPENDENT = "independent", _("enskild")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    organisation_number = models.CharField(max_length=10, blank=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(Retention.ORGANISATION, none="id name kind organisation_number municipality")

    class Meta:
        verbose_name = _("huvudman")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """An authority, an activity or an association that works with children.

    ``municipality`` is empty for an agency that spans several (a region, a state authority).
    ``responsible_body`` is who answers for its units' promises.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    responsible_body = models.ForeignKey(ResponsibleBody, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(Retention.ORGANISATION, none="id name municipality responsible_body")

    class Meta:
        verbose_name = _("verksamhet")
        verbose_name_plural = _("verksamheter")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class SecrecyArea(models.Model):
    """A *sekretessområde*: an authority or an independent branch of it; the boundary of an own space."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="areas")

    privacy = Privacy(Retention.ORGANISATION, none="id name agency")

    class Meta:
        verbose_name = _("sekretessområde")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Regime(models.TextChoices):
    """Which law keeps the area's information secret (offentlighets- och sekretesslagen, OSL, unless said)."""

    SCHOOL = "school", _("skola och elevhälsa (OSL 23 kap.)")
    MEDICAL_STUDENT_HEALTH = "medical_student_health", _("elevhälsans medicinska insats (OSL 25:1)")
    HEALTH_CARE = "health_care", _("hälso- och sjukvård (OSL 25:1)")
    SOCIAL_SERVICES = "social_services", _("socialtjänst (OSL 26:1)")
    EMPLOYMENT = "employment", _("arbetsmarknad (OSL 28:11)")
    SOCIAL_INSURANCE = "social_insurance", _("socialförsäkring (OSL 28:1)")
    MUNICIPAL = "municipal", _("annan kommunal verksamhet (OSL 21 kap.)")
    INDEPENDENT_SCHOOL = "independent_school", _("fristående skola (tystnadsplikt, skollagen 29:14)")
    NONE = "none", _("förening utan sekretesslag")


class AreaRegime(Period):
    """The regime of an area in a period; an independent school's changes on a date not yet certain."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(SecrecyArea, on_delete=models.CASCADE, related_name="regimes")
    regime = models.CharField(max_length=30, choices=Regime.choices)

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(Retention.ORGANISATION, none="id area regime start last_day")

    class Meta(Period.Meta):
        verbose_name = _("sekretessregim")

    def __str__(self) -> str:
        return self.get_regime_display()


class Unit(models.Model):
    """A workplace inside one secrecy area: a school, a clinic, an office, a preschool, an association."""

    class Kind(models.TextChoices):
        PRESCHOOL = "preschool", _("förskola")
        COMPULSORY = "compulsory", _("grundskola")
        UPPER_SECONDARY = "upper_secondary", _("gymnasieskola")
        STUDENT_HEALTH = "student_health", _("elevhälsa")
        SOCIAL_SERVICES = "social_services", _("socialtjänst")
        HEALTH_CARE = "health_care", _("hälso- och sjukvård")
        EMPLOYMENT = "employment", _("arbetsmarknad")
        OUTREACH = "outreach", _("aktivitetsansvar (KAA)")
        LEISURE = "leisure", _("fritid")
        ASSOCIATION = "association", _("förening")
        OTHER = "other", _("annan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    area = models.ForeignKey(SecrecyArea, on_delete=models.PROTECT, related_name="units")
    school_unit_code = models.CharField(max_length=8, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    privacy = Privacy(Retention.ORGANISATION, none="id name kind area school_unit_code closed_on")

    class Meta:
        verbose_name = _("enhet")
        verbose_name_plural = _("enheter")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("school_unit_code",),
                condition=~models.Q(school_unit_code=""),
                name="people_unit_school_unit_code_once",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_school(self) -> bool:
        return self.kind in {self.Kind.PRESCHOOL, self.Kind.COMPULSORY, self.Kind.UPPER_SECONDARY}
