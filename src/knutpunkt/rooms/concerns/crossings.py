"""What may carry a concern from one secrecy area to another: the ground table, for two units and a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Ground
from knutpunkt.foundation.people.models import Unit


@dataclass(frozen=True, slots=True)
class Shown:
    """One ground as the form shows it: usable here or not, and why not."""

    ground: str
    label: Any
    usable: bool
    why_not: Any
    law: str


def grounds_for(*, actor: Actor, recipient: Unit, on: date) -> list[Shown]:
    return [Shown(g.value, g.label, g is not Ground.CONSENT, _("nej"), "") for g in Ground]


def usable_grounds(*, actor: Actor, recipient: Unit, on: date) -> set[str]:
    """The codes of those that may be chosen."""
    return {one.ground for one in grounds_for(actor=actor, recipient=recipient, on=on) if one.usable}
