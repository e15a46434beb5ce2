"""The whole made-up municipality, drawn once for a day and a seed. Everything delivered is read from here."""

from dataclasses import dataclass
from datetime import date
from random import Random

from knutpunkt.demo import behaviour, calendar
from knutpunkt.demo.children import Child, make_children
from knutpunkt.demo.families import Guardian, Households, Link
from knutpunkt.demo.identities import Identities
from knutpunkt.demo.naming import Names
from knutpunkt.demo.schooling import place_in_schools
from knutpunkt.demo.staff import Post, make_staff


@dataclass(frozen=True, slots=True)
class Drawn:
    """The municipality as drawn: its children with stays and behaviour, their adults, and who works there."""

    on: date
    seed: int
    attendance_from: date
    children: list[Child]
    guardians: list[Guardian]
    links: list[Link]
    posts: list[Post]

    @property
    def pupils(self) -> list[Child]:
        """Those enrolled at a school of the two municipalities on the day."""
        return [c for c in self.children if (s := c.stay) and s.form != "FS" and s.unit != "VGYM"]


def draw_municipality(*, on: date, seed: int) -> Drawn:
    """The same municipality for the same day and seed, on every machine."""
    school_year = calendar.school_year(on)
    identities = Identities(_chance(seed, "identities"))
    children = make_children(random=_chance(seed, "children"), identities=identities, school_year=school_year)
    random = _chance(seed, "families")
    households = Households(random, Names(random), identities, on)
    households.make(children)
    place_in_schools(children, random=_chance(seed, "schools"), on=on, school_year=school_year)
    _give_behaviours(children, _chance(seed, "behaviour"), on)
    random = _chance(seed, "staff")
    posts = make_staff(names=Names(random), random=random, children=children, on=on)
    return Drawn(
        on=on,
        seed=seed,
        attendance_from=calendar.attendance_from(on),
        children=children,
        guardians=households.guardians,
        links=households.links,
        posts=posts,
    )


def _give_behaviours(children: list[Child], random: Random, on: date) -> None:
    for child in children:
        child.behaviour = behaviour.draw(random=random, year=child.year, on=on)


def _chance(seed: int, what: str) -> Random:
    """A stream of chance of its own for each part, so that a change in one leaves the others alone."""
    return Random(f"{seed} {what}")  # noqa: S311 — a demo that must be the same every time
