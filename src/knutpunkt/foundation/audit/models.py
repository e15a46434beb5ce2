"""Events: append-only, without foreign keys, so that the trail outlives what it tells of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention


class Event(models.Model):
    """One act or one page shown. Ids are kept as values; ``objects_touched`` lists ``"app.model:uuid"``."""

    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=20)
    person = models.UUIDField(null=True)
    assignment = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    agency = models.UUIDField(null=True)
    municipality = models.UUIDField(null=True)
    profession = models.CharField(max_length=30, blank=True)
    objects_touched = models.JSONField(default=list)
    grounds = models.JSONField(default=list)
    disclosure = models.UUIDField(null=True)
    consent = models.UUIDField(null=True)
    purpose = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=20)

    privacy = Privacy(
        Retention.TRAIL,
        none="id at action actor_kind assignment unit agency municipality profession channel",
        personal="person objects_touched grounds disclosure consent purpose",
    )

    class Meta:
        verbose_name = _("händelse")
        indexes = (models.Index(fields=("person", "at")), models.Index(fields=("action", "at")))

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class EventChild(models.Model):
    """Which children an event concerns, so that a child's own log is read without searching all events."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="children")
    child = models.UUIDField(db_index=True)

    privacy = Privacy(Retention.TRAIL, none="id event", personal="child")

    class Meta:
        verbose_name = _("barn i händelse")

    def __str__(self) -> str:
        return str(self.child)
