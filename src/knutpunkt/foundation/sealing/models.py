"""What the database knows of the keys, without holding one: which is right, and how far a change has come."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention


class Kind(models.TextChoices):
    SEALING = "sealing", _("förseglingsnyckel")
    INDEX = "index", _("sökindexnyckel")


class KeyCheck(models.Model):
    """A known text, sealed or coded with one key: with any other key it comes out wrong."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    proof = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    privacy = Privacy(Retention.CONFIGURATION, none="id kind number proof made_at")

    class Meta:
        verbose_name = _("nyckelprov")
        constraints = (models.UniqueConstraint(fields=("kind", "number"), name="sealing_keycheck_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Rotation(models.Model):
    """A change to a new key: which, and how far it has come, so that it goes on where it stopped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    store = models.CharField(max_length=100, blank=True)
    position = models.CharField(max_length=200, blank=True)
    done = models.PositiveBigIntegerField(default=0)

    privacy = Privacy(Retention.CONFIGURATION, none="id kind number begun_at ended_at store position done")

    class Meta:
        verbose_name = _("nyckelbyte")
        ordering = ("-begun_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("kind",),
                condition=models.Q(ended_at__isnull=True),
                name="sealing_rotation_one_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
