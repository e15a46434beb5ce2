"""Families: siblings, guardians with every form of custody, and where identities are protected.

Custody changes nothing about how a child attends. An adult in a family is a guardian with custody, a parent
without it, or somebody else responsible (a god man, a step-parent); a link may be blocked against one.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from knutpunkt.demo.children import PROTECTION, Child, home_schools
from knutpunkt.demo.identities import Identities, Identity
from knutpunkt.demo.naming import Names
from knutpunkt.demo.schooling import school_for
from knutpunkt.foundation.people.ages import birthday

CUSTODY = {
    "together": 64.0,
    "apart": 19.5,
    "alone": 9.0,
    "alone, other parent": 3.5,
    "changed": 1.5,
    "with another adult": 1.2,
    "god man": 0.8,
    "blocked": 0.5,
}
WITH_CUSTODY, PARENT, OTHER = "vårdnadshavare", "förälder utan vårdnad", "annan ansvarig"
SIBLINGS = 0.42
SAME_SEX = 0.02
# Guardians are in the population register, but not every test number is for the right age.
GUARDIAN_WITHOUT_NUMBER = 0.05
PROTECTED_CHILDREN = (6, 3, 2)


@dataclass(slots=True)
class Guardian:
    code: str
    identity: Identity
    given: str
    family: str
    language: str
    phone: str
    protection: str = "ingen"

    @property
    def email(self) -> str:
        return f"{self.code.lower()}@hem.example"


@dataclass(slots=True)
class Link:
    """A guardian's relation to a child in a period."""

    child: Child
    guardian: Guardian
    relation: str
    start: date
    last_day: date | None = None
    blocked: bool = False


@dataclass(slots=True)
class Family:
    children: list[Child]
    custody: str = ""
    adults: list[Guardian] = field(default_factory=list)


@dataclass(slots=True)
class Households:
    """Makes the families with one stream of chance."""

    random: Random
    names: Names
    identities: Identities
    on: date
    families: list[Family] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    guardians: list[Guardian] = field(default_factory=list)

    def make(self, children: list[Child]) -> None:
        """Group the children into families and give each names, an address, a school nearby and guardians."""
        for family in self._siblings(children):
            self._settle(family)
            self._adults(family)
            self.families.append(family)
        self._protect(children)

    def _siblings(self, children: list[Child]) -> list[Family]:
        order = list(children)
        self.random.shuffle(order)
        open_families: dict[str, list[Family]] = defaultdict(list)
        made = []
        for child in order:
            known = open_families[child.municipality]
            family = self._sibling_of(child, known) if known and self.random.random() < SIBLINGS else None
            if family:
                family.children.append(child)
            else:
                made.append(Family([child]))
                known.append(made[-1])
        return made

    def _sibling_of(self, child: Child, known: list[Family]) -> Family | None:
        family = self.random.choice(known)
        fits = all(1 < abs((one.birth_date - child.birth_date).days) / 365 < 9 for one in family.children)
        return family if fits and len(family.children) < 4 else None

    def _settle(self, family: Family) -> None:
        group, address = self.names.group(), self.names.address()
        name, language = self.names.family_name(group), self.names.language(group)
        home = self.random.choices(*home_schools())[0]
        for child in family.children:
            child.family, child.address, child.language = name, address, language
            child.given = self._given(group, child, family)
            child.goes_to = child.goes_to or school_for(home, child.year)
        family.custody = self.random.choices(list(CUSTODY), list(CUSTODY.values()))[0]
        for number in range(_adults_in(family.custody)):
            family.adults.append(self._adult(group, family, number))

    def _given(self, group: str, child: Child, family: Family) -> str:
        taken = {one.given for one in family.children}
        while (name := self.names.given_name(group, child.identity.sex, "barn")) in taken:
            pass
        return name

    def _adult(self, group: str, family: Family, number: int) -> Guardian:
        identity = self._adults_identity(family, self._adults_sex(family))
        same = number == 0 or self.random.random() < 0.55
        name = family.children[0].family if same else self.names.family_name(group)
        adult = Guardian(
            f"V{len(self.guardians) + 1:05}",
            identity,
            self.names.given_name(group, identity.sex, "vuxen"),
            name,
            family.children[0].language,
            self.names.phone(),
        )
        self.guardians.append(adult)
        return adult

    def _adults_sex(self, family: Family) -> str:
        if not family.adults or self.random.random() < SAME_SEX:
            return family.adults[0].identity.sex if family.adults else self.random.choice("KM")
        return "M" if family.adults[0].identity.sex == "K" else "K"

    def _adults_identity(self, family: Family, sex: str) -> Identity:
        eldest = min(child.birth_date.year for child in family.children)
        youngest_parent = all(child.year < 0 for child in family.children) and self.random.random() < 0.2
        young = self.identities.coordinated(sex) if youngest_parent else None
        if young:
            return young
        year = eldest - self.random.randint(22, 40)
        return self.identities.born(min(max(year, 1968), 1999), sex, without=GUARDIAN_WITHOUT_NUMBER)

    def _adults(self, family: Family) -> None:
        for child in family.children:
            for number, adult in enumerate(family.adults):
                self.links += self._links(family.custody, child, adult, number)

    def _links(self, custody: str, child: Child, adult: Guardian, number: int) -> list[Link]:
        born = child.birth_date
        of_age = birthday(born, born.year + 18) - timedelta(days=1)
        until = of_age if of_age < self.on else None
        if custody == "changed" and number == 1 and until is None:
            return self._changed(child, adult)
        relation = _relation(custody, number)
        blocked = custody == "blocked" and number == 1
        # A god man or step-parent has come into the child's life later.
        start = born if relation != OTHER else max(born, date(self.on.year - 2, 3, 1))
        return [Link(child, adult, relation, start, until if until is None else max(until, start), blocked)]

    def _changed(self, child: Child, adult: Guardian) -> list[Link]:
        day = max(
            self.on - timedelta(days=self.random.randint(20, 300)), child.birth_date + timedelta(days=30)
        )
        until = day - timedelta(days=1)
        return [
            Link(child, adult, WITH_CUSTODY, child.birth_date, until),
            Link(child, adult, PARENT, day),
        ]

    def _protect(self, children: list[Child]) -> None:
        """A handful of protected identities; one guardian of those at the two stronger levels is a threat."""
        at_school = [
            child for child in children if 1 <= child.year <= 13 and child.goes_to not in {"-", "VGYM"}
        ]
        chosen = self.random.sample(at_school, sum(PROTECTED_CHILDREN))
        levels = [level for level, n in zip(PROTECTION, PROTECTED_CHILDREN, strict=True) for _ in range(n)]
        for child, level in zip(chosen, levels, strict=True):
            child.protection = level
            self._protect_adults(child, level)

    def _protect_adults(self, child: Child, level: str) -> None:
        adults = [link for link in self.links if link.child is child]
        if adults:
            adults[0].guardian.protection = level
        if level != PROTECTION[0]:
            for link in adults[1:]:
                link.blocked = True


def _adults_in(custody: str) -> int:
    return {"alone": 1, "god man": 1, "with another adult": 3}.get(custody, 2)


def _relation(custody: str, number: int) -> str:
    if custody == "god man" or number == 2:
        return OTHER
    if custody == "alone, other parent" and number == 1:
        return PARENT
    return WITH_CUSTODY
