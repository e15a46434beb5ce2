"""The body's way of working with concerns: what it has chosen, else what the product ships with."""

from knutpunkt.foundation.people.models import Unit
from knutpunkt.rooms.concerns.models import ConcernRoutine


def routine_for(unit: Unit) -> ConcernRoutine:
    """The routine of the unit's responsible body; an unsaved one with the defaults when none is chosen."""
    body = unit.area.agency.responsible_body_id
    found = ConcernRoutine.objects.filter(responsible_body=body).first()
    return found or ConcernRoutine(responsible_body_id=body)
