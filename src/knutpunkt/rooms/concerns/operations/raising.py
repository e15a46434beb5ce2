"""A person's concern: from the own area, or as a disclosure from another."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _

from knutpunkt.foundation.access.border import across
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import Recording, recorded
from knutpunkt.foundation.casefile.models import Category, Disclosure, DisclosureItem, Record
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.models import Child, Unit
from knutpunkt.rooms.concerns import acting
from knutpunkt.rooms.concerns.crossings import usable_grounds
from knutpunkt.rooms.concerns.models import Concern, Receipt
from knutpunkt.rooms.concerns.operations.opening import open_matter_with
from knutpunkt.rooms.concerns.receivers import Receivers
from knutpunkt.rooms.concerns.recognising import SCHOOLS, recognise
from knutpunkt.rooms.concerns.refusals import AlreadyKnown, GroundNotUsable, NothingSeen, NotPossible
from knutpunkt.rooms.concerns.routines import routine_for
from knutpunkt.rooms.concerns.states import START, State
from knutpunkt.rooms.concerns.working_days import after_working_days

SOURCE = "concerns.answer"


@dataclass(frozen=True, slots=True)
class Seen:
    """The three questions, and the child's own voice."""

    what: str
    since_when: str = ""
    tried: str = ""
    childs_words: str = ""
    level: str = Concern.Level.INDICATED


