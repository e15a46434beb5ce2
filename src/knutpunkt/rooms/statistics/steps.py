"""The steps from a concern to an outcome, and how each is defined."""

from dataclasses import dataclass

from django.db.models import Case as Choose
from django.db.models import DateField, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.followup.models import FollowUp
from knutpunkt.rooms.plans.models import Plan
from knutpunkt.rooms.statistics.periods import Span


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who is in it, in one sentence, and how the time to it is counted."""

    code: str
    name: Promise
    means: Promise
    time: Promise | str = ""


STEPS = (
    Step(
        "received",
        _("Iakttagelse"),
        _("Barn som skolan eller elevhälsan fick en iakttagelse om under perioden."),
    ),
    Step(
        "answered",
        _("Fått svar"),
        _("De av dem där någon har svarat vad som händer."),
        _("från iakttagelse till svar"),
    ),
    Step(
        "case",
        _("Samarbete"),
        _("De av dem där ett samarbete har börjat."),
        _("från svar till samarbete"),
    ),
    Step(
        "plan",
        _("Plan"),
        _("De av dem som har fått en plan."),
        _("från samarbete till plan"),
    ),
    Step(
        "followed_up",
        _("Uppföljd"),
        _("De av dem vars plan har följts upp minst en gång."),
        _("från plan till första uppföljning"),
    ),
    Step(
        "outcome",
        _("Utfall"),
        _("De av dem där samarbetet är avslutat och utfallet beskrivet."),
        _("från första uppföljning till utfall"),
    ),
)
# That everybody has had an answer tells of our work, not of any child.
QUIET_STEPS = frozenset({1})


def received(span: Span) -> QuerySet[Concern]:
    """The concerns of a period. A flag counts once the mentor has said that it is true, and never if not."""
    from_a_person = ~Q(source=Concern.Source.SCREENING)
    confirmed = Q(mentor_answered_on__lte=span.counted_to) & ~Q(state=Concern.State.NOT_TRUE)
    within = Q(written_on__gte=span.first_day, written_on__lte=span.last_day)
    return Concern.objects.filter(within, from_a_person | confirmed)


def days() -> dict[str, Combinable]:
    """For each step the day it was taken, as seen from a concern."""
    return {
        "received": F("written_on"),
        "answered": F("answered_on"),
        "case": F("case__opened_on"),
        "plan": _first_day(Plan.objects.filter(case=OuterRef("case_id"), draft=False)),
        "followed_up": _first_day(FollowUp.objects.filter(of_plan__case=OuterRef("case_id"), draft=False)),
        "outcome": Choose(
            When(~Q(case__outcome=""), then=F("case__closed_on")),
            default=Value(None),
            output_field=DateField(),
        ),
    }


def _first_day(written: QuerySet[Plan] | QuerySet[FollowUp]) -> Subquery:
    # Grouping by a constant leaves one row with the earliest day.
    everything = written.order_by().annotate(one=Value(1)).values("one")
    return Subquery(everything.annotate(first=Min("written_on")).values("first"), output_field=DateField())
