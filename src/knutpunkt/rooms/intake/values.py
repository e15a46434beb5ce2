"""What is written in a field, understood: dates, numbers with decimal comma, yes and no, codes in words."""

import re
from collections.abc import Mapping
from datetime import date

from knutpunkt.rooms.intake.kinds import plain

YES = frozenset({"ja", "j", "yes", "y", "true", "sant", "1", "x"})
NO = frozenset({"", "nej", "n", "no", "false", "falskt", "0"})
_EARLIEST = date(1900, 1, 1)
_LATEST = date(2200, 1, 1)
_DAY = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ]00:00(?::00)?)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})"),
)
_TERM = re.compile(r"(?:(?P<y>\d{4})\W*(?P<t>vt|ht)|(?P<t2>vt|ht)\W*(?P<y2>\d{2}|\d{4}))")
_WORDS_OF_TERM = {"vårterminen": "vt", "vårtermin": "vt", "höstterminen": "ht", "hösttermin": "ht"}

# Codes of SS 12000 (domain.md §8); the first word of each line is what is stored.
SCHOOL_FORMS: dict[str, str] = {
    word: code
    for code, words in {
        "FS": "fs|fsk|förskola",
        "FKLASS": "fklass|fk|förskoleklass",
        "FTH": "fth|fritidshem",
        "OPPFTH": "oppfth|öppen fritidsverksamhet",
        "GR": "gr|grundskola|grundskolan|compulsory",
        "GRS": "grs|gran|anpassad grundskola",
        "SP": "sp|specialskola",
        "SAM": "sam|sameskola",
        "GY": "gy|gymnasieskola|gymnasium|gymnasieskolan|upper secondary",
        "GYS": "gys|gyan|anpassad gymnasieskola",
        "VUXGY": "vuxgy|komvux gymnasial nivå",
        "VUXGR": "vuxgr|komvux grundläggande nivå",
        "SFI": "sfi|svenska för invandrare",
        "AU": "au|annan utbildning",
    }.items()
    for word in words.split("|")
}


def day_of(text: str) -> date | None:
    """The day, or ``None`` when there is no such day between 1900 and 2200."""
    for form in _DAY:
        if found := form.fullmatch(text):
            try:
                day = date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
            return day if _EARLIEST <= day < _LATEST else None
    return None


def number_of(text: str) -> float | None:
    """A number written with decimal comma or point, spaces between thousands, perhaps a percent sign."""
    tidy = re.sub(r"[\s\u00a0\u202f%]", "", text).replace(",", ".").replace("−", "-")
    return float(tidy) if re.fullmatch(r"-?\d{1,12}(\.\d{1,9})?", tidy) else None


def percentage_of(text: str) -> int | None:
    """A share of full time as 1–100: "80", "80 %" and "0,8" are the same."""
    number = number_of(text)
    if number is None:
        return None
    share = round(number * 100) if number <= 1 and "%" not in text else round(number)
    return share if 1 <= share <= 100 else None


def yes_or_no(text: str) -> bool | None:
    """Yes, no (also when nothing is written), or ``None`` for anything else."""
    word = text.strip().casefold()
    if word in YES:
        return True
    return False if word in NO else None


def code_of(text: str, codes: Mapping[str, str]) -> str | None:
    """The code somebody wrote in words, or ``None`` when it is not known."""
    return codes.get(plain(text)) or codes.get(text.strip().casefold())


def listed(text: str) -> list[str]:
    """Several codes in one field, between commas, bars, slashes or semicolons."""
    return [part for part in (piece.strip() for piece in re.split(r"[,|;/]", text)) if part]


def term_of(text: str) -> str | None:
    """A term as "2026VT": also "VT 2026", "HT26" and "Vårterminen 2026"."""
    tidy = text.strip().casefold()
    for word, short in _WORDS_OF_TERM.items():
        tidy = tidy.replace(word, short)
    found = _TERM.fullmatch(tidy)
    if found is None:
        return None
    year = found["y"] or found["y2"]
    return f"{year if len(year) == 4 else '20' + year}{(found['t'] or found['t2']).upper()}"
