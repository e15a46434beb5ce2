"""The acts of disclosure: let named records be read by a participating unit, refuse, end."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import consent_states, visible
from knutpunkt.foundation.access.grounds import grounds_between
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import (
    Case,
    Category,
    Consent,
    Disclosure,
    DisclosureItem,
    Ground,
    Record,
)
from knutpunkt.foundation.people.models import Unit
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.rooms.concerns.acting import person
from knutpunkt.rooms.consents.refusals import (
    AlreadyEnded,
    GroundNotUsable,
    NotConsented,
    NothingChosen,
    NotParticipating,
    NotYours,
    ReasonNeeded,
)


def disclose(
    *,
    actor: Actor,
    on: date,
    case: Case,
    sender: Unit,
    recipient: Unit,
    ground: Ground,
    records: Collection[UUID],
    reason: str = "",
    until: date | None = None,
) -> Disclosure:
    """Let ``recipient``'s participants in the case read these records, each on the ground given.

    On the ground of consent every record names the effective consent of its category, and closes with it.
    Raises ``NotParticipating``, ``GroundNotUsable``, ``NothingChosen``, ``NotYours`` (a record that is not
    the actor's to disclose: trust T51), ``NotConsented`` and ``ReasonNeeded``.
    """
    _lawful(case, sender, recipient, ground, reason, on)
    chosen = _own(actor, on, case, records)
    lawful = consents_in_force(case, recipient, on) if ground == Ground.CONSENT else {}
    if ground == Ground.CONSENT:
        _all_consented(chosen, lawful)
    with recorded(
        actor=actor, action="disclosure.made", about=[case, *chosen], children=[case.child_id], ground=ground
    ) as act:
        disclosure = _decided(actor, on, case, sender, recipient, ground, reason)
        disclosure.until = until
        disclosure.save()
        act.about(disclosure)
        DisclosureItem.objects.bulk_create(
            DisclosureItem(
                disclosure=disclosure, record=record, consent=lawful.get(Category(record.category))
            )
            for record in chosen
        )
    return disclosure


def _lawful(case: Case, sender: Unit, recipient: Unit, ground: Ground, reason: str, on: date) -> None:
    if not case.participations.running(on).filter(unit=recipient).exists():
        raise NotParticipating(unit=recipient)
    usable = {one.ground: one for one in grounds_between(sender, recipient, on)}[ground]
    if not usable.yes:
        raise GroundNotUsable(because=usable.because)
    if usable.reason_required and not reason.strip():
        raise ReasonNeeded


def _own(actor: Actor, on: date, case: Case, records: Collection[UUID]) -> list[Record]:
    if not records:
        raise NothingChosen
    rows = Record.objects.filter(case=case, pk__in=records)
    found = visible(rows, actor=actor, on=on, action=Action.DISCLOSE)
    if len(found) != len(set(records)):
        raise NotYours
    return found


def consents_in_force(case: Case, recipient: Unit, on: date) -> dict[Category, Consent]:
    """The effective consent per category towards one receiver on the day."""
    asked = Consent.objects.filter(child=case.child_id, recipient=recipient, request__case=case)
    states = consent_states(asked, on)
    return {Category(one.category): one for one in asked if states[one.pk].effective}


def _all_consented(chosen: list[Record], lawful: dict[Category, Consent]) -> None:
    missing = {Category(record.category) for record in chosen} - lawful.keys()
    if missing:
        raise NotConsented(categories=", ".join(sorted(str(category.label) for category in missing)))


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
        open_still = Disclosure.objects.filter(pk=disclosure.pk, ended_on__isnull=True, refused=False)
        if not open_still.update(ended_on=on, **sealed(disclosure, ended_because=because)):
            raise AlreadyEnded
