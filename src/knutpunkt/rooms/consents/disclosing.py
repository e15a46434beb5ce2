"""The acts of disclosure: let named records be read by a participating unit, undo, refuse, end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import consent_states, visible
from knutpunkt.foundation.access.grounds import grounds_between
from knutpunkt.foundation.access.narrowing import about
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import (
    Case,
    Category,
    Consent,
    ConsentAnswer,
    ConsentRequest,
    Disclosure,
    DisclosureItem,
    Ground,
    Record,
)
from knutpunkt.foundation.people.models import Unit
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.rooms.concerns.acting import person
from knutpunkt.rooms.consents.operations import take_back
from knutpunkt.rooms.consents.other_grounds import made_needless, taken_back_for
from knutpunkt.rooms.consents.periods import longest
from knutpunkt.rooms.consents.refusals import (
    AlreadyEnded,
    BadLastDay,
    ChildNotHeard,
    GroundNotUsable,
    NotConsented,
    NothingChosen,
    NotParticipating,
    NotYours,
    ReasonNeeded,
    TooLateToUndo,
)

# Until it opens, who sent it may undo it (trust T52).
TIME_TO_UNDO = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class ChildsView:
    """What the child thinks of what is let out, or why nobody has asked (trust T49)."""

    words: str = ""
    not_asked_because: str = ""

    def __bool__(self) -> bool:
        return bool(self.words.strip() or self.not_asked_because.strip())


NOT_WRITTEN = ChildsView()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody means to let out: records of a case, from whom, to whom, on which ground, until when."""

    case: Case
    sender: Unit
    recipient: Unit
    ground: Ground
    records: Collection[UUID]
    reason: str = ""
    until: date | None = None
    childs_view: ChildsView = NOT_WRITTEN


@dataclass(frozen=True, slots=True)
class Weighed:
    """A proposal that may be carried out today: its records, its last day, the consents it rests on."""

    records: list[Record]
    until: date | None
    consents: dict[Category, Consent]


def weigh(proposal: Proposal, *, actor: Actor, on: date) -> Weighed:
    """Whether the actor may let this out today; asked before it is looked through, and again when it is sent.

    On the ground of consent every record rests on the effective consent of its category; on another ground
    it ends within a year. Raises ``NotParticipating``, ``GroundNotUsable``, ``NothingChosen``, ``NotYours``
    (a record that is not the actor's to disclose: trust T51), ``NotConsented``, ``ReasonNeeded``,
    ``ChildNotHeard`` and ``BadLastDay``.
    """
    case, ground = proposal.case, proposal.ground
    _lawful(case, proposal.sender, proposal.recipient, ground, proposal.reason, on)
    by_consent = ground == Ground.CONSENT
    last = proposal.until or (None if by_consent else longest(on))
    if last is not None and not on <= last <= longest(on):
        raise BadLastDay
    chosen = _own(actor, on, case, proposal.records)
    consents = consents_in_force(case, proposal.sender, proposal.recipient, on) if by_consent else {}
    if by_consent:
        _all_consented(chosen, consents)
    _child_heard(
        ground, proposal.childs_view, [consents[one] for one in _categories(chosen) if one in consents]
    )
    return Weighed(chosen, last, consents)


def disclose(*, actor: Actor, on: date, proposal: Proposal, opens_at: datetime | None = None) -> Disclosure:
    """Let the recipient's participants in the case read these records, each on the ground given.

    What rests on consent closes with it. On another ground, questions that wait for the family's answer about
    the same categories are taken back. ``opens_at``: when it opens; at once when what is written down has
    happened already. Raises what ``weigh`` raises.
    """
    weighed = weigh(proposal, actor=actor, on=on)
    case, sender, recipient, ground = proposal.case, proposal.sender, proposal.recipient, proposal.ground
    with recorded(
        actor=actor,
        action="disclosure.made",
        about=[case, *weighed.records],
        children=[case.child_id],
        ground=ground,
    ) as act:
        disclosure = _decided(actor, on, case, sender, recipient, ground, proposal.reason)
        disclosure.until = weighed.until
        disclosure.childs_view = proposal.childs_view.words.strip()
        disclosure.not_asked_because = proposal.childs_view.not_asked_because.strip()
        if opens_at is not None:
            disclosure.opens_at = opens_at
        disclosure.save()
        act.about(disclosure)
        DisclosureItem.objects.bulk_create(
            DisclosureItem(
                disclosure=disclosure, record=record, consent=weighed.consents.get(Category(record.category))
            )
            for record in weighed.records
        )
        if ground != Ground.CONSENT:
            for request in made_needless(case, sender, recipient, _categories(weighed.records), on):
                take_back(actor=actor, on=on, request=request)
    return disclosure


