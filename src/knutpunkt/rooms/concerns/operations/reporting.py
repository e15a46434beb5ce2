"""Report of concern (orosanmälan): written in the sender's own space, sent when its receipt is confirmed."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Audience, Category, Record
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.models import Child, Professional, Unit
from knutpunkt.rooms.concerns import acting
from knutpunkt.rooms.concerns.models import ReportOfConcern
from knutpunkt.rooms.concerns.refusals import ReasonMissing
from knutpunkt.rooms.concerns.working_days import after_working_days

SOURCE = "concerns.receipt"


@dataclass(frozen=True, slots=True)
class Report:
    """The content, field by field as in domain §3.4."""

    recipient: str
    facts: str
    safe_now: str
    interpretation: str = ""
    since_when: str = ""
    childs_words: str = ""
    safe_now_words: str = ""
    guardians_informed: bool = False
    guardians_not_informed_because: str = ""
    earlier_concerns: str = ""
    support_given: str = ""
    wants_feedback: bool = True
    wants_meeting: bool = False


def report_concern(*, actor: Actor, on: date, child: Child, report: Report) -> ReportOfConcern:
    """Write the report; the author promises to get the receipt by the next working day.

    The promise says nothing of what is awaited, for whoever it falls to must not learn that a report
    exists. Raises ``ReasonMissing`` without facts, or without why the guardians are not informed.
    """
    if not report.facts.strip():
        raise ReasonMissing()
    if not (report.guardians_informed or report.guardians_not_informed_because.strip()):
        raise ReasonMissing()
    with recorded(actor=actor, action="report_of_concern.written", children=[child.pk]) as act:
        written = ReportOfConcern(
            child=child,
            kind=Record.Kind.REPORT_OF_CONCERN,
            category=Category.OBSERVATION,
            audience=Audience.OWN,
            restricted=True,
            unit_id=acting.unit(actor),
            author_id=actor.person,
            author_unit_id=actor.unit,
            function=actor.profession,
            written_on=on,
            matter=_await_receipt(actor, on, child),
            **{name: getattr(report, name) for name in Report.__slots__},
        )
        written.save()
        act.about(written)
    return written


def confirm_receipt(
    *, actor: Actor, on: date, report: ReportOfConcern, received_on: date, receipt_from: str, channel: str
) -> ReportOfConcern:
    """The social services have confirmed that they have it: from then on it counts as sent."""
    if not receipt_from.strip():
        raise ReasonMissing()
    with recorded(
        actor=actor, action="report_of_concern.received", about=[report], children=[report.child_id]
    ):
        fresh = ReportOfConcern.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if not fresh.is_sent:
            commitments.close_matter(actor=actor, on=on, matter=fresh.matter, reason=_("Kvittens finns"))
        fresh.receipt_confirmed_on, fresh.receipt_from, fresh.channel = received_on, receipt_from, channel
        fresh.version += 1
        fresh.save()
    return fresh


def _await_receipt(actor: Actor, on: date, child: Child) -> Matter:
    return commitments.open_matter(
        actor=actor,
        on=on,
        child=child,
        kind=Matter.Kind.RECEIPT,
        unit=Unit.objects.get(pk=acting.unit(actor)),
        what=_("Få kvittens"),
        holder=Professional.objects.get(pk=acting.person(actor)),
        due=after_working_days(on, 1),
        source=SOURCE,
    )
