"""The official test numbers, handed out once each. A person beyond the list gets none: never make one up."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from random import Random

from knutpunkt.demo.naming import lines


@dataclass(frozen=True, slots=True)
class Identity:
    """A national id (or none) with the birth date and sex that follow from it."""

    number: str
    birth_date: date
    sex: str


class Identities:
    """Hands out the numbers of a birth year until they are gone."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.left: dict[tuple[int, str], list[str]] = defaultdict(list)
        for number in lines("personnummer.txt"):
            self.left[int(number[:4]), _sex(number)].append(number)
        for numbers in self.left.values():
            random.shuffle(numbers)
        self.coordination = [n for n in lines("samordningsnummer.txt") if n >= "2000"]

    def born(self, year: int, sex: str, *, without: float = 0.0) -> Identity:
        """Somebody born that year; by the chance ``without``, or when the list is empty, without a number."""
        left = self.left[year, sex]
        if left and self.random.random() >= without:
            number = left.pop()
            return Identity(number, _birth(number), sex)
        day = date(year, 1, 1).toordinal() + self.random.randrange(365)
        return Identity("", date.fromordinal(day), sex)

    def coordinated(self, sex: str) -> Identity | None:
        """Somebody with a coordination number, while there are any."""
        for number in self.coordination:
            if _sex(number) == sex:
                self.coordination.remove(number)
                return Identity(number, _birth(number), sex)
        return None


def _birth(number: str) -> date:
    day = int(number[6:8])
    return date(int(number[:4]), int(number[4:6]), day - 60 if day > 60 else day)


def _sex(number: str) -> str:
    return "M" if int(number[10]) % 2 else "K"
