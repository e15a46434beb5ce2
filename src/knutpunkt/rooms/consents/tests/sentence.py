"""When a consent holds, written a second time from the law's words, over plain values and by nobody's code.

OSL 10:1 and 12:2–3: who is protected may say yes, for the child its guardians and by maturity the child.
FB 6:11 and 6:13: guardians decide together, and one without the other only when the other is hindered.
"""

from dataclasses import dataclass, field
from datetime import date

CHILD = "child"


@dataclass
class Said:
    """One thing somebody said about one category."""

    answer: str
    day: date
    taken_back: date | None = None

    @property
    def latest(self) -> date:
        return self.taken_back or self.day

    def is_yes(self, on: date) -> bool:
        return self.answer == "yes" and self.day <= on and (self.taken_back is None or on < self.taken_back)

    def is_no(self, on: date) -> bool:
        return self.day <= on and (
            self.answer == "no" or (self.taken_back is not None and self.taken_back <= on)
        )


@dataclass
class Line:
    """One category of one question."""

    start: date
    end: date
    said: dict[str, list[Said]] = field(default_factory=dict)

    def yes(self, who: str, on: date) -> bool:
        return bool(self.said.get(who)) and self.said[who][-1].is_yes(on)

    def no(self, who: str, on: date) -> bool:
        return bool(self.said.get(who)) and self.said[who][-1].is_no(on)


@dataclass
class Question:
    """One question with its lines, and what has been written about who decides."""

    asked: date
    decides: str
    about: str | None
    lines: dict[str, Line]
    taken_back: date | None = None
    mature: bool = False
    overridden: bool = False
    not_asked: bool = False
    left_out: dict[str, date] = field(default_factory=dict)


@dataclass
class Family:
    """The child's birth, and who has custody when (from, to and including)."""

    birth: date
    custody: list[tuple[str, date, date | None]]

    def age(self, on: date) -> int:
        years = on.year - self.birth.year
        return years - 1 if (on.month, on.day) < (self.birth.month, self.birth.day) else years

    def holders(self, on: date) -> set[str]:
        return {who for who, start, end in self.custody if start <= on and (end is None or on <= end)}


def guardians_needed(question: Question, family: Family, on: date) -> set[str]:
    if question.decides == "guardian":
        return {question.about} if question.about else set()
    if question.decides == "child" or family.age(on) >= 18:
        return set()
    return {who for who in family.holders(on) if question.left_out.get(who, date.max) > on}


def holds(question: Question, line: Line, family: Family, on: date) -> bool:
    """The whole sentence."""
    if not line.start <= on <= line.end:
        return False
    if question.taken_back is not None and question.taken_back <= on:
        return False
    needed = guardians_needed(question, family, on)
    if not needed:
        return line.yes(CHILD, on)
    if not all(line.yes(who, on) for who in needed):
        return False
    if question.decides == "guardian":
        return True
    if family.age(on) >= 15:
        return question.mature or line.yes(CHILD, on)
    return question.overridden or not line.no(CHILD, on)
