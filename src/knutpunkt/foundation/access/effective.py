"""THE IMPLEMENTATION of when a consent is effective, as a condition in the database.

``day`` is a day, or the blank of one: ``on``, and the latest birth dates of somebody who is 18 and 15.
"""

from typing import Any, Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet

from knutpunkt.foundation.casefile.models import Consent, ConsentAnswer, ConsentRequest, GuardianNotAsked
from knutpunkt.foundation.people.models import ContactHold, Guardianship

Rows = QuerySet[Any]
Decides = ConsentRequest.Decides


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
    """Links, of the child in the outer row, of those who decide: custody that runs, and nothing against."""
    blocks = Guardianship.objects.running(day.on).filter(
        blocked=True, child=OuterRef("child"), guardian=OuterRef("guardian")
    )
    holds = ContactHold.objects.running(day.on).filter(child=OuterRef("child"), guardian=OuterRef("guardian"))
    free = ~Exists(blocks.order_by()) & ~Exists(holds.order_by()) & ~Exists(left_out(day))
    return (
        Guardianship.objects.running(day.on)
        .filter(free, relation=Guardianship.Relation.CUSTODY, child=OuterRef("child"))
        .order_by()
    )


def left_out(day: Day) -> Rows:
    """That the guardian of the outer row is left out of the asking of the row outside that."""
    return GuardianNotAsked.objects.filter(
        request=OuterRef(OuterRef("request")), guardian=OuterRef("guardian"), decided_on__lte=day.on
    ).order_by()


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


def not_taken_back(day: Day) -> Q:
    return Q(request__taken_back_on__isnull=True) | Q(request__taken_back_on__gt=day.on)


def by_named_guardian(day: Day) -> Q:
    said = yes_given(day).filter(
        consent=OuterRef("pk"), guardian=OuterRef("request__guardian"), by_child=False
    )
    return Q(Exists(said))


def child_agrees(day: Day) -> Q:
    """What the law asks of the child besides its guardians: more from 15, less before."""
    return (fifteen_or_more(day) & (by_child(day) | ~Q(maturity_reason=""))) | (
        under_fifteen(day) & (~refused_by_child(day) | ~Q(childs_no_overridden=""))
    )


def effective_consents(consents: QuerySet[Consent], day: Day) -> QuerySet[Consent]:
    """Those of ``consents`` that are effective on the day."""
    someone_decides = Q(Exists(deciding_guardians(day)))
    together = (
        (of_age(day) & by_child(day))
        | (under_age(day) & ~someone_decides & by_child(day))
        | (under_age(day) & someone_decides & all_guardians(day) & child_agrees(day))
    )
    return consents.filter(
        in_period(day),
        not_taken_back(day),
        (Q(request__decides=Decides.TOGETHER) & together)
        | (Q(request__decides=Decides.CHILD) & by_child(day))
        | (Q(request__decides=Decides.GUARDIAN) & by_named_guardian(day)),
    )
