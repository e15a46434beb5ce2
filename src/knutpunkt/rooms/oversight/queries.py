"""What the pages of log review show: rounds, reviews, readings in words; a child is two letters and a key."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404
from django.utils import timezone

from knutpunkt.foundation.access import reviewing
from knutpunkt.foundation.access.reviewing import Shown
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.reading import Seen, of_person, stopped_since
from knutpunkt.foundation.people.models import Assignment, Professional
from knutpunkt.rooms.oversight import words
from knutpunkt.rooms.oversight.models import MeetingWindow, Review, ReviewRound
from knutpunkt.rooms.oversight.operations import body_of, midnight
from knutpunkt.rooms.oversight.pace import STOPPED
from knutpunkt.rooms.oversight.patterns import Reason

_LATELY = timedelta(days=31)
M = TypeVar("M", Review, ReviewRound)


@dataclass(frozen=True, slots=True)
class Line:
    """One event as a reviewer reads it."""

    at: datetime
    what: str
    why: str
    child: Shown | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """Somebody opened children too fast and was held back."""

    at: datetime
    professional: Professional


@dataclass(frozen=True, slots=True)
class Met:
    """Exactly what one person met in a time."""

    professional: Professional
    lines: list[Line]
    children: list[Shown]
    objects: int


def rounds(actor: Actor, on: date) -> list[ReviewRound]:
    """The rounds of the reviewer's own body, the latest first, each with ``left`` to judge."""
    reviewing.reviewers_units(actor, on)
    left = Count("reviews", filter=Q(reviews__judgement__in=("open", "ask")))
    rows = ReviewRound.objects.filter(responsible_body=body_of(actor)).annotate(
        left=left, all=Count("reviews")
    )
    return list(rows.order_by("-first_day"))


def round_of(pk: UUID, actor: Actor, on: date) -> ReviewRound:
    """One round of the own body, else ``Http404``."""
    return _one(rounds(actor, on), pk)


def reviews_of(made: ReviewRound, *, only_open: bool) -> list[Review]:
    """The readings of a round, the gravest first, each with ``told`` reasons and the ``shown`` child."""
    rows = Review.objects.filter(round=made).select_related("professional", "holder")
    if only_open:
        rows = rows.filter(judgement__in=("open", "ask"))
    return _told(rows)


def review_of(pk: UUID, actor: Actor, on: date) -> Review:
    """One review of the own body, else ``Http404``."""
    reviewing.reviewers_units(actor, on)
    rows = Review.objects.filter(pk=pk, round__responsible_body=body_of(actor))
    return _one(_told(rows.select_related("professional", "round", "holder", "judged_by")), pk)


def waiting(actor: Actor, on: date) -> list[Review]:
    """Everything that is open in the own body, by its date: also what a colleague who has left held."""
    rows = Review.objects.filter(round__responsible_body=body_of(actor), judgement__in=("open", "ask"))
    found = list(rows.select_related("professional", "holder").order_by("due", "-weight"))
    return [_with_reasons(one) for one in found]


def lines_of(review: Review, actor: Actor, on: date) -> list[Line]:
    """The readings that a review is about, as the trail has them."""
    units = reviewing.reviewers_units(actor, on)
    since, until = review.first_at, review.last_at + timedelta(microseconds=1)
    events = _at(units, of_person(review.professional_id, since=since, until=until))
    mine = [one for one in events if review.child is None or review.child in one.children]
    shown = reviewing.met(child for one in mine for child in one.children[:1])
    return _lines((one for one in mine if one.children), shown)


def reason_of_opening(review: Review, actor: Actor, on: date) -> str:
    """What the person wrote when opening in an emergency; "" when there was none."""
    units = reviewing.reviewers_units(actor, on)
    return reviewing.reason_of(review.emergency, units) if review.emergency else ""


def stopped(actor: Actor, on: date) -> list[Stopped]:
    """Who has been held back lately, the latest first."""
    units = reviewing.reviewers_units(actor, on)
    events = stopped_since(units, timezone.now() - _LATELY, STOPPED)
    people = Professional.objects.in_bulk([one.person for one in events if one.person])
    return [Stopped(one.at, people[one.person]) for one in events if one.person in people]


def staff(actor: Actor, on: date) -> list[Professional]:
    """Everybody who works or has worked in the own body: those who have left are looked at too."""
    units = reviewing.reviewers_units(actor, on)
    worked = Assignment.objects.filter(unit__in=units).values("professional")
    return list(Professional.objects.filter(pk__in=worked).order_by("family_name", "given_name", "pk"))


def met_by(professional: Professional, *, actor: Actor, on: date, first_day: date, last_day: date) -> Met:
    """Exactly the children and things one person met, for telling those it concerns (trust T19, T41)."""
    units = reviewing.reviewers_units(actor, on)
    until = midnight(last_day + timedelta(days=1))
    read = _at(units, of_person(professional.pk, since=midnight(first_day), until=until))
    events = [one for one in read if one.children]
    shown = reviewing.met(child for one in events for child in one.children)
    things = {thing for one in events for thing in one.objects}
    return Met(
        professional, _lines(events, shown), sorted(shown.values(), key=lambda one: one.key), len(things)
    )


def meetings_of(actor: Actor, on: date) -> list[MeetingWindow]:
    """The meetings of the unit the actor answers for: coming first, then those of the last month."""
    units = reviewing.answered_units(actor, on)
    rows = MeetingWindow.objects.filter(unit__in=units, ends_at__gte=timezone.now() - _LATELY)
    return list(rows.select_related("unit", "registered_by").order_by("-starts_at"))


def _at(units: Collection[UUID], events: Iterable[Seen]) -> list[Seen]:
    """Those at the units, also when the eyes were lent: what is read elsewhere is that body's to review."""
    return [one for one in events if one.unit in units]


def _lines(events: Iterable[Seen], shown: dict[UUID, Shown]) -> list[Line]:
    return [
        Line(
            one.at,
            words.act(one.action),
            words.grounds(one.grounds),
            shown.get(one.children[0]) if len(one.children) == 1 else None,
        )
        for one in events
    ]


def _told(rows: Iterable[Review]) -> list[Review]:
    found = list(rows)
    shown = reviewing.met(one.child for one in found if one.child)
    for one in found:
        one.shown = shown.get(one.child) if one.child else None  # type: ignore[attr-defined]
        _with_reasons(one)
    return found


def _with_reasons(one: Review) -> Review:
    one.told = [str(Reason(code).label) for code in one.reasons]  # type: ignore[attr-defined]
    return one


def _one(rows: list[M], pk: UUID) -> M:
    found = next((one for one in rows if one.pk == pk), None)
    if found is None:
        raise Http404
    return found
