"""Screening results become concerns, once: what is in somebody's hands is updated, never doubled."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from knutpunkt.foundation.audit.actor import SYSTEM, Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case, Category, Record
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.models import Child, Unit
from knutpunkt.rooms.concerns.flags import Row, kept_flag, kept_protection
from knutpunkt.rooms.concerns.models import Concern, ConcernRoutine
from knutpunkt.rooms.concerns.operations.opening import open_matter_with
from knutpunkt.rooms.concerns.receivers import Post, Receivers
from knutpunkt.rooms.concerns.routines import routine_for
from knutpunkt.rooms.concerns.states import ENDS, START, State
from knutpunkt.rooms.concerns.working_days import after_working_days

SOURCE = "concerns.ask_mentor"
Flags = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many concerns a run made, changed and found as they were; nobody to receive is told, not lost."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class _Run:
    """What one run has looked up, for all its children at once."""

    actor: Actor
    on: date
    receivers: Receivers
    units: Mapping[UUID, Unit]
    children: Mapping[UUID, Child]
    earlier: Mapping[UUID, list[Concern]]
    cases: Mapping[UUID, list[Case]]
    measures: Mapping[UUID, Row]
    routines: dict[UUID, ConcernRoutine] = field(default_factory=dict)

    def routine(self, unit: Unit) -> ConcernRoutine:
        body = unit.area.agency.responsible_body_id
        if body not in self.routines:
            self.routines[body] = routine_for(unit, self.on)
        return self.routines[body]


def raise_from_screening(
    *, flags: Iterable[Row], measures: Iterable[Row], on: date, actor: Actor = SYSTEM
) -> Outcome:
    """Turn the flags of a day into concerns that ask the mentor; all or nothing.

    A child whose concern is open, or who has an open case in the school's own area, is updated: numbers
    refreshed, or told to have recovered. An answered flag rests for the body's days unless it gets worse or
    another rule speaks. ``measures`` names every child that was looked at. The same run changes nothing.
    """
    with recorded(actor=actor, action="screening.received"):
        by_child: dict[tuple[UUID, UUID], Flags] = defaultdict(list)
        for row in flags:
            by_child[UUID(str(row["child"])), UUID(str(row["unit"]))].append(kept_flag(row))
        run = _look_up(actor, on, by_child, measures)
        told = [_tell(run, child, unit, found) for (child, unit), found in by_child.items()]
        told += _recovered(run, {child for child, _unit in by_child})
    return Outcome(told.count("new"), told.count("updated"), told.count("unchanged"))


def _look_up(
    actor: Actor, on: date, by_child: Mapping[tuple[UUID, UUID], Flags], measures: Iterable[Row]
) -> _Run:
    known = {UUID(str(row["child"])): row for row in measures}
    children, units = {child for child, _unit in by_child}, {unit for _child, unit in by_child}
    receivers = Receivers(on)
    receivers.look_up_mentors(children, units)
    return _Run(
        actor=actor,
        on=on,
        receivers=receivers,
        units=Unit.objects.select_related("area__agency__responsible_body").in_bulk(units),
        children=Child.objects.in_bulk(children),
        earlier=_by_child(
            Concern.objects.filter(child__in=children | set(known)).select_related(
                "matter", "unit__area", "case"
            )
        ),
        cases=_by_child(
            Case.objects.filter(child__in=children).exclude(state=Case.State.CLOSED).select_related("unit")
        ),
        measures=known,
    )


def _by_child(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.child_id].append(row)
    return found


def _tell(run: _Run, child: UUID, unit_id: UUID, flags: Flags) -> str:
    unit = run.units[unit_id]
    mine = [one for one in run.earlier.get(child, []) if one.unit.area_id == unit.area_id and _counts(one)]
    case = next((one for one in run.cases.get(child, []) if one.unit.area_id == unit.area_id), None)
    in_hand = next((one for one in mine if _in_hand(one)), None)
    if in_hand is not None:
        return _refresh(run, in_hand, flags)
    if case is not None:
        return _add_to_case(run, child, unit, case, flags)
    if _rests(run, mine, unit, flags):
        return "unchanged"
    return _ask(run, child, unit, flags)


def _counts(concern: Concern) -> bool:
    return concern.identified


def _in_hand(concern: Concern) -> bool:
    """Open, or part of a case that still is; a person's concern takes the flags on too."""
    if concern.case is not None:
        return concern.case.state != Case.State.CLOSED
    return concern.state not in ENDS


