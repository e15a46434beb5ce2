"""THE IMPLEMENTATION of when a consent is effective, as a condition in the database.

``day`` is a day, or the blank of one: ``on``, and the latest birth dates of somebody who is 18 and 15.
"""

from typing import Any, Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet

from knutpunkt.foundation.casefile.models import Consent, ConsentAnswer
from knutpunkt.foundation.people.models import Guardianship

Rows = QuerySet[Any]


class Day(Protocol):
    """What the rule asks of the day."""

    on: Any
    born_18: Any
    born_15: Any


def yes_given(day: Day) -> Rows:
    answers = ConsentAnswer.objects.filter(
        current=True, answer=ConsentAnswer.Answer.YES, given_on__lte=day.on
    )
    return answers.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day.on)).order_by()


def no_given(day: Day) -> Rows:
    answers = ConsentAnswer.objects.filter(current=True, given_on__lte=day.on).order_by()
    return answers.filter(Q(answer=ConsentAnswer.Answer.NO) | Q(withdrawn_on__lte=day.on))


def deciding_guardians(day: Day) -> Rows:
    """Links, of the child in the outer row, of those who decide: custody that runs and no block that runs."""
    blocks = Guardianship.objects.running(day.on).filter(
        blocked=True, child=OuterRef("child"), guardian=OuterRef("guardian")
    )
    return (
        Guardianship.objects.running(day.on)
        .filter(~Exists(blocks.order_by()), relation=Guardianship.Relation.CUSTODY)
        .filter(child=OuterRef("child"))
        .order_by()
    )


def by_guardian(day: Day) -> Exists:
    return Exists(
        yes_given(day).filter(consent=OuterRef(OuterRef("pk")), guardian=OuterRef("guardian"), by_child=False)
    )


def all_guardians(day: Day) -> Q:
    return ~Q(Exists(deciding_guardians(day).filter(~by_guardian(day))))


def by_child(day: Day) -> Q:
    return Q(Exists(yes_given(day).filter(consent=OuterRef("pk"), by_child=True)))


def refused_by_child(day: Day) -> Q:
    return Q(Exists(no_given(day).filter(consent=OuterRef("pk"), by_child=True)))


def of_age(day: Day) -> Q:
    return Q(child__birth_date__lte=day.born_18)


def under_age(day: Day) -> Q:
    return Q(child__birth_date__isnull=True) | Q(child__birth_date__gt=day.born_18)


def under_fifteen(day: Day) -> Q:
    return Q(child__birth_date__gt=day.born_15)


def fifteen_or_more(day: Day) -> Q:
    return Q(child__birth_date__isnull=True) | Q(child__birth_date__lte=day.born_15)


def in_period(day: Day) -> Q:
    return Q(start__lte=day.on) & (Q(last_day__isnull=True) | Q(last_day__gte=day.on))


def child_agrees(day: Day) -> Q:
    """What the law asks of the child besides its guardians: more from 15, less before."""
    return (fifteen_or_more(day) & (by_child(day) | ~Q(maturity_reason=""))) | (
        under_fifteen(day) & (~refused_by_child(day) | ~Q(childs_no_overridden=""))
    )


def effective_consents(consents: QuerySet[Consent], day: Day) -> QuerySet[Consent]:
    """Those of ``consents`` that are effective on the day."""
    someone_decides = Q(Exists(deciding_guardians(day)))
    return consents.filter(
        in_period(day),
        (of_age(day) & by_child(day))
        | (under_age(day) & ~someone_decides & by_child(day))
        | (under_age(day) & someone_decides & all_guardians(day) & child_agrees(day)),
    )
