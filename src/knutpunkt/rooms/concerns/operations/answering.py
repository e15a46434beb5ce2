"""Answers to a concern: the mentor's to a flag, and what triage decides."""

from datetime import date

from django.utils.translation import gettext_noop as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Professional, Unit
from knutpunkt.rooms.concerns import acting
from knutpunkt.rooms.concerns.duties import investigation_due
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.concerns.receivers import Post, Receivers
from knutpunkt.rooms.concerns.refusals import InvestigationDue, NotRecognised, ReasonMissing
from knutpunkt.rooms.concerns.routines import routine_for
from knutpunkt.rooms.concerns.states import ENDS, State, event_for, event_to
from knutpunkt.rooms.concerns.working_days import after_working_days

SOURCE = "concerns.answer"
DAYS_TO_OPEN_A_CASE = 5


def confirm_flag(*, actor: Actor, on: date, concern: Concern, words: str = "") -> Concern:
    """The mentor says that the flag is true: it becomes a concern that waits for triage."""
    with recorded(actor=actor, action=event_to(State.RECEIVED), about=[concern]) as act:
        concern = _locked(concern, State.RECEIVED)
        act.child(concern.child_id)
        _mentor_answered(concern, actor, on, words)
        _move(concern, State.RECEIVED, on)
        _hand_to(
            actor,
            on,
            concern,
            Receivers(on).for_answer(concern.unit),
            what=_("Svara på iakttagelsen"),
            due=None,
        )
    return concern


def deny_flag(*, actor: Actor, on: date, concern: Concern, reason: str) -> Concern:
    """The mentor says that the flag is not true, and why (a wrong list, a practice period …): closed."""
    _need(reason)
    with recorded(actor=actor, action=event_to(State.NOT_TRUE), about=[concern]) as act:
        concern = _locked(concern, State.NOT_TRUE)
        act.child(concern.child_id)
        _mentor_answered(concern, actor, on, reason)
        _move(concern, State.NOT_TRUE, on)
        _close(actor, on, concern, reason)
    return concern


def handle_universally(
    *,
    actor: Actor,
    on: date,
    concern: Concern,
    holder: Professional,
    unit: Unit,
    due: date,
    what: str,
    backup: Professional | None = None,
    reason: str = "",
) -> Concern:
    """The mentor or the class takes it: somebody promises what, by when, through a unit."""
    _need(what)
    with recorded(actor=actor, action=event_to(State.UNIVERSAL), about=[concern]) as act:
        concern = _locked(concern, State.UNIVERSAL)
        act.child(concern.child_id)
        _answered(concern, actor, on, Concern.Answer.UNIVERSAL, reason or what)
        _move(concern, State.UNIVERSAL, on)
        _hand_to(actor, on, concern, Post(unit, holder, backup), what=what, due=due)
    return concern


def take_to_case(*, actor: Actor, on: date, concern: Concern, reason: str = "") -> Concern:
    """Begin to collaborate around the child: the answer is recorded, the case is opened in its own room.

    Until then the one who answered holds a promise to open it. Raises ``NotRecognised``.
    """
    _need_a_child(concern)
    with recorded(actor=actor, action=event_to(State.TO_CASE), about=[concern]) as act:
        concern = _locked(concern, State.TO_CASE)
        act.child(concern.child_id)
        _answered(concern, actor, on, Concern.Answer.CASE, reason)
        _move(concern, State.TO_CASE, on)
        due = after_working_days(on, DAYS_TO_OPEN_A_CASE)
        _hand_to(actor, on, concern, _own_post(actor, on, concern), what=_("Öppna samarbetet"), due=due)
    return concern


