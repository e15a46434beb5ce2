"""Who holds a promise on a day, what somebody holds, and which promises are in want of something.

The rule, from issue 2: the holder is the first with a running assignment of the holder, the backup, the
unit's responsible and the responsible body's appointee. The first three work at the commitment's unit; the
appointee works anywhere.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from knutpunkt.foundation.asking.prepared import a_day, ids, kept_text
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.commitments.refusals import NobodyAnswers
from knutpunkt.foundation.people.models import Appointment, Assignment, Professional, Unit, UnitResponsibility
from knutpunkt.foundation.people.queries import (
    appointee_on,
    appointees,
    responsible_on,
    responsibles,
    working_at,
)

_BODY = "unit__area__agency__responsible_body_id"
NONE_AT_ALL = Q(pk__in=[])


class Breach(StrEnum):
    """Why a promise stands on the page "Saknar ansvarig"; the first that is true is told."""

    NOBODY = "nobody"
    FALLEN = "fallen"
    UNANSWERED = "unanswered"
    OVERDUE = "overdue"


def holder_on(commitment: Commitment, on: date) -> Professional:
    """The one who holds the promise on the day. Raises ``NobodyAnswers`` (people/operations prevents it)."""
    for field in ("holder", "backup"):
        who = getattr(commitment, f"{field}_id")
        if who is not None and working_at(commitment.unit_id, on, who).exists():
            person: Professional = getattr(commitment, field)
            return person
    return fallback_on(commitment.unit, on)


def fallback_on(unit: Unit, on: date) -> Professional:
    """Who catches a promise at the unit that neither holder nor backup can hold. Raises ``NobodyAnswers``."""
    found = responsible_on(unit.pk, on) or appointee_on(unit.area.agency.responsible_body_id, on)
    if found is None:
        raise NobodyAnswers(unit=unit, day=on)
    return found


def with_holder(queryset: QuerySet[Commitment], on: date) -> QuerySet[Any]:
    """The same rows with ``holder_now_id``: the key of whoever holds each on the day."""
    return queryset.annotate(
        holder_now_id=Coalesce(
            Case(
                When(_works_there("holder_id", on), then=F("holder_id")),
                When(_works_there("backup_id", on), then=F("backup_id")),
            ),
            Subquery(responsibles(OuterRef("unit_id"), on).values("professional_id")[:1]),
            Subquery(appointees(OuterRef(_BODY), on).values("professional_id")[:1]),
            output_field=UUIDField(),
        )
    )


def held_by(*, professional: UUID, on: date) -> Q:
    """The open commitments the professional holds on the day; a condition on ``Commitment`` itself.

    Asks first for the few units that matter to this professional, so that each of the four ways to hold a
    promise is one look in an index, however many commitments there are.
    """
    running = Assignment.objects.running(on).filter(professional=professional)
    mine = set(running.values_list("unit_id", flat=True))
    if not mine:
        return NONE_AT_ALL
    holder_is_gone, backup_is_gone = ~_works_there("holder_id", on), ~_works_there("backup_id", on)
    caught = _responsible_for(professional, on) | _appointed_for(professional, on)
    return Q(state=Commitment.State.OPEN) & (
        Q(holder=professional, unit__in=mine)
        | (Q(backup=professional, unit__in=mine) & holder_is_gone)
        | (Q(unit__in=caught) & holder_is_gone & backup_is_gone)
    )


def is_overdue(commitment: Commitment, on: date) -> bool:
    """Whether the due date, or the check date of something that waits, has passed."""
    return commitment.is_open and commitment.due < on


def breaches(queryset: QuerySet[Commitment], *, on: date, grace_days: int) -> QuerySet[Any]:
    """The open commitments in want of something, with ``breach`` (see ``Breach``) and ``since``.

    ``since`` is the last day all was well: the stored holder's last day at the unit, the due date, or the
    check date. What waits, with a reason and a check date that has not passed, is never among them.
    """
    return _breaches(queryset, on, on - timedelta(days=grace_days))


def how_many_breach(promises: Collection[UUID], on: date, grace_days: int) -> int:
    """How many of these do; asked of these alone, or the database would weigh every open promise there is."""
    if not promises:
        return 0
    form = SimpleNamespace(on=a_day("on"), late=a_day("late"))

    def write() -> QuerySet[Any]:
        among = Commitment.objects.filter(pk__in=ids("promises"))
        return _breaches(among, form.on, form.late).order_by().values("pk")

    asked = SimpleNamespace(promises=promises, on=on, late=on - timedelta(days=grace_days))
    return len(kept_text(how_many_breach, write).rows(asked))


def _breaches(queryset: QuerySet[Commitment], on: Any, late: Any) -> QuerySet[Any]:
    waits = ~Q(waits_because="")
    found = with_holder(queryset.filter(state=Commitment.State.OPEN), on).exclude(waits, due__gte=on)
    told: QuerySet[Any] = found.annotate(
        breach=Case(
            When(holder_now_id__isnull=True, then=Value(Breach.NOBODY)),
            When(~Q(holder_now_id=F("holder_id")), then=Value(Breach.FALLEN)),
            When(waits, then=Value(Breach.UNANSWERED)),
            When(due__lt=late, then=Value(Breach.OVERDUE)),
            output_field=CharField(),
        ),
        since=Case(
            When(breach__in=(Breach.NOBODY, Breach.FALLEN), then=Coalesce(_last_day_there(on), F("made_on"))),
            default=F("due"),
        ),
    )
    return told.filter(breach__isnull=False)


def _works_there(who: str, on: date) -> Exists:
    return Exists(working_at(OuterRef("unit_id"), on, OuterRef(who)))


def _last_day_there(on: date) -> Subquery:
    ended = Assignment.objects.filter(
        professional=OuterRef("holder_id"), unit=OuterRef("unit_id"), last_day__lt=on
    )
    return Subquery(ended.order_by().values("professional").annotate(day=Max("last_day")).values("day"))


def _responsible_for(professional: UUID, on: date) -> set[UUID]:
    named = UnitResponsibility.objects.running(on).filter(professional=professional)
    units: Iterable[UUID] = named.values_list("unit_id", flat=True)
    return {unit for unit in units if _is(professional, responsible_on(unit, on))}


def _appointed_for(professional: UUID, on: date) -> set[UUID]:
    named = Appointment.objects.running(on).filter(professional=professional)
    bodies = {
        body
        for body in named.values_list("responsible_body_id", flat=True)
        if _is(professional, appointee_on(body, on))
    }
    if not bodies:
        return set()
    units = Unit.objects.filter(area__agency__responsible_body__in=bodies)
    return set(units.exclude(Exists(responsibles(OuterRef("pk"), on))).values_list("pk", flat=True))


def _is(professional: UUID, found: Professional | None) -> bool:
    return found is not None and found.pk == professional
