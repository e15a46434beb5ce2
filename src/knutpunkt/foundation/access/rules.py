"""THE SPECIFICATION, part one: what it takes for a professional. One function a rule.

Every rule takes the same four things, (actor, thing, facts, on), and answers whether it holds. They are put
together, each with its paragraph, in ``decide``. No database, no clock.
"""

from datetime import date
from uuid import UUID

from knutpunkt.foundation.access.consenting import agreement
from knutpunkt.foundation.access.facts import (
    Case,
    Child,
    Commitment,
    Disclosure,
    Facts,
    Item,
    Opening,
    Part,
    Record,
    Request,
)
from knutpunkt.foundation.access.roles import ROLES, TRIAGE_CATEGORIES
from knutpunkt.foundation.access.standing import (
    answers_for,
    has_task,
    holds,
    opened,
    own_area,
    takes_part,
)
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Category, Ground
from knutpunkt.foundation.casefile.models import Record as RecordRow
from knutpunkt.foundation.commitments.models import Matter as MatterRow
from knutpunkt.foundation.people.models import UnitWideTask

CONCERN, NOTE, REPORT = RecordRow.Kind.CONCERN, RecordRow.Kind.NOTE, RecordRow.Kind.REPORT_OF_CONCERN
# Something written before there is a case is reached by who holds the promise of the same kind for the child.
MATTER_OF: dict[str, str] = {
    CONCERN: MatterRow.Kind.CONCERN,
    RecordRow.Kind.ABSENCE_INVESTIGATION: MatterRow.Kind.ABSENCE_INVESTIGATION,
}

# --- A record ----------------------------------------------------------------------------------------------


