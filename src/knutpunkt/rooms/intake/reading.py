"""Reading a CSV file as it comes: encoding and delimiter found out, every line accounted for.

Encodings: UTF-8 with or without BOM, else Windows-1252. Delimiter: semicolon, comma or tab. A line that
cannot be read (an unclosed quote, too many or too few fields) is refused alone; the lines after it are read.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.intake.refusals import NotTakenIn

BLOCK = 1 << 22
MOST_COLUMNS = 200
LONGEST_LINE = 100_000
# A quoted field may hold line breaks; one that runs on longer is a quote somebody forgot to close.
MOST_LINES_IN_A_ROW = 50
_DELIMITERS = ";,\t"
_TWO_BYTE_LETTERS = (b"\xc3\xa5", b"\xc3\xa4", b"\xc3\xb6")
_FOREIGN = (
    (
        b"PK\x03\x04",
        _("Filen är en Excel-bok eller ett zip-arkiv. Spara den som CSV UTF-8 och försök igen."),
    ),
    (b"\xd0\xcf\x11\xe0", _("Filen är en äldre Excel-arbetsbok. Spara den som CSV UTF-8 och försök igen.")),
    (b"%PDF", _("Filen är en PDF. Be om uppgifterna som CSV-fil.")),
    (b"PAR1", _("Filen är i formatet Parquet. Be om uppgifterna som CSV-fil.")),
    (b"\xff\xfe", _("Filen är sparad som UTF-16. Spara den som CSV UTF-8 och försök igen.")),
    (b"\xfe\xff", _("Filen är sparad som UTF-16. Spara den som CSV UTF-8 och försök igen.")),
)
_EMPTY = _("Filen är tom. Inget finns att läsa in; kontrollera att exporten blev klar.")
_BINARY = _("Filen är ingen textfil. Spara uppgifterna som CSV UTF-8 och försök igen.")
_WEB_PAGE = _(
    "Filen är en webbsida, inte en CSV-fil. Kanske hämtades inloggningssidan i stället för exporten."
)
_MIXED = _(
    "Filen blandar två teckenkodningar, så å, ä och ö går inte att lita på. Exportera den igen som UTF-8."
)
_NO_HEADINGS = _("Första raden ska vara rubriker, skilda åt av semikolon, komma eller tabb.")
_UNCLOSED = _("Ett citattecken saknar sitt slut. Raden är inte inläst.")
_TOO_WIDE = _("Filen har orimligt många kolumner. Kontrollera att det är rätt fil.")


class WrongFile(NotTakenIn):
    """The file cannot be read at all; ``str()`` is the sentence: what happened and what to do."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a file is, before anything in it is believed. ``simple``: one line is one row, none is quoted."""

    path: Path
    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    digest: str
    lines: int
    simple: bool

    @property
    def codec(self) -> str:
        return "utf-8-sig" if self.encoding == "UTF-8" else "cp1252"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file and the line it begins on; ``problem`` instead of fields when it cannot be read."""

    number: int
    fields: Sequence[str]
    problem: str | Promise = ""


def scan(path: Path) -> Scan:
    """Look through a file once, in bounded memory. Raises ``WrongFile`` with a sentence."""
    with path.open("rb") as file:
        start = file.read(4096)
    _refuse_foreign(start)
    look = _look_through(path)
    encoding = "UTF-8" if look.utf8 is not None else "Windows-1252"
    delimiter, headings = _first_line(path, "utf-8-sig" if look.utf8 is not None else "cp1252")
    return Scan(path, encoding, delimiter, headings, look.digest.hexdigest(), look.lines, look.simple)


def rows(found: Scan) -> Iterator[Line]:
    """Every row after the headings. Blank lines are skipped; a row of the wrong width is a problem."""
    with found.path.open(encoding=found.codec, newline="") as file:
        lines = _Lines(iter(file))
        next(_records(lines, found.delimiter), None)
        yield from _records(lines, found.delimiter, len(found.headings))


class _Lines:
    """Lines with their numbers, that can be put back when a quote turns out never to close."""

    def __init__(self, source: Iterator[str]) -> None:
        self.source = source
        self.waiting: list[str] = []
        self.number = 0

    def next(self) -> str | None:
        line = self.waiting.pop() if self.waiting else next(self.source, None)
        self.number += line is not None
        return line

    def put_back(self, lines: list[str]) -> None:
        self.waiting.extend(reversed(lines))
        self.number -= len(lines)


def _records(lines: _Lines, delimiter: str, width: int | None = None) -> Iterator[Line]:
    while (text := lines.next()) is not None:
        number = lines.number
        if not text.strip("\r\n"):
            continue
        # A quote inside a field (37.8" tall) is only a letter; it opens something where a field begins.
        if not text.startswith('"') and f'{delimiter}"' not in text:
            yield _of_width(Line(number, text.rstrip("\r\n").split(delimiter)), width)
            continue
        more = _until_closed(text, lines)
        if more is None:
            yield Line(number, (), _UNCLOSED)
            continue
        line = _of_width(_parsed(number, "".join([text, *more]), delimiter), width)
        if line.problem:
            # A stray quote must not take the rows after it down with it.
            lines.put_back(more)
        yield line


def _of_width(line: Line, width: int | None) -> Line:
    if line.problem or width is None or len(line.fields) == width:
        return line
    return Line(line.number, (), _wrong_width(len(line.fields), width))


def _until_closed(line: str, lines: _Lines) -> list[str] | None:
    more: list[str] = []
    quotes = line.count('"')
    length = len(line)
    while quotes % 2:
        following = lines.next() if len(more) < MOST_LINES_IN_A_ROW and length < LONGEST_LINE else None
        if following is None:
            lines.put_back(more)
            return None
        more.append(following)
        quotes += following.count('"')
        length += len(following)
    return more


def _parsed(number: int, text: str, delimiter: str) -> Line:
    ending = "\r\n" if text.endswith("\r\n") else text[-1:] if text.endswith(("\r", "\n")) else ""
    body = text.removesuffix(ending)
    try:
        # Kept line by line, so that a line break inside quotes reaches the field as it was written.
        (fields,) = csv.reader([body], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return Line(number, (), _("Citattecknen på raden går inte ihop. Raden är inte inläst."))
    return Line(number, fields)


def _wrong_width(has: int, wants: int) -> str:
    return str(_("Raden har %(has)d fält men rubrikraden %(wants)d. Raden är inte inläst.")) % {
        "has": has,
        "wants": wants,
    }


def _refuse_foreign(start: bytes) -> None:
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise WrongFile(_EMPTY)
    for mark, sentence in _FOREIGN:
        if start.startswith(mark):
            raise WrongFile(sentence)
    if b"\0" in start:
        raise WrongFile(_BINARY)
    head = start.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<table")):
        raise WrongFile(_WEB_PAGE)


class _Look:
    """What one pass over the bytes tells."""

    def __init__(self) -> None:
        self.digest = sha256()
        self.utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self.breaks = self.returns = self.pairs = self.letters = 0
        self.quoted = False
        self.last = b""

    def take(self, block: bytes) -> None:
        if b"\0" in block:
            raise WrongFile(_BINARY)
        if len(block) == BLOCK and b"\n" not in block and b"\r" not in block:
            raise WrongFile(_TOO_WIDE)
        self.digest.update(block)
        self.breaks += block.count(b"\n")
        self.returns += block.count(b"\r")
        self.pairs += block.count(b"\r\n") + (self.last == b"\r" and block[:1] == b"\n")
        self.quoted = self.quoted or b'"' in block
        self.letters += sum(map(block.count, _TWO_BYTE_LETTERS))
        self.decode(block)
        self.last = block[-1:]

    def decode(self, block: bytes, *, final: bool = False) -> None:
        if self.utf8 is None:
            return
        try:
            self.utf8.decode(block, final)
        except UnicodeDecodeError:
            self.utf8 = None

    @property
    def lines(self) -> int:
        return self.breaks + (self.last != b"\n")

    @property
    def simple(self) -> bool:
        return not self.quoted and self.returns == self.pairs and self.pairs in {0, self.breaks}


def _look_through(path: Path) -> _Look:
    look = _Look()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            look.take(block)
    look.decode(b"", final=True)
    if look.utf8 is None and (look.letters or not _is_windows_1252(path)):
        raise WrongFile(_MIXED)
    return look


def _is_windows_1252(path: Path) -> bool:
    with path.open(encoding="cp1252", newline="") as file:
        try:
            while file.read(BLOCK):
                pass
        except UnicodeDecodeError:
            return False
    return True


def _first_line(path: Path, codec: str) -> tuple[str, tuple[str, ...]]:
    with path.open(encoding=codec, newline="") as file:
        text = file.readline(LONGEST_LINE)
        best = max(_DELIMITERS, key=lambda delimiter: _outside_quotes(text, delimiter))
        first = next(_records(_Lines(iter([text, *_some(file)])), best), None)
    if first is None or first.problem or len(first.fields) < 2:
        raise WrongFile(_NO_HEADINGS)
    if len(first.fields) > MOST_COLUMNS:
        raise WrongFile(_TOO_WIDE)
    return best, tuple(field.strip() for field in first.fields)


def _outside_quotes(text: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in text.split('"')[::2])


def _some(file: TextIO) -> list[str]:
    return [file.readline(LONGEST_LINE) for _ in range(MOST_LINES_IN_A_ROW)]
