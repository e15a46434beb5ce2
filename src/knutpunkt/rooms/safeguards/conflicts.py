"""Jäv: somebody is too close to a child and has nothing to do with it (FL 2017:900 16–18 §§).

From the act on nothing about the child opens to them. What they promised passes on, their part in each case
ends; a case they coordinated gets whoever took its promise over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from knutpunkt.foundation.access.border import anywhere
from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case, Participation
from knutpunkt.foundation.commitments.operations import step_aside
from knutpunkt.foundation.people.models import (
    Assignment,
    Child,
    ConflictOfInterest,
    Professional,
    UnitResponsibility,
)
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.rooms.cases.operations import change_coordinator
from knutpunkt.rooms.concerns.acting import person, unit
from knutpunkt.rooms.safeguards.looking_up import Sought, look_up
from knutpunkt.rooms.safeguards.refusals import NotTheirs


@dataclass(frozen=True, slots=True)
class Declared:
    """A running conflict, and the child as the door lets the reader see it."""

    conflict: ConflictOfInterest
    child: Child


def answers_for_unit(actor: Actor, on: date) -> bool:
    """Whether the actor answers for the unit they act through."""
    named = UnitResponsibility.objects.running(on).filter(unit=actor.unit, professional=actor.person)
    return named.exists()


def colleagues(actor: Actor, on: date) -> list[Professional]:
    """For whom the actor may declare: themselves, and the whole unit when they answer for it."""
    at_work = Assignment.objects.running(on).filter(unit=unit(actor)).values("professional")
    among = Professional.objects.filter(pk__in=at_work)
    return list(among if answers_for_unit(actor, on) else among.filter(pk=person(actor)))


def declare(
    *, actor: Actor, on: date, children: Iterable[Child], professional: Professional, reason: str
) -> list[ConflictOfInterest]:
    """Close the children to the professional from now on; the same act whether or not any child was found.

    Raises ``ReasonMissing``, and ``NotTheirs`` for a colleague unless the actor answers for the unit.
    """
    if not reason.strip():
        raise ReasonMissing
    if professional not in colleagues(actor, on):
        raise NotTheirs
    with recorded(actor=actor, action="conflict.declared", about=[professional]) as act:
        made = [_close(actor, on, child, professional, reason.strip()) for child in children]
        act.about(*made)
        act.child(*(one.child_id for one in made))
    return made


def declare_sought(
    *, actor: Actor, on: date, sought: Sought, professional: Professional, reason: str
) -> None:
    """As ``declare``, about a child who need not be known here. Raises ``TooManyLookUps`` too.

    The border does not hide the child: who is invited next year must not find the way open.
    """
    with anywhere():
        found = look_up(sought, actor=actor, on=on)
        declare(actor=actor, on=on, children=found, professional=professional, reason=reason)


def end(*, actor: Actor, on: date, conflict: ConflictOfInterest) -> None:
    """Open the child again from tomorrow, to whatever grounds there are. Raises ``NotTheirs``.

    Only who answers for a unit where the professional works, and never for oneself.
    """
    if conflict.professional_id == actor.person or conflict.professional not in colleagues(actor, on):
        raise NotTheirs
    with recorded(actor=actor, action="conflict.ended", about=[conflict], children=[conflict.child_id]):
        conflict.last_day = max(on, conflict.start)
        conflict.save(update_fields=["last_day"])


def declared_here(*, actor: Actor, on: date) -> list[Declared]:
    """The unit's running conflicts, for who answers for it; only about children whom it sees itself."""
    if not answers_for_unit(actor, on):
        return []
    working = [one.pk for one in colleagues(actor, on)]
    rows = ConflictOfInterest.objects.running(on).filter(professional__in=working, last_day__isnull=True)
    found = list(rows.select_related("professional", "declared_by"))
    seen = _children_seen({one.child_id for one in found}, actor, on)
    return [Declared(one, seen[one.child_id]) for one in found if one.child_id in seen]


def _children_seen(keys: set[UUID], actor: Actor, on: date) -> dict[UUID, Child]:
    """Of these children, those who open to the actor, by themselves or through a case."""
    seen = {child.pk: child for child in visible(Child.objects.filter(pk__in=keys), actor=actor, on=on)}
    cases = Case.objects.filter(child__in=keys - seen.keys()).select_related("child")
    return seen | {case.child_id: case.child for case in visible(cases, actor=actor, on=on)}


def _close(
    actor: Actor, on: date, child: Child, professional: Professional, reason: str
) -> ConflictOfInterest:
    running = ConflictOfInterest.objects.running(on).filter(child=child, professional=professional)
    known = running.filter(last_day__isnull=True).first()
    if known is not None:
        return known  # type: ignore[no-any-return]
    made = ConflictOfInterest.objects.create(
        child=child, professional=professional, declared_by_id=person(actor), reason=reason, start=on
    )
    step_aside(actor=actor, on=on, child=child.pk, professional=professional.pk)
    _leave_cases(actor, on, child, professional)
    return made


def _leave_cases(actor: Actor, on: date, child: Child, professional: Professional) -> None:
    parts = Participation.objects.running(on).filter(case__child=child, professional=professional)
    for part in parts.select_related("case__matter__carried_by__holder", "case__unit"):
        if part.kind == Participation.Kind.COORDINATOR:
            _hand_on(actor, on, part)
        else:
            part.last_day = on
            part.save(update_fields=["last_day"])


def _hand_on(actor: Actor, on: date, part: Participation) -> None:
    """The case goes on with whoever holds its promise now; else it is left as it stands."""
    carrier = part.case.matter.carried_by
    if carrier is None or carrier.holder_id == part.professional_id:
        return
    work = Assignment.objects.running(on).filter(professional=carrier.holder_id).order_by("start").first()
    change_coordinator(
        actor=actor,
        on=on,
        case=part.case,
        to=carrier.holder,
        coordinator_kind=work.profession if work is not None else part.coordinator_kind,
        reason=_("Den förra samordnaren kan inte arbeta med det här barnet"),
    )
