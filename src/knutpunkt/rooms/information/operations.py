"""The acts of this room: somebody was told or not yet, and what a responsible body tells everybody."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Audience, Case, Category, Record
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Professional, ResponsibleBody, Unit
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.rooms.cases.operations import backup_for
from knutpunkt.rooms.cases.writing import envelope
from knutpunkt.rooms.concerns.acting import person, unit
from knutpunkt.rooms.information import refusals
from knutpunkt.rooms.information.models import BodyContact, GeneralInformation, Informed, Occasion
from knutpunkt.rooms.information.queries import Person, everybody_told, people

SOURCE = "information"


def tell(
    *,
    actor: Actor,
    on: date,
    case: Case,
    occasion: Occasion,
    to: Iterable[Person],
    how: Informed.How,
    told_on: date,
) -> list[Informed]:
    """Write down that these were told. When everybody is, the promise to tell is kept.

    Raises ``NotToBeTold`` and ``NotHappenedYet``.
    """
    if told_on > on:
        raise refusals.NotHappenedYet
    with transaction.atomic():
        made = [
            _write(actor, on, case, one, occasion=occasion, told_on=told_on, how=how)
            for one in _chosen(case, to, on)
        ]
        if everybody_told(case, on):
            _keep_promises(actor, on, case)
    return made


def not_yet(
    *, actor: Actor, on: date, case: Case, occasion: Occasion, to: Iterable[Person], why: str, again_on: date
) -> list[Informed]:
    """Write down why these have not been told, and promise to look again.

    Raises ``NotToBeTold``, ``ReasonMissing`` and ``AgainMustBeLater``.
    """
    if not why.strip():
        raise ReasonMissing
    if again_on <= on:
        raise refusals.AgainMustBeLater
    with transaction.atomic():
        made = [
            _write(actor, on, case, one, occasion=occasion, why_not=why.strip(), again_on=again_on)
            for one in _chosen(case, to, on)
        ]
        _promise(actor, on, case, again_on)
    return made


def set_contact(*, actor: Actor, on: date, body: ResponsibleBody, turn_to: str, officer: str) -> BodyContact:
    """Whom people turn to at the body from now on; what was said before is kept."""
    with recorded(actor=actor, action="information.contact_set", about=[body]) as act:
        made = BodyContact.objects.create(
            responsible_body=body,
            turn_to=turn_to.strip(),
            officer=officer.strip(),
            decided_on=on,
            by_account=actor.person,
        )
        act.about(made)
    return made


def give_in_general(
    *, actor: Actor, on: date, body: ResponsibleBody, occasion: Occasion, since: date, where: str
) -> GeneralInformation:
    """Everybody is told of the occasion since a day. Raises ``WhereMissing`` and ``NotHappenedYet``."""
    if not where.strip():
        raise refusals.WhereMissing
    if since > on:
        raise refusals.NotHappenedYet
    return _in_general(actor, on, body, occasion, since=since, where=where.strip())


def explain_not_given(
    *, actor: Actor, on: date, body: ResponsibleBody, occasion: Occasion, why_not: str
) -> GeneralInformation:
    """Why everybody is not told of the occasion. Raises ``ReasonMissing``."""
    if not why_not.strip():
        raise ReasonMissing
    return _in_general(actor, on, body, occasion, why_not=why_not.strip())


def _in_general(
    actor: Actor, on: date, body: ResponsibleBody, occasion: Occasion, **said: object
) -> GeneralInformation:
    with recorded(actor=actor, action="information.given_in_general", about=[body]) as act:
        made = GeneralInformation.objects.create(
            responsible_body=body, occasion=occasion, decided_on=on, by_account=actor.person, **said
        )
        act.about(made)
    return made


def _chosen(case: Case, to: Iterable[Person], on: date) -> list[Person]:
    chosen, there = list(dict.fromkeys(to)), people(case.child, on)
    if not chosen or any(one not in there for one in chosen):
        raise refusals.NotToBeTold
    return chosen


def _write(actor: Actor, on: date, case: Case, to: Person, **said: object) -> Informed:
    # An act of its own for each: nobody's log tells of another.
    with recorded(actor=actor, action="informed.written", children=[case.child_id]) as act:
        made = Informed.objects.create(
            kind=Record.Kind.INFORMATION,
            category=Category.FAMILY,
            audience=Audience.OWN,
            guardian_id=to.guardian,
            **envelope(case, actor, on),
            **said,
        )
        act.about(made)
    return made


def _promised(case: Case, actor: Actor) -> list[Commitment]:
    open_ones = Commitment.objects.filter(
        matter=case.matter_id, source=SOURCE, state=Commitment.State.OPEN, unit__area=actor.area
    )
    return list(open_ones.select_related("matter"))


def _promise(actor: Actor, on: date, case: Case, due: date) -> None:
    before = _promised(case, actor)
    if before:
        first = before[0]
        commitments.move(actor=actor, on=on, commitment=first, due=due, reason="", version=first.version)
        return
    here, me = Unit.objects.get(pk=unit(actor)), Professional.objects.get(pk=person(actor))
    commitments.promise(
        actor=actor,
        on=on,
        matter=case.matter,
        what=_("Berätta om samarbetet"),
        unit=here,
        holder=me,
        backup=backup_for(case, unit=here, holder=me, on=on),
        due=due,
        source=SOURCE,
    )


def _keep_promises(actor: Actor, on: date, case: Case) -> None:
    for promise in _promised(case, actor):
        others = Commitment.objects.filter(matter=case.matter_id, state=Commitment.State.OPEN)
        # The last promise of a case is ended by whoever makes the next.
        if others.exclude(pk=promise.pk).exists():
            commitments.complete(actor=actor, on=on, commitment=promise, reason=_("Alla har fått veta"))
