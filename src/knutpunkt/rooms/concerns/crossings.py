"""What may carry a concern from one secrecy area to another: the ground table, for two units and a day."""

from datetime import date

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Ground
from knutpunkt.foundation.people.models import Unit


def usable_grounds(*, actor: Actor, recipient: Unit, on: date) -> set[str]:
    return set(Ground.values) - {Ground.CONSENT}