@dataclass(frozen=True, slots=True)
class Described:
    """A child as somebody describes it who may not know whether it is known here."""

    given_name: str
    family_name: str
    birth_date: date | None = None
    more: str = ""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Why a concern may cross to another area: one of the usable grounds, and the reason in words."""

    ground: str
    reason: str


def raise_concern(
    *,
    actor: Actor,
    on: date,
    child: Child,
    recipient: Unit,
    source: str,
    seen: Seen,
    crossing: Crossing | None = None,
) -> Concern:
    """Somebody has seen something about a child they may read of; the receiving unit owns it from now.

    Raises ``NothingSeen``, ``NobodyToReceive`` and, to another area, ``GroundNotUsable``.
    """
    crossing = _checked(actor, on, recipient, seen, crossing)
    concern = Concern(child=child, source=source, identified=True)
    return _send(actor, on, concern, recipient, seen, crossing)


def raise_for_unknown_child(
    *,
    actor: Actor,
    on: date,
    described: Described,
    recipient: Unit,
    source: str,
    seen: Seen,
    crossing: Crossing | None = None,
) -> Concern:
    """A sender who may not see whether the child is known here describes it.

    The receiving side recognises the child, or a person there does (``link_child``). What comes back to a
    sender in another area is the same either way. Raises as ``raise_concern``.
    """
    crossing = _checked(actor, on, recipient, seen, crossing)
    with recorded(actor=actor, action="concern.described", about=[recipient]), across(recipient):
        child = recognise(described.given_name, described.family_name, described.birth_date, recipient, on)
        known = child is not None
        concern = Concern(
            child=child or _stand_in(described, recipient),
            source=source,
            identified=known,
            described_as=_in_words(described),
        )
        return _send(actor, on, concern, recipient, seen, crossing)


def link_child(*, actor: Actor, on: date, concern: Concern, child: Child) -> Concern:
    """Somebody at the receiving unit knows who is meant. Raises ``AlreadyKnown``."""
    with recorded(actor=actor, action="concern.recognised", about=[concern], children=[child.pk]):
        fresh = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
        if fresh.identified:
            raise AlreadyKnown()
        stand_in = fresh.child
        Matter.objects.filter(concern=fresh).update(child=child)
        Disclosure.objects.filter(items__record=fresh).update(child=child)
        fresh.child, fresh.identified = child, True
        fresh.version += 1
        fresh.save()
        stand_in.delete()
    return fresh


def register_described(*, actor: Actor, on: date, concern: Concern) -> Concern:
    """Nobody the receiving unit knows: the child is new there, under the name it was described by.

    Not for schools, whose pupils come from their register. Raises ``AlreadyKnown`` and ``NotPossible``.
    """
    with recorded(actor=actor, action="concern.child_registered", about=[concern]) as act:
        fresh = Concern.objects.select_for_update(of=("self",)).select_related("unit").get(pk=concern.pk)
        if fresh.identified:
            raise AlreadyKnown()
        if fresh.unit.kind in SCHOOLS:
            raise NotPossible()
        act.child(fresh.child_id)
        fresh.identified = True
        fresh.version += 1
        fresh.save()
    return fresh


def _send(
    actor: Actor, on: date, concern: Concern, recipient: Unit, seen: Seen, crossing: Crossing | None
) -> Concern:
    event, _who = START[State.RECEIVED]
    with recorded(actor=actor, action=event, ground=crossing.ground if crossing else "") as act:
        receivers = Receivers(on)
        _fill(concern, actor, on, recipient, seen, crossing is not None)
        concern.matter = open_matter_with(
            actor=actor,
            on=on,
            child=concern.child,
            kind=Matter.Kind.CONCERN,
            unit=recipient,
            post=receivers.for_answer(recipient),
            what=_("Svara på iakttagelsen"),
            due=after_working_days(on, routine_for(recipient, on).answer_days),
            source=SOURCE,
            receivers=receivers,
        )
        concern.save()
        act.about(concern)
        act.child(concern.child_id)
        if crossing is not None:
            _hand_across(act, actor, on, concern, crossing)
    return concern


def _fill(concern: Concern, actor: Actor, on: date, recipient: Unit, seen: Seen, crosses: bool) -> None:
    concern.kind, concern.category = Record.Kind.CONCERN, Category.OBSERVATION
    concern.unit, concern.written_on = recipient, on
    concern.function = actor.profession
    if crosses:
        concern.sent_by_id, concern.sent_from_id = actor.person, actor.unit
    else:
        concern.author_id, concern.author_unit_id = actor.person, actor.unit
    concern.state, concern.state_since = State.RECEIVED, on
    concern.level = seen.level
    concern.what_seen, concern.since_when = seen.what, seen.since_when
    concern.what_tried, concern.childs_words = seen.tried, seen.childs_words


def _hand_across(act: Recording, actor: Actor, on: date, concern: Concern, crossing: Crossing) -> None:
    disclosure = Disclosure.objects.create(
        child=concern.child,
        sender_id=acting.unit(actor),
        recipient=concern.unit,
        ground=crossing.ground,
        reason=crossing.reason,
        decided_by_id=acting.person(actor),
        sent_on=on,
    )
    DisclosureItem.objects.create(disclosure=disclosure, record=concern)
    receipt = Receipt.objects.create(
        sender_id=acting.person(actor),
        sender_unit_id=acting.unit(actor),
        recipient=concern.unit,
        sent_on=on,
    )
    act.about(disclosure, receipt)


def _checked(
    actor: Actor, on: date, recipient: Unit, seen: Seen, crossing: Crossing | None
) -> Crossing | None:
    if not seen.what.strip():
        raise NothingSeen()
    if recipient.area_id == actor.area:
        return None
    if crossing is None or not crossing.reason.strip():
        raise GroundNotUsable()
    if crossing.ground not in usable_grounds(actor=actor, recipient=recipient, on=on):
        raise GroundNotUsable()
    return crossing


def _stand_in(described: Described, recipient: Unit) -> Child:
    """The child as described, until somebody who may know says who it is. Belongs to no unit."""
    return Child.objects.create(
        given_name=described.given_name,
        family_name=described.family_name,
        birth_date=described.birth_date,
        municipality_id=recipient.area.agency.responsible_body.municipality_id,
    )


def _in_words(described: Described) -> str:
    born = f", {described.birth_date:%Y-%m-%d}" if described.birth_date else ""
    more = f", {described.more}" if described.more else ""
    return f"{described.given_name} {described.family_name}{born}{more}"[:500]
