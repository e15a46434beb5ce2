"""THE SPECIFICATION: who may do what with which thing on which day, and on what ground.

A pure total function over plain facts: no database, no clock. Its lines are in ``tables``; what each line
means is told in ``rules`` (professionals) and ``family``, when a consent is effective in ``consenting``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from knutpunkt.foundation.access import rules, standing
from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.facts import Child, Disclosure, Facts, Matter, Opening, Record, Thing
from knutpunkt.foundation.access.roles import ROLES
from knutpunkt.foundation.access.tables import DRAFT, FAMILY, PROFESSIONAL, RESTRICTED, Rule
from knutpunkt.foundation.audit.actor import Actor, ActorKind


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether, on what ground (a ``Why``, or the code of a disclosure's own ground), and the rule."""

    allow: bool
    ground: str = ""
    reason: str = ""
    disclosure: UUID | None = None
    emergency: UUID | None = None


NOTHING_OPENS = Decision(False, reason="no rule opens it")


def decide(actor: Actor, action: Action, thing: Thing, facts: Facts, on: date) -> Decision:
    """The answer to every question about access. What the tables do not know stays closed.

    Who looks through another's eyes sees what opens to both (trust T56).
    """
    if actor.behind is not None:
        answers = [decide(one, action, thing, facts, on) for one in actor.each]
        return next((one for one in answers if not one.allow), answers[0])
    if isinstance(thing, Matter):
        return _first(decide(actor, action, promise, facts, on) for promise in thing.commitments)
    if actor.kind in (ActorKind.GUARDIAN, ActorKind.CHILD):
        lines = FAMILY.get(type(thing), {}).get(action, ())
    elif not actor.is_professional or not standing.acts(actor, facts, on):
        return Decision(False, reason="does not act through a running assignment")
    elif action not in ROLES[actor.profession].may:
        return Decision(False, reason="the role may never")
    elif standing.too_close(actor, thing, facts, on):
        return Decision(False, reason="a conflict of interest closes every ground")
    else:
        lines = _lines(thing, action)
    if action is Action.LOCATE and isinstance(thing, Child) and _kept_apart(actor, thing, facts, on):
        return Decision(False, reason="protected identity overrides every ground")
    return _first_line(lines, actor, thing, facts, on)


def _kept_apart(actor: Actor, child: Child, facts: Facts, on: date) -> bool:
    return standing.lives_protected(child, on) and not (
        actor.is_professional and rules.may_locate_protected(actor, child, facts, on)
    )


def _lines(thing: Thing, action: Action) -> tuple[Rule, ...]:
    """The lines for a professional. A draft and what the child restricted have tables of their own."""
    if isinstance(thing, Record) and thing.draft:
        return DRAFT.get(action, ())
    if isinstance(thing, Record) and thing.restricted:
        return RESTRICTED.get(action, ())
    if isinstance(thing, Record) and action is Action.DISCLOSE and thing.kind == rules.REPORT:
        return ()
    return PROFESSIONAL.get(type(thing), {}).get(action, ())


def _first_line(lines: tuple[Rule, ...], actor: Actor, thing: Thing, facts: Facts, on: date) -> Decision:
    for rule in lines:
        found = rule.holds(actor, thing, facts, on)
        if isinstance(found, Disclosure):
            return Decision(True, found.ground, rule.says, disclosure=found.id)
        if isinstance(found, Opening):
            return Decision(True, rule.why, rule.says, emergency=found.id)
        if found:
            return Decision(True, rule.why, rule.says)
    return NOTHING_OPENS


def _first(decisions: Iterable[Decision]) -> Decision:
    return next((one for one in decisions if one.allow), NOTHING_OPENS)
