"""Acts on persons and organisations. Every change keeps the chain of responsibility closed.

The chain that catches a promise ends at the responsible body's appointee, so nothing here may leave a body
without an appointee who works somewhere, today or on any later day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import (
    Agency,
    Appointment,
    AreaRegime,
    Assignment,
    Child,
    Guardian,
    Guardianship,
    Municipality,
    Profession,
    Professional,
    ProtectedIdentity,
    Regime,
    ResponsibleBody,
    SecrecyArea,
    Sex,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)
from knutpunkt.foundation.people.period import PeriodQuerySet
from knutpunkt.foundation.people.queries import first_day_without_appointee, working_at
from knutpunkt.foundation.people.refusals import (
    BodyWithoutAppointee,
    EndsBeforeStart,
    NotAtUnit,
    ReasonMissing,
    Refusal,
)

__all__ = [
    "BodyWithoutAppointee",
    "EndsBeforeStart",
    "Founding",
    "NotAtUnit",
    "ReasonMissing",
    "Refusal",
    "add_agency",
    "add_area",
    "add_unit",
    "appoint",
    "block_guardian",
    "end_assignment",
    "end_task",
    "found_responsible_body",
    "give_task",
    "make_responsible",
    "register_child",
    "register_professional",
    "set_protected_identity",
    "start_assignment",
    "unblock_guardian",
]

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Founding:
    """What a responsible body has from its first day."""

    body: ResponsibleBody
    agency: Agency
    area: SecrecyArea
    office: Unit
    assignment: Assignment
    appointment: Appointment


def found_responsible_body(
    *,
    actor: Actor,
    on: date,
    name: str,
    kind: ResponsibleBody.Kind,
    municipality: Municipality,
    appointee: Professional,
    profession: Profession,
    office: str,
    regime: Regime,
    organisation_number: str = "",
) -> Founding:
    """A responsible body with what it needs at once: agency, office, and an appointee at work there."""
    with recorded(actor=actor, action="responsible_body.founded") as act:
        body = ResponsibleBody.objects.create(
            name=name, kind=kind, municipality=municipality, organisation_number=organisation_number
        )
        agency = Agency.objects.create(name=name, municipality=municipality, responsible_body=body)
        area = add_area(actor=actor, on=on, agency=agency, name=office, regime=regime)
        unit = add_unit(actor=actor, on=on, area=area, name=office, kind=Unit.Kind.OTHER)
        work = start_assignment(
            actor=actor, on=on, professional=appointee, unit=unit, profession=profession, start=on
        )
        appointment = appoint(actor=actor, on=on, body=body, professional=appointee, start=on)
        act.about(body, agency)
    return Founding(body, agency, area, unit, work, appointment)


def add_agency(
    *,
    actor: Actor,
    on: date,
    name: str,
    responsible_body: ResponsibleBody,
    municipality: Municipality | None = None,
) -> Agency:
    """An agency under a body. Raises ``BodyWithoutAppointee`` when nobody would catch its units' promises."""
    with recorded(actor=actor, action="agency.added") as act:
        _require_appointee(responsible_body, on)
        agency = Agency.objects.create(
            name=name, responsible_body=responsible_body, municipality=municipality
        )
        act.about(agency)
    return agency


def add_area(*, actor: Actor, on: date, agency: Agency, name: str, regime: Regime) -> SecrecyArea:
    """A secrecy area in an agency, under ``regime`` from the day ``on``."""
    with recorded(actor=actor, action="area.added") as act:
        area = SecrecyArea.objects.create(name=name, agency=agency)
        AreaRegime.objects.create(area=area, regime=regime, start=on)
        act.about(area)
    return area


def add_unit(
    *, actor: Actor, on: date, area: SecrecyArea, name: str, kind: Unit.Kind, school_unit_code: str = ""
) -> Unit:
    """A workplace inside one secrecy area."""
    with recorded(actor=actor, action="unit.added") as act:
        unit = Unit.objects.create(area=area, name=name, kind=kind, school_unit_code=school_unit_code)
        act.about(unit)
    return unit


