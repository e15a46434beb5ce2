"""The door: the only way to rows that tell of a child.

``visible`` and ``enter`` apply ``scope``, decide each row once more with ``decide`` before it is shown (the
shadow gate), tell each row its ``ground`` and note it in the trail. What may not be seen answers exactly as
what does not exist.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404

from knutpunkt.foundation.access import facts as plain
from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.consenting import Agreement, agreement
from knutpunkt.foundation.access.decide import Decision, decide
from knutpunkt.foundation.access.loading import (
    Loaded,
    child_of,
    children_by_id,
    consents_by_id,
    kind_of,
    load,
)
from knutpunkt.foundation.access.narrowing import EVERYTHING, Only, among
from knutpunkt.foundation.access.own import own_of, this_moment
from knutpunkt.foundation.access.scope import scope
from knutpunkt.foundation.access.why import ShownGround
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import label
from knutpunkt.foundation.audit.trail import current_trail
from knutpunkt.foundation.casefile.models import Consent, Ground

M = TypeVar("M", bound=models.Model)
alarm = logging.getLogger("knutpunkt.alarm")
mismatches: Counter[str] = Counter()


def visible(
    queryset: models.QuerySet[M],
    *,
    actor: Actor,
    on: date,
    action: Action = Action.READ,
    limit: int | None = None,
    offset: int = 0,
    only: Only = EVERYTHING,
) -> list[M]:
    """The rows of ``queryset`` that the actor may act on: in its order, each once, with its ``ground``.

    ``only``: what the asking is about, when that is little; it makes it quicker, never wider.
    """
    now = this_moment()
    opened = queryset.filter(scope(kind_of(queryset.model), actor, action, on, now, only))
    stop = None if limit is None else offset + limit
    rows = list({row.pk: row for row in opened[offset:stop]}.values())
    _looked()
    loaded = load(rows, [actor], now)
    return [row for row in rows if _passes(row, loaded, actor, action, on)]


def enter(
    queryset: models.QuerySet[M], pk: object, *, actor: Actor, on: date, action: Action = Action.READ
) -> M:
    """The one row, or ``Http404``: for what is forbidden, what does not exist, and what is no id at all."""
    try:
        only = among([pk if isinstance(pk, UUID) else UUID(str(pk))])
        rows = visible(queryset.filter(pk=pk), actor=actor, on=on, action=action, only=only)
    except (ValidationError, ValueError, TypeError) as error:
        raise Http404 from error
    if not rows:
        raise Http404
    return rows[0]


def count(queryset: models.QuerySet[Any], *, actor: Actor, on: date, action: Action = Action.READ) -> int:
    """How many rows the actor may act on; no row is shown by it."""
    opened = queryset.filter(scope(kind_of(queryset.model), actor, action, on))
    _looked()
    return opened.values("pk").distinct().count()


def which(
    queryset: models.QuerySet[Any],
    *,
    actor: Actor,
    on: date,
    action: Action = Action.READ,
    only: Only = EVERYTHING,
) -> frozenset[UUID]:
    """The ids of the rows the actor may act on: for asking something more of those alone."""
    opened = queryset.filter(scope(kind_of(queryset.model), actor, action, on, only=only))
    _looked()
    return frozenset(opened.order_by().values_list("pk", flat=True))


def held(actor: Actor, on: date) -> frozenset[UUID]:
    """The open commitments the actor holds on the day, through the assignment they act through."""
    mine = (own_of(one, on, this_moment()) for one in actor.each)
    return frozenset.intersection(*(frozenset(own.promised if own.works_now else ()) for own in mine))


def may(row: models.Model, actor: Actor, on: date, action: Action) -> Decision:
    """Whether the actor may do this with a row in hand: for an operation, before it changes anything."""
    return _decisions(row, actor, on, (action,))[action]


def abilities(row: models.Model, actor: Actor, on: date) -> frozenset[Action]:
    """Everything the actor may do with a row, asked once: for showing the buttons that will work."""
    decisions = _decisions(row, actor, on, tuple(Action))
    return frozenset(action for action, decision in decisions.items() if decision.allow)


def locatable(rows: Sequence[models.Model], actor: Actor, on: date) -> frozenset[UUID]:
    """Which of these children may be shown with address, school, class and phone."""
    _looked()
    loaded = load(rows, [actor])
    return frozenset(
        key
        for key, thing in loaded.things.items()
        if decide(actor, Action.LOCATE, thing, loaded.facts, on).allow
    )


@dataclass(frozen=True, slots=True)
class ConsentState:
    """How a consent stands on a day. For professionals: one guardian's answer is not the other's to see."""

    consent: UUID
    agreement: Agreement

    @property
    def effective(self) -> bool:
        return self.agreement.effective

    @property
    def guardians_yes(self) -> frozenset[UUID]:
        return self.agreement.guardians_yes

    @property
    def guardians_missing(self) -> frozenset[UUID]:
        return self.agreement.guardians_missing

    @property
    def child_yes(self) -> bool:
        return self.agreement.child_yes

    @property
    def child_missing(self) -> bool:
        return self.agreement.child_missing

    @property
    def child_blocks(self) -> bool:
        return self.agreement.child_blocks


def consent_states(consents: Iterable[Consent], on: date) -> dict[UUID, ConsentState]:
    """How each consent stands on the day, by its id; five queries whatever the number."""
    facts = consents_by_id({consent.pk for consent in consents})
    children = children_by_id({consent.child for consent in facts.values()})
    return {
        key: ConsentState(key, agreement(consent, children[consent.child], on))
        for key, consent in facts.items()
    }


def consent_state(consent: Consent, on: date) -> ConsentState:
    """How one consent stands on the day: whether it is effective, who has said yes, who is missing."""
    return consent_states([consent], on)[consent.pk]


def _decisions(
    row: models.Model, actor: Actor, on: date, actions: tuple[Action, ...]
) -> dict[Action, Decision]:
    _looked()
    loaded = load([row], [actor])
    thing = loaded.things[row.pk]
    return {action: decide(actor, action, thing, loaded.facts, on) for action in actions}


def _passes(row: models.Model, loaded: Loaded, actor: Actor, action: Action, on: date) -> bool:
    thing = loaded.things.get(row.pk)
    decision = decide(actor, action, thing, loaded.facts, on) if thing is not None else Decision(False)
    if not decision.allow:
        mismatches[row._meta.label_lower] += 1
        alarm.error("the door was opened wider than the rules: %s for %s", row._meta.label_lower, action)
        return False
    row.ground = _shown(decision, thing, on)  # type: ignore[attr-defined]
    _note(row, decision)
    return True


def _shown(decision: Decision, thing: plain.Thing | None, on: date) -> ShownGround:
    if decision.ground != Ground.CONSENT or not isinstance(thing, plain.Record):
        return ShownGround(decision.ground, disclosure=decision.disclosure)
    consent = next(one.consent for one in thing.items if one.disclosure.id == decision.disclosure)
    agreed = agreement(consent, thing.child, on) if consent is not None else None
    return ShownGround(decision.ground, thing.child.given_name, agreed, decision.disclosure)


def _looked() -> None:
    """Tell the trail that children's tables were read through the door, even when nothing opened."""
    trail = current_trail()
    if trail is not None:
        trail.counted = True


def _note(row: models.Model, decision: Decision) -> None:
    trail = current_trail()
    if trail is not None:
        trail.seen[label(row)] = None
        trail.children[child_of(row)] = None
        trail.grounds[decision.ground] = None
        trail.emergency = trail.emergency or decision.emergency
