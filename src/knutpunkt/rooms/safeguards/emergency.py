"""Nödöppning: what the own area has about a child, for a day at most, and gone through by somebody else.

Need is stated by the one who opens (PDL 4:1). It crosses no secrecy, and for a child whose whereabouts are
protected it opens nothing before a second person at the unit has agreed (trust §1.9).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import may, visible
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import label, recorded
from knutpunkt.foundation.audit.trail import current_trail
from knutpunkt.foundation.casefile.models import Case, EmergencyOpening, Participation
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.aside import stands_aside
from knutpunkt.foundation.commitments.models import Commitment, CommitmentChange, Matter, Notice
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import Assignment, Child, Professional, Unit
from knutpunkt.foundation.people.queries import appointees, responsibles
from knutpunkt.rooms.concerns.acting import person
from knutpunkt.rooms.concerns.working_days import after_working_days
from knutpunkt.rooms.safeguards.looking_up import Sought, known_to, look_up
from knutpunkt.rooms.safeguards.models import OpeningReview
from knutpunkt.rooms.safeguards.refusals import AlreadyClosed, ReasonTooShort, SameSecond

LEAST_REASON = 20
LONGEST_HOURS = 24
GONE_THROUGH_WITHIN = 2


class Answer(StrEnum):
    """What came of it. ``UNKNOWN`` is the answer to everybody the area does not know, existing or not."""

    OPENED = "opened"
    SEEN_ALREADY = "seen_already"
    WAITS = "waits"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, and the child when it opened."""

    answer: Answer
    child: Child | None = None


def open_in_emergency(
    *, actor: Actor, on: date, now: datetime, sought: Sought, reason: str, hours: int
) -> Outcome:
    """Look for a child and open what the own area has about it.

    Raises ``ReasonTooShort`` and ``TooManyLookUps``.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise ReasonTooShort(least=LEAST_REASON)
    found = known_to(actor.area, look_up(sought, actor=actor, on=on), on)
    if len(found) != 1 or stands_aside(person(actor), found[0].pk, on):
        return Outcome(Answer.UNKNOWN)
    child = found[0]
    if may(child, actor, on, Action.READ).allow:
        return Outcome(Answer.SEEN_ALREADY, child)
    _opened(actor, on, now, child, reason.strip(), min(max(hours, 1), LONGEST_HOURS))
    if may(child, actor, on, Action.READ).allow:
        return Outcome(Answer.OPENED, child)
    return Outcome(Answer.WAITS)


def _opened(actor: Actor, on: date, now: datetime, child: Child, reason: str, hours: int) -> EmergencyOpening:
    with recorded(actor=actor, action="emergency.opened", children=[child.pk]) as act:
        opening = EmergencyOpening.objects.create(
            child=child,
            professional_id=person(actor),
            assignment=Assignment.objects.get(pk=assignment(actor)),
            reason=reason,
            opened_at=now,
            until=now + timedelta(hours=hours),
        )
        act.about(opening)
        _have_it_reviewed(actor, on, opening)
        _tell_coordinators(actor, on, opening)
    return opening


def assignment(actor: Actor) -> UUID:
    """The assignment they act through. Raises ``TypeError`` for whoever acts through none."""
    if actor.assignment is None:
        raise TypeError(f"{actor.kind} acts through no assignment")
    return actor.assignment


def _have_it_reviewed(actor: Actor, on: date, opening: EmergencyOpening) -> None:
    unit = opening.assignment.unit
    holder = _reviewer(unit, opening, on)
    if holder is None:
        return
    with recorded(actor=actor, action="emergency.review_begun", children=[opening.child_id]) as act:
        matter = commitments.open_matter(
            actor=actor,
            on=on,
            child=opening.child,
            kind=Matter.Kind.EMERGENCY,
            unit=unit,
            what=_("Gå igenom nödöppningen som %(who)s gjorde") % {"who": opening.professional},
            holder=holder,
            due=after_working_days(on, GONE_THROUGH_WITHIN),
            source="emergency",
        )
        act.about(OpeningReview.objects.create(opening=opening, matter=matter))
        _tell(holder, matter.commitments.get(), on)


def _reviewer(unit: Unit, opening: EmergencyOpening, on: date) -> Professional | None:
    """Who answers for the unit, else the body's appointee; for their own opening a colleague at the unit."""
    named = [one.professional for one in responsibles(unit.pk, on).select_related("professional")]
    bodys = appointees(unit.area.agency.responsible_body_id, on).select_related("professional")
    named += [one.professional for one in bodys] if not named else []
    at_work = Assignment.objects.running(on).filter(unit=unit).select_related("professional")
    named += [one.professional for one in at_work.order_by("start", "pk")]
    return next(
        (
            one
            for one in named
            if one.pk != opening.professional_id and not stands_aside(one.pk, opening.child_id, on)
        ),
        None,
    )


