"""Acts of log review: draw a round, judge a reading, register a meeting, set the routine."""

import secrets
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from knutpunkt.foundation.access import reviewing
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.reading import Seen, at_units
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Professional, ResponsibleBody, Unit
from knutpunkt.rooms.oversight import refusals
from knutpunkt.rooms.oversight.models import MeetingWindow, Review, ReviewRound, ReviewRoutine
from knutpunkt.rooms.oversight.patterns import Hours, Met, Noticed, Reason, notice, openings_of
from knutpunkt.rooms.oversight.sampling import systematic

DAYS_TO_JUDGE = 14
_LONGEST_MEETING = timedelta(hours=4)
_JUST_NOW = timedelta(minutes=15)


def draw_round(*, actor: Actor, on: date, first_day: date, last_day: date, seed: str = "") -> ReviewRound:
    """Look through a period: emergencies first, then patterns, then a systematic sample of all the rest.

    Raises ``Http404`` for anybody but a log reviewer, ``PeriodNotOver`` and ``RoundExists``.
    """
    units = reviewing.reviewers_units(actor, on)
    if last_day >= on or last_day < first_day:
        raise refusals.PeriodNotOver()
    body = body_of(actor)
    if ReviewRound.objects.filter(responsible_body=body, first_day=first_day).exists():
        raise refusals.RoundExists(first_day=first_day)
    routine = routine_of(body, on)
    events = at_units(units, since=midnight(first_day), until=midnight(last_day + timedelta(days=1)))
    opened = openings_of(events)
    ties = reviewing.ties(list(opened), first_day=first_day, last_day=last_day)
    hours = Hours(routine.work_begins, routine.work_ends)
    noticed = notice(events, ties, hours=hours, in_meeting=meetings(units))
    noticed = _with_openings(noticed, units, first_day, last_day)
    seed = seed or secrets.token_hex(16)
    noticed += _sample(opened, noticed, routine.sample_size, seed)
    with recorded(actor=actor, action="review.round_drawn", about=[body]) as act:
        made = ReviewRound.objects.create(
            responsible_body=body,
            first_day=first_day,
            last_day=last_day,
            seed=seed,
            sample_size=routine.sample_size,
            readings=sum(map(len, opened.values())),
            pairs=len(opened),
            made_by=_person(actor),
            made_on=on,
        )
        Review.objects.bulk_create(_review(made, one, actor, on) for one in noticed)
        act.about(made)
    return made


def judge(
    *,
    actor: Actor,
    on: date,
    review: Review,
    judgement: Review.Judgement,
    looked_at: str,
    due: date | None,
    version: int,
) -> Review:
    """Write down what was looked at and what it showed. What is asked about stays open with a date.

    Raises ``LookedAtMissing``, ``AlreadyJudged`` and ``ReviewersOwn``.
    """
    if not looked_at.strip():
        raise refusals.LookedAtMissing()
    if review.professional_id == actor.person:
        raise refusals.ReviewersOwn()
    is_open = judgement in (Review.Judgement.OPEN, Review.Judgement.ASK)
    children = [review.child] if review.child else []
    with recorded(actor=actor, action="review.judged", about=[review], children=children):
        changed = Review.objects.filter(pk=review.pk, version=version).update(
            judgement=judgement,
            holder=actor.person if is_open else None,
            due=(due or on + timedelta(days=DAYS_TO_JUDGE)) if is_open else None,
            judged_by=actor.person,
            judged_on=on,
            version=F("version") + 1,
        )
        if not changed:
            raise refusals.AlreadyJudged()
        stored = Review.objects.get(pk=review.pk)
        stored.looked_at = looked_at.strip()
        stored.save(update_fields=["looked_at"])
    return stored


def register_meeting(*, actor: Actor, unit: Unit, starts_at: datetime, ends_at: datetime) -> MeetingWindow:
    """The student-health team will go through many children. Raises ``MeetingRefused``."""
    late = starts_at < timezone.now() - _JUST_NOW
    if late or not timedelta(0) < ends_at - starts_at <= _LONGEST_MEETING:
        raise refusals.MeetingRefused()
    with recorded(actor=actor, action="meeting.registered", about=[unit]) as act:
        window = MeetingWindow.objects.create(
            unit=unit, starts_at=starts_at, ends_at=ends_at, registered_by=_person(actor)
        )
        act.about(window)
    return window


