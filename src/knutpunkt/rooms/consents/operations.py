"""The acts of consent: ask, answer, withdraw, and the two written judgements about a child's say."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case, Category, Consent, ConsentAnswer, ConsentRequest
from knutpunkt.foundation.people.models import Guardian, Unit
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.rooms.concerns.acting import person
from knutpunkt.rooms.consents.refusals import (
    AnswerInTheFuture,
    BadPeriod,
    NothingChosen,
    NothingToWithdraw,
    NotParticipating,
    SameArea,
)

LONGEST_DAYS = 366


def ask(
    *,
    actor: Actor,
    on: date,
    case: Case,
    sender: Unit,
    recipient: Unit,
    categories: Collection[Category],
    purpose: str,
    start: date,
    last_day: date,
) -> ConsentRequest:
    """Prepare a question to the family: may ``recipient`` read these categories, why, and until when.

    The recipient must take part in the case from another secrecy area. Never back-dated, at most a year
    (trust T50, T52). Raises ``SameArea``, ``NotParticipating``, ``BadPeriod`` and ``NothingChosen``.
    """
    _askable(case, sender, recipient, categories, on, start, last_day)
    with recorded(actor=actor, action="consent.asked", about=[case], children=[case.child_id]) as act:
        request = ConsentRequest.objects.create(
            case=case,
            sender=sender,
            recipient=recipient,
            purpose=purpose,
            asked_by_id=person(actor),
            asked_on=on,
        )
        act.about(request)
        Consent.objects.bulk_create(
            Consent(
                request=request,
                child_id=case.child_id,
                sender=sender,
                recipient=recipient,
                category=category,
                start=start,
                last_day=last_day,
            )
            for category in sorted(categories)
        )
    return request


def _askable(
    case: Case,
    sender: Unit,
    recipient: Unit,
    categories: Collection[Category],
    on: date,
    start: date,
    last_day: date,
) -> None:
    if sender.area_id == recipient.area_id:
        raise SameArea(unit=recipient)
    if not case.participations.running(on).filter(unit=recipient).exists():
        raise NotParticipating(unit=recipient)
    if start < on or last_day < start or (last_day - start).days > LONGEST_DAYS:
        raise BadPeriod
    if not categories:
        raise NothingChosen


def answer(
    *,
    actor: Actor,
    on: date,
    consents: Iterable[Consent],
    guardian: Guardian | None,
    answer: ConsentAnswer.Answer,
    how: ConsentAnswer.How,
    given_on: date,
    words: str = "",
) -> list[ConsentAnswer]:
    """Document what one person said: a guardian, or the child (``guardian`` empty), about some consents.

    An earlier answer of the same person stays in the history. Raises ``AnswerInTheFuture``.
    """
    if given_on > on:
        raise AnswerInTheFuture
    chosen = list(consents)
    with recorded(
        actor=actor, action="consent.answered", about=chosen, children={one.child_id for one in chosen}
    ) as act:
        said = [
            _say(actor, consent, guardian, answer=answer, how=how, given_on=given_on, words=words)
            for consent in chosen
        ]
        act.about(*said)
    return said


def _say(actor: Actor, consent: Consent, guardian: Guardian | None, **said: object) -> ConsentAnswer:
    _current(consent, guardian).update(current=False)
    return ConsentAnswer.objects.create(
        consent=consent, guardian=guardian, by_child=guardian is None, documented_by_id=person(actor), **said
    )


def _current(consent: Consent, guardian: Guardian | None) -> QuerySet[ConsentAnswer]:
    return consent.answers.filter(current=True, guardian=guardian, by_child=guardian is None)


def withdraw(
    *, actor: Actor, on: date, consents: Iterable[Consent], guardian: Guardian | None
) -> list[ConsentAnswer]:
    """Take back a yes from today; what was opened by it closes at the next request.

    Raises ``NothingToWithdraw`` when that person has said yes to none of them.
    """
    chosen = list(consents)
    given = [
        answer
        for consent in chosen
        for answer in _current(consent, guardian).filter(
            answer=ConsentAnswer.Answer.YES, withdrawn_on__isnull=True
        )
    ]
    if not given:
        raise NothingToWithdraw
    with recorded(
        actor=actor, action="consent.withdrawn", about=chosen, children={one.child_id for one in chosen}
    ):
        ConsentAnswer.objects.filter(pk__in=[one.pk for one in given]).update(withdrawn_on=on)
    return given


def judge_maturity(*, actor: Actor, request: ConsentRequest, reason: str) -> None:
    """Write down why the yes of a child of 15–17 is not needed (OSL 12:3). Raises ``ReasonMissing``."""
    _judge(actor, request, "consent.maturity_judged", maturity_reason=_given(reason))


def override_childs_no(*, actor: Actor, request: ConsentRequest, reason: str) -> None:
    """Write down why the no of a child under 15 does not decide (OSL 12:3). Raises ``ReasonMissing``."""
    _judge(actor, request, "consent.childs_no_overridden", childs_no_overridden=_given(reason))


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


def _judge(actor: Actor, request: ConsentRequest, action: str, **judgement: str) -> None:
    child = request.case.child_id
    with recorded(actor=actor, action=action, about=[request], children=[child]):
        for consent in request.consents.all():
            Consent.objects.filter(pk=consent.pk).update(**sealed(consent, **judgement))