def _tell_coordinators(actor: Actor, on: date, opening: EmergencyOpening) -> None:
    """A line on the day of whoever coordinates a case of the area's for the child."""
    cases = Case.objects.filter(child=opening.child_id, unit__area=actor.area).exclude(
        state=Case.State.CLOSED
    )
    parts = Participation.objects.running(on).filter(case__in=cases, kind=Participation.Kind.COORDINATOR)
    for part in parts.select_related("professional", "case__matter__carried_by"):
        carrier = part.case.matter.carried_by
        if carrier is not None:
            _tell(part.professional, carrier, on, key=f"{opening.pk}:{part.professional_id}")


def _tell(who: Professional, about: Commitment, on: date, *, key: str = "") -> None:
    Notice.objects.get_or_create(
        kind="emergency",
        key=key or f"{about.pk}",
        defaults={"professional": who, "commitment": about, "made_on": on},
    )


def second(*, actor: Actor, on: date, now: datetime, opening: EmergencyOpening) -> None:
    """Agree, as another person at the same unit. Raises ``SameSecond`` and ``AlreadyClosed``."""
    if opening.professional_id == actor.person:
        raise SameSecond
    with recorded(
        actor=actor,
        action="emergency.seconded",
        about=[opening],
        children=[opening.child_id],
        emergency=opening.pk,
    ):
        open_still = _running(now).filter(pk=opening.pk, seconded_by__isnull=True)
        if not open_still.update(seconded_by=person(actor), seconded_at=now):
            raise AlreadyClosed


def close(*, actor: Actor, on: date, now: datetime, opening: EmergencyOpening) -> None:
    """Close what one has opened. Raises ``AlreadyClosed``."""
    with recorded(
        actor=actor,
        action="emergency.closed",
        about=[opening],
        children=[opening.child_id],
        emergency=opening.pk,
    ):
        if not _running(now).filter(pk=opening.pk).update(closed_at=now):
            raise AlreadyClosed


def mine(*, actor: Actor, now: datetime) -> list[EmergencyOpening]:
    """The actor's own openings that have not ended, waiting ones too."""
    rows = _running(now).filter(professional=actor.person, assignment=actor.assignment)
    return _told(list(rows.order_by("until")))


def to_second(*, actor: Actor, on: date, now: datetime) -> list[EmergencyOpening]:
    """Colleagues' openings at the actor's unit that wait for a second person.

    Never about a child the actor stands aside from.
    """
    rows = _running(now).filter(assignment__unit=actor.unit, seconded_by__isnull=True)
    rows = rows.exclude(professional=actor.person).select_related("professional", "assignment__unit__area")
    waiting = (one for one in rows if _waits(one, on))
    return _told([one for one in waiting if not stands_aside(person(actor), one.child_id, on)])


def _told(openings: list[EmergencyOpening]) -> list[EmergencyOpening]:
    """The same, noted in the trail: an opening tells of a child, though not which."""
    trail = current_trail()
    if trail is not None:
        trail.counted = True
        for one in openings:
            trail.seen[label(one)] = trail.children[one.child_id] = None
            trail.emergency = one.pk
    return openings


def _waits(opening: EmergencyOpening, on: date) -> bool:
    """Whether the door still is closed to the one who opened."""
    return not may(opening.child, actor_for(opening.assignment), on, Action.READ).allow


def openings_in(start: date, last_day: date) -> QuerySet[EmergencyOpening]:
    """Every opening begun in the period, newest first: what the log review looks at before all else."""
    rows = EmergencyOpening.objects.filter(opened_at__date__gte=start, opened_at__date__lte=last_day)
    return rows.select_related("professional", "assignment__unit", "seconded_by").order_by("-opened_at", "pk")


def to_review(pk: UUID, *, actor: Actor, on: date) -> OpeningReview | None:
    """The review of an opening, for whoever holds it or answers for the unit; else ``None``."""
    matters = Matter.objects.filter(opening_review__opening=pk).select_related("opening_review__opening")
    shown = visible(matters, actor=actor, on=on)
    return shown[0].opening_review if shown else None


def reviewed(*, actor: Actor, on: date, review: OpeningReview, words: str) -> None:
    """Say what was found; the matter closes. The log review looks at it as well, on its own."""
    with recorded(
        actor=actor,
        action="emergency.reviewed",
        about=[review],
        children=[review.matter.child_id],
        emergency=review.opening_id,
    ):
        commitments.close_matter(actor=actor, on=on, matter=review.matter, reason=words)


def found_in(review: OpeningReview) -> str:
    """What was found, of a review that came through the door; "" while it is open."""
    if review.matter.is_open:
        return ""
    last = CommitmentChange.objects.filter(commitment__matter=review.matter).order_by("at", "pk").last()
    return "" if last is None else last.reason


def _running(now: datetime) -> QuerySet[EmergencyOpening]:
    return EmergencyOpening.objects.filter(opened_at__lte=now, until__gt=now, closed_at__isnull=True)


def this_moment() -> datetime:
    """Now, for the pages."""
    return timezone.now()