def set_routine(
    *, actor: Actor, on: date, body: ResponsibleBody, sample_size: int, work_begins: int, work_ends: int
) -> ReviewRoutine:
    """How the log is reviewed from today; what held before is kept with its last day."""
    with recorded(actor=actor, action="review.routine_set", about=[body]) as act:
        mine = ReviewRoutine.objects.filter(responsible_body=body)
        mine.filter(start__gte=on).delete()
        mine.running(on).update(last_day=on - timedelta(days=1))
        made = ReviewRoutine.objects.create(
            responsible_body=body,
            sample_size=sample_size,
            work_begins=work_begins,
            work_ends=work_ends,
            start=on,
        )
        act.about(made)
    return made


def body_of(actor: Actor) -> ResponsibleBody:
    """The responsible body of the actor's unit."""
    unit = Unit.objects.select_related("area__agency__responsible_body").get(pk__in=[actor.unit])
    return unit.area.agency.responsible_body


def routine_of(body: ResponsibleBody, on: date) -> ReviewRoutine:
    """The routine on a day; what Knutpunkt ships with where the body has none."""
    own = ReviewRoutine.objects.running(on).filter(responsible_body=body).order_by("-start").first()
    return own or ReviewRoutine(responsible_body=body, start=on)


def midnight(day: date) -> datetime:
    """When a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def meetings(units: Collection[UUID]) -> Met:
    """Whether a unit was in a registered meeting at a time."""
    spans: dict[UUID | None, list[tuple[datetime, datetime]]] = {}
    for unit, starts_at, ends_at in MeetingWindow.objects.filter(unit__in=units).values_list(
        "unit", "starts_at", "ends_at"
    ):
        spans.setdefault(unit, []).append((starts_at, ends_at))
    return lambda unit, at: any(begins <= at <= ends for begins, ends in spans.get(unit, ()))


def _person(actor: Actor) -> Professional:
    return Professional.objects.get(pk__in=[actor.person])


def _with_openings(
    noticed: list[Noticed], units: Collection[UUID], first_day: date, last_day: date
) -> list[Noticed]:
    """Every emergency opening has a line, also one that nobody used."""
    told = {one.emergency for one in noticed if one.emergency}
    since, until = midnight(first_day), midnight(last_day + timedelta(days=1))
    unused = [
        Noticed(opening.professional, opening.child, [], 1, [Reason.EMERGENCY], opening.id, opening.opened_at)
        for opening in reviewing.openings(units, since=since, until=until)
        if opening.id not in told
    ]
    return [*unused, *noticed]


def _sample(
    opened: dict[reviewing.Pair, list[Seen]], noticed: list[Noticed], size: int, seed: str
) -> list[Noticed]:
    # Drawn among all, those noticed too, so that the sample says something of the whole.
    listed = {(one.professional, one.child): one for one in noticed if one.child is not None}
    drawn = []
    for pair in systematic(opened, size=size, seed=seed):
        if pair in listed:
            listed[pair].reasons.append(Reason.SAMPLE)
        else:
            drawn.append(Noticed(*pair, opened[pair], 1, [Reason.SAMPLE]))
    return drawn


def _review(made: ReviewRound, one: Noticed, actor: Actor, on: date) -> Review:
    moments = [event.at for event in one.events] or [one.opened_at or timezone.now()]
    return Review(
        round=made,
        professional_id=one.professional,
        child=one.child,
        children=one.children,
        reasons=[reason.value for reason in one.reasons],
        weight=min(one.weight, 30000),
        emergency=one.emergency,
        readings=len(one.events),
        first_at=min(moments),
        last_at=max(moments),
        holder_id=actor.person,
        due=on + timedelta(days=DAYS_TO_JUDGE),
    )
