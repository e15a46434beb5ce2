"""Where each child goes and has gone: classes, moves between schools, the enrolments file's stays."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from knutpunkt.demo.calendar import school_days, school_year_starts
from knutpunkt.demo.children import Child, Stay
from knutpunkt.demo.places import GOES_ON_TO, PARALLELS, PROGRAMMES, SMALL_SCHOOL

LETTERS = "ABCDEFGH"
ONE_DAY = timedelta(days=1)
# The share of compulsory-school pupils who changed schools within the last year.
MOVED = 0.016


def place_in_schools(children: list[Child], *, random: Random, on: date, school_year: int) -> None:
    """Give every child its stays."""
    for child, class_name in _classes(children, random):
        child.stays = _stays(child, class_name, school_year, random)
    _move_some([c for c in children if 1 <= c.year <= 9 and c.goes_to in PARALLELS], random, on)


def school_for(home: str, year: int) -> str:
    """The school a child of a family near ``home`` goes to in a school year."""
    return GOES_ON_TO.get(home, home) if year >= 7 else home


def group_of(unit: str, class_name: str) -> str:
    return f"{unit}-{class_name}"


def _classes(children: Iterable[Child], random: Random) -> list[tuple[Child, str]]:
    together: dict[tuple[str, int], list[Child]] = defaultdict(list)
    for child in children:
        together[child.goes_to, child.year].append(child)
    placed = []
    for (unit, year), members in together.items():
        random.shuffle(members)
        names = _class_names(unit, year)
        placed += [(child, names[n % len(names)]) for n, child in enumerate(members)]
    return placed


def _class_names(unit: str, year: int) -> list[str]:
    if unit in PARALLELS:
        return [f"{year or 'F'}{letter}" for letter in LETTERS[: PARALLELS[unit][0]]]
    if unit == "GYMN":
        return [f"{letters}{year - 10}" for letters, _ in PROGRAMMES]
    if unit == "ASNS":
        return [next(name for name, years in SMALL_SCHOOL if year in years)]
    return ["Solen", "Månen", "Stjärnan"] if unit == "GLAN" else [""]


def _stays(child: Child, class_name: str, school_year: int, random: Random) -> list[Stay]:
    if child.goes_to == "GLAN":
        start = date(max(child.birth_date.year + 1, school_year - 3), 8, 20)
        return [Stay("GLAN", "FS", None, class_name, "GLAN-" + class_name, start)]
    if child.year >= 11:
        return _upper_secondary(child, class_name, school_year, random)
    began = _began(child.goes_to, child.year)
    start = school_year_starts(school_year - child.year + began)
    form = "GR" if child.year else "FKLASS"
    stay = Stay(child.goes_to, form, child.year, class_name, group_of(child.goes_to, class_name), start)
    feeders = [home for home, school in GOES_ON_TO.items() if school == child.goes_to]
    if child.year == 7 and feeders:
        return [_ended(random.choice(feeders), 6, stay.start, random), stay]
    return [stay]


def _upper_secondary(child: Child, class_name: str, school_year: int, random: Random) -> list[Stay]:
    start = school_year_starts(school_year - child.year + 11)
    before = []
    if child.year == 11 and child.municipality == "9901":
        schools = [unit for unit, (_, years) in PARALLELS.items() if 9 in years]
        weights = [PARALLELS[unit][0] for unit in schools]
        before = [_ended(random.choices(schools, weights)[0], 9, start, random)]
    if child.goes_to == "-":
        return _dropped_out(child, before, start, random)
    programme = dict(PROGRAMMES).get(class_name[:2], "")
    group = group_of("GYMN", class_name) if child.goes_to == "GYMN" else ""
    stay = Stay(child.goes_to, "GY", child.year - 10, class_name, group, start, programme=programme)
    return [*before, stay]


def _dropped_out(child: Child, before: list[Stay], start: date, random: Random) -> list[Stay]:
    if child.year == 11 or random.random() < 0.3:
        return before
    last_day = start + timedelta(days=random.randint(60, 200))
    return [*before, Stay("VGYM", "GY", 1, "", "", start, last_day)]


def _ended(unit: str, year: int, next_start: date, random: Random) -> Stay:
    class_name = f"{year}{random.choice(LETTERS[: PARALLELS[unit][0]])}"
    start = next_start.replace(year=next_start.year - (year - _began(unit, year) + 1))
    return Stay(unit, "GR", year, class_name, "", start, next_start - ONE_DAY)


def _began(unit: str, year: int) -> int:
    """The school year in which the pupils of a unit begin there."""
    return PARALLELS[unit][1].start if unit in PARALLELS else min(year, 0)


def _move_some(pupils: list[Child], random: Random, on: date) -> None:
    days = school_days(on - timedelta(days=330), on - timedelta(days=14))
    for child in pupils:
        if random.random() >= MOVED:
            continue
        stay = child.stays[-1]
        others = [u for u, (_, years) in PARALLELS.items() if child.year in years and u != stay.unit]
        moved_on = random.choice(
            [day for day in days if day > stay.start] or [stay.start + timedelta(days=30)]
        )
        old = random.choice(others)
        class_name = f"{child.year}{random.choice(LETTERS[: PARALLELS[old][0]])}"
        start = max(school_year_starts(stay.start.year), stay.start)
        before = Stay(old, "GR", child.year, class_name, group_of(old, class_name), start, moved_on - ONE_DAY)
        child.stays[-1:] = [before, stay]
        stay.start = moved_on