def _refresh(run: _Run, concern: Concern, flags: Flags) -> str:
    protects = kept_protection(run.measures.get(concern.child_id))
    same = concern.flags == flags and concern.protects == protects and concern.recovered_on is None
    if same:
        return "unchanged"
    with recorded(actor=run.actor, action="concern.refreshed", about=[concern], children=[concern.child_id]):
        concern.flags, concern.protects = flags, protects
        concern.screened_on, concern.recovered_on = run.on, None
        concern.save()
    return "updated"


def _rests(run: _Run, earlier: list[Concern], unit: Unit, flags: Flags) -> bool:
    since = run.on - timedelta(days=run.routine(unit).rest_days)
    answered = {
        (flag["rule"], step)
        for concern in earlier
        if concern.state_since > since
        for flag in concern.flags
        for step in range(int(flag["step"]) + 1)
    }
    return all((flag["rule"], int(flag["step"])) in answered for flag in flags)


def _ask(run: _Run, child: UUID, unit: Unit, flags: Flags) -> str:
    post = run.receivers.for_flag(child, unit)
    state = State.ASKED
    event, _who = START[state]
    with recorded(actor=run.actor, action=event, children=[child]) as act:
        concern = _flagged(run, child, unit, flags, state)
        concern.matter = _matter(run, concern, unit, post)
        concern.save()
        act.about(concern)
    return "new"


def _add_to_case(run: _Run, child: UUID, unit: Unit, case: Case, flags: Flags) -> str:
    event, _who = START[State.IN_CASE]
    with recorded(actor=run.actor, action=event, children=[child], about=[case]) as act:
        concern = _flagged(run, child, unit, flags, State.IN_CASE)
        concern.case = case
        concern.save()
        act.about(concern)
    return "new"


def _flagged(run: _Run, child: UUID, unit: Unit, flags: Flags, state: str) -> Concern:
    return Concern(
        child=run.children[child],
        unit=unit,
        kind=Record.Kind.CONCERN,
        category=Category.OBSERVATION,
        written_on=run.on,
        source=Concern.Source.SCREENING,
        level=Concern.Level.INDICATED,
        state=state,
        state_since=run.on,
        flags=flags,
        protects=kept_protection(run.measures.get(child)),
        screened_on=run.on,
    )


def _matter(run: _Run, concern: Concern, unit: Unit, post: Post) -> Matter:
    return open_matter_with(
        actor=run.actor,
        on=run.on,
        child=concern.child,
        kind=Matter.Kind.CONCERN,
        unit=unit,
        post=post,
        what=_("Stämmer det? Svara om frånvaro och betyg"),
        due=after_working_days(run.on, run.routine(unit).answer_days),
        source=SOURCE,
        receivers=run.receivers,
    )


def _recovered(run: _Run, flagged: set[UUID]) -> list[str]:
    """The open concerns from earlier runs whose child was looked at and no longer has any flag."""
    told = []
    for child, concerns in run.earlier.items():
        for concern in concerns if child in run.measures and child not in flagged else ():
            if concern.flags and _in_hand(concern) and concern.recovered_on is None:
                told.append(_say_recovered(run, concern))
    return told


def _say_recovered(run: _Run, concern: Concern) -> str:
    with recorded(actor=run.actor, action="concern.recovered", about=[concern], children=[concern.child_id]):
        concern.recovered_on, concern.screened_on = run.on, run.on
        concern.protects = kept_protection(run.measures.get(concern.child_id))
        concern.save()
    return "updated"
