"""What was taken in, from where, as of when. No names, no values: those lie in the files and the tables."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.rooms.intake.kinds import FileKind


class ImportBatch(models.Model):
    """Files previewed and accepted together, or not at all. They lie in ``DATA/intake/<id>`` until then."""

    class State(models.TextChoices):
        RECEIVED = "received", _("uppgifter saknas")
        PREVIEWED = "previewed", _("väntar på ditt ja")
        ACCEPTED = "accepted", _("inläst")
        DROPPED = "dropped", _("slängd")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    created = models.DateTimeField(auto_now_add=True)
    accepted_on = models.DateField(null=True, blank=True)
    refused_rows = models.PositiveIntegerField(default=0)

    privacy = Privacy(Retention.ORGANISATION, none="id state created accepted_on refused_rows")

    class Meta:
        verbose_name = _("inläsning")
        verbose_name_plural = _("inläsningar")
        ordering = ("-created",)

    def __str__(self) -> str:
        return f"{self.created:%Y-%m-%d %H:%M}"


class ImportFile(models.Model):
    """One file: what it declares, how it is read, and how many rows were new, changed, gone or refused.

    ``columns`` is column → heading; ``counts`` and ``notes`` hold numbers and sentences, never a value.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=12, choices=FileKind.choices, blank=True)
    source = models.CharField(max_length=100, blank=True)
    municipality = models.CharField(max_length=4, blank=True)
    units = models.JSONField(null=True, blank=True)
    school_form = models.CharField(max_length=10, blank=True)
    children_of = models.JSONField(default=list)
    complete = models.BooleanField(default=False)
    as_of = models.DateField(null=True, blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    problem = models.TextField(blank=True)
    removes_too_many = models.BooleanField(default=False)

    privacy = Privacy(
        Retention.ORGANISATION,
        none="id batch name stored_as kind source municipality units school_form children_of complete as_of "
        "encoding delimiter headings columns digest counts notes problem removes_too_many",
    )

    class Meta:
        verbose_name = _("inläst fil")
        verbose_name_plural = _("inlästa filer")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ColumnMapping(models.Model):
    """Which heading holds which column in the files of one source, as somebody last accepted it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=FileKind.choices)
    columns = models.JSONField(default=dict)

    privacy = Privacy(Retention.CONFIGURATION, none="id source kind columns")

    class Meta:
        verbose_name = _("kolumnval")
        constraints = (models.UniqueConstraint(fields=("source", "kind"), name="intake_columnmapping_once"),)

    def __str__(self) -> str:
        return f"{self.source}, {self.get_kind_display()}"


class Origin(models.Model):
    """Where a stored row came from: its key in the municipality's files, and the day of the newest file.

    Keys are per municipality. A link (guardianship, assignment, duty) has its own id as key.
    """

    class Of(models.TextChoices):
        UNIT = "unit", _("enhet")
        PROFESSIONAL = "professional", _("medarbetare")
        ASSIGNMENT = "assignment", _("uppdrag")
        DUTY = "duty", _("uppgift")
        CHILD = "child", _("barn")
        GUARDIAN = "guardian", _("vårdnadshavare")
        GUARDIANSHIP = "guardianship", _("vårdnad")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    of = models.CharField(max_length=12, choices=Of.choices)
    municipality = models.CharField(max_length=4)
    key = models.CharField(max_length=100)
    target = models.UUIDField(db_index=True)
    as_of = models.DateField()

    privacy = Privacy(
        Retention.SCHOOL_RECORD, none="id of municipality as_of", personal="key target", of_a_child=True
    )

    class Meta:
        verbose_name = _("ursprung")
        constraints = (
            models.UniqueConstraint(fields=("of", "municipality", "key"), name="intake_origin_once"),
        )

    def __str__(self) -> str:
        return self.get_of_display()


class Generation(models.Model):
    """One state of the lake. The highest number is what readers see; it commits together with the people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.SET_NULL, related_name="+")

    privacy = Privacy(Retention.ORGANISATION, none="id number batch")

    class Meta:
        verbose_name = _("tillstånd i datasjön")

    def __str__(self) -> str:
        return str(self.number)
