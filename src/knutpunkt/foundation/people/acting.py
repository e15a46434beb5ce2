"""From an assignment to an actor: a professional acts through one assignment at a time."""

from datetime import date

from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.people.models import Assignment, Professional


def acting_assignments(professional: Professional, on: date) -> list[Assignment]:
    """The assignments somebody may act through on a day, the longest held first."""
    return list(
        professional.assignments.running(on)
        .select_related("professional", "unit__area__agency__municipality")
        .order_by("start", "id")
    )


def actor_for(assignment: Assignment) -> Actor:
    """The actor of an assignment. Whether the assignment runs on the day is asked anew by every rule."""
    area = assignment.unit.area
    return Actor(
        kind=ActorKind.PROFESSIONAL,
        person=assignment.professional_id,
        assignment=assignment.pk,
        unit=assignment.unit_id,
        area=area.pk,
        agency=area.agency_id,
        municipality=area.agency.municipality_id,
        profession=assignment.profession,
    )
