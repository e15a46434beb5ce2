"""The head teacher's investigation of absence (skollagen 7:19 a, 15:16), or the signed decision against."""

from datetime import date, timedelta

from django.utils.translation import gettext_noop as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Category, Record
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.models import Child, Profession, Professional, ResponsibleBody, Unit
from knutpunkt.foundation.people.queries import responsible_on
from knutpunkt.rooms.concerns import acting
from knutpunkt.rooms.concerns.models import AbsenceInvestigation, Concern
from knutpunkt.rooms.concerns.refusals import HeadTeacherOnly, NoticeRemains, NotPossible, ReasonMissing
from knutpunkt.rooms.concerns.routines import routine_for
from knutpunkt.rooms.concerns.working_days import after_working_days

INVESTIGATE, BODY, HOME = "concerns.absence", "concerns.absence.body", "concerns.absence.home"
DECISION = "concerns.absence.decision"
State, Law = AbsenceInvestigation.State, AbsenceInvestigation.Law


def law_for(unit: Unit) -> str:
    """Which section governs at a school: upper secondary has its own."""
    upper = unit.kind == Unit.Kind.UPPER_SECONDARY
    return Law.UPPER_SECONDARY if upper else Law.COMPULSORY


def ask_head_teacher(*, actor: Actor, on: date, concern: Concern) -> None:
    """Ask who answers for the school to decide, once; the promise lets them open the concern."""
    head = responsible_on(concern.unit_id, on)
    if head is None or concern.matter is None:
        raise HeadTeacherOnly()
    if decision_is_asked(concern):
        return
    with recorded(actor=actor, action="absence.decision_asked", about=[concern], children=[concern.child_id]):
        commitments.promise(
            actor=actor,
            on=on,
            matter=concern.matter,
            what=_("Besluta om utredning av frånvaron"),
            unit=concern.unit,
            holder=head,
            due=after_working_days(on, routine_for(concern.unit, on).answer_days),
            source=DECISION,
        )


def decision_is_asked(concern: Concern) -> bool:
    """Whether the head teacher has been asked and has not yet decided."""
    asked = Commitment.objects.filter(matter=concern.matter_id, source=DECISION, state=Commitment.State.OPEN)
    return concern.matter_id is not None and asked.exists()


def open_absence_investigation(
    *, actor: Actor, on: date, child: Child, unit: Unit, reason: str, prompted_by: Concern | None = None
) -> AbsenceInvestigation:
    """Open it: the clock starts, and the notices the law asks for are promised at once.

    To the responsible body as soon as possible (7:19 a, 15:16); to the home municipality when the school
    has another responsible body (7:22, 15:15). Raises ``HeadTeacherOnly`` and ``ReasonMissing``.
    """
    _decides(actor, on, unit, reason)
    with recorded(actor=actor, action="absence.investigation_opened", children=[child.pk]) as act:
        investigation = _written(actor, on, child, unit, reason, prompted_by)
        investigation.state = State.OPEN
        investigation.due = on + timedelta(days=routine_for(unit, on).investigation_days)
        investigation.home_municipality_owed = home_municipality_is_another(child, unit)
        investigation.matter = _matter(actor, on, investigation)
        investigation.save()
        act.about(investigation)
        _decided(actor, on, prompted_by)
    return investigation


def decide_against_investigation(
    *, actor: Actor, on: date, child: Child, unit: Unit, reason: str, prompted_by: Concern | None = None
) -> AbsenceInvestigation:
    """The head teacher signs that no investigation is opened now, and why. Raises as opening one."""
    _decides(actor, on, unit, reason)
    with recorded(actor=actor, action="absence.decided_against", children=[child.pk]) as act:
        investigation = _written(actor, on, child, unit, reason, prompted_by)
        investigation.state = State.DECIDED_AGAINST
        investigation.save()
        act.about(investigation)
        _decided(actor, on, prompted_by)
    return investigation


def mark_heard(
    *,
    actor: Actor,
    on: date,
    investigation: AbsenceInvestigation,
    pupil: date | None,
    guardians: date | None,
    student_health: date | None,
    version: int,
) -> AbsenceInvestigation:
    """When the pupil, the guardians and the student health have been talked with, as the law asks.

    Raises ``StaleVersion`` when somebody has changed the investigation since ``version``.
    """
    with recorded(
        actor=actor, action="absence.heard", about=[investigation], children=[investigation.child_id]
    ):
        fresh = _open(investigation)
        if fresh.version != version:
            raise commitments.StaleVersion
        fresh.pupil_heard_on, fresh.guardians_heard_on = pupil, guardians
        fresh.student_health_heard_on = student_health
        return _saved(fresh)


def notify_responsible_body(
    *, actor: Actor, on: date, investigation: AbsenceInvestigation
) -> AbsenceInvestigation:
    """The notice that an investigation has begun has been sent to the responsible body."""
    with recorded(
        actor=actor, action="absence.body_notified", about=[investigation], children=[investigation.child_id]
    ):
        fresh = _open(investigation)
        fresh.body_notified_on = on
        _keep(actor, on, fresh, BODY)
        return _saved(fresh)


