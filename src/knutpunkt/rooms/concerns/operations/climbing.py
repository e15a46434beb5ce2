"""A concern that nobody answers climbs: first to the backup, then to the head teacher. Run every night."""

from datetime import date

from django.utils.translation import gettext_noop as _

from knutpunkt.foundation.audit.actor import SYSTEM, Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Professional
from knutpunkt.foundation.people.queries import working_at
from knutpunkt.rooms.concerns.models import Concern, ConcernRoutine
from knutpunkt.rooms.concerns.receivers import Post, Receivers
from knutpunkt.rooms.concerns.refusals import NobodyToReceive
from knutpunkt.rooms.concerns.routines import routine_for
from knutpunkt.rooms.concerns.states import State
from knutpunkt.rooms.concerns.working_days import after_working_days, working_days_between

TO_BACKUP, TO_HEAD_TEACHER = 1, 2
DAYS_FOR_THE_NEXT = 3


def climb(*, on: date, actor: Actor = SYSTEM) -> int:
    """Hand every concern that has waited too long to the next in line; answers how many. Safe to repeat."""
    waiting = Concern.objects.filter(
        state__in=(State.ASKED, State.RECEIVED), climbed__lt=TO_HEAD_TEACHER, matter__closed_on__isnull=True
    ).select_related("matter__carried_by", "unit__area__agency__responsible_body", "child")
    routines: dict[object, ConcernRoutine] = {}
    receivers = Receivers(on)
    climbed = 0
    for concern in waiting.order_by("state_since", "pk"):
        body = concern.unit.area.agency.responsible_body_id
        routine = routines.get(body) or routines.setdefault(body, routine_for(concern.unit, on))
        step = step_due(concern, routine, on)
        if step > concern.climbed:
            _climb(actor, on, concern, step, receivers)
            climbed += 1
    return climbed


def step_due(concern: Concern, routine: ConcernRoutine, on: date) -> int:
    """How far the concern should have climbed by the day."""
    waited = working_days_between(concern.state_since, on)
    if waited >= routine.days_to_head_teacher:
        return TO_HEAD_TEACHER
    return TO_BACKUP if waited >= routine.days_to_backup else 0


def _climb(actor: Actor, on: date, concern: Concern, step: int, receivers: Receivers) -> None:
    with recorded(actor=actor, action="concern.climbed", about=[concern], children=[concern.child_id]):
        concern = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
        assert concern.matter is not None
        assert concern.matter.carried_by is not None
        commitment = Commitment.objects.select_related("unit", "holder", "backup", "matter").get(
            pk=concern.matter.carried_by.pk
        )
        post = _next_post(concern, commitment, step, on, receivers)
        if post is not None and (post.holder, post.unit) != (commitment.holder, commitment.unit):
            _hand_up(actor, on, commitment, post)
        concern.climbed = step
        concern.save(update_fields=["climbed"])


def _hand_up(actor: Actor, on: date, commitment: Commitment, post: Post) -> None:
    reason = _("Ingen har svarat på iakttagelsen ännu")
    handed = commitments.hand_over(
        actor=actor,
        on=on,
        commitment=commitment,
        to=post.holder,
        unit=post.unit,
        backup=post.backup,
        reason=reason,
        version=commitment.version,
    )
    if handed.due <= on:
        due = after_working_days(on, DAYS_FOR_THE_NEXT)
        commitments.move(
            actor=actor, on=on, commitment=handed, due=due, reason=reason, version=handed.version
        )


def _next_post(
    concern: Concern, commitment: Commitment, step: int, on: date, receivers: Receivers
) -> Post | None:
    backup = commitment.backup
    if step == TO_BACKUP and backup and working_at(commitment.unit_id, on, backup.pk).exists():
        return Post(commitment.unit, backup, _behind(backup, receivers.responsible(commitment.unit)))
    try:
        if step == TO_BACKUP and concern.state == State.ASKED:
            return receivers.for_answer(concern.unit)
        return receivers.for_head_teacher(concern.unit)
    except NobodyToReceive:
        return None


def _behind(holder: Professional, other: Professional | None) -> Professional | None:
    return other if other != holder else None
