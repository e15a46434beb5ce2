"""THE IMPLEMENTATION of when a consent is effective, as a condition in the database."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from knutpunkt.foundation.casefile.models import Consent, ConsentAnswer
from knutpunkt.foundation.people.ages import latest_birth
from knutpunkt.foundation.people.models import Guardianship

Rows = QuerySet[Any]


def yes_given(on: date) -> Rows:
    answers = ConsentAnswer.objects.filter(current=True, answer=ConsentAnswer.Answer.YES, given_on__lte=on)
    return answers.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on)).order_by()


def no_given(on: date) -> Rows:
    answers = ConsentAnswer.objects.filter(current=True, given_on__lte=on).order_by()
    return answers.filter(Q(answer=ConsentAnswer.Answer.NO) | Q(withdrawn_on__lte=on))


def deciding_guardians(on: date) -> Rows:
    """Links, of the child in the outer row, of those who decide: custody that runs and no block that runs."""
    blocks = Guardianship.objects.running(on).filter(
        blocked=True, child=OuterRef("child"), guardian=OuterRef("guardian")
    )
    return (
        Guardianship.objects.running(on)
        .filter(~Exists(blocks.order_by()), relation=Guardianship.Relation.CUSTODY)
        .filter(child=OuterRef("child"))
        .order_by()
    )


def by_guardian(on: date) -> Exists:
    return Exists(
        yes_given(on).filter(consent=OuterRef(OuterRef("pk")), guardian=OuterRef("guardian"), by_child=False)
    )


def all_guardians(on: date) -> Q:
    return ~Q(Exists(deciding_guardians(on).filter(~by_guardian(on))))


def by_child(on: date) -> Q:
    return Q(Exists(yes_given(on).filter(consent=OuterRef("pk"), by_child=True)))


def refused_by_child(on: date) -> Q:
    return Q(Exists(no_given(on).filter(consent=OuterRef("pk"), by_child=True)))


def of_age(on: date) -> Q:
    return Q(child__birth_date__lte=latest_birth(on, 18))


def under_age(on: date) -> Q:
    return Q(child__birth_date__isnull=True) | Q(child__birth_date__gt=latest_birth(on, 18))


def under_fifteen(on: date) -> Q:
    return Q(child__birth_date__gt=latest_birth(on, 15))


def fifteen_or_more(on: date) -> Q:
    return Q(child__birth_date__isnull=True) | Q(child__birth_date__lte=latest_birth(on, 15))


def in_period(on: date) -> Q:
    return Q(start__lte=on) & (Q(last_day__isnull=True) | Q(last_day__gte=on))


def child_agrees(on: date) -> Q:
    """What the law asks of the child besides its guardians: more from 15, less before."""
    return (fifteen_or_more(on) & (by_child(on) | ~Q(maturity_reason=""))) | (
        under_fifteen(on) & (~refused_by_child(on) | ~Q(childs_no_overridden=""))
    )


def effective_consents(consents: QuerySet[Consent], on: date) -> QuerySet[Consent]:
    """Those of ``consents`` that are effective on the day."""
    someone_decides = Q(Exists(deciding_guardians(on)))
    return consents.filter(
        in_period(on),
        (of_age(on) & by_child(on))
        | (under_age(on) & ~someone_decides & by_child(on))
        | (under_age(on) & someone_decides & all_guardians(on) & child_agrees(on)),
    )