def notify_home_municipality(
    *, actor: Actor, on: date, investigation: AbsenceInvestigation
) -> AbsenceInvestigation:
    """The notice of 7:22 or 15:15 has been sent to the municipality where the pupil is registered."""
    with recorded(
        actor=actor, action="absence.home_notified", about=[investigation], children=[investigation.child_id]
    ):
        fresh = _open(investigation)
        fresh.home_municipality_notified_on = on
        _keep(actor, on, fresh, HOME)
        return _saved(fresh)


def conclude_absence_investigation(
    *, actor: Actor, on: date, investigation: AbsenceInvestigation, causes: str, conclusion: str
) -> AbsenceInvestigation:
    """What it found and what will be done. Raises ``NoticeRemains`` while a notice is not sent."""
    if not conclusion.strip():
        raise ReasonMissing()
    with recorded(
        actor=actor, action="absence.concluded", about=[investigation], children=[investigation.child_id]
    ):
        fresh = _open(investigation)
        _nothing_owed(fresh)
        fresh.state, fresh.causes, fresh.conclusion = State.CONCLUDED, causes, conclusion
        fresh.concluded_on, fresh.concluded_by_id = on, actor.person
        assert fresh.matter is not None
        commitments.close_matter(actor=actor, on=on, matter=fresh.matter, reason=_("Utredningen är klar"))
        return _saved(fresh)


def home_municipality_is_another(child: Child, unit: Unit) -> bool:
    """Whether the school's responsible body is another than the pupil's home municipality."""
    body = unit.area.agency.responsible_body
    return body.kind == ResponsibleBody.Kind.INDEPENDENT or body.municipality_id != child.municipality_id


def _decides(actor: Actor, on: date, unit: Unit, reason: str) -> None:
    responsible = responsible_on(unit.pk, on)
    leads = actor.profession == Profession.HEAD_TEACHER and actor.unit == unit.pk
    if not (leads or (responsible is not None and responsible.pk == actor.person)):
        raise HeadTeacherOnly()
    if not reason.strip():
        raise ReasonMissing()


def _written(
    actor: Actor, on: date, child: Child, unit: Unit, reason: str, prompted_by: Concern | None
) -> AbsenceInvestigation:
    return AbsenceInvestigation(
        child=child,
        case_id=prompted_by.case_id if prompted_by else None,
        kind=Record.Kind.ABSENCE_INVESTIGATION,
        category=Category.ATTENDANCE,
        unit=unit,
        author_id=actor.person,
        author_unit_id=actor.unit,
        function=actor.profession,
        written_on=on,
        prompted_by=prompted_by,
        law=law_for(unit),
        decided_by_id=acting.person(actor),
        decided_on=on,
        reason=reason,
    )


def _matter(actor: Actor, on: date, investigation: AbsenceInvestigation) -> Matter:
    head, soon = Professional.objects.get(pk=acting.person(actor)), after_working_days(on, 1)
    assert investigation.due is not None
    matter = commitments.open_matter(
        actor=actor,
        on=on,
        child=investigation.child,
        kind=Matter.Kind.ABSENCE_INVESTIGATION,
        unit=investigation.unit,
        what=_("Utred frånvaron"),
        holder=head,
        due=investigation.due,
        source=INVESTIGATE,
    )
    notices = [(BODY, _("Anmäl till huvudmannen att utredningen har börjat"))]
    if investigation.home_municipality_owed:
        notices.append((HOME, _("Meddela hemkommunen att utredningen har börjat")))
    for source, what in notices:
        commitments.promise(
            actor=actor,
            on=on,
            matter=matter,
            what=what,
            unit=investigation.unit,
            holder=head,
            due=soon,
            source=source,
        )
    return matter


def _decided(actor: Actor, on: date, concern: Concern | None) -> None:
    """The head teacher has answered what was asked in the concern."""
    if concern is None or concern.matter is None or not concern.matter.is_open:
        return
    asked = Commitment.objects.filter(matter=concern.matter, source=DECISION, state=Commitment.State.OPEN)
    for commitment in asked:
        commitments.complete(actor=actor, on=on, commitment=commitment)


def _keep(actor: Actor, on: date, investigation: AbsenceInvestigation, source: str) -> None:
    open_ones = Commitment.objects.filter(
        matter=investigation.matter, source=source, state=Commitment.State.OPEN
    )
    for commitment in open_ones:
        commitments.complete(actor=actor, on=on, commitment=commitment)


def _nothing_owed(investigation: AbsenceInvestigation) -> None:
    if investigation.body_notified_on is None:
        raise NoticeRemains(which=_("anmälan till huvudmannen"))
    if investigation.home_municipality_owed and investigation.home_municipality_notified_on is None:
        raise NoticeRemains(which=_("meddelandet till hemkommunen"))


def _open(investigation: AbsenceInvestigation) -> AbsenceInvestigation:
    fresh = AbsenceInvestigation.objects.select_for_update(of=("self",)).get(pk=investigation.pk)
    if not fresh.is_open:
        raise NotPossible()
    return fresh


def _saved(investigation: AbsenceInvestigation) -> AbsenceInvestigation:
    investigation.version += 1
    investigation.save()
    return investigation
