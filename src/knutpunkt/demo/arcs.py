"""Which cases there are: whom each is about, what it is about, how old it is and what is special about it.

Drawn without looking at names. A case's age decides how far it has come; a few have something amiss, because
that is what the product is for: late, waiting, handed over, or with a holder who has left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, cycle, repeat
from random import Random

from knutpunkt.demo.behaviour import STABLE
from knutpunkt.demo.calendar import working_day
from knutpunkt.demo.children import Child
from knutpunkt.demo.municipality import Drawn
from knutpunkt.demo.themes import Theme, theme_for
from knutpunkt.foundation.people.ages import birthday

# How many cases each unit has: 120 in all.
CASES = {
    "LIND": 31,
    "SKOG": 15,
    "GYMN": 18,
    "HAMR": 10,
    "TALL": 10,
    "ANGS": 8,
    "BJOR": 7,
    "KVAR": 5,
    "STRA": 5,
    "VIDE": 4,
    "EKDU": 3,
    "ASNS": 2,
    "GLAN": 2,
}
# Days since a case was opened: from yesterday to most of a year ago.
AGES = (2, 4, 6, 9, 13, 17, 22, 27, 32, 38, 44, 50, 57, 64, 72, 80, 90, 102, 118, 140, 170, 220, 280)
# What is amiss, dealt out in turn; most cases have nothing.
FLAWS = ("", "", "late", "", "", "waits", "", "", "handed over", "", "", "", "late", "", "waits", "")
CONSENTS = (
    *("given", "one missing", "given", "none", "given", "child says no", "given", "withdrawn"),
    *("given", "not now", "given", "expired"),
)
ENDINGS = ("closed", "after_care", "closed", "", "closed", "after_care", "closed")
OLD_ENOUGH_TO_END = 84


@dataclass(frozen=True, slots=True)
class Arc:
    """One case to come: ``number`` chooses among texts."""

    number: int
    child: Child
    unit: str
    theme: Theme
    opened: date
    flaw: str
    consent: str
    ending: str


def draw_arcs(drawn: Drawn) -> list[Arc]:
    """The cases of the municipality, oldest first."""
    random = Random(f"{drawn.seed} cases")  # noqa: S311 — a demo that must be the same every time
    ages = cycle(AGES)
    arcs: list[Arc] = []
    for unit, wanted in CASES.items():
        for child in _chosen(drawn, unit, wanted, random):
            arcs.append(_arc(drawn, len(arcs), child, unit, next(ages)))
    return sorted(arcs, key=lambda arc: (arc.opened, arc.number))


def _arc(drawn: Drawn, number: int, child: Child, unit: str, age: int) -> Arc:
    began = drawn.on - timedelta(days=age)
    if _of_age_lately(child, drawn.on):
        began = _of_age(child) - timedelta(days=45)
    opened = working_day(max(began, _settled(child)))
    kind = child.behaviour.kind if child.behaviour else STABLE
    had_time = (drawn.on - opened).days >= OLD_ENOUGH_TO_END
    ending = ENDINGS[number % len(ENDINGS)] if had_time else ""
    theme = theme_for(kind=kind, year=child.year, number=number, new_language=bool(child.language))
    flaw = "" if ending else FLAWS[number % len(FLAWS)]
    consent = _consent_of(child, drawn.on, opened) or CONSENTS[number % len(CONSENTS)]
    return Arc(number, child, unit, theme, opened, flaw, consent, ending)


def _consent_of(child: Child, on: date, opened: date) -> str:
    """A youth who came of age while the case ran: what the guardians gave has lapsed."""
    return "lapsed at 18" if opened + timedelta(days=30) < _of_age(child) <= on else ""


def _of_age(child: Child) -> date:
    return birthday(child.birth_date, child.birth_date.year + 18)


def _of_age_lately(child: Child, on: date) -> bool:
    return timedelta(days=5) <= on - _of_age(child) <= timedelta(days=110)


def _settled(child: Child) -> date:
    """No case before the child has been at the school for a while."""
    stay = child.stay
    return stay.start + timedelta(days=10) if stay else date.min


def _chosen(drawn: Drawn, unit: str, wanted: int, random: Random) -> list[Child]:
    here = [child for child in drawn.children if (stay := child.stay) and stay.unit == unit]
    random.shuffle(here)
    troubled = [c for c in here if c.behaviour and c.behaviour.kind not in {STABLE, "late"}]
    steady = [c for c in here if c not in troubled]
    named = [c for c in here if c.protection not in {"ingen", "fingerade personuppgifter"}][:1]
    named += [c for c in here if _of_age_lately(c, drawn.on) and c not in named][:3]
    # Two of three have an absence one can see; the others are about something else.
    mixed = chain(named, (c for c in _two_of_one(troubled, steady) if c not in named))
    return [child for child, _ in zip(mixed, repeat(None, wanted), strict=False)]


def _two_of_one(many: list[Child], few: list[Child]) -> Iterator[Child]:
    first, second = iter(many), iter(few)
    for place in cycle((first, first, second)):
        taken = next(place, None) or next(first, None) or next(second, None)
        if taken is None:
            return
        yield taken
