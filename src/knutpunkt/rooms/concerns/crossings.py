"""What may carry a concern from one secrecy area to another: the ground table, for two units and a day.

A concern names a child and comes before any case, so three grounds of the table are not for it: what is
anonymised names nobody, a report of concern has its own flow, and a consent is kept in a case. Where no
secrecy law binds the sender, those who decide simply say yes.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.access.grounds import Usable, Words, grounds_between, regime_of
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Ground
from knutpunkt.foundation.people.models import Regime, Unit
from knutpunkt.rooms.concerns import acting

NOT_FOR_A_CONCERN: dict[Ground, Words] = {
    Ground.ANONYMISED: _("En iakttagelse säger vem barnet är."),
    Ground.REPORT_OF_CONCERN: _("En orosanmälan görs för sig."),
    Ground.CONSENT: _(
        "Ett samtycke hör till ett samarbete, och det finns inte ännu. Har familjen sagt ja, skriv det i en "
        "menprövning."
    ),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One ground as the form shows it: usable here or not, and why not."""

    ground: str
    label: Words
    usable: bool
    because: Words
    law: str


def grounds_for(*, actor: Actor, recipient: Unit, on: date) -> list[Shown]:
    """Every ground from the actor's unit to the recipient, usable for a concern or not, and why."""
    sender = Unit.objects.select_related("area").get(pk=acting.unit(actor))
    unbound = regime_of(sender, on) is Regime.NONE
    return [_shown(found, unbound) for found in grounds_between(sender, recipient, on)]


def usable_grounds(*, actor: Actor, recipient: Unit, on: date) -> set[str]:
    """The codes of those that may be chosen."""
    return {one.ground for one in grounds_for(actor=actor, recipient=recipient, on=on) if one.usable}


def _shown(found: Usable, unbound: bool) -> Shown:
    exempt = unbound and found.ground is Ground.CONSENT
    refused = None if exempt else NOT_FOR_A_CONCERN.get(found.ground)
    usable = found.yes and refused is None
    because = refused if found.yes and refused else found.because
    return Shown(found.ground.value, found.ground.label, usable, because, found.law)