def _categories(records: Collection[Record]) -> set[Category]:
    return {Category(record.category) for record in records}


def _lawful(case: Case, sender: Unit, recipient: Unit, ground: Ground, reason: str, on: date) -> None:
    if not case.participations.running(on).filter(unit=recipient).exists():
        raise NotParticipating(unit=recipient)
    between = grounds_between(sender, recipient, on, age=case.child.age(on))
    usable = {one.ground: one for one in between}[ground]
    if not usable.yes:
        raise GroundNotUsable(because=usable.because)
    if usable.reason_required and not reason.strip():
        raise ReasonNeeded


def _own(actor: Actor, on: date, case: Case, records: Collection[UUID]) -> list[Record]:
    if not records:
        raise NothingChosen
    rows = Record.objects.filter(case=case, pk__in=records)
    found = visible(rows, actor=actor, on=on, action=Action.DISCLOSE, only=about(case.child_id))
    if len(found) != len(set(records)):
        raise NotYours
    return found


def consents_in_force(case: Case, sender: Unit, recipient: Unit, on: date) -> dict[Category, Consent]:
    """The effective consent per category from one unit to one receiver on the day."""
    asked = Consent.objects.filter(
        child=case.child_id, sender=sender, recipient=recipient, request__case=case
    ).select_related("request")
    states = consent_states(asked, on)
    return {Category(one.category): one for one in asked if states[one.pk].effective}


def _all_consented(chosen: list[Record], lawful: dict[Category, Consent]) -> None:
    missing = _categories(chosen) - lawful.keys()
    if missing:
        raise NotConsented(categories=", ".join(sorted(str(category.label) for category in missing)))


def _child_heard(ground: Ground, childs_view: ChildsView, consents: list[Consent]) -> None:
    """What tells of nobody needs no child's view; on consent the child's answer to the question is one."""
    if childs_view or ground == Ground.ANONYMISED:
        return
    if ground != Ground.CONSENT or not all(child_has_a_say(one) for one in consents):
        raise ChildNotHeard


def child_has_a_say(consent: Consent) -> bool:
    """The child has answered in some way, or it is written why nobody has asked."""
    request: ConsentRequest = consent.request
    return (
        bool(request.stance_not_asked_because)
        or ConsentAnswer.objects.filter(consent=consent, by_child=True).exists()
    )


def undo(*, actor: Actor, at: datetime, disclosure: Disclosure) -> None:
    """Take a disclosure back before it opens: for the receiver it never was. Raises ``TooLateToUndo``.

    Questions that were taken back because of it wait for their answers again.
    """
    with recorded(
        actor=actor, action="disclosure.undone", about=[disclosure], children=[disclosure.child_id]
    ):
        waiting = Disclosure.objects.filter(pk=disclosure.pk, undone=False, refused=False, opens_at__gt=at)
        if not waiting.update(undone=True):
            raise TooLateToUndo
        # The row in hand may say why one sees it where the stored one says on what ground it was made.
        stored = Disclosure.objects.get(pk=disclosure.pk)
        if stored.ground != Ground.CONSENT:
            needless = list(taken_back_for(stored).values_list("pk", flat=True))
            ConsentRequest.objects.filter(pk__in=needless).update(taken_back_on=None)


def refuse(
    *, actor: Actor, on: date, case: Case, sender: Unit, recipient: Unit, ground: Ground, reason: str
) -> Disclosure:
    """Record that something was not let out, and why; it opens nothing. Raises ``ReasonNeeded``."""
    if not reason.strip():
        raise ReasonNeeded
    with recorded(
        actor=actor, action="disclosure.refused", about=[case], children=[case.child_id], ground=ground
    ) as act:
        refused = _decided(actor, on, case, sender, recipient, ground, reason)
        refused.refused = True
        refused.save()
        act.about(refused)
    return refused


def _decided(
    actor: Actor, on: date, case: Case, sender: Unit, recipient: Unit, ground: Ground, reason: str
) -> Disclosure:
    """The decision, not yet stored."""
    return Disclosure(
        case=case,
        child_id=case.child_id,
        sender=sender,
        recipient=recipient,
        ground=ground,
        reason=reason,
        decided_by_id=person(actor),
        sent_on=on,
    )


def end(*, actor: Actor, on: date, disclosure: Disclosure, because: str) -> None:
    """Close a disclosure from today. Raises ``AlreadyEnded``."""
    with recorded(actor=actor, action="disclosure.ended", about=[disclosure], children=[disclosure.child_id]):
        open_still = Disclosure.objects.filter(
            pk=disclosure.pk, ended_on__isnull=True, refused=False, undone=False
        )
        if not open_still.update(ended_on=on, **sealed(disclosure, ended_because=because)):
            raise AlreadyEnded