def joined_case(*, actor: Actor, on: date, concern: Concern, case: Case) -> Concern:
    """Called back by the cases room: the concern is now part of a case, whose matter carries it on.

    Raises ``NotRecognised``.
    """
    _need_a_child(concern)
    with recorded(actor=actor, action=event_to(State.IN_CASE), about=[concern, case]) as act:
        concern = _locked(concern, State.IN_CASE)
        act.child(concern.child_id)
        if not concern.answer:
            _answered(concern, actor, on, Concern.Answer.CASE, "")
        concern.case = case
        _move(concern, State.IN_CASE, on)
        _close(actor, on, concern, _("Ingår i samarbetet"))
    return concern


def dismiss(*, actor: Actor, on: date, concern: Concern, reason: str) -> Concern:
    """No measure now, because … Raises ``InvestigationDue`` while the law asks for a decision first."""
    _need(reason)
    if investigation_due(concern=concern):
        raise InvestigationDue()
    with recorded(actor=actor, action=event_to(State.DISMISSED), about=[concern]) as act:
        concern = _locked(concern, State.DISMISSED)
        act.child(concern.child_id)
        _answered(concern, actor, on, Concern.Answer.DISMISSED, reason)
        _move(concern, State.DISMISSED, on)
        _close(actor, on, concern, reason)
    return concern


def finish(*, actor: Actor, on: date, concern: Concern, words: str) -> Concern:
    """What the mentor or the class took on is done, and this is how it went."""
    _need(words)
    with recorded(actor=actor, action=event_to(State.SETTLED), about=[concern]) as act:
        concern = _locked(concern, State.SETTLED)
        act.child(concern.child_id)
        _move(concern, State.SETTLED, on)
        _close(actor, on, concern, words)
    return concern


def _locked(concern: Concern, after: str) -> Concern:
    """The concern as it is now. Two may have answered at once: the second gets ``NotPossible``."""
    fresh = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    event_for(fresh.state, after)
    return fresh


def _move(concern: Concern, state: str, on: date) -> None:
    concern.state, concern.state_since, concern.climbed = state, on, 0
    concern.version += 1
    concern.save()


def _answered(concern: Concern, actor: Actor, on: date, answer: str, reason: str) -> None:
    concern.answer, concern.answer_reason = answer, reason
    concern.answered_by_id, concern.answered_on = actor.person, on


def _mentor_answered(concern: Concern, actor: Actor, on: date, words: str) -> None:
    concern.mentor_words = words
    concern.mentor_answered_by_id, concern.mentor_answered_on = actor.person, on


def _hand_to(actor: Actor, on: date, concern: Concern, post: Post, *, what: str, due: date | None) -> None:
    """The next promise is made before the present one ends, so that the matter is never without one."""
    if concern.matter is None:
        return
    open_ones = list(Commitment.objects.filter(matter=concern.matter, state=Commitment.State.OPEN))
    commitments.promise(
        actor=actor,
        on=on,
        matter=concern.matter,
        what=what,
        unit=post.unit,
        holder=post.holder,
        backup=post.backup,
        due=due or after_working_days(on, routine_for(concern.unit, on).answer_days),
        source=SOURCE,
    )
    for one in open_ones:
        commitments.complete(actor=actor, on=on, commitment=one)


def _own_post(actor: Actor, on: date, concern: Concern) -> Post:
    """The actor holds it; who else takes in for the unit is the backup."""
    me, at = Professional.objects.get(pk=acting.person(actor)), Unit.objects.get(pk=acting.unit(actor))
    other = Receivers(on).for_answer(concern.unit)
    backup = next((one for one in (other.holder, other.backup) if one not in {None, me}), None)
    return Post(at, me, backup if other.unit == at else None)


def _close(actor: Actor, on: date, concern: Concern, reason: str) -> None:
    assert concern.state in ENDS
    if concern.matter is not None:
        commitments.close_matter(actor=actor, on=on, matter=concern.matter, reason=reason[:300])


def _need_a_child(concern: Concern) -> None:
    if not concern.identified:
        raise NotRecognised()


def _need(words: str) -> None:
    if not words.strip():
        raise ReasonMissing()
