"""Keeping longer: a stop for one child, and a longer period for a class of things.

A stop is decided by whoever answers for a unit the child has to do with (``access.disposing``), and seen and
lifted in the secrecy area that decided it. It stops disposal everywhere. A period is the responsible body's
own, set by its administrator from its document plan; it is never shorter than the rule's.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from knutpunkt.foundation.access.disposing import answered_among
from knutpunkt.foundation.access.handing_out import Recipient
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Child, Professional, ResponsibleBody
from knutpunkt.foundation.people.period import PeriodQuerySet
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.rooms.concerns.acting import person
from knutpunkt.rooms.oversight import refusals
from knutpunkt.rooms.oversight.models import LegalHold, RetentionPeriod
from knutpunkt.rooms.oversight.periods import RULES, Kept


def stop(*, actor: Actor, on: date, child: Child, reason: str) -> LegalHold:
    """Nothing about the child is disposed of until somebody lets it.

    Raises ``ReasonMissing`` and ``AlreadyStopped``.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor=actor, action="legal_hold.set", about=[child], children=[child.pk]) as act:
        by = Professional.objects.select_for_update().get(pk=person(actor))
        # One that is lifted today runs the day out, and may be put again.
        if stops_of_area(actor, on).filter(child=child, last_day__isnull=True).exists():
            raise refusals.AlreadyStopped
        hold = LegalHold.objects.create(child=child, reason=reason.strip(), decided_by=by, start=on)
        act.about(hold)
    return hold


def lift(*, actor: Actor, on: date, hold: LegalHold, reason: str) -> None:
    """Let what is old enough go again from tomorrow. Raises ``ReasonMissing`` and ``NothingToEnd``."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor=actor, action="legal_hold.lifted", about=[hold], children=[hold.child_id]):
        open_ones = LegalHold.objects.filter(pk=hold.pk, last_day__isnull=True)
        words = sealed(hold, lifted_because=reason.strip())
        if not open_ones.update(last_day=max(on, hold.start), lifted_by=person(actor), **words):
            raise refusals.NothingToEnd


def stops_of_area(actor: Actor, on: date) -> PeriodQuerySet:
    """Stops that run, decided by somebody who works or has worked in the actor's secrecy area."""
    mine = Professional.objects.filter(assignments__unit__area__in=[actor.area])
    return LegalHold.objects.running(on).filter(decided_by__in=mine)


def stops(actor: Actor, on: date) -> list[LegalHold]:
    """The running stops of the own area that the actor may lift, the oldest first, each with its child."""
    rows = list(stops_of_area(actor, on).select_related("decided_by").order_by("start", "id"))
    children = answered_among({row.child_id for row in rows}, actor=actor, on=on)
    for row in rows:
        if row.child_id in children:
            row.child = children[row.child_id]
    return [row for row in rows if row.child_id in children]


def stops_about(recipient: Recipient) -> Iterator[str]:
    """A stop stands in nobody's log or extract: it tells of a dispute, and of another area's decision."""
    for key in LegalHold.objects.filter(child=recipient.child).values_list("pk", flat=True):
        yield f"oversight.legalhold:{key}"


def keep_longer(
    *, actor: Actor, on: date, body: ResponsibleBody, what: str, years: int, law: str, start: date
) -> RetentionPeriod:
    """The body keeps a class so many years from a day; what held before is kept with its last day.

    ``Kept.SAMPLE`` keeps those born on some days for ever, and has no years. Raises ``TooShort``,
    ``ReasonMissing`` without its support, and ``NotBackwards`` for a day that has passed.
    """
    rule = RULES.get(what)
    if rule is not None and years <= rule.years:
        raise refusals.TooShort(years=rule.years, law=rule.law)
    if not law.strip():
        raise ReasonMissing
    if start < on:
        raise refusals.NotBackwards
    with recorded(actor=actor, action="retention.lengthened", about=[body]) as act:
        _end(body, what, start)
        made = RetentionPeriod.objects.create(
            responsible_body=body,
            what=what,
            years=years if rule is not None else 0,
            law=law.strip(),
            start=start,
        )
        act.about(made)
    return made


def keep_as_the_rule(*, actor: Actor, on: date, body: ResponsibleBody, what: str) -> None:
    """The body goes by the rule again from tomorrow. Raises ``NothingToEnd``."""
    with transaction.atomic(), recorded(actor=actor, action="retention.shortened", about=[body]):
        if not _end(body, what, on + timedelta(days=1)):
            raise refusals.NothingToEnd


def own_periods(body: ResponsibleBody, on: date) -> list[tuple[str, str, RetentionPeriod | None]]:
    """Each class with its name and the body's own period, running or on its way."""
    rows: list[RetentionPeriod] = list(
        RetentionPeriod.objects.filter(responsible_body=body).order_by("start")
    )
    coming = {row.what: row for row in rows if row.last_day is None or row.last_day >= on}
    return [(str(what), str(label), coming.get(what)) for what, label in Kept.choices if what in OF_A_BODY]


# The log and those who have left are not one body's to decide on here.
OF_A_BODY = frozenset(Kept.values) - {Kept.STAFF.value, Kept.TRAIL.value}


def _end(body: ResponsibleBody, what: str, start: date) -> int:
    mine = RetentionPeriod.objects.filter(responsible_body=body, what=what)
    gone, _rows = mine.filter(start__gte=start).delete()
    before = start - timedelta(days=1)
    return gone + mine.running(before).exclude(last_day=before).update(last_day=before)
