"""The promise to talk with the family again before a consent ends: kept as a commitment of the case.

It follows the consent: made when something becomes effective, moved when that ends earlier, dropped when
nothing is effective any more.
"""

from contextlib import suppress
from datetime import date

from django.utils.translation import gettext as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import ConsentRequest
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Professional
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.concerns.acting import person
from knutpunkt.rooms.consents.ahead import ends_on
from knutpunkt.rooms.consents.periods import remind_on


def source_of(request: ConsentRequest) -> str:
    """How the promise about this asking is known among the promises of the case."""
    return f"consent:{request.pk}"


def keep_reminder(*, actor: Actor, on: date, request: ConsentRequest) -> None:
    """Make, move or drop the promise, so that it stands as the consent does today.

    What the family has said is never refused because nobody can hold the promise: then there is none.
    """
    promised = Commitment.objects.filter(source=source_of(request), state=Commitment.State.OPEN).first()
    stored = ConsentRequest.objects.select_related("case__child", "case__matter").get(pk=request.pk)
    end = ends_on(stored.consents.all(), stored.case.child, on)
    with suppress(Refusal):
        if end is None:
            _drop(actor, on, promised)
        elif promised is None:
            _make(actor, on, stored, remind_on(on, end))
        elif promised.due > (due := remind_on(on, end)):
            _move(actor, on, promised, due)


def _make(actor: Actor, on: date, request: ConsentRequest, due: date) -> None:
    # A promise once kept or dropped for this asking is not made again.
    if Commitment.objects.filter(source=source_of(request), state=Commitment.State.DONE).exists():
        return
    commitments.promise(
        actor=actor,
        on=on,
        matter=request.case.matter,
        what=_("Fråga om samtycket till %(unit)s ska förnyas") % {"unit": request.recipient},
        unit=request.sender,
        holder=Professional.objects.get(pk=person(actor)),
        due=due,
        source=source_of(request),
    )


def _move(actor: Actor, on: date, promised: Commitment, due: date) -> None:
    commitments.move(
        actor=actor,
        on=on,
        commitment=promised,
        due=due,
        reason=_("Samtycket slutar gälla tidigare."),
        version=promised.version,
    )


def _drop(actor: Actor, on: date, promised: Commitment | None) -> None:
    if promised is not None:
        commitments.drop(
            actor=actor,
            on=on,
            commitment=promised,
            reason=_("Samtycket gäller inte längre."),
            version=promised.version,
        )
