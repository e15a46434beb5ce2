"""What the pages show: batches, and the counts of their files. No child, no name, no value."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.intake.incoming import Fate
from knutpunkt.rooms.intake.models import ImportBatch, ImportFile

SHOWN: tuple[tuple[Fate, str | Promise], ...] = (
    (Fate.NEW, _("Nya")),
    (Fate.CHANGED, _("Ändrade")),
    (Fate.SAME, _("Oförändrade")),
    (Fate.GONE, _("Avslutas")),
    (Fate.OLDER, _("Äldre än det vi har")),
    (Fate.TWICE, _("Upprepade")),
    (Fate.REFUSED, _("Avvisade")),
)


@dataclass(frozen=True, slots=True)
class FileCounts:
    """One file's line in the table."""

    file: ImportFile
    numbers: tuple[tuple[str | Promise, int], ...]


def latest_batches() -> QuerySet[ImportBatch]:
    """The newest imports, with their files."""
    return ImportBatch.objects.exclude(state=ImportBatch.State.DROPPED).prefetch_related("files")[:20]


def counted(batch: ImportBatch) -> list[FileCounts]:
    """The files of a batch with their counts, in the order of the table."""
    return [
        FileCounts(file, tuple((label, int(file.counts.get(fate, 0))) for fate, label in SHOWN))
        for file in batch.files.all()
    ]


def changes_nothing(batch: ImportBatch) -> bool:
    """Whether a previewed or accepted batch holds nothing new."""
    touched = (Fate.NEW, Fate.CHANGED, Fate.GONE)
    return not any(file.counts.get(fate) for file in batch.files.all() for fate in touched)
