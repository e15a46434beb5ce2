"""The attendance picture, lesson by lesson: eight weeks across, five weekdays down.

In: weeks with days with lessons in order. Out: shapes for an SVG and the same as a table; no markup.
Each state has its own shape, so the picture can be read without colour: there is a full bar, away with a
valid reason a half bar, away without one an empty frame, not reported a dot.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_lazy

STATES = {
    "present": gettext_lazy("där"),
    "valid": gettext_lazy("borta med godkänd orsak"),
    "invalid": gettext_lazy("borta utan godkänd orsak"),
    "unreported": gettext_lazy("inte rapporterat"),
}
WEEKDAYS = (
    gettext_lazy("mån"),
    gettext_lazy("tis"),
    gettext_lazy("ons"),
    gettext_lazy("tor"),
    gettext_lazy("fre"),
)
WIDTH, LEFT, TOP, ROW, BAR = 340, 32, 4, 27, 20


@dataclass(frozen=True)
class Lesson:
    """One lesson in the picture."""

    state: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Day:
    """One day: its lessons as shapes, or the words that stand there instead."""

    day: date | None
    note: str
    lessons: tuple[Lesson, ...]
    words: str
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class AttendancePicture:
    """Size, labels, one outline for each state, the week rows of the table, and the sum in one sentence."""

    width: int
    height: int
    days: tuple[Day, ...]
    outlines: tuple[tuple[str, str], ...]
    week_labels: tuple[tuple[float, int], ...]
    day_labels: tuple[tuple[float, str], ...]
    rows: tuple[tuple[int, tuple[Day, ...]], ...]
    total: str
    counts: tuple[tuple[str, str, int], ...]


def _get(thing: Any, name: str, default: Any = None) -> Any:
    return thing.get(name, default) if isinstance(thing, dict) else getattr(thing, name, default)


def in_words(lessons: Sequence[str], note: str = "") -> str:
    """A day in words: "5 där, 1 inte rapporterat"."""
    found = Counter(state if state in STATES else "unreported" for state in lessons)
    parts = [f"{found[state]} {words}" for state, words in STATES.items() if found[state]]
    return ", ".join(parts) or note or gettext("inga lektioner")


def attendance_picture(weeks: Sequence[Any]) -> AttendancePicture:
    """Shapes and table for the given weeks."""
    wide = (WIDTH - LEFT) / max(1, len(weeks))
    rows = tuple(
        (int(_get(week, "week", 0)), _days(week, LEFT + wide * at, wide)) for at, week in enumerate(weeks)
    )
    found = Counter(lesson.state for _, days in rows for day in days for lesson in day.lessons)
    return AttendancePicture(
        width=WIDTH,
        height=TOP + 5 * ROW + 18,
        days=tuple(day for _, days in rows for day in days),
        outlines=_outlines([lesson for _, days in rows for day in days for lesson in day.lessons]),
        week_labels=tuple((round(LEFT + wide * (at + 0.5), 1), week) for at, (week, _) in enumerate(rows)),
        day_labels=tuple((TOP + ROW * at + BAR * 0.75, str(name)) for at, name in enumerate(WEEKDAYS)),
        rows=rows,
        total=_total(found),
        counts=tuple((state, str(words), found[state]) for state, words in STATES.items()),
    )


def _outlines(lessons: Sequence[Lesson]) -> tuple[tuple[str, str], ...]:
    """All lessons of a state as one SVG path: a term is four elements, not hundreds."""
    drawn: dict[str, list[str]] = {}
    for at in lessons:
        box = f"M{at.x:g} {at.y:g}h{at.width:g}v{at.height:g}h-{at.width:g}z"
        drawn.setdefault(at.state, []).append(box)
    return tuple((state, "".join(boxes)) for state, boxes in drawn.items())


def _total(found: Counter[str]) -> str:
    known = sum(found.values()) - found["unreported"]
    if not known:
        return gettext("Inga lektioner är rapporterade.")
    return gettext("Där på %(there)s av %(known)s rapporterade lektioner.") % {
        "there": found["present"],
        "known": known,
    }


def _days(week: Any, left: float, wide: float) -> tuple[Day, ...]:
    return tuple(
        _day(day, left + 1.5, TOP + ROW * row, wide - 3) for row, day in enumerate(_get(week, "days", ())[:5])
    )


def _day(day: Any, x: float, y: float, width: float) -> Day:
    states, note = list(_get(day, "lessons", ()) or ()), str(_get(day, "note", "") or "")
    step = width / max(1, len(states))
    shapes = tuple(
        _lesson(state, x + step * at, y, step - min(1.0, step / 5)) for at, state in enumerate(states)
    )
    return Day(_get(day, "date"), note, shapes, in_words(states, note), round(x, 1), y, round(width, 1))


def _lesson(state: str, x: float, y: float, width: float) -> Lesson:
    known = state if state in STATES else "unreported"
    top = {"valid": BAR / 2, "unreported": BAR / 2 - 1.5}.get(known, 0.0)
    height = {"valid": BAR / 2, "unreported": 3.0}.get(known, float(BAR))
    if known == "unreported":
        x, width = x + width / 2 - 1.5, 3.0
    if known == "invalid":  # the frame is drawn on the edge: keep it inside
        x, top, width, height = x + 0.6, 0.6, width - 1.2, height - 1.2
    return Lesson(known, round(x, 1), round(y + top, 1), round(width, 1), round(height, 1))
