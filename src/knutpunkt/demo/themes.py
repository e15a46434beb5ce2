"""The words of the demo's cases: twelve themes, each a coherent story told in several ways.

Every text is written for the demo and tells of nobody. ``{namn}``, ``{hon}``, ``{henne}`` and ``{hennes}``
are filled in for the child at hand.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from knutpunkt.foundation.people.models import Child, Sex

NAMES = (
    *("amnet", "byte", "forsta", "framtid", "hemma", "hemmet"),
    *("kamrater", "lasa", "morgnar", "nykommen", "orken", "struktur"),
)
# Which themes a way of attending leads to, the likeliest first; the child's school year decides among them.
AFTER = {
    "sliding": ("morgnar", "orken", "framtid", "kamrater"),
    "break": ("orken", "hemmet", "hemma", "forsta"),
    "refusal": ("hemma", "orken", "forsta"),
    "recovering": ("hemma", "byte", "morgnar", "forsta"),
    "weekday": ("hemmet", "morgnar", "framtid"),
    "subject": ("amnet", "lasa", "struktur"),
    "late": ("morgnar", "struktur", "forsta"),
    "scattered": ("framtid", "amnet", "struktur"),
    "ill": ("orken", "byte", "struktur", "forsta"),
    "stable": ("kamrater", "lasa", "struktur", "hemmet", "byte", "forsta", "framtid"),
}
NEW_LANGUAGE = "nykommen"
_PRONOUNS = {
    Sex.FEMALE: {"hon": "hon", "henne": "henne", "hennes": "hennes"},
    Sex.MALE: {"hon": "han", "henne": "honom", "hennes": "hans"},
    Sex.UNKNOWN: {"hon": "hen", "henne": "hen", "hennes": "hens"},
}


@dataclass(frozen=True, slots=True)
class Theme:
    """One story. The lists are used from different places, so that two cases seldom say the same."""

    name: str
    years: range
    partners: tuple[str, ...]
    protects: tuple[str, ...]
    risks: tuple[str, ...]
    texts: Mapping[str, list[Any]]

    def text(self, kind: str, number: int) -> Any:
        """The ``number``th text of a kind, starting over when they are used up."""
        texts = self.texts[kind]
        return texts[number % len(texts)]


@cache
def theme(name: str) -> Theme:
    """A theme by its name."""
    source = files("knutpunkt.demo").joinpath("texts", f"{name}.json").read_text(encoding="utf-8")
    said = json.loads(source)
    first, last = said["years"]
    return Theme(
        name=name,
        years=range(first, last + 1),
        partners=tuple(said["partner"]),
        protects=tuple(said["protects"]),
        risks=tuple(said["risks"]),
        texts=said,
    )


def theme_for(*, kind: str, year: int, number: int, new_language: bool) -> Theme:
    """A theme that fits a way of attending and a school year."""
    wanted = [theme(name) for name in AFTER[kind]]
    fits = [one for one in wanted if year in one.years] or [
        one for one in map(theme, NAMES) if year in one.years and one.name != NEW_LANGUAGE
    ]
    if kind == "stable" and new_language and year in theme(NEW_LANGUAGE).years:
        return theme(NEW_LANGUAGE)
    # The likeliest twice as often as the next.
    return fits[(0, 1, 0, 2, 1, 0, 3)[number % 7] % len(fits)]


def filled(text: str, child: Child) -> str:
    """A text with the child's name and pronouns in their places."""
    pronouns = _PRONOUNS[Sex(child.sex)]
    capitals = {word.capitalize(): said.capitalize() for word, said in pronouns.items()}
    return text.format(namn=child.given_name, **pronouns, **capitals)
