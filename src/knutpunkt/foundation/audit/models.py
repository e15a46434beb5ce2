"""Events: append-only, without foreign keys, so that the trail outlives what it tells of.

Each municipality has a chain of its own (docs/adr/0006); what belongs to none is in the chain "system".
"""

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention


class PlainJSON(json.JSONEncoder):
    """JSON with its letters as they are, so that both engines store the text that was hashed."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**(how | {"ensure_ascii": False}))


class ChainHead(models.Model):
    """Where a chain ends; held while an event is added, so that a chain has no gaps and no forks.

    The key is the chain's number, the upper part of the keys of its events.
    """

    chain = models.CharField(max_length=32, unique=True)
    count = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64)
    last_at = models.DateTimeField(null=True)

    privacy = Privacy(Retention.TRAIL, none="id chain count last_hash last_at")

    class Meta:
        verbose_name = _("kedja")

    def __str__(self) -> str:
        return f"{self.chain} {self.count}"


class Event(models.Model):
    """One act or one page shown. Ids are kept as values; ``objects_touched`` lists ``"app.model:uuid"``.

    The key follows from chain and position. ``also_person`` is the other person in "view as", who has the
    event in their own log too; ``emergency`` is the emergency opening the event leans on.
    """

    chain = models.CharField(max_length=32)
    position = models.BigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=20)
    person = models.UUIDField(null=True)
    assignment = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    agency = models.UUIDField(null=True)
    municipality = models.UUIDField(null=True)
    profession = models.CharField(max_length=30, blank=True)
    objects_touched = models.JSONField(default=list, encoder=PlainJSON)
    grounds = models.JSONField(default=list, encoder=PlainJSON)
    disclosure = models.UUIDField(null=True)
    consent = models.UUIDField(null=True)
    purpose = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=20)
    also_person = models.UUIDField(null=True)
    emergency = models.UUIDField(null=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    privacy = Privacy(
        Retention.TRAIL,
        none="id chain position at action actor_kind assignment unit agency municipality profession channel"
        " previous hash",
        personal="person also_person emergency objects_touched grounds disclosure consent purpose",
    )

    class Meta:
        verbose_name = _("händelse")
        indexes = (models.Index(fields=("person", "at")), models.Index(fields=("action", "at")))

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class EventChild(models.Model):
    """Which children an event concerns, so that a child's own log is read without searching all events."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="children", db_index=False)
    child = models.UUIDField(db_index=True)

    privacy = Privacy(Retention.TRAIL, none="id event", personal="child")

    class Meta:
        verbose_name = _("barn i händelse")
        constraints = (models.UniqueConstraint(fields=("event", "child"), name="audit_child_once_an_event"),)

    def __str__(self) -> str:
        return str(self.child)


class DroppedSegment(models.Model):
    """Months of a chain that were disposed of as expired: the only events the database lets go of."""

    chain = models.CharField(max_length=32)
    first_event = models.BigIntegerField()
    last_event = models.BigIntegerField()
    months = models.CharField(max_length=20)
    last_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    privacy = Privacy(Retention.TRAIL, none="id chain first_event last_event months last_hash at")

    class Meta:
        verbose_name = _("gallrat segment")

    def __str__(self) -> str:
        return f"{self.chain} {self.months}"
