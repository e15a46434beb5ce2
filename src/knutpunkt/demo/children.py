"""The children of the demo, before they have a family: born in a year, going somewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from random import Random

from knutpunkt.demo.behaviour import Behaviour
from knutpunkt.demo.identities import Identities, Identity
from knutpunkt.demo.places import (
    ASNAS,
    CHILDREN_AT_PRESCHOOL,
    CHILDREN_IN_ASNAS,
    LINDHAMRA,
    PARALLELS,
    PUPILS_AT_EKDUNGEN_PER_YEAR,
    PUPILS_AT_GYMNASIUM,
    PUPILS_PER_YEAR,
    YOUTHS_NOWHERE,
    YOUTHS_PER_YEAR,
)

# Newly arrived, not yet in the population register: the chance that a pupil has no national id at all.
WITHOUT_NUMBER = 0.012
PROTECTION = ("sekretessmarkering", "skyddad folkbokföring", "fingerade personuppgifter")


@dataclass(slots=True)
class Stay:
    """A time at one unit, as a row of the enrolments file; ``group`` is empty for a class that is no more."""

    unit: str
    form: str
    year: int | None
    class_name: str
    group: str
    start: date
    last_day: date | None = None
    programme: str = ""


@dataclass(slots=True)
class Child:
    """A child. ``year`` is the school year 0–9, 11–13 in upper secondary, -1 before school."""

    code: str
    identity: Identity
    municipality: str
    year: int
    goes_to: str
    given: str = ""
    family: str = ""
    address: str = ""
    language: str = ""
    protection: str = "ingen"
    stays: list[Stay] = field(default_factory=list)
    behaviour: Behaviour | None = None

    @property
    def birth_date(self) -> date:
        return self.identity.birth_date

    @property
    def stay(self) -> Stay | None:
        """The running stay."""
        running = [stay for stay in self.stays if stay.last_day is None]
        return running[-1] if running else None


def make_children(*, random: Random, identities: Identities, school_year: int) -> list[Child]:
    """Everybody, by code. ``goes_to`` is a unit, "" (the family decides) or "-" (nowhere)."""
    children = []
    for number, (municipality, year, goes_to) in enumerate(_places(random), start=1):
        born = _birth_year(year, school_year, random)
        identity = identities.born(born, random.choice("KM"), without=WITHOUT_NUMBER)
        children.append(Child(f"E{number:05}", identity, municipality, year, goes_to))
    return children


def _places(random: Random) -> Iterator[tuple[str, int, str]]:
    for year in range(10):
        for place in range(PUPILS_PER_YEAR):
            yield LINDHAMRA, year, "EKDU" if place < PUPILS_AT_EKDUNGEN_PER_YEAR else ""
    yield from _youths(random)
    for _ in range(CHILDREN_AT_PRESCHOOL):
        yield LINDHAMRA, -1, "GLAN"
    for year, _ in zip(cycle(range(10)), range(CHILDREN_IN_ASNAS), strict=False):
        yield ASNAS, year, "ASNS"


def _youths(random: Random) -> Iterator[tuple[str, int, str]]:
    at_home = PUPILS_AT_GYMNASIUM // 3
    for year in (11, 12, 13):
        for place in range(at_home):
            yield (ASNAS if place < 5 else LINDHAMRA), year, "GYMN"
        away = YOUTHS_PER_YEAR - at_home
        nowhere = YOUTHS_NOWHERE // 3
        for place in range(away):
            yield LINDHAMRA, year, "-" if place < nowhere + random.randint(-2, 2) else "VGYM"


def _birth_year(year: int, school_year: int, random: Random) -> int:
    if year < 0:
        return school_year - random.randint(2, 5)
    # Year 11 follows upon year 9: there is no year 10.
    return school_year - 6 - (year if year < 10 else year - 1)


def home_schools() -> tuple[list[str], list[int]]:
    """The schools families live near, with how large each is, for those who begin in förskoleklass."""
    near = {unit: plan for unit, plan in PARALLELS.items() if 0 in plan[1] and unit != "EKDU"}
    return list(near), [parallels for parallels, _ in near.values()]