def register_professional(
    *,
    actor: Actor,
    on: date,
    given_name: str,
    family_name: str,
    email: str = "",
    phone: str = "",
    source_id: str = "",
    protected_identity: bool = False,
) -> Professional:
    """Somebody who works with children; what they may do follows from assignments."""
    with recorded(actor=actor, action="professional.registered") as act:
        professional = Professional.objects.create(
            given_name=given_name,
            family_name=family_name,
            email=email,
            phone=phone,
            source_id=source_id,
            protected_identity=protected_identity,
        )
        act.about(professional)
    return professional


def start_assignment(
    *,
    actor: Actor,
    on: date,
    professional: Professional,
    unit: Unit,
    profession: Profession,
    start: date,
    last_day: date | None = None,
    percentage: int = 100,
) -> Assignment:
    """A professional works at a unit from ``start``. Raises ``EndsBeforeStart``."""
    _in_order(start, last_day)
    with recorded(actor=actor, action="assignment.started") as act:
        assignment = Assignment.objects.create(
            professional=professional,
            unit=unit,
            profession=profession,
            percentage=percentage,
            start=start,
            last_day=last_day,
        )
        act.about(assignment, professional, unit)
    return assignment


def end_assignment(*, actor: Actor, on: date, assignment: Assignment, last_day: date) -> Assignment:
    """Set the last day of an assignment, and of the tasks held through it; promises then fall by themselves.

    Raises ``EndsBeforeStart``, and ``BodyWithoutAppointee`` when the professional is the appointee of a body
    that would then have none at work on some day from ``on``.
    """
    with recorded(actor=actor, action="assignment.ended") as act:
        stored: Assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
        _in_order(stored.start, last_day)
        stored.last_day = last_day
        stored.save(update_fields=["last_day"])
        _end_tasks(stored, last_day)
        for body in ResponsibleBody.objects.filter(pk__in=_appointed_by(stored.professional)):
            _require_appointee(body, on)
        act.about(stored, stored.professional)
    return stored


def appoint(
    *, actor: Actor, on: date, body: ResponsibleBody, professional: Professional, start: date
) -> Appointment:
    """Make a professional the body's appointee from ``start``; the predecessor's last day is the day before.

    Raises ``BodyWithoutAppointee`` when the successor is not at work on some day from ``on``.
    """
    with recorded(actor=actor, action="appointee.appointed") as act:
        last_day = _make_room(Appointment.objects.filter(responsible_body=body), start)
        appointment = Appointment.objects.create(
            responsible_body=body, professional=professional, start=start, last_day=last_day
        )
        _require_appointee(body, on)
        act.about(appointment, body, professional)
    return appointment


def make_responsible(
    *, actor: Actor, on: date, unit: Unit, professional: Professional, start: date
) -> UnitResponsibility:
    """Make a professional answer for a unit from ``start``; the predecessor's last day is the day before.

    Raises ``NotAtUnit`` when they have no running assignment there on that day.
    """
    with recorded(actor=actor, action="unit.responsible_named") as act:
        if not working_at(unit.pk, start, professional.pk).exists():
            raise NotAtUnit(who=professional, unit=unit)
        last_day = _make_room(UnitResponsibility.objects.filter(unit=unit), start)
        responsibility = UnitResponsibility.objects.create(
            unit=unit, professional=professional, start=start, last_day=last_day
        )
        act.about(responsibility, unit, professional)
    return responsibility


def give_task(
    *,
    actor: Actor,
    on: date,
    assignment: Assignment,
    kind: UnitWideTask.Kind,
    start: date,
    unit: Unit | None = None,
    last_day: date | None = None,
) -> UnitWideTask:
    """Give a task for a whole unit (its own unless said); it ends with the assignment at the latest."""
    ends = [day for day in (last_day, assignment.last_day) if day is not None]
    _in_order(start, min(ends, default=None))
    with recorded(actor=actor, action="task.given") as act:
        task = UnitWideTask.objects.create(
            assignment=assignment,
            unit=unit or assignment.unit,
            kind=kind,
            start=start,
            last_day=min(ends, default=None),
        )
        act.about(task, assignment)
    return task


