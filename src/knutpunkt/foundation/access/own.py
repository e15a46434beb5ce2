"""THE IMPLEMENTATION, part one: what is the actor's own on a day. Every opener of ``scope`` starts here."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Participation
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import (
    Appointment,
    Assignment,
    MentorGroupMember,
    MentorGroupMentor,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)

Rows = QuerySet[Any]


def works_now(actor: Actor, on: date) -> bool:
    mine = Assignment.objects.running(on).filter(
        pk=actor.assignment,
        professional=actor.person,
        unit=actor.unit,
        profession=actor.profession,
        unit__area=actor.area,
    )
    return mine.exists()


def my_participations(actor: Actor, on: date) -> Rows:
    return Participation.objects.running(on).filter(professional=actor.person, unit=actor.unit)


def my_cases(actor: Actor, on: date) -> Rows:
    return my_participations(actor, on).order_by().values("case")


def my_task_units(actor: Actor, on: date, kind: str) -> Rows:
    tasks = UnitWideTask.objects.running(on).filter(assignment=actor.assignment, kind=kind)
    return tasks.filter(unit__area=actor.area).order_by().values("unit")


def my_triage_units(actor: Actor, on: date) -> Rows:
    return my_task_units(actor, on, UnitWideTask.Kind.TRIAGE)


def my_mentored(actor: Actor, on: date) -> Rows:
    groups = MentorGroupMentor.objects.running(on).filter(professional=actor.person)
    members = MentorGroupMember.objects.running(on).filter(
        group__unit=actor.unit, group__in=groups.order_by().values("group")
    )
    return members.order_by().values("child")


def my_unit_answered_for(actor: Actor, on: date) -> Rows:
    answers = UnitResponsibility.objects.running(on).filter(professional=actor.person, unit=actor.unit)
    return answers.order_by().values("unit")


def working(on: date, person: str, unit: str) -> Exists:
    """Whether the person in one column has a running assignment at the unit in another."""
    return Exists(Assignment.objects.running(on).filter(professional=OuterRef(person), unit=OuterRef(unit)))


def answered_for(on: date, unit: str) -> Exists:
    """Whether the unit in a column has a responsible who works there today."""
    return Exists(
        UnitResponsibility.objects.running(on)
        .filter(unit=OuterRef(unit))
        .filter(working(on, "professional", "unit"))
    )


def holder_away(on: date) -> Q:
    return ~Q(working(on, "holder", "unit"))


def backup_away(on: date) -> Q:
    return Q(backup__isnull=True) | ~Q(working(on, "backup", "unit"))


def my_promises(actor: Actor, on: date) -> Rows:
    """Open commitments that the actor holds today: four steps, each when those before are away."""
    here = Q(unit=actor.unit)
    away = holder_away(on) & backup_away(on)
    bodies = Appointment.objects.running(on).filter(professional=actor.person).order_by()
    units = Unit.objects.filter(area__agency__responsible_body__in=bodies.values("responsible_body"))
    steps = (
        here & Q(holder=actor.person),
        here & Q(backup=actor.person) & holder_away(on),
        Q(unit__in=my_unit_answered_for(actor, on)) & away,
        Q(unit__in=units.order_by().values("pk")) & away & ~Q(answered_for(on, "unit")),
    )
    first, *others = [
        Commitment.objects.filter(step, state=Commitment.State.OPEN).order_by().values("pk") for step in steps
    ]
    return Commitment.objects.filter(pk__in=first.union(*others))
