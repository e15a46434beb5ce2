"""A flag as it is kept with a concern, and as it is said.

In: rows of the screening. Out: plain JSON with the rule, version, step, numbers and that day's sentence;
and sentences in the reader's language from those same numbers.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from knutpunkt.insight.sentences import flag_sentence, flag_sentences, protective_phrases

Row = Mapping[str, Any]
RULE = ("rule", "version", "step", "measure", "comparison", "threshold")
NUMBERS = ("value", "now", "before", "coverage", "lessons", "first", "last", "term", "detail")
DAYS = ("first", "last")
PROTECTS = (
    *(
        "recovering",
        "on_time",
        "share_28",
        "share_before_28",
        "subject_in",
        "subject_in_share",
        "subject_in_rest",
    ),
    *("grades_term", "strong_list", "failed_subjects"),
)
DECIMALS = 4


def kept_flag(row: Row) -> dict[str, Any]:
    """A row of ``Screening.flags`` as stored: what fired, on which numbers, and how it was said that day."""
    flag = {name: row[name] for name in RULE}
    flag["numbers"] = {name: _plain(row.get(name)) for name in NUMBERS}
    flag["sentence"] = flag_sentence(row, language="sv")
    return flag


def kept_protection(measures: Row | None) -> dict[str, Any]:
    """What goes well, from a row of ``Screening.measures``; nothing known gives an empty mapping."""
    if measures is None:
        return {}
    return {name: _plain(measures.get(name)) for name in PROTECTS}


def sentences(flags: list[dict[str, Any]], *, language: str) -> list[str]:
    """The flags of one concern in words, each thing said once."""
    measures = {flag["measure"] for flag in flags}
    said = [flag for flag in flags if _wider(flag["measure"]) not in measures - {flag["measure"]}]
    return flag_sentences([_numbers(flag) for flag in said], language=language)


def first_sentence(flags: list[dict[str, Any]], *, language: str) -> str:
    """What stands out most in one line, for a list; "" where nothing has been flagged."""
    said = sentences(flags, language=language)
    return said[0] if said else ""


def _wider(measure: str) -> str:
    """The measure whose sentence tells this one's too: a share its change, all subjects the core ones."""
    return "failed_subjects" if measure == "failed_core" else measure.replace("change_", "share_")


def protections(kept: Row, *, language: str) -> list[str]:
    """What goes well, in words."""
    return protective_phrases(kept, language=language) if kept else []


def _numbers(flag: Row) -> dict[str, Any]:
    numbers = {name: flag["numbers"].get(name) for name in NUMBERS}
    for name in DAYS:
        numbers[name] = date.fromisoformat(numbers[name]) if numbers[name] else None
    return {**{name: flag[name] for name in RULE}, **numbers}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return round(value, DECIMALS) if isinstance(value, float) else value
