"""Formal requests: one open promise with holder and date, until a person has decided in writing.

Times: access as soon as possible (FL 9 §, here a week); the others within a month (GDPR art. 12.3). A
decision against somebody names how to appeal: access by OSL 6:7–8 at the administrative court of appeal, the
others by dataskyddslagen 7:2 and FL 40–44 §§ at the administrative court, within three weeks. Who is no
authority (an independent school) makes no decision that can be appealed there: the complaint goes to the
supervisor.

A decision for somebody leaves the matter open with a promise to do it (``carrying_out``).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.access.handing_out import Recipient
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.aside import stands_aside
from knutpunkt.foundation.commitments.models import Commitment, CommitmentChange, Matter
from knutpunkt.foundation.people.models import Child, Professional, Regime, Unit
from knutpunkt.foundation.people.queries import responsibles
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.rooms.concerns.acting import person, unit
from knutpunkt.rooms.safeguards.models import FormalRequest
from knutpunkt.rooms.safeguards.refusals import AlreadyDecided

Kind, Decision = FormalRequest.Kind, FormalRequest.Decision
A_MONTH = 30
DAYS = dict.fromkeys(Kind, A_MONTH) | {Kind.PARTY_ACCESS: 7}
DAYS_TO_DO = 7
PROMISES = {
    Kind.PARTY_ACCESS: gettext_lazy("Besluta om insyn som part"),
    Kind.REGISTER_EXTRACT: gettext_lazy("Besluta om registerutdrag"),
    Kind.RECTIFICATION: gettext_lazy("Besluta om rättelse"),
    Kind.OBJECTION: gettext_lazy("Besluta om invändningen"),
    Kind.RESTRICTION: gettext_lazy("Besluta om begränsad användning"),
    Kind.ERASURE: gettext_lazy("Besluta om radering"),
}
TO_DO = {
    Kind.PARTY_ACCESS: gettext_lazy("Lämna ut handlingarna"),
    Kind.REGISTER_EXTRACT: gettext_lazy("Lämna ut registerutdraget"),
    Kind.RECTIFICATION: gettext_lazy("Rätta uppgiften"),
    Kind.OBJECTION: gettext_lazy("Sluta använda uppgifterna, som det är beslutat"),
    Kind.RESTRICTION: gettext_lazy("Begränsa användningen, som det är beslutat"),
    Kind.ERASURE: gettext_lazy("Radera, som det är beslutat"),
}
NO_AUTHORITY = frozenset({Regime.INDEPENDENT_SCHOOL, Regime.NONE})


def receive(
    *,
    actor: Actor,
    on: date,
    child: Child,
    kind: FormalRequest.Kind,
    asked_by: FormalRequest.AskedBy,
    who: str,
    what: str,
    received_on: date,
) -> FormalRequest:
    """Write down a request; whoever answers for the unit decides, else the one who received it."""
    here, me = Unit.objects.get(pk=unit(actor)), Professional.objects.get(pk=person(actor))
    holder = _decider(here, child.pk, on) or me
    with recorded(actor=actor, action="request.received", children=[child.pk]) as act:
        matter = commitments.open_matter(
            actor=actor,
            on=on,
            child=child,
            kind=Matter.Kind.FORMAL_REQUEST,
            unit=here,
            what=str(PROMISES[kind]),
            holder=holder,
            backup=me if me != holder else None,
            due=max(received_on + timedelta(days=DAYS[kind]), on),
            source="formal_request",
        )
        request = FormalRequest.objects.create(
            matter=matter,
            child=child,
            kind=kind,
            asked_by=asked_by,
            who=who.strip(),
            what=what.strip(),
            received_on=received_on,
            received_by=me,
        )
        act.about(request)
    return request


def _decider(here: Unit, child: UUID, on: date) -> Professional | None:
    named = (one.professional for one in responsibles(here.pk, on).select_related("professional"))
    return next((one for one in named if not stands_aside(one.pk, child, on)), None)


def decide(
    *, actor: Actor, on: date, request: FormalRequest, decision: FormalRequest.Decision, reasons: str
) -> None:
    """Decide, with reasons and how to appeal. A refusal closes the matter; else there is something to do.

    Raises ``ReasonMissing`` and ``AlreadyDecided``.
    """
    if not reasons.strip():
        raise ReasonMissing
    with recorded(actor=actor, action="request.decided", about=[request], children=[request.child_id]):
        stored = FormalRequest.objects.select_for_update().get(pk=request.pk)
        if not stored.is_open:
            raise AlreadyDecided
        stored.decision, stored.reasons = decision, reasons.strip()
        stored.decided_by_id, stored.decided_on = person(actor), on
        granted = decision == Decision.GRANTED
        stored.appeal = (
            "" if granted else how_to_appeal(Kind(stored.kind), authority=_is_authority(stored, on))
        )
        stored.save()
        if decision == Decision.REFUSED:
            label = str(Decision.REFUSED.label)
            commitments.close_matter(actor=actor, on=on, matter=stored.matter, reason=label)
        else:
            _promise_to_do(actor, on, stored)
    request.refresh_from_db()


def _promise_to_do(actor: Actor, on: date, request: FormalRequest) -> None:
    promise = request.matter.commitments.get(state=Commitment.State.OPEN)
    commitments.complete(
        actor=actor,
        on=on,
        commitment=promise,
        reason=str(Decision(request.decision).label),
        next_what=str(TO_DO[Kind(request.kind)]),
        next_due=on + timedelta(days=DAYS_TO_DO),
    )


def _is_authority(request: FormalRequest, on: date) -> bool:
    regimes = request.matter.unit.area.regimes.running(on).values_list("regime", flat=True)
    return not NO_AUTHORITY & set(regimes)


def how_to_appeal(kind: FormalRequest.Kind, *, authority: bool = True) -> str:
    """The words that go with a decision against somebody, in Swedish."""
    with override("sv"):
        if not authority:
            return _(
                "Vi är ingen myndighet, så beslutet kan inte överklagas till en förvaltningsdomstol. Tycker "
                "du att vi gör fel kan du klaga hos Integritetsskyddsmyndigheten, eller låta en allmän "
                "domstol pröva saken."
            )
        if kind == Kind.PARTY_ACCESS:
            return _(
                "Beslutet kan överklagas hos kammarrätten (6 kap. 7 och 8 §§ offentlighets- och "
                "sekretesslagen). Skriv vad du vill ska ändras och varför. Skicka brevet till oss, så att "
                "det kommer fram inom tre veckor från den dag du fick del av beslutet. Vi lämnar det vidare "
                "till domstolen om vi inte själva ändrar oss."
            )
        return _(
            "Beslutet kan överklagas hos förvaltningsrätten (7 kap. 2 § dataskyddslagen). Skriv vad du vill "
            "ska ändras och varför. Skicka brevet till oss, så att det kommer fram inom tre veckor från den "
            "dag du fick del av beslutet. Du kan också klaga hos Integritetsskyddsmyndigheten."
        )


def asked_by_others(recipient: Recipient) -> Iterator[str]:
    """What of the requests this recipient does not meet in a log or an extract.

    Who asked is a name on a letter and no link, so a guardian meets none; the child meets its own.
    """
    rows = FormalRequest.objects.filter(child=recipient.child)
    if recipient.guardian is None:
        rows = rows.exclude(asked_by=FormalRequest.AskedBy.CHILD)
    for key, matter in rows.values_list("pk", "matter"):
        yield from (f"safeguards.formalrequest:{key}", f"commitments.matter:{matter}")
        for promise in Commitment.objects.filter(matter=matter).values_list("pk", flat=True):
            yield f"commitments.commitment:{promise}"
            changes = CommitmentChange.objects.filter(commitment=promise).values_list("pk", flat=True)
            yield from (f"commitments.commitmentchange:{one}" for one in changes)


def entered_request(pk: UUID, *, actor: Actor, on: date) -> FormalRequest:
    """The request, for who holds it, stands behind it or answers for the unit; else 404."""
    matters = Matter.objects.filter(formal_request=pk).select_related(
        "child", "formal_request__received_by", "formal_request__decided_by"
    )
    shown = visible(matters, actor=actor, on=on)
    if not shown:
        raise Http404
    found = shown[0].formal_request
    found.matter, found.child = shown[0], shown[0].child
    return found


def open_requests(*, actor: Actor, on: date) -> list[FormalRequest]:
    """Requests to decide, or decided and to be done, that the actor may see; the oldest first."""
    rows = Matter.objects.filter(kind=Matter.Kind.FORMAL_REQUEST, closed_on__isnull=True)
    shown = visible(rows.select_related("formal_request", "child"), actor=actor, on=on)
    return sorted((matter.formal_request for matter in shown), key=lambda one: one.received_on)
