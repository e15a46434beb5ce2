"""What this room reads: rows without persons through access, names of units, and how small is small."""

from datetime import date

from django.conf import settings

from knutpunkt.foundation.access.counting import countable_units, pseudonymous
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.people.models import Unit
from knutpunkt.rooms.statistics.figures import Report, report
from knutpunkt.rooms.statistics.periods import Span
from knutpunkt.rooms.statistics.steps import days, received

# Trust §5: 5 inside. An installation may ask for more (``STATISTICS_THRESHOLD``), never for less.
SMALLEST_THRESHOLD = 5


def threshold() -> int:
    """From how many children a figure may be shown."""
    return max(SMALLEST_THRESHOLD, int(getattr(settings, "STATISTICS_THRESHOLD", SMALLEST_THRESHOLD)))


def steps_report(*, actor: Actor, on: date, span: Span) -> Report:
    """The figures that the actor may see. Raises ``Http404`` for a role without statistics."""
    units = countable_units(actor=actor, on=on).order_by("name", "pk")
    names = {str(pk): name for pk, name in units.values_list("pk", "name")}
    rows = pseudonymous(received(span), days=days(), actor=actor, on=on)
    whose = next(iter(names.values())) if len(names) == 1 else _body_of(actor)
    return report(rows, units=names, whose=whose, span=span, threshold=threshold())


def _body_of(actor: Actor) -> str:
    """The name of who answers for the actor's unit."""
    body = Unit.objects.filter(pk__in=[actor.unit]).values_list("area__agency__responsible_body__name")
    return str(body.get()[0])
