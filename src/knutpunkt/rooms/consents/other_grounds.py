"""What other grounds than consent have already decided towards a receiver (trust T49)."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from knutpunkt.foundation.access.door import consent_states
from knutpunkt.foundation.casefile.models import (
    Case,
    Category,
    Consent,
    ConsentRequest,
    Disclosure,
    DisclosureItem,
    Ground,
)
from knutpunkt.foundation.people.models import Unit


def standing(on: date) -> Q:
    """A disclosure that has been made, undone by nobody, and not ended by the day."""
    return (
        Q(refused=False, undone=False, sent_on__lte=on)
        & (Q(until__isnull=True) | Q(until__gte=on))
        & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    )


def decided_otherwise(case: Case, sender: Unit, recipient: Unit, on: date) -> set[Category]:
    """The categories in which something is let out to the receiver today on another ground than consent."""
    made = Disclosure.objects.filter(standing(on), case=case, sender=sender, recipient=recipient)
    items = DisclosureItem.objects.filter(disclosure__in=made.exclude(ground=Ground.CONSENT))
    return {Category(code) for code in items.values_list("record__category", flat=True)}


def made_needless(
    case: Case, sender: Unit, recipient: Unit, categories: Collection[Category], on: date
) -> list[ConsentRequest]:
    """Questions still waiting for answers about one of the categories: no consent of theirs is effective."""
    asked = ConsentRequest.objects.filter(
        case=case, sender=sender, recipient=recipient, taken_back_on__isnull=True
    )
    about = asked.filter(consents__category__in=categories, consents__last_day__gte=on).distinct()
    consents = list(Consent.objects.filter(request__in=about))
    states = consent_states(consents, on)
    agreed = {one.request_id for one in consents if states[one.pk].effective}
    return [request for request in about if request.pk not in agreed]


def taken_back_for(disclosure: Disclosure) -> QuerySet[ConsentRequest]:
    """The questions that were taken back because of this disclosure, and of no other that still stands."""
    items = disclosure.items.values_list("record__category", flat=True)
    others = Disclosure.objects.filter(
        standing(disclosure.sent_on),
        case=disclosure.case,
        sender=disclosure.sender,
        recipient=disclosure.recipient,
    ).exclude(Q(ground=Ground.CONSENT) | Q(pk=disclosure.pk))
    decided = DisclosureItem.objects.filter(disclosure__in=others).values("record__category")
    asked = ConsentRequest.objects.filter(
        case=disclosure.case,
        sender=disclosure.sender,
        recipient=disclosure.recipient,
        taken_back_on=disclosure.sent_on,
        consents__category__in=list(items),
    )
    return asked.exclude(consents__category__in=decided).distinct()