def record_in_own_area(actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    return own_area(actor, record.unit, facts) and takes_part(actor, record.case, on)


def record_of_own_unit(actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    return record.unit == actor.unit and takes_part(actor, record.case, on)


def record_mentored(actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    return (
        record.kind != REPORT
        and record.category in ROLES[actor.profession].mentor_reads
        and own_area(actor, record.unit, facts)
        and child_mentored(actor, record.child, facts, on)
    )


def record_for_triage(actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    return (
        record.kind != REPORT
        and (record.kind == CONCERN or record.category in TRIAGE_CATEGORIES)
        and has_task(actor, UnitWideTask.Kind.TRIAGE, record.unit, facts, on)
    )


def concern_for_triage(actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    return record.kind == CONCERN and record_for_triage(actor, record, facts, on)


def record_written(actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    return _wrote(actor, record)


def record_written_here(actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    return record.unit == actor.unit and _wrote(actor, record)


def _wrote(actor: Actor, record: Record) -> bool:
    return record.author is not None and record.author == actor.person and record.author_unit == actor.unit


def record_held(actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    """A note only when the actor has the function of its author: the predecessor's notes (trust §1.6)."""
    if not own_area(actor, record.unit, facts):
        return False
    if record.kind == NOTE and record.function != actor.profession:
        return False
    return any(holds(actor, promise, facts, on) for promise in _promises_about(record))


def record_held_here(actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    return record.unit == actor.unit and record_held(actor, record, facts, on)


def concern_held(actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    return record.kind == CONCERN and record_held(actor, record, facts, on)


def _promises_about(record: Record) -> tuple[Commitment, ...]:
    if record.case is not None:
        return record.case.commitments
    wanted = MATTER_OF.get(record.kind)
    return tuple(
        promise
        for promise in record.child.commitments
        if promise.matter_kind == wanted and promise.owner == record.unit
    )


def record_chosen(actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    """The child has chosen the reader, and the reader still has to do with the child."""
    return actor.person in record.readers and (
        any(rule(actor, record.child, facts, on) for rule in CHILD_RULES)
        or (record.case is not None and any(rule(actor, record.case, facts, on) for rule in CASE_RULES))
    )


def record_disclosed(actor: Actor, record: Record, facts: Facts, on: date) -> Disclosure | None:
    """The disclosure that opens the record; a consent's before others, because it may close any day."""
    if record.kind == REPORT or not record.items or not takes_part(actor, record.case, on):
        return None
    opening = [item.disclosure for item in record.items if _opens(item, actor, record, facts, on)]
    return min(
        opening, key=lambda one: (one.ground != Ground.CONSENT, one.sent_on, str(one.id)), default=None
    )


def record_opened(actor: Actor, record: Record, facts: Facts, on: date) -> Opening | None:
    if record.kind == REPORT or not own_area(actor, record.unit, facts):
        return None
    return opened(actor, record.child, facts, on)


def _opens(item: Item, actor: Actor, record: Record, facts: Facts, on: date) -> bool:
    given = item.disclosure
    return (
        not given.refused
        and not given.undone
        and given.opens_at <= facts.now
        and record.case is not None
        and given.case == record.case.id
        and given.child == record.child.id
        and given.sender == record.unit
        and given.recipient == actor.unit
        and given.sent_on <= on
        and (given.until is None or on <= given.until)
        and (given.ended_on is None or on < given.ended_on)
        and (given.ground != Ground.CONSENT or _consented(item, record, on))
    )


def _consented(item: Item, record: Record, on: date) -> bool:
    """The consent is about this: same case, child, sender, receiver and category; and effective today."""
    consent, given = item.consent, item.disclosure
    return (
        consent is not None
        and consent.case == given.case
        and consent.child == record.child.id
        and consent.sender == given.sender
        and consent.recipient == given.recipient
        and consent.category == record.category
        and agreement(consent, record.child, on).effective
    )


# --- A case ------------------------------------------------------------------------------------------------


def case_takes_part(actor: Actor, case: Case, facts: Facts, on: date) -> bool:
    return takes_part(actor, case, on)


def case_takes_part_for_owner(actor: Actor, case: Case, facts: Facts, on: date) -> bool:
    return case.unit == actor.unit and takes_part(actor, case, on)


def case_coordinated(actor: Actor, case: Case, facts: Facts, on: date) -> bool:
    return any(
        one.coordinates and one.professional == actor.person and one.unit == actor.unit and one.runs(on)
        for one in case.participations
    )


def case_held(actor: Actor, case: Case, facts: Facts, on: date) -> bool:
    return any(holds(actor, promise, facts, on) for promise in case.commitments)


def case_opened(actor: Actor, case: Case, facts: Facts, on: date) -> Opening | None:
    child = facts.children.get(case.child)
    if child is None or not own_area(actor, case.unit, facts):
        return None
    return opened(actor, child, facts, on)


def case_answered_for(actor: Actor, case: Case, facts: Facts, on: date) -> bool:
    return answers_for(actor, case.unit, facts, on)


# --- A child -----------------------------------------------------------------------------------------------


def child_mentored(actor: Actor, child: Child, facts: Facts, on: date) -> bool:
    """The child belongs today to a group at the actor's unit that the actor is mentor of today."""
    return any(
        membership.unit == actor.unit
        and membership.runs(on)
        and any(
            mentor.professional == actor.person and mentor.runs(on)
            for mentor in facts.mentors.get(membership.group, ())
        )
        for membership in child.memberships
    )


def child_for_triage(actor: Actor, child: Child, facts: Facts, on: date) -> bool:
    return any(
        place.runs(on) and has_task(actor, UnitWideTask.Kind.TRIAGE, place.unit, facts, on)
        for place in child.enrolments
    )


def child_at_unit_answered_for(actor: Actor, child: Child, facts: Facts, on: date) -> bool:
    return any(place.runs(on) and answers_for(actor, place.unit, facts, on) for place in child.enrolments)


def child_in_case(actor: Actor, child: Child, facts: Facts, on: date) -> bool:
    return any(takes_part(actor, case, on) for case in child.cases)


def child_opened(actor: Actor, child: Child, facts: Facts, on: date) -> Opening | None:
    known = any(own_area(actor, unit, facts) for unit in known_at(child, on))
    return opened(actor, child, facts, on) if known else None


def known_at(child: Child, on: date) -> set[UUID]:
    """The units that know of the child: where it goes today, that own a case, or take part in one today."""
    return (
        {place.unit for place in child.enrolments if place.runs(on)}
        | {case.unit for case in child.cases}
        | {one.unit for case in child.cases for one in case.participations if one.runs(on)}
    )


def child_held(actor: Actor, child: Child, facts: Facts, on: date) -> bool:
    return any(holds(actor, promise, facts, on) for promise in child.commitments)


def attendance_for_mentor(actor: Actor, child: Child, facts: Facts, on: date) -> bool:
    """A mentor in a role that reads about attendance."""
    reads = ROLES[actor.profession].mentor_reads
    return Category.ATTENDANCE in reads and child_mentored(actor, child, facts, on)


def attendance_in_case(actor: Actor, child: Child, facts: Facts, on: date) -> bool:
    return _goes_in_own_area(actor, child, facts, on) and child_in_case(actor, child, facts, on)


def attendance_for_holder(actor: Actor, child: Child, facts: Facts, on: date) -> bool:
    return _goes_in_own_area(actor, child, facts, on) and child_held(actor, child, facts, on)


def _goes_in_own_area(actor: Actor, child: Child, facts: Facts, on: date) -> bool:
    """The child goes today to a unit in the actor's own area: attendance crosses no border (OSL 8:1–2)."""
    return any(place.runs(on) and own_area(actor, place.unit, facts) for place in child.enrolments)


def may_locate_protected(actor: Actor, child: Child, facts: Facts, on: date) -> bool:
    """A task for protected persons at a unit where the child goes, or that takes part in the child's case."""
    places = {place.unit for place in child.enrolments if place.runs(on)}
    places |= {one.unit for case in child.cases for one in case.participations if one.runs(on)}
    kind = UnitWideTask.Kind.PROTECTED_IDENTITY
    return any(has_task(actor, kind, unit, facts, on) for unit in places)


# --- A commitment ------------------------------------------------------------------------------------------


def commitment_held(actor: Actor, commitment: Commitment, facts: Facts, on: date) -> bool:
    return holds(actor, commitment, facts, on)


def commitment_named(actor: Actor, commitment: Commitment, facts: Facts, on: date) -> bool:
    return commitment.unit == actor.unit and actor.person in (commitment.holder, commitment.backup)


def commitment_in_case(actor: Actor, commitment: Commitment, facts: Facts, on: date) -> bool:
    case = facts.cases.get(commitment.case)
    return own_area(actor, commitment.unit, facts) and takes_part(actor, case, on)


def commitment_answered_for(actor: Actor, commitment: Commitment, facts: Facts, on: date) -> bool:
    return answers_for(actor, commitment.unit, facts, on)


def commitment_for_triage(actor: Actor, commitment: Commitment, facts: Facts, on: date) -> bool:
    return commitment.matter_kind == MatterRow.Kind.CONCERN and has_task(
        actor, UnitWideTask.Kind.TRIAGE, commitment.unit, facts, on
    )


CASE_RULES = (case_takes_part, case_held, case_answered_for)
CHILD_RULES = (child_mentored, child_for_triage, child_at_unit_answered_for, child_in_case, child_held)


# --- Who takes part ----------------------------------------------------------------------------------------


def _part_may_be_known(actor: Actor, part: Part, facts: Facts) -> bool:
    """Who invited knows everybody; everybody knows who invited; inside an area one knows one's own."""
    owner = part.case.unit
    return actor.unit == owner or part.unit == owner or own_area(actor, part.unit, facts)


def part_among_those_who_take_part(actor: Actor, part: Part, facts: Facts, on: date) -> bool:
    return takes_part(actor, part.case, on) and _part_may_be_known(actor, part, facts)


def part_for_the_holder(actor: Actor, part: Part, facts: Facts, on: date) -> bool:
    holding = any(holds(actor, promise, facts, on) for promise in part.case.commitments)
    return holding and _part_may_be_known(actor, part, facts)


def part_of_own_unit_s_case(actor: Actor, part: Part, facts: Facts, on: date) -> bool:
    return answers_for(actor, part.case.unit, facts, on)


# --- Asking for consent, and what was handed over ----------------------------------------------------------


def sends(actor: Actor, crossing: Request | Disclosure, facts: Facts, on: date) -> bool:
    case = facts.cases.get(crossing.case)
    return crossing.sender == actor.unit and takes_part(actor, case, on)


def receives(actor: Actor, crossing: Disclosure, facts: Facts, on: date) -> bool:
    """From the moment it opens; neither a refusal nor what was undone is shown to who it was for."""
    case = facts.cases.get(crossing.case)
    return (
        not crossing.refused
        and not crossing.undone
        and crossing.opens_at <= facts.now
        and crossing.sent_on <= on
        and crossing.recipient == actor.unit
        and takes_part(actor, case, on)
    )
