"""THE SPECIFICATION, part one: where the actor stands, and what closes every ground.

Whether the assignment runs, what lies in the own secrecy area, who takes part, answers for a unit or holds a
promise; who is too close to a child, who has opened one in an emergency, and whose whereabouts are kept. No
database, no clock.
"""

from datetime import date
from uuid import UUID

from knutpunkt.foundation.access.facts import (
    Case,
    Child,
    Commitment,
    Facts,
    Opening,
    Part,
    Record,
    Request,
    Thing,
)
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.people.models import ProtectedIdentity

# Looks like an ordinary person everywhere, so its data are an ordinary person's (domain §3.7): marking them
# would be what reveals the person.
OPENLY_PROTECTED = {ProtectedIdentity.MARKED, ProtectedIdentity.POPULATION}


def acts(actor: Actor, facts: Facts, on: date) -> bool:
    """The assignment is the actor's own, at that unit and in that area, and runs today (PDL 4:1–2)."""
    assignment = facts.assignments.get(actor.assignment)
    return (
        assignment is not None
        and assignment.runs(on)
        and assignment.professional == actor.person
        and assignment.unit == actor.unit
        and assignment.profession == actor.profession
        and facts.areas.get(assignment.unit) == actor.area
    )


def own_area(actor: Actor, unit: UUID, facts: Facts) -> bool:
    """The unit lies in the actor's own secrecy area (OSL 8:1–2)."""
    return actor.area is not None and facts.areas.get(unit) == actor.area


def has_task(actor: Actor, kind: str, unit: UUID, facts: Facts, on: date) -> bool:
    """The assignment carries this task for the unit today; for a unit in another area it opens nothing."""
    if actor.assignment is None or not own_area(actor, unit, facts):
        return False
    return any(
        task.kind == kind and task.unit == unit and task.runs(on)
        for task in facts.tasks.get(actor.assignment, ())
    )


def child_in(thing: Thing, facts: Facts) -> UUID | None:
    """The child a thing tells of."""
    if isinstance(thing, Child):
        return thing.id
    if isinstance(thing, Record):
        return thing.child.id
    if isinstance(thing, Part):
        return thing.case.child
    if isinstance(thing, Request):
        case = facts.cases.get(thing.case)
        return case.child if case is not None else None
    return thing.child


def too_close(actor: Actor, thing: Thing, facts: Facts, on: date) -> bool:
    """Somebody has stated that the actor is too close to the child (jäv: FL 2017:900 16–18 §§)."""
    child = child_in(thing, facts)
    return any(one.child == child and one.runs(on) for one in facts.conflicts.get(actor.person, ()))


def opened(actor: Actor, child: Child, facts: Facts, on: date) -> Opening | None:
    """The actor's own emergency opening that holds now; a protected child's takes a second person."""
    holding = (
        one
        for one in child.openings
        if one.professional == actor.person
        and one.assignment == actor.assignment
        and one.opened_at <= facts.now < one.until
        and (one.closed_at is None or facts.now < one.closed_at)
        and (one.seconded or not lives_protected(child, on))
    )
    return next(holding, None)


def lives_protected(child: Child, on: date) -> bool:
    """Where the child is must not be told: the child, a sibling or a guardian is openly protected."""
    links = [link for link in child.guardianships if link.runs(on)]
    shared = {link.guardian for link in links}
    return (
        child.protected_identity in OPENLY_PROTECTED
        or any(link.protected in OPENLY_PROTECTED for link in links)
        or any(
            one.guardian in shared and one.protected in OPENLY_PROTECTED and one.runs(on)
            for one in child.siblings
        )
    )


def takes_part(actor: Actor, case: Case | None, on: date) -> bool:
    """The actor takes part in the case today, through the unit they act through."""
    return case is not None and any(
        one.professional == actor.person and one.unit == actor.unit and one.runs(on)
        for one in case.participations
    )


def answers_for(actor: Actor, unit: UUID, facts: Facts, on: date) -> bool:
    """The actor answers for the unit today and acts through it."""
    return actor.unit == unit and any(
        one.professional == actor.person and one.runs(on) for one in facts.responsible.get(unit, ())
    )


def works_at(person: UUID, unit: UUID, facts: Facts, on: date) -> bool:
    """Somebody has an assignment at the unit that runs today."""
    return any(one.unit == unit and one.runs(on) for one in facts.employed.get(person, ()))


def holds(actor: Actor, commitment: Commitment, facts: Facts, on: date) -> bool:
    """The first who works today of holder, backup, the unit's responsible, the appointee: it is the actor."""
    if not commitment.open:
        return False
    unit = commitment.unit
    for person in (commitment.holder, commitment.backup):
        if person is not None and works_at(person, unit, facts, on):
            return person == actor.person and unit == actor.unit
    answering = {
        one.professional
        for one in facts.responsible.get(unit, ())
        if one.runs(on) and works_at(one.professional, unit, facts, on)
    }
    if answering:
        return actor.person in answering and unit == actor.unit
    body = facts.bodies.get(unit)
    return body is not None and any(
        one.professional == actor.person and one.runs(on) for one in facts.appointees.get(body, ())
    )
