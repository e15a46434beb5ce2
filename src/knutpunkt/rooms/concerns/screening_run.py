"""One night's screening: each responsible body by itself, from its lake to its concerns."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter

from django.db.models import Exists, OuterRef

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Enrolment, Municipality, ResponsibleBody
from knutpunkt.insight.engine import Row
from knutpunkt.insight.screening import screen
from knutpunkt.rooms.concerns.lake import inputs_for
from knutpunkt.rooms.concerns.models import ScreeningRun
from knutpunkt.rooms.concerns.operations import raise_from_screening

Progress = Callable[[int, int, str], None]
"""How far: done, of how many, and what is under way."""


@dataclass(slots=True)
class ScreeningResult:
    """What ``knutpunkt screen`` prints. ``seconds``: the screening; ``raising_seconds``: the concerns."""

    on: date
    rows_read: int = 0
    children: int = 0
    flagged: int = 0
    seconds: float = 0.0
    raising_seconds: float = 0.0
    flags_per_rule: Counter[str] = field(default_factory=Counter)
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    runs: list[ScreeningRun] = field(default_factory=list)

    @property
    def rows_per_second(self) -> float:
        return self.rows_read / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class _Found:
    flags: list[Row]
    measures: list[Row]
    rows_read: int
    seconds: float


def run_screening(
    *, on: date, municipality: Municipality | None = None, progress: Progress | None = None
) -> ScreeningResult:
    """Screen every responsible body with pupils on the day, or those of one municipality, and raise concerns.

    Each body is one transaction: its concerns and its run are stored together or not at all.
    """
    result = ScreeningResult(on=on)
    bodies = bodies_with_pupils(on, municipality)
    for done, body in enumerate(bodies):
        if progress:
            progress(done, len(bodies), str(body))
        _screen_body(result, body, on)
    if progress:
        progress(len(bodies), len(bodies), "")
    return result


def bodies_with_pupils(on: date, municipality: Municipality | None = None) -> list[ResponsibleBody]:
    """The bodies that have anybody enrolled at a unit of theirs on the day."""
    pupils = Enrolment.objects.running(on).filter(unit__area__agency__responsible_body=OuterRef("pk"))
    bodies = ResponsibleBody.objects.filter(Exists(pupils)).select_related("municipality")
    return list(bodies.filter(municipality=municipality) if municipality else bodies)


def _screen_body(result: ScreeningResult, body: ResponsibleBody, on: date) -> None:
    found = _find(body, on)
    begun = perf_counter()
    per_rule = Counter(str(row["rule"]) for row in found.flags)
    with recorded(actor=SYSTEM, action="screening.run", about=[body], channel="command") as act:
        outcome = raise_from_screening(flags=found.flags, measures=found.measures, on=on)
        run = ScreeningRun.objects.create(
            responsible_body=body,
            on=on,
            rows_read=found.rows_read,
            children=len(found.measures),
            seconds=round(found.seconds, 3),
            flags=dict(sorted(per_rule.items())),
            new=outcome.new,
            updated=outcome.updated,
            unchanged=outcome.unchanged,
        )
        act.about(run)
    _add(result, run, found, per_rule, perf_counter() - begun)


def _find(body: ResponsibleBody, on: date) -> _Found:
    # Loaded by whoever screens: SQLFrame takes over a second, and every command and worker starts here.
    from knutpunkt.insight.duckdb_engine import duckdb_session

    begun = perf_counter()
    with duckdb_session() as session:
        screening = screen(session=session, inputs=inputs_for(body, session=session, on=on), on=on)
        flags, measures = screening.flag_rows(), screening.measure_rows()
        return _Found(_of(body, flags), _of(body, measures), screening.rows_read, perf_counter() - begun)


def _of(body: ResponsibleBody, rows: Iterable[Row]) -> list[Row]:
    """A pupil who has moved on to another body's school is that body's to notice."""
    return [row for row in rows if row["body"] == str(body.pk)]


def _add(
    result: ScreeningResult, run: ScreeningRun, found: _Found, per_rule: Counter[str], raising: float
) -> None:
    result.rows_read += found.rows_read
    result.children += len(found.measures)
    result.flagged += len({row["child"] for row in found.flags})
    result.seconds += found.seconds
    result.raising_seconds += raising
    result.flags_per_rule += per_rule
    result.new += run.new
    result.updated += run.updated
    result.unchanged += run.unchanged
    result.runs.append(run)
