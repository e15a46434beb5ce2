"""Faults put in on purpose: each bends one small thing, and what proves the invariant must notice it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Exists, OuterRef, Q

from knutpunkt.foundation.commitments import ledger, operations, queries
from knutpunkt.foundation.commitments.models import Commitment, CommitmentChange, Matter
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people import period
from knutpunkt.foundation.people import queries as places
from knutpunkt.foundation.people.models import Appointment, Assignment, UnitResponsibility

Bend = Callable[[pytest.MonkeyPatch], None]


def expires_a_day_early(bend: pytest.MonkeyPatch) -> None:
    bend.setattr(
        period,
        "running",
        lambda on, prefix="": Q(start__lte=on) & (Q(last_day__isnull=True) | Q(last_day__gt=on)),
    )


def expires_a_day_late(bend: pytest.MonkeyPatch) -> None:
    def running(on: date, prefix: str = "") -> Q:
        return Q(start__lte=on) & (Q(last_day__isnull=True) | Q(last_day__gte=on - timedelta(days=1)))

    bend.setattr(period, "running", running)


def begins_a_day_late(bend: pytest.MonkeyPatch) -> None:
    bend.setattr(
        period,
        "running",
        lambda on, prefix="": Q(start__lt=on) & (Q(last_day__isnull=True) | Q(last_day__gte=on)),
    )


def until_further_notice_never_runs(bend: pytest.MonkeyPatch) -> None:
    bend.setattr(period, "running", lambda on, prefix="": Q(start__lte=on, last_day__gte=on))


def the_backup_is_skipped(bend: pytest.MonkeyPatch) -> None:
    real = queries._works_there
    nobody = Exists(Assignment.objects.none())
    bend.setattr(queries, "_works_there", lambda who, on: nobody if who == "backup_id" else real(who, on))


def the_backup_comes_before_the_holder(bend: pytest.MonkeyPatch) -> None:
    real = queries._works_there
    other = {"holder_id": "backup_id", "backup_id": "holder_id"}
    bend.setattr(queries, "_works_there", lambda who, on: real(other[who], on))


def a_responsible_without_assignment_counts(bend: pytest.MonkeyPatch) -> None:
    def responsibles(unit: Any, on: date) -> Any:
        return UnitResponsibility.objects.running(on).filter(unit=unit).order_by("-start", "id")

    for module in (places, queries):
        bend.setattr(module, "responsibles", responsibles)


def a_responsible_at_work_elsewhere_counts(bend: pytest.MonkeyPatch) -> None:
    def responsibles(unit: Any, on: date) -> Any:
        works = Exists(places.working_anywhere(on, OuterRef("professional_id")))
        return UnitResponsibility.objects.running(on).filter(works, unit=unit).order_by("-start", "id")

    for module in (places, queries):
        bend.setattr(module, "responsibles", responsibles)


def an_appointee_without_assignment_counts(bend: pytest.MonkeyPatch) -> None:
    def appointees(body: Any, on: date) -> Any:
        return Appointment.objects.running(on).filter(responsible_body=body).order_by("-start", "id")

    for module in (places, queries):
        bend.setattr(module, "appointees", appointees)


def any_bodys_appointee_counts(bend: pytest.MonkeyPatch) -> None:
    real = places.appointees

    def appointees(body: Any, on: date) -> Any:
        return Appointment.objects.running(on).order_by("-start", "id")

    bend.setattr(queries, "appointees", appointees)
    bend.setattr(places, "appointees", real)


def work_at_any_unit_holds_everything(bend: pytest.MonkeyPatch) -> None:
    def working_at(unit: Any, on: date, who: Any) -> Any:
        return places.working_anywhere(on, who)

    for module in (places, queries, ledger):
        bend.setattr(module, "working_at", working_at)


def the_oldest_responsible_answers(bend: pytest.MonkeyPatch) -> None:
    real = places.responsibles
    bend.setattr(places, "responsibles", lambda unit, on: real(unit, on).order_by("start", "id"))


def my_list_forgets_what_i_catch(bend: pytest.MonkeyPatch) -> None:
    bend.setattr(queries, "_responsible_for", lambda professional, on: set())


def my_list_forgets_what_the_body_catches(bend: pytest.MonkeyPatch) -> None:
    bend.setattr(queries, "_appointed_for", lambda professional, on: set())


def the_last_appointee_may_leave(bend: pytest.MonkeyPatch) -> None:
    bend.setattr(people, "_require_appointee", lambda body, on: None)


def the_appointee_is_looked_for_today_only(bend: pytest.MonkeyPatch) -> None:
    def first_day(body: Any, from_day: date) -> date | None:
        return None if places.appointee_on(body.pk, from_day) else from_day

    for module in (people, ledger):
        bend.setattr(module, "first_day_without_appointee", first_day)


def the_matter_is_not_handed_on(bend: pytest.MonkeyPatch) -> None:
    def end(actor: Any, on: date, commitment: Commitment, state: Any, reason: str, following: Any) -> None:
        ledger.finish(actor, on, commitment, state, reason)

    bend.setattr(ledger, "end", end)


def closing_leaves_promises_open(bend: pytest.MonkeyPatch) -> None:
    def close_matter(*, actor: Any, on: date, matter: Matter, reason: str) -> None:
        with operations.recorded(actor=actor, action="matter.closed"):
            Matter.objects.filter(pk=matter.pk).update(closed_on=on, carried_by=None)

    bend.setattr(operations, "close_matter", close_matter)


def the_night_does_nothing(bend: pytest.MonkeyPatch) -> None:
    from knutpunkt.foundation.commitments import nightly

    bend.setattr(nightly, "make_explicit", lambda on, actor: 0)


def the_night_tells_nobody(bend: pytest.MonkeyPatch) -> None:
    bend.setattr(ledger, "tell", lambda commitment, kind, on: None)


def a_fall_leaves_no_history(bend: pytest.MonkeyPatch) -> None:
    real = ledger._write_history

    def write(actor: Any, on: date, commitment: Commitment, kind: Any, *rest: Any) -> None:
        if kind != CommitmentChange.Kind.FELL_TO:
            real(actor, on, commitment, kind, *rest)

    bend.setattr(ledger, "_write_history", write)


def the_fallen_keep_their_backup(bend: pytest.MonkeyPatch) -> None:
    def settle(*, actor: Any, on: date, commitment: Commitment) -> bool:
        holder = queries.holder_on(commitment, on)
        if holder.pk == commitment.holder_id:
            return False
        before, commitment.holder = commitment.holder_id, holder
        with operations.recorded(actor=actor, action="commitment.fell_to"):
            ledger.save(None, on, commitment, CommitmentChange.Kind.FELL_TO, holder_before=before)
            ledger.tell(commitment, CommitmentChange.Kind.FELL_TO, on)
        return True

    for module in (ledger, operations):
        bend.setattr(module, "settle", settle)


def anybody_may_be_given_a_promise(bend: pytest.MonkeyPatch) -> None:
    bend.setattr(ledger, "_must_work_at", lambda professional, unit, on: None)


ASKING: tuple[Bend, ...] = (
    expires_a_day_early,
    expires_a_day_late,
    begins_a_day_late,
    until_further_notice_never_runs,
    the_backup_is_skipped,
    the_backup_comes_before_the_holder,
    a_responsible_without_assignment_counts,
    a_responsible_at_work_elsewhere_counts,
    an_appointee_without_assignment_counts,
    any_bodys_appointee_counts,
    work_at_any_unit_holds_everything,
    the_oldest_responsible_answers,
    my_list_forgets_what_i_catch,
    my_list_forgets_what_the_body_catches,
)
DOING: tuple[Bend, ...] = (
    the_last_appointee_may_leave,
    the_appointee_is_looked_for_today_only,
    the_matter_is_not_handed_on,
    closing_leaves_promises_open,
    the_night_does_nothing,
    the_night_tells_nobody,
    a_fall_leaves_no_history,
    the_fallen_keep_their_backup,
    anybody_may_be_given_a_promise,
)

# What operations never bring about, only rows from elsewhere: two who answer at once, one who does no work.
OUT_OF_REACH = (an_appointee_without_assignment_counts, the_oldest_responsible_answers)
REACHED = tuple(bend for bend in (*ASKING, *DOING) if bend not in OUT_OF_REACH)