def end_task(*, actor: Actor, on: date, task: UnitWideTask, last_day: date) -> UnitWideTask:
    """Set the last day of a unit-wide task. Raises ``EndsBeforeStart``."""
    _in_order(task.start, last_day)
    with recorded(actor=actor, action="task.ended") as act:
        task.last_day = last_day
        task.save(update_fields=["last_day"])
        act.about(task)
    return task


def register_child(
    *,
    actor: Actor,
    on: date,
    given_name: str,
    family_name: str,
    municipality: Municipality,
    birth_date: date | None = None,
    sex: Sex = Sex.UNKNOWN,
    source_id: str = "",
) -> Child:
    """A child known by name; every identity but the internal one is optional."""
    with recorded(actor=actor, action="child.registered") as act:
        child = Child.objects.create(
            given_name=given_name,
            family_name=family_name,
            municipality=municipality,
            birth_date=birth_date,
            sex=sex,
            source_id=source_id,
        )
        act.about(child)
        act.child(child.pk)
    return child


def block_guardian(*, actor: Actor, on: date, guardianship: Guardianship, reason: str) -> Guardianship:
    """Stop everything from reaching a guardian through this child (OSL 12:3). Raises ``ReasonMissing``."""
    if not reason.strip():
        raise ReasonMissing()
    return _set_block(actor, guardianship, blocked=True, reason=reason.strip())


def unblock_guardian(*, actor: Actor, on: date, guardianship: Guardianship) -> Guardianship:
    """Let the guardian be reached again; the trail keeps that there was a block."""
    return _set_block(actor, guardianship, blocked=False, reason="")


def set_protected_identity(
    *, actor: Actor, on: date, person: Child | Guardian, level: ProtectedIdentity
) -> None:
    """Set how far a child's or guardian's whereabouts are protected; it holds from the next request."""
    with recorded(actor=actor, action="protected_identity.set", about=[person]) as act:
        person.protected_identity = level
        person.save(update_fields=["protected_identity"])
        if isinstance(person, Child):
            act.child(person.pk)
        else:
            act.child(*Guardianship.objects.filter(guardian=person).values_list("child", flat=True))


def _set_block(actor: Actor, guardianship: Guardianship, *, blocked: bool, reason: str) -> Guardianship:
    action = "guardian.blocked" if blocked else "guardian.unblocked"
    with recorded(actor=actor, action=action, about=[guardianship], children=[guardianship.child_id]):
        guardianship.blocked = blocked
        guardianship.blocked_reason = reason
        guardianship.save(update_fields=["blocked", "blocked_reason"])
    return guardianship


def _require_appointee(body: ResponsibleBody, on: date) -> None:
    # Two administrators at once must not each see the other's appointee as the one who remains.
    ResponsibleBody.objects.select_for_update().get(pk=body.pk)
    day = first_day_without_appointee(body, on)
    if day is not None:
        raise BodyWithoutAppointee(body=body, day=day)


def _appointed_by(professional: Professional) -> QuerySet[Appointment, UUID]:
    return Appointment.objects.filter(professional=professional).values_list("responsible_body_id", flat=True)


def _make_room(timeline: PeriodQuerySet, start: date) -> date | None:
    """End what runs on ``start`` the day before; answers the last day before what already follows, if any."""
    timeline.filter(start=start).delete()
    timeline.running(start).update(last_day=start - ONE_DAY)
    following = timeline.filter(start__gt=start).order_by("start").first()
    return following.start - ONE_DAY if following else None


def _end_tasks(assignment: Assignment, last_day: date) -> None:
    tasks = UnitWideTask.objects.filter(assignment=assignment)
    tasks.filter(start__gt=last_day).delete()
    tasks.filter(Q(last_day__isnull=True) | Q(last_day__gt=last_day)).update(last_day=last_day)


def _in_order(start: date, last_day: date | None) -> None:
    if last_day is not None and last_day < start:
        raise EndsBeforeStart(start=start, last_day=last_day)
