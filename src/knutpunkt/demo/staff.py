"""Who works where in the demo: named people in the offices, head teachers, and a mentor for every class."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from knutpunkt.demo.children import Child
from knutpunkt.demo.naming import Names, lines
from knutpunkt.demo.places import KOMMUNEN, PLACES

MENTORS_SERVE = (400, 3600)


@dataclass(slots=True)
class Post:
    """One row of the staff file: a person's assignment at a unit and the tasks that come with it."""

    person: str
    given: str
    family: str
    unit: str
    profession: str
    share: int
    start: date
    last_day: date | None = None
    responsible: bool = False
    appointee: bool = False
    triage_for: tuple[str, ...] = ()
    protected_for: tuple[str, ...] = ()
    mentor_for: list[str] = field(default_factory=list)
    is_protected: bool = False

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def email(self) -> str:
        return f"{self.person.lower()}@{'lindhamra' if self.person < 'P8' else 'samverkan'}.example"


def make_staff(*, names: Names, random: Random, children: Iterable[Child], on: date) -> list[Post]:
    """Every assignment, in the order of persons."""
    posts = _from_roster(on)
    taken = {post.name for post in posts}
    number = max(int(post.person[1:]) for post in posts)
    for group in _groups(children):
        number += 1
        given, family = _new_name(names, taken)
        start = on - timedelta(days=random.randint(*MENTORS_SERVE))
        unit = group.split("-")[0]
        post = Post(f"P{number:04}", given, family, unit, "lärare", 100, start, mentor_for=[group])
        posts.append(post)
    _named_mentor(posts)
    return posts


def _named_mentor(posts: list[Post]) -> None:
    """Sanna Öberg, who is in the roster, is the mentor of a class at Lindskolan in place of a drawn one."""
    named = next(post for post in posts if post.name == "Sanna Öberg")
    named.mentor_for = ["LIND-8B"]
    posts[:] = [post for post in posts if post is named or "LIND-8B" not in post.mentor_for]


def _groups(children: Iterable[Child]) -> list[str]:
    running = {stay.group for child in children if (stay := child.stay) and stay.group}
    return sorted(group for group in running if not group.startswith("GLAN"))


def _new_name(names: Names, taken: set[str]) -> tuple[str, str]:
    while True:
        group = names.group()
        given = names.given_name(group, names.random.choice("KKM"), "vuxen")
        family = names.family_name(group)
        if f"{given} {family}" not in taken:
            taken.add(f"{given} {family}")
            return given, family


def _from_roster(on: date) -> list[Post]:
    """The people of ``roster.csv``; days are counted from ``on``."""
    posts: list[Post] = []
    persons: dict[str, str] = {}
    for line in lines("roster.csv")[1:]:
        name, unit, profession, share, start, last_day, tasks, triage = line.split(";")
        given, _, family = name.rpartition(" ")
        person = persons.setdefault(name, f"P{len(persons) + 1:04}")
        posts.append(
            Post(
                person,
                given,
                family,
                unit,
                profession,
                int(share),
                on + timedelta(days=int(start)),
                on + timedelta(days=int(last_day)) if last_day else None,
                responsible="ansvarig" in tasks,
                appointee="utsedd" in tasks,
                triage_for=tuple(triage.split("|")) if triage else (),
                protected_for=_protected_for(tasks, unit),
                is_protected="skyddad" in tasks.split(","),
            )
        )
    return posts


def _protected_for(tasks: str, unit: str) -> tuple[str, ...]:
    if "alla skyddade" in tasks:
        schools = (place for place in PLACES if place.school_code)
        return tuple(place.code for place in schools if place.area.body is KOMMUNEN)
    return (unit,) if "hanterar skyddade" in tasks else ()
