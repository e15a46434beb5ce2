"""Names for people who do not exist: given and family names combined at random.

The groups say only which names tend to stand together in a family. Nothing else in the demo looks at them:
how a child attends, what a case is about and who stands in it are drawn without regard to names.
"""

import csv
from collections import defaultdict
from importlib.resources import files
from random import Random

DATA = files("knutpunkt.demo").joinpath("data")
GROUPS = {"sv": 74, "ar": 7, "so": 4, "fi": 4, "pl": 3, "bs": 2, "fa": 2, "es": 2, "ti": 1, "vi": 1}
OWN_GROUP = 0.75
# Each group but the first is called by its language.
SWEDISH = "sv"
SPEAKS_IT = 0.55
# Numbers reserved for films and books by the Swedish regulator: they ring nowhere.
RESERVED_PHONES = range(605, 700)


def lines(name: str) -> list[str]:
    """The lines of one of the demo's data files."""
    return DATA.joinpath(name).read_text(encoding="utf-8").split("\n")[:-1]


class Names:
    """Draws names with one stream of chance."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.given: dict[tuple[str, str, str], tuple[list[str], list[float]]] = _given()
        self.family = _family()
        self.streets = lines("gator.txt")

    def group(self) -> str:
        return self.random.choices(list(GROUPS), list(GROUPS.values()))[0]

    def family_name(self, group: str) -> str:
        return self.random.choice(self.family[group])

    def given_name(self, group: str, sex: str, generation: str) -> str:
        """``sex`` is K or M, ``generation`` barn or vuxen."""
        own = group if self.random.random() < OWN_GROUP else SWEDISH
        names, weights = self.given[own, sex, generation]
        return self.random.choices(names, weights)[0]

    def language(self, group: str) -> str:
        """A language need: empty when Swedish will do."""
        return group if group != SWEDISH and self.random.random() < SPEAKS_IT else ""

    def address(self) -> str:
        return f"{self.random.choice(self.streets)} {self.random.randint(1, 64)}"

    def phone(self) -> str:
        return f"070-1740{self.random.choice(RESERVED_PHONES)}"


def _given() -> dict[tuple[str, str, str], tuple[list[str], list[float]]]:
    found: dict[tuple[str, str, str], tuple[list[str], list[float]]] = defaultdict(lambda: ([], []))
    for row in csv.DictReader(lines("fornamn.csv"), delimiter=";"):
        names, weights = found[row["grupp"], row["kön"], row["generation"]]
        names.append(row["namn"])
        # The root flattens: common names stay common, and the rare ones are met too.
        weights.append(float(row["bärare"]) ** 0.4)
    return dict(found)


def _family() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader(lines("efternamn.csv"), delimiter=";"):
        found[row["grupp"]].append(row["namn"])
    return dict(found)
