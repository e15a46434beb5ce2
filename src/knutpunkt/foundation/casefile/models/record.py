"""The envelope around everything written about a child."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.casefile.models.case import Case
from knutpunkt.foundation.people.models import Child, Profession, Professional, Unit


class Category(models.TextChoices):
    """What a record is about: the words a family meets when it says yes or no."""

    OBSERVATION = "observation", _("iakttagelser")
    ATTENDANCE = "attendance", _("närvaro och frånvaro")
    RESULTS = "results", _("hur det går i ämnena")
    SUPPORT = "support", _("stöd och anpassningar i skolan")
    PLAN = "plan", _("planen: mål, insatser och uppföljning")
    WELLBEING = "wellbeing", _("mående")
    HEALTH = "health", _("hälsa och vård")
    FAMILY = "family", _("familj och hemma")
    VOICE = "voice", _("barnets egna ord")


class Audience(models.TextChoices):
    """For whom a record is meant. It opens nothing by itself, save the family's own page."""

    OWN = "own", _("den egna verksamheten")
    TEAM = "team", _("teamet kring barnet")
    FAMILY = "family", _("barnet och vårdnadshavarna")


class Record(models.Model):
    """One written thing about one child: the envelope; rooms add the content by inheriting from it.

    ``unit`` owns it. ``function`` is the author's profession when writing: a successor who took over a
    promise reads notes of their own function only. A ``restricted`` record opens to its author and the
    professionals in ``readers`` and nobody else: the child has chosen who reads.
    """

    class Kind(models.TextChoices):
        CONCERN = "concern", _("iakttagelse")
        NOTE = "note", _("anteckning")
        ATTACHMENT = "attachment", _("bilaga")
        ASSESSMENT = "assessment", _("kartläggning")
        PLAN = "plan", _("plan")
        FOLLOW_UP = "follow_up", _("uppföljning")
        CHILDS_VIEW = "childs_view", _("barnets egna ord")
        REPORT_OF_CONCERN = "report_of_concern", _("orosanmälan")
        ABSENCE_INVESTIGATION = "absence_investigation", _("utredning om frånvaro")
        INFORMATION = "information", _("information till familjen")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="records")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=Category.choices)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.OWN)
    author = models.ForeignKey(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author_unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    function = models.CharField(max_length=30, choices=Profession.choices, blank=True)
    draft = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    readers = models.ManyToManyField(Professional, blank=True, related_name="+")
    written_on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id kind draft restricted written_on created_at version",
        personal="child case unit author author_unit function audience readers",
        sensitive="category",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("handling")
        ordering = ("-written_on", "-created_at")
        indexes = (
            models.Index(fields=("case", "created_at")),
            models.Index(fields=("child", "kind")),
            models.Index(fields=("unit", "kind")),
            models.Index(fields=("author", "kind")),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(author__isnull=True) | Q(author_unit__isnull=False),
                name="casefile_record_author_through_a_unit",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()
