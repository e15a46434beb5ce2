"""Building the demo's cases on what was imported, by the rooms' own operations, with dates in the past."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from knutpunkt.demo.arcs import draw_arcs
from knutpunkt.demo.municipality import draw_municipality
from knutpunkt.demo.noticings import tell_absences, tell_concerns, tell_reports
from knutpunkt.demo.safeguards import tell_safeguards
from knutpunkt.demo.steps import Telling
from knutpunkt.demo.town import town_of
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments.nightly import nightly

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """How many cases and concerns there are now."""

    cases: int
    concerns: int
    states: dict[str, int]


def build_cases(*, on: date, seed: int, progress: Progress) -> Built:
    """Tell every case of the municipality drawn from ``seed``; all or nothing.

    The files of ``build_files`` for the same day and seed must have been imported: else ``NotImported``.
    """
    town = town_of(draw_municipality(on=on, seed=seed))
    arcs = draw_arcs(town.drawn)
    states: Counter[str] = Counter()
    with recorded(actor=SYSTEM, action="demo.built"):
        for number, arc in enumerate(arcs, start=1):
            telling = Telling(town, arc)
            telling.run()
            states[str(telling.case.state) if telling.case else "concern"] += 1
            progress("Samarbeten", number, len(arcs))
        told = tell_concerns(town, arcs)
        tell_absences(town, arcs)
        tell_reports(town, arcs)
        tell_safeguards(on)
        nightly(on)
    return Built(cases=len(arcs), concerns=told, states=dict(states))
