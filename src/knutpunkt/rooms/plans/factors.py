"""Risk and protective factors one can choose from: a catalogue, in two languages, protective first."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language

from knutpunkt.rooms.plans.models import Factor


@dataclass(frozen=True, slots=True)
class KnownFactor:
    """One factor of the catalogue (domain §5.3; the sources' own words)."""

    code: str
    kind: Factor.Kind
    area: str
    swedish: str
    english: str

    @property
    def name(self) -> str:
        return self.english if get_language() == "en" else self.swedish


@cache
def known_factors() -> tuple[KnownFactor, ...]:
    """The whole catalogue, protective factors first, in the order of the file."""
    rows = json.loads(files(__package__).joinpath("data/factors.json").read_text("utf-8"))
    found = (KnownFactor(r["code"], Factor.Kind(r["kind"]), r["area"], r["sv"], r["en"]) for r in rows)
    return tuple(sorted(found, key=lambda factor: factor.kind != Factor.Kind.PROTECTIVE))


def choices(kind: Factor.Kind) -> list[tuple[str, str]]:
    """Choices for a form, in the reader's language."""
    return [(factor.code, factor.name) for factor in known_factors() if factor.kind == kind]


def name_of(code: str) -> str:
    """The factor's name in the reader's language; the code itself when it is not in the catalogue."""
    return next((factor.name for factor in known_factors() if factor.code == code), code)
