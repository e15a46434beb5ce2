"""THE SPECIFICATION of when a consent is effective (OSL 10:1, 12:2–3; FB 6:11, 6:13; trust §1.4).

Computed for every day anew: at a birthday or a change of custody the answer changes by itself.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from knutpunkt.foundation.access.facts import Answer, Child, Consent
from knutpunkt.foundation.casefile.models import ConsentAnswer, ConsentRequest
from knutpunkt.foundation.people.ages import age_on

OF_AGE = 18
Decides = ConsentRequest.Decides
CONSENTS_TOGETHER = 15


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who must have said yes on a day, who has, and whether that makes the consent effective."""

    effective: bool
    in_period: bool
    guardians_asked: frozenset[UUID]
    guardians_yes: frozenset[UUID]
    child_asked: bool
    child_yes: bool
    child_blocks: bool

    @property
    def guardians_missing(self) -> frozenset[UUID]:
        return self.guardians_asked - self.guardians_yes

    @property
    def child_missing(self) -> bool:
        return self.child_asked and not self.child_yes


def is_of_age(child: Child, on: date) -> bool:
    """18 years or more. With an unknown birth date somebody counts as a child: that closes more."""
    return child.birth is not None and age_on(child.birth, on) >= OF_AGE


def custody(child: Child, on: date) -> frozenset[UUID]:
    """The guardians who decide on the day: custody that runs, no blocked link, no contact hold (OSL 12:3)."""
    running = [link for link in child.guardianships if link.runs(on)]
    blocked = {link.guardian for link in running if link.blocked}
    blocked |= {hold.guardian for hold in child.holds if hold.runs(on)}
    return frozenset(link.guardian for link in running if link.custody and link.guardian not in blocked)


def said_yes(answer: Answer, on: date) -> bool:
    """A current yes, given and not taken back by the day; a withdrawal counts from its own day."""
    return (
        answer.current
        and answer.answer == ConsentAnswer.Answer.YES
        and answer.given_on <= on
        and (answer.withdrawn_on is None or answer.withdrawn_on > on)
    )


def said_no(answer: Answer, on: date) -> bool:
    """A current no, or a yes taken back; "not now" is neither yes nor no."""
    return (
        answer.current
        and answer.given_on <= on
        and (
            answer.answer == ConsentAnswer.Answer.NO
            or (answer.withdrawn_on is not None and answer.withdrawn_on <= on)
        )
    )


def guardians_asked(consent: Consent, child: Child, on: date) -> frozenset[UUID]:
    """The guardians whose yes is needed on the day."""
    if consent.decides == Decides.GUARDIAN:
        return frozenset({consent.guardian} if consent.guardian else ())
    if consent.decides == Decides.CHILD or is_of_age(child, on):
        return frozenset()
    left_out = {one.guardian for one in consent.not_asked if one.decided_on <= on}
    return custody(child, on) - left_out


def agreement(consent: Consent, child: Child, on: date) -> Agreement:
    """The whole rule.

    About what is told of one guardian, that guardian alone decides, at any age of the child. Where secrecy
    holds against the guardians, the child alone. Else: at 18 the youth alone decides. Before that every
    guardian with custody, together with the child from 15 (unless a written assessment of maturity says
    otherwise); under 15 the child's no stops it (unless overridden in writing). A guardian who has been left
    out, with a written reason, is not waited for. Where no guardian may be asked, the child's own yes is
    needed at any age.
    """
    yes = frozenset(answer.guardian for answer in consent.answers if said_yes(answer, on))
    child_yes = None in yes
    guardians_yes = frozenset(one for one in yes if one is not None)
    asked = guardians_asked(consent, child, on)
    if consent.decides == Decides.GUARDIAN:
        # With nobody named there is nobody who can say yes.
        child_asked, blocks = False, not asked
    elif not asked:
        child_asked, blocks = True, False
    elif child.birth is None or age_on(child.birth, on) >= CONSENTS_TOGETHER:
        child_asked, blocks = not consent.maturity_reason, False
    else:
        child_asked = False
        blocks = not consent.childs_no_overridden and any(
            answer.guardian is None and said_no(answer, on) for answer in consent.answers
        )
    in_period = consent.runs(on) and (consent.taken_back_on is None or on < consent.taken_back_on)
    return Agreement(
        effective=in_period and asked <= guardians_yes and (child_yes or not child_asked) and not blocks,
        in_period=in_period,
        guardians_asked=asked,
        guardians_yes=guardians_yes & asked,
        child_asked=child_asked,
        child_yes=child_yes,
        child_blocks=blocks,
    )
