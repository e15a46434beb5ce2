"""The acts of consent: ask, answer, withdraw, make shorter, take the question back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from knutpunkt.foundation.access.door import consent_states
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import (
    Case,
    Category,
    Consent,
    ConsentAnswer,
    ConsentRequest,
    ConsentShortened,
)
from knutpunkt.foundation.people.models import Child, Guardian, Unit
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.rooms.concerns.acting import person
from knutpunkt.rooms.consents.other_grounds import decided_otherwise
from knutpunkt.rooms.consents.periods import longest
from knutpunkt.rooms.consents.refusals import (
    AnswerBeforeAsked,
    AnswerInTheFuture,
    AnswerOlder,
    BadPeriod,
    NothingChosen,
    NothingToShorten,
    NothingToWithdraw,
    NotParticipating,
    NotTheOneWhoDecides,
    OnlyAboutTheFamily,
    OtherGroundDecides,
    SameArea,
    TakenBack,
    TimeIsOut,
)
from knutpunkt.rooms.consents.reminding import keep_reminder

Answer, Decides = ConsentAnswer.Answer, ConsentRequest.Decides


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who decides. Other than the guardians together with the child: why; for one guardian: which."""

    who: ConsentRequest.Decides = Decides.TOGETHER
    guardian: Guardian | None = None
    because: str = ""


TOGETHER = Deciders()


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
    deciders: Deciders = TOGETHER,
) -> ConsentRequest:
    """Prepare a question to the family: may ``recipient`` read these categories, why, and until when.

    The recipient must take part in the case from another secrecy area. Never back-dated, at most twelve
    months, and never about what another ground already decides (trust T49, T50, T52). Raises ``SameArea``,
    ``NotParticipating``, ``BadPeriod``, ``NothingChosen``, ``OtherGroundDecides``, and about who decides
    ``ReasonMissing``, ``NotTheOneWhoDecides`` and ``OnlyAboutTheFamily``.
    """
    _askable(case, sender, recipient, categories, on, start, last_day)
    _can_decide(deciders, case.child, categories, on)
    with recorded(actor=actor, action="consent.asked", about=[case], children=[case.child_id]) as act:
        request = ConsentRequest.objects.create(
            case=case,
            sender=sender,
            recipient=recipient,
            purpose=purpose,
            asked_by_id=person(actor),
            asked_on=on,
            decides=deciders.who,
            guardian=deciders.guardian,
            decides_because=deciders.because.strip(),
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
    if not on <= start <= last_day <= longest(start):
        raise BadPeriod
    if not categories:
        raise NothingChosen
    if decided := decided_otherwise(case, sender, recipient, on) & set(categories):
        raise OtherGroundDecides(
            unit=recipient, categories=", ".join(sorted(str(one.label) for one in decided))
        )


def _can_decide(deciders: Deciders, child: Child, categories: Collection[Category], on: date) -> None:
    if deciders.who == Decides.TOGETHER:
        return
    if not deciders.because.strip():
        raise ReasonMissing
    if deciders.who == Decides.GUARDIAN:
        if deciders.guardian is None or not may_be_asked(child, on).filter(pk=deciders.guardian.pk).exists():
            raise NotTheOneWhoDecides
        if set(categories) - {Category.FAMILY}:
            raise OnlyAboutTheFamily


def may_be_asked(child: Child, on: date) -> QuerySet[Guardian]:
    """The guardians that may be asked about themselves: linked today, and nothing may be kept from them."""
    running = child.guardianships.running(on)
    held = child.contact_holds.running(on).values("guardian")
    rows = Guardian.objects.filter(pk__in=running.values("guardian")).order_by("given_name", "pk")
    return rows.exclude(pk__in=running.filter(blocked=True).values("guardian")).exclude(pk__in=held)


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
    """Document what one person said, the same about every one of some consents. Raises as ``answer_each``."""
    return answer_each(
        actor=actor,
        on=on,
        said=dict.fromkeys(consents, answer),
        guardian=guardian,
        how=how,
        given_on=given_on,
        words=words,
    )


def answer_each(
    *,
    actor: Actor,
    on: date,
    said: Mapping[Consent, ConsentAnswer.Answer],
    guardian: Guardian | None,
    how: ConsentAnswer.How,
    given_on: date,
    words: str = "",
) -> list[ConsentAnswer]:
    """Document what one person said: a guardian, or the child (``guardian`` empty), about each consent.

    An earlier answer of the same person stays in the history. Raises ``AnswerInTheFuture``,
    ``AnswerBeforeAsked``, ``AnswerOlder``, ``TakenBack``, ``TimeIsOut`` and ``NotTheOneWhoDecides``.
    """
    if given_on > on:
        raise AnswerInTheFuture
    with recorded(
        actor=actor, action="consent.answered", about=said, children={one.child_id for one in said}
    ) as act:
        for consent in _locked(said):
            _answerable(consent, given_on, on)
        _decides(said, guardian, on)
        given = [
            _say(actor, consent, guardian, answer=one, how=how, given_on=given_on, words=words)
            for consent, one in said.items()
        ]
        act.about(*given)
        _remind(actor, on, said)
    return given


def _locked(consents: Iterable[Consent]) -> list[Consent]:
    """The same, held until the act is over, so that two answers at once are told one after the other."""
    rows = Consent.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in consents])
    return list(rows.select_related("request").order_by("pk"))


