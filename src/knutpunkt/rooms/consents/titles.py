"""What a record is called in a list: its kind, day and category, never what it says."""

from datetime import date
from typing import Any

from knutpunkt.design.words import day


def title(row: Any, on: date) -> str:
    """ "Anteckning tis 20 okt: mående"; the category is left out where it only repeats the kind."""
    kind, category = str(row.get_kind_display()), str(row.get_category_display())
    said = f"{kind.capitalize()} {day(row.written_on, on)}"
    return said if category == kind else f"{said}: {category}"
