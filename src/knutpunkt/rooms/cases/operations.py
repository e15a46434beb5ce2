"""The acts of a case: open, invite, change coordinator, close, after-care."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case, Participation
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.aside import stands_aside
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.models import Assignment, Child, Professional, Unit
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.rooms.cases.endings import end_what_belongs_to
from knutpunkt.rooms.cases.outcomes import Outcome
from knutpunkt.rooms.cases.states import step
from knutpunkt.rooms.concerns import operations as concerns
from knutpunkt.rooms.concerns.models import Concern


class AlreadyOpen(Exception):
    """The unit already works with this child in an open case; ``case`` is that case."""

    def __init__(self, case: Case) -> None:
        super().__init__(_("Ni samarbetar redan kring det här barnet. Iakttagelsen har lagts dit."))
        self.case = case


class StillParticipates(Exception):
    """The coordinator cannot leave without a successor."""

    def __str__(self) -> str:
        return _("Samordnaren kan inte lämna utan att någon annan tar över. Välj först en ny samordnare.")


def open_case(
    *,
    actor: Actor,
    on: date,
    child: Child,
    unit: Unit,
    coordinator: Professional,
    coordinator_kind: str,
    first_step: str,
    due: date,
    backup: Professional | None = None,
    concerns_behind: Iterable[Concern] = (),
) -> Case:
    """Open a case with its coordinator, the first promise and the concerns behind it.

    ``coordinator_kind`` is a ``Profession`` value. Raises ``AlreadyOpen`` when the unit has an open case for
    the child (the concerns are joined to that one), and what ``commitments.open_matter`` raises.
    """
    running = Case.objects.filter(child=child, unit=unit, state=Case.State.OPEN).first()
    if running is not None:
        _join(concerns_behind, running, actor=actor, on=on)
        raise AlreadyOpen(running)
    with recorded(actor=actor, action=step("open", None).event, children=[child.pk]) as act:
        matter = commitments.open_matter(
            actor=actor,
            on=on,
            child=child,
            kind=Matter.Kind.CASE,
            unit=unit,
            what=first_step,
            holder=coordinator,
            due=due,
            backup=backup,
            source="case",
        )
        case = Case.objects.create(child=child, unit=unit, matter=matter, opened_on=on)
        Participation.objects.create(
            case=case,
            unit=unit,
            professional=coordinator,
            kind=Participation.Kind.COORDINATOR,
            coordinator_kind=coordinator_kind,
            start=on,
        )
        act.about(case)
        _join(concerns_behind, case, actor=actor, on=on)
    return case


def _join(behind: Iterable[Concern], case: Case, *, actor: Actor, on: date) -> None:
    for concern in behind:
        concerns.joined_case(actor=actor, on=on, concern=concern, case=case)


def invite(*, actor: Actor, on: date, case: Case, unit: Unit, professional: Professional) -> Participation:
    """Let a unit, through a named person, take part from today.

    Inviting somebody who takes part changes nothing. Raises ``commitments.StepsAside`` for somebody with a
    conflict of interest about the child.
    """
    if stands_aside(professional.pk, case.child_id, on):
        raise commitments.StepsAside(who=professional, unit=unit)
    rows = Participation.objects.running(on).filter(case=case, unit=unit, professional=professional)
    running: Participation | None = rows.first()
    if running is not None:
        return running
    with recorded(actor=actor, action="case.invited", about=[case], children=[case.child_id]) as act:
        joined = Participation.objects.create(case=case, unit=unit, professional=professional, start=on)
        act.about(joined)
    return joined


def end_participation(*, actor: Actor, on: date, participation: Participation, last_day: date) -> None:
    """End somebody's part in the case after ``last_day``.

    Raises ``StillParticipates`` for the coordinator.
    """
    if participation.kind == Participation.Kind.COORDINATOR:
        raise StillParticipates
    case = participation.case
    with recorded(
        actor=actor, action="case.participation_ended", about=[case, participation], children=[case.child_id]
    ):
        participation.last_day = max(last_day, participation.start)
        participation.save(update_fields=["last_day"])


def change_coordinator(
    *,
    actor: Actor,
    on: date,
    case: Case,
    to: Professional,
    coordinator_kind: str,
    reason: str,
    backup: Professional | None = None,
) -> Participation:
    """Make ``to`` coordinator from today; the open promises of the former one in this case pass to them."""
    with recorded(
        actor=actor, action="case.coordinator_changed", about=[case], children=[case.child_id]
    ) as act:
        former = coordinator_of(case, on)
        if former is not None:
            _step_aside(former, on)
        _leave_membership(case, to, on)
        joined = Participation.objects.create(
            case=case,
            unit=case.unit,
            professional=to,
            kind=Participation.Kind.COORDINATOR,
            coordinator_kind=coordinator_kind,
            start=on,
        )
        act.about(joined)
        held = case.matter.commitments.filter(state=Commitment.State.OPEN)
        if former is not None:
            held = held.filter(holder=former.professional)
        for promise in held:
            commitments.hand_over(
                actor=actor,
                on=on,
                commitment=promise,
                to=to,
                unit=case.unit,
                backup=backup,
                reason=reason,
                version=promise.version,
            )
    return joined


def coordinator_of(case: Case, on: date) -> Participation | None:
    """The running coordinator's participation, or ``None`` when it has lapsed."""
    coordinators = case.participations.filter(kind=Participation.Kind.COORDINATOR)
    return coordinators.running(on).select_related("professional", "unit").order_by("-start").first()