def _answerable(consent: Consent, given_on: date, on: date) -> None:
    request = consent.request
    if request.taken_back_on is not None:
        raise TakenBack
    if given_on < request.asked_on:
        raise AnswerBeforeAsked
    if consent.last_day is not None and consent.last_day < on:
        raise TimeIsOut


def _decides(consents: Iterable[Consent], guardian: Guardian | None, on: date) -> None:
    """The child may always say something; a guardian only where that guardian decides today."""
    if guardian is None:
        return
    states = consent_states(consents, on)
    if any(guardian.pk not in state.agreement.guardians_asked for state in states.values()):
        raise NotTheOneWhoDecides


def _say(
    actor: Actor,
    consent: Consent,
    guardian: Guardian | None,
    *,
    answer: ConsentAnswer.Answer,
    how: ConsentAnswer.How,
    given_on: date,
    words: str,
) -> ConsentAnswer:
    before = _current(consent, guardian)
    last = before.first()
    if last is not None and given_on < max(last.given_on, last.withdrawn_on or last.given_on):
        raise AnswerOlder
    before.update(current=False)
    return ConsentAnswer.objects.create(
        consent=consent,
        guardian=guardian,
        by_child=guardian is None,
        documented_by_id=person(actor),
        answer=answer,
        how=how,
        given_on=given_on,
        words=words,
    )


def _current(consent: Consent, guardian: Guardian | None) -> QuerySet[ConsentAnswer]:
    return consent.answers.filter(current=True, guardian=guardian, by_child=guardian is None)


def _remind(actor: Actor, on: date, consents: Iterable[Consent]) -> None:
    for request in {consent.request for consent in consents}:
        keep_reminder(actor=actor, on=on, request=request)


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
        for answer in _current(consent, guardian).filter(answer=Answer.YES, withdrawn_on__isnull=True)
    ]
    if not given:
        raise NothingToWithdraw
    with recorded(
        actor=actor, action="consent.withdrawn", about=chosen, children={one.child_id for one in chosen}
    ):
        ConsentAnswer.objects.filter(pk__in=[one.pk for one in given]).update(withdrawn_on=on)
        _remind(actor, on, chosen)
    return given


def shorten(
    *,
    actor: Actor,
    on: date,
    consents: Iterable[Consent],
    guardian: Guardian | None,
    last_day: date,
    words: str = "",
) -> list[ConsentShortened]:
    """Let consents end earlier, at the wish of anybody who decides or of the child; never before today.

    What the last day was before is kept. Raises ``NothingToShorten`` and ``NotTheOneWhoDecides``.
    """
    chosen = [one for one in consents if one.last_day and on <= last_day < one.last_day]
    chosen = [one for one in chosen if one.start <= last_day]
    if not chosen:
        raise NothingToShorten
    _decides(chosen, guardian, on)
    children = {one.child_id for one in chosen}
    with recorded(actor=actor, action="consent.shortened", about=chosen, children=children) as act:
        made = [_shortened(actor, on, one, guardian, last_day, words) for one in _locked(chosen)]
        act.about(*made)
        _remind(actor, on, chosen)
    return made


def _shortened(
    actor: Actor, on: date, consent: Consent, guardian: Guardian | None, last_day: date, words: str
) -> ConsentShortened:
    if consent.last_day is None or last_day >= consent.last_day:
        raise NothingToShorten
    kept = ConsentShortened.objects.create(
        consent=consent,
        guardian=guardian,
        on=on,
        last_day_before=consent.last_day,
        last_day_after=last_day,
        words=words,
        documented_by_id=person(actor),
    )
    Consent.objects.filter(pk=consent.pk).update(last_day=last_day)
    return kept


def take_back(*, actor: Actor, on: date, request: ConsentRequest) -> None:
    """Take the question back: nobody need answer, and it opens nothing from today. Raises ``TakenBack``."""
    children = [request.case.child_id]
    with recorded(actor=actor, action="consent.question_taken_back", about=[request], children=children):
        open_still = ConsentRequest.objects.filter(pk=request.pk, taken_back_on__isnull=True)
        if not open_still.update(taken_back_on=on):
            raise TakenBack
        keep_reminder(actor=actor, on=on, request=request)
