"""A professional's own keys, for acts that only somebody with an assignment can do."""

from uuid import UUID

from knutpunkt.foundation.audit.actor import Actor


def person(actor: Actor) -> UUID:
    """Who acts. Raises ``TypeError`` for anybody but a professional: the gate never lets them here."""
    if actor.person is None:
        raise TypeError(f"{actor.kind} is nobody in particular")
    return actor.person


def unit(actor: Actor) -> UUID:
    """The unit they act through. Raises as ``person``."""
    if actor.unit is None:
        raise TypeError(f"{actor.kind} acts through no unit")
    return actor.unit