def backup_for(case: Case, *, unit: Unit, holder: Professional, on: date) -> Professional | None:
    """Who stands behind ``holder`` at ``unit``: the coordinator, else whoever is backup in the case already.

    Only somebody else who works at the unit on the day. With ``None`` the unit's responsible catches it.
    """
    coordinator = coordinator_of(case, on)
    promised = case.matter.commitments.filter(state=Commitment.State.OPEN).order_by("-made_on", "id")
    known = [coordinator.professional] if coordinator is not None else []
    known += [promise.backup for promise in promised.select_related("backup") if promise.backup is not None]
    works_there = set(Assignment.objects.running(on).filter(unit=unit).values_list("professional", flat=True))
    return next((one for one in known if one != holder and one.pk in works_there), None)


def _step_aside(former: Participation, on: date) -> None:
    # Somebody who became coordinator today leaves today as well: a period is never shorter than a day.
    former.kind = Participation.Kind.MEMBER
    former.last_day = on
    former.save(update_fields=["kind", "last_day"])


def _leave_membership(case: Case, professional: Professional, on: date) -> None:
    case.participations.filter(professional=professional, kind=Participation.Kind.MEMBER).running(on).update(
        last_day=on
    )


def close_case(
    *,
    actor: Actor,
    on: date,
    case: Case,
    outcome: Outcome,
    words: str,
    after_care_on: date | None,
    version: int,
) -> None:
    """Close with an outcome; with ``after_care_on`` somebody asks how it goes on that day, and then it ends.

    What belongs to the case, as its plan, ends with it.

    Raises ``WrongState`` when it is not open, ``commitments.StaleVersion`` when somebody changed it
    meanwhile.
    """
    transition = step("enter_after_care" if after_care_on else "close", case.state)
    with recorded(actor=actor, action=transition.event, about=[case], children=[case.child_id]):
        if after_care_on is None:
            commitments.close_matter(actor=actor, on=on, matter=case.matter, reason=str(outcome.label))
        else:
            _keep_after_care_alone(case, actor=actor, on=on, due=after_care_on)
        end_what_belongs_to(case, actor=actor, on=on)
        _change(
            case,
            version,
            state=transition.after,
            outcome=outcome,
            closing_words=words,
            closed_on=on,
            after_care_on=after_care_on,
        )


def _keep_after_care_alone(case: Case, *, actor: Actor, on: date, due: date) -> None:
    """Everything promised is ended but one: to ask how it goes after the closing."""
    coordinator = coordinator_of(case, on)
    holder = coordinator.professional if coordinator is not None else _carrier(case).holder
    promised = list(case.matter.commitments.filter(state=Commitment.State.OPEN))
    commitments.promise(
        actor=actor,
        on=on,
        matter=case.matter,
        what=_("Hör efter hur det går efter avslutet"),
        unit=case.unit,
        holder=holder,
        due=due,
        backup=backup_for(case, unit=case.unit, holder=holder, on=on),
        source="after_care",
    )
    for promise in promised:
        commitments.drop(
            actor=actor, on=on, commitment=promise, reason=_("Samarbetet avslutades"), version=promise.version
        )


def _carrier(case: Case) -> Commitment:
    carrier = case.matter.carried_by
    if carrier is None:
        raise commitments.MatterClosed
    return carrier


def end_after_care(*, actor: Actor, on: date, case: Case, version: int) -> None:
    """Say that after-care is done: the matter closes for good."""
    transition = step("end_after_care", case.state)
    with recorded(actor=actor, action=transition.event, about=[case], children=[case.child_id]):
        commitments.close_matter(actor=actor, on=on, matter=case.matter, reason=str(transition.label))
        _change(case, version, state=transition.after)


def resume(*, actor: Actor, on: date, case: Case, what: str, due: date, version: int) -> None:
    """Begin again during after-care, with a new first promise by the coordinator."""
    transition = step("resume", case.state)
    with recorded(actor=actor, action=transition.event, about=[case], children=[case.child_id]):
        commitments.complete(
            actor=actor,
            on=on,
            commitment=_carrier(case),
            next_what=what,
            next_due=due,
            next_source="case",
        )
        _change(case, version, state=transition.after, closed_on=None, outcome="", after_care_on=None)


def _change(case: Case, version: int, **fields: object) -> None:
    changed = Case.objects.filter(pk=case.pk, version=version).update(
        version=version + 1, **sealed(case, **fields)
    )
    if not changed:
        raise commitments.StaleVersion
    case.refresh_from_db()
