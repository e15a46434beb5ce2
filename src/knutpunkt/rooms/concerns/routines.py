"""The body's way of working with concerns: its own choice for the day, else what the product ships with."""

from datetime import date
from uuid import UUID

from knutpunkt.foundation.people.models import Unit
from knutpunkt.rooms.concerns.models import ConcernRoutine


def routine_for(unit: Unit, on: date) -> ConcernRoutine:
    """The routine of the unit's responsible body on the day."""
    return routine_of(unit.area.agency.responsible_body_id, on)


def routine_of(body: UUID, on: date) -> ConcernRoutine:
    """The body's routine on the day; an unsaved one with the defaults when none is chosen."""
    dated = ConcernRoutine.objects.filter(responsible_body=body, valid_from__lte=on)
    return dated.order_by("-valid_from").first() or ConcernRoutine(responsible_body_id=body)
