"""Whose reports of attendance may be shown to somebody the door has opened ``Action.ATTENDANCE`` for.

A child who has changed schools has lessons from both. In: the actor. Out: the units that reported in the
actor's own secrecy area; what a unit in another area reported takes a disclosure (OSL 8:1–2).
"""

from uuid import UUID

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.people.models import Unit


def reporting_units(actor: Actor) -> frozenset[UUID]:
    """The units whose lessons the actor may see; none for who has no area of their own."""
    if not actor.is_professional or actor.area is None:
        return frozenset()
    return frozenset(Unit.objects.filter(area=actor.area).order_by().values_list("pk", flat=True))
