"""Grades per term for those old enough to have them, following how much a pupil has been there."""

from collections.abc import Iterator
from random import Random

from knutpunkt.demo.behaviour import stage
from knutpunkt.demo.calendar import Term
from knutpunkt.demo.children import Child, Stay
from knutpunkt.demo.timetable import WEEK

SCALE = "FEDCBA"
# How much of the scale a way of attending takes away.
COSTS = {"sliding": 0.9, "break": 0.7, "refusal": 1.5, "recovering": 0.8, "scattered": 0.7, "ill": 0.5}
# Year 6 is the first with grades; they come after every term from there on.
FIRST_YEAR = 6
Grade = tuple[str, str, str, str, str]


def grade_rows(children: list[Child], *, terms: list[Term], seed: int) -> Iterator[Grade]:
    """elev_id, enhetskod, termin, ämne, betyg — for every term that has ended."""
    for term in terms:
        for child in children:
            stay = _stay_at_end(child, term)
            year = _year_then(child, stay, term) if stay else 0
            if stay and year >= FIRST_YEAR and stay.unit != "VGYM":
                for subject, grade in _grades(child, year, term, seed):
                    yield child.code, stay.unit, term.name, subject, grade


def _stay_at_end(child: Child, term: Term) -> Stay | None:
    for stay in child.stays:
        if stay.start <= term.last_day and (stay.last_day is None or stay.last_day >= term.last_day):
            return stay
    return None


def _year_then(child: Child, stay: Stay, term: Term) -> int:
    """The school year (11–13 in upper secondary) the pupil was in during a term."""
    year = (stay.year or 0) + (10 if stay.form == "GY" else 0)
    if stay.last_day is not None:
        return year
    begun = term.start.year if term.name.endswith("HT") else term.start.year - 1
    birth_year = child.birth_date.year
    then = begun - birth_year - 6
    return then if stay.form == "GR" else then + 1


def _grades(child: Child, year: int, term: Term, seed: int) -> Iterator[tuple[str, str]]:
    own = Random(f"{seed} {child.code}")  # noqa: S311
    behaviour = child.behaviour
    kind = behaviour.kind if behaviour else ""
    level = own.gauss(3.0, 1.0) - COSTS.get(kind, 0.0)
    this_term = Random(f"{seed} {child.code} {term.name}")  # noqa: S311
    for subject in WEEK[stage(year)]:
        liking = own.gauss(0, 0.65)
        avoided = 2.2 if behaviour and kind == "subject" and behaviour.subject == subject else 0.0
        mark = _mark(level + liking + this_term.gauss(0, 0.25) - avoided, kind, this_term)
        yield ("SVA" if subject == "SV" and child.language else subject), mark


def _mark(points: float, kind: str, random: Random) -> str:
    place = min(max(round(points), 0), len(SCALE) - 1)
    # Most who are near the border get there with support.
    if place == 0 and random.random() < 0.6 and kind not in {"refusal", "break"}:
        place = 1
    if place == 0 and kind == "refusal" and random.random() < 0.6:
        return "-"
    return SCALE[place]
