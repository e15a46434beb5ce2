"""Which kind a file is and which heading holds which column: guessed from headings, changeable by people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knutpunkt.rooms.intake.kinds import FileKind, columns_of, named_like, plain

Headings = Sequence[str]
# Our column name → the position of the file's column.
Places = dict[str, int]


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind that fits the headings, and where its columns are."""

    kind: FileKind
    places: Places


def guess_kind(headings: Headings, stem: str) -> Guess | None:
    """The kind that fits best: every required column found, then most columns, then the file's name."""
    guesses = [Guess(kind, guess_places(kind, headings)) for kind in FileKind]
    fits = [guess for guess in guesses if not missing(guess.kind, guess.places)]
    if not fits:
        return _named(headings, stem)
    return max(fits, key=lambda fit: (len(fit.places), named_like(fit.kind, stem)))


def guess_places(kind: FileKind, headings: Headings, remembered: Mapping[str, str] | None = None) -> Places:
    """Where each column is: as people chose last time for this source, else by the synonyms."""
    remembered = remembered or {}
    by_heading = {plain(heading): place for place, heading in reversed(list(enumerate(headings)))}
    places: Places = {}
    for column in columns_of(kind):
        if column.name in remembered:
            chosen = by_heading.get(remembered[column.name])
        else:
            known = [by_heading[word] for word in column.synonyms if word in by_heading]
            chosen = min(known, default=None)
        if chosen is not None and chosen not in places.values():
            places[column.name] = chosen
    return places


def missing(kind: FileKind, places: Mapping[str, int]) -> list[str]:
    """The headings, as people know them, of required columns that no heading was found for."""
    return [column.shown for column in columns_of(kind) if column.required and column.name not in places]


def to_remember(kind: FileKind, places: Mapping[str, int], headings: Headings) -> dict[str, str]:
    """What is kept for the source: column → heading in its compared form ("" for a column left out)."""
    return {
        column.name: plain(headings[places[column.name]]) if column.name in places else ""
        for column in columns_of(kind)
    }


def recognised(headings: Headings) -> bool:
    """Whether the first line looks like headings; if not, it may hold somebody's name and is not shown."""
    words = {word for kind in FileKind for column in columns_of(kind) for word in column.synonyms}
    return sum(plain(heading) in words for heading in headings) >= 2


def _named(headings: Headings, stem: str) -> Guess | None:
    named = [kind for kind in FileKind if named_like(kind, stem)]
    return Guess(named[0], guess_places(named[0], headings)) if named else None
