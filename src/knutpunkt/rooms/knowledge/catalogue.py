"""Support measures as dated data. A measure keeps its code for ever; its words may get a new version."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Whom a measure is for (Skolverket, extern samverkan)."""

    UNIVERSAL = "universal", _("alla (universell)")
    SELECTIVE = "selective", _("en grupp (selektiv)")
    INDICATED = "indicated", _("den enskilde (indikerad)")


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of support measure, valid from a day and, once replaced, to a day (both included)."""

    code: str
    swedish: str
    english: str
    about_swedish: str
    about_english: str
    levels: tuple[Level, ...]
    done_by: str
    source: str
    valid_from: date
    valid_to: date | None

    @property
    def name(self) -> str:
        return self.english if get_language() == "en" else self.swedish

    @property
    def about(self) -> str:
        return self.about_english if get_language() == "en" else self.about_swedish

    def level_names(self) -> list[str]:
        return [str(level.label) for level in self.levels]

    def valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or self.valid_to >= on)


@cache
def all_measures() -> tuple[Measure, ...]:
    """Every measure that is or has been in the catalogue, in the order of the file."""
    rows = json.loads(files(__package__).joinpath("data/measures.json").read_text("utf-8"))
    return tuple(_measure(row) for row in rows)


def measures(on: date) -> list[Measure]:
    """The measures one can choose on the day ``on``."""
    return [measure for measure in all_measures() if measure.valid(on)]


def measure_named(code: str) -> Measure | None:
    """The measure with this code, also one no longer offered; ``None`` when there never was one."""
    return next((measure for measure in all_measures() if measure.code == code), None)


def grouped_by_doer(chosen: Iterable[Measure]) -> dict[str, list[Measure]]:
    """Measures by who usually does them, in the order of the file."""
    groups: dict[str, list[Measure]] = {}
    for measure in chosen:
        groups.setdefault(measure.done_by, []).append(measure)
    return groups


def _measure(row: dict[str, str]) -> Measure:
    return Measure(
        code=row["code"],
        swedish=row["sv"],
        english=row["en"],
        about_swedish=row["about_sv"],
        about_english=row["about_en"],
        levels=tuple(Level(level) for level in row["levels"].split()),
        done_by=row["by"],
        source=row["source"],
        valid_from=date.fromisoformat(row["from"]),
        valid_to=date.fromisoformat(row["to"]) if row.get("to") else None,
    )
