"""THE SPECIFICATION, part two: what it takes for the child itself and for guardians.

Every rule takes the same four things, (actor, thing, facts, on), and answers whether it holds. They are put
together in ``decide``. No database, no clock.
"""

from datetime import date

from knutpunkt.foundation.access.consenting import custody, is_of_age
from knutpunkt.foundation.access.facts import Case, Child, Facts, Part, Record
from knutpunkt.foundation.access.rules import REPORT
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.casefile.models import Audience


def decides_for(actor: Actor, child: Child | None, on: date) -> bool:
    """The child itself at any age; a guardian with custody, not blocked, until 18 (FB 6:2, 6:11)."""
    if child is None or actor.person is None:
        return False
    if actor.kind is ActorKind.CHILD:
        return actor.person == child.id
    return not is_of_age(child, on) and actor.person in custody(child, on)


def reads_record(actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    return (
        record.audience == Audience.FAMILY
        and record.kind != REPORT
        and not record.draft
        and not record.restricted
        and decides_for(actor, record.child, on)
    )


def sees_case(actor: Actor, case: Case, facts: Facts, on: date) -> bool:
    return decides_for(actor, facts.children.get(case.child), on)


def sees_part(actor: Actor, part: Part, facts: Facts, on: date) -> bool:
    return decides_for(actor, facts.children.get(part.case.child), on)


def sees_child(actor: Actor, child: Child, facts: Facts, on: date) -> bool:
    return decides_for(actor, child, on)
