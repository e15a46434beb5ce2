"""Personnummer, coordination and temporary numbers: one form for each, and whether the check digit holds.

Source: domain.md §8. A number that fails is still kept with the person, marked as not checked.
"""

import re
from dataclasses import dataclass
from datetime import date

from knutpunkt.foundation.people.models import NationalId

_FORM = re.compile(r"(?P<century>\d\d)?(?P<date>\d{6})(?P<sign>[-+]?)(?P<serial>[A-Z]?\d{2,3})(?P<check>\d)")
_TEMPORARY = frozenset("TRSUWXJKLMN")
_LONGEST_LIFE = 100


@dataclass(frozen=True, slots=True)
class ReadId:
    """A number in its one form (12 characters where it can be understood)."""

    value: str
    kind: NationalId.Kind
    checked: bool


def read_id(text: str, *, on: date) -> ReadId | None:
    """The number written in a field; ``None`` when nothing is written. ``on`` settles a missing century."""
    tidy = re.sub(r"[\s\u00a0]", "", text).upper().replace("−", "-")
    if not tidy:
        return None
    found = _FORM.fullmatch(tidy)
    if found is None or len(found["serial"]) != 3:
        return ReadId(tidy, NationalId.Kind.PERSONAL, checked=False)
    short, last = found["date"], found["serial"] + found["check"]
    century = found["century"] or _century(short, older=found["sign"] == "+", on=on)
    return ReadId(century + short + last, _kind(short, last), _holds(century, short, last))


def _century(short: str, *, older: bool, on: date) -> str:
    """Without a century somebody is under 100 with "-", at least 100 with "+"."""
    year = on.year - (on.year - int(short[:2])) % 100
    return str((year - _LONGEST_LIFE if older else year) // 100)


def _kind(short: str, last: str) -> NationalId.Kind:
    if last[0].isalpha():
        return NationalId.Kind.TEMPORARY
    return NationalId.Kind.COORDINATION if int(short[4:]) > 60 else NationalId.Kind.PERSONAL


def _holds(century: str, short: str, last: str) -> bool:
    letter = last[0]
    if last[:3] == "000" or (letter.isalpha() and letter not in _TEMPORARY):
        return False
    digits = short + ("1" + last[1:] if letter.isalpha() else last)
    return _luhn(digits) and _is_a_day(int(century + short[:2]), int(short[2:4]), int(short[4:]))


def _is_a_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(digits):
        product = int(digit) * (2 - place % 2)
        total += product // 10 + product % 10
    return total % 10 == 0
