"""What somebody is writing on a page and has not saved there yet."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.people.models import Child, Professional, Unit
from knutpunkt.foundation.sealing.field import SealedJSONField


class _Unsaved(models.Model):
    """One filled-in form of one author, kept while it is written. Nobody else ever meets it.

    ``place`` is the address of the page, which has gone through the door before the text is read or kept.
    ``values`` are the fields as they were sent, with the version of what the author began from.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=200)
    values = SealedJSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    kept_at = models.DateTimeField()

    class Meta:
        abstract = True
        verbose_name = _("utkast")
        verbose_name_plural = _("utkast")
        indexes = (models.Index(fields=("author", "place")), models.Index(fields=("kept_at",)))

    def __str__(self) -> str:
        return self.place


class UnsavedText(_Unsaved):
    """What is written about a child."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")

    privacy = Privacy(
        Retention.SESSION,
        none="id version kept_at",
        personal="author unit child place",
        sensitive="values",
        of_a_child=True,
    )


class UnsavedWithoutChild(_Unsaved):
    """What is written about no child that is known here: a description of one, a look at the log.

    It hangs on no child, so it stands outside the municipality border; it opens to its author alone.
    """

    privacy = Privacy(
        Retention.SESSION,
        none="id version kept_at",
        personal="author unit place",
        sensitive="values",
    )
