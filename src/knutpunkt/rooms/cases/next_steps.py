"""What can be done next in a case, and what remains before it can: as code, shown on the page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Case, Record


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that the work usually needs now, why, the page where it is done, and a day if it has one."""

    label: Promise
    why: Promise
    url: str
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What there already is in the case, as far as the one asking may see."""

    kinds: frozenset[str]
    coordinator_runs: bool
    after_care_on: date | None


# (record kind that is missing, what to do, why, the page)
_ORDER = (
    (
        Record.Kind.CHILDS_VIEW,
        _("Fråga barnet"),
        _("Du ser inga av barnets egna ord ännu."),
        "cases:words",
    ),
    (
        Record.Kind.ASSESSMENT,
        _("Gör en kartläggning"),
        _("Du ser ingen kartläggning ännu."),
        "plans:assess",
    ),
    (Record.Kind.PLAN, _("Gör en plan"), _("Du ser ingen plan ännu."), "plans:new"),
    (
        Record.Kind.FOLLOW_UP,
        _("Följ upp planen"),
        _("Planen har inte följts upp ännu."),
        "followup:plan",
    ),
)


def next_steps(case: Case, standing: Standing, on: date) -> list[NextStep]:
    """The steps worth taking in ``case`` on the day ``on``, the most urgent first; none when it is closed."""
    if case.state == Case.State.CLOSED:
        return []
    steps = _coordinator_first(case, standing)
    if case.state == Case.State.AFTER_CARE:
        return steps + _after_care(case, standing, on)
    return steps + _first_missing(case, standing)


Steps = Callable[[Case, Iterable[Record], Actor, date], Iterable[NextStep]]
_of_rooms: list[Steps] = []


def register_steps(steps: Steps) -> None:
    """Let a later room add steps of its own, from what is written in the case that the actor may see."""
    if steps not in _of_rooms:
        _of_rooms.append(steps)


def steps_of_rooms(case: Case, written: Iterable[Record], actor: Actor, on: date) -> list[NextStep]:
    """What later rooms say remains to be done."""
    return [step for steps in _of_rooms for step in steps(case, written, actor, on)]


def _coordinator_first(case: Case, standing: Standing) -> list[NextStep]:
    if standing.coordinator_runs:
        return []
    why = _("Samordnarens uppdrag har gått ut.")
    return _step(_("Välj ny samordnare"), why, "cases:coordinator", case)


def _after_care(case: Case, standing: Standing, on: date) -> list[NextStep]:
    if standing.after_care_on is None or standing.after_care_on > on:
        return []
    return _step(_("Hör efter hur det går"), _("Dagen för eftervård är här."), "cases:after_care", case)


def _first_missing(case: Case, standing: Standing) -> list[NextStep]:
    for kind, label, why, page in _ORDER:
        if kind not in standing.kinds:
            return _step(label, why, page, case)
    return []


def _step(label: Promise, why: Promise, page: str, case: Case) -> list[NextStep]:
    # A later room's page is reached by its name; where that room is not built there is no step to show.
    try:
        return [NextStep(label, why, reverse(page, args=[case.pk]))]
    except NoReverseMatch:
        return []
