"""The kinds of file intake knows, and the headings it recognises (``headings.csv``, Swedish and English)."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

_TABLE = Path(__file__).with_name("headings.csv")


class FileKind(models.TextChoices):
    """What a file tells about. The order is the order in which files are taken in."""

    UNIT = "unit", _("enheter")
    STAFF = "staff", _("personal")
    CHILD = "child", _("elever")
    GUARDIAN = "guardian", _("vårdnadshavare")
    ENROLMENT = "enrolment", _("inskrivningar")
    ATTENDANCE = "attendance", _("närvaro")
    GRADE = "grade", _("betyg")
    TERM = "term", _("läsår")


IN_THE_LAKE = frozenset({FileKind.ATTENDANCE, FileKind.GRADE, FileKind.TERM})
# How a file's name begins when it follows the examples in the docs; only settles a tie between headings.
_STEMS = {
    FileKind.UNIT: ("enhet", "unit"),
    FileKind.STAFF: ("personal", "staff"),
    FileKind.CHILD: ("elev", "pupil", "student"),
    FileKind.GUARDIAN: ("vårdnad", "vardnad", "guardian"),
    FileKind.ENROLMENT: ("inskriv", "enrol", "placering"),
    FileKind.ATTENDANCE: ("närvaro", "narvaro", "frånvaro", "franvaro", "attendance"),
    FileKind.GRADE: ("betyg", "grade"),
    FileKind.TERM: ("läsår", "lasar", "termin", "term"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a kind: our name, the name shown to people, and the headings it is known by."""

    name: str
    shown: str
    required: bool
    synonyms: frozenset[str]


@cache
def columns_of(kind: FileKind) -> tuple[Column, ...]:
    """The columns of a kind, in the order of the examples."""
    return _columns()[kind]


@cache
def shown_names(kind: FileKind) -> dict[str, str]:
    """Our name of each column → the heading people know."""
    return {column.name: column.shown for column in columns_of(kind)}


def plain(heading: str) -> str:
    """A heading as it is compared: lower case, letters and digits only, one space between words."""
    folded = unicodedata.normalize("NFC", heading).casefold()
    return re.sub(r"[\W_]+", " ", folded).strip()


def named_like(kind: FileKind, stem: str) -> bool:
    """Whether a file's name begins like the files of this kind."""
    return unicodedata.normalize("NFC", stem).casefold().startswith(_STEMS[kind])


@cache
def _columns() -> dict[FileKind, tuple[Column, ...]]:
    found: dict[FileKind, list[Column]] = {kind: [] for kind in FileKind}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            words = (row["shown"], row["column"], *row["synonyms"].split("|"))
            found[FileKind(row["kind"])].append(
                Column(row["column"], row["shown"], bool(row["required"]), frozenset(map(plain, words)))
            )
    return {kind: tuple(columns) for kind, columns in found.items()}
