"""What this room says above every page: an opening that runs, and a colleague who waits for a second."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.people.models import Child
from knutpunkt.rooms.entrance.banners import Banner
from knutpunkt.rooms.safeguards import emergency, holds


def before_contact(child: Child, actor: Actor, on: date) -> Iterator[str]:
    """Whom not to turn to, and whom to ask instead."""
    for one in holds.warnings(child, actor=actor, on=on):
        yield _("Kontakta inte %(guardian)s. Fråga %(ask)s.") % {
            "guardian": one.hold.guardian,
            "ask": one.ask,
        }


def emergencies(actor: Actor, on: date) -> Iterator[Banner]:
    """For whoever opened: until when, and how to end it. For the unit: who waits. Never a child's name."""
    if not actor.is_professional or actor.behind is not None:
        return
    now = emergency.this_moment()
    for opening in emergency.mine(actor=actor, now=now):
        until = timezone.localtime(opening.until).strftime("%d/%m %H.%M")
        yield Banner(
            _("Du har gjort en nödöppning. Den gäller till %(until)s. Allt du läser granskas.")
            % {"until": until},
            link_url=reverse("safeguards:emergencies"),
            link_label=_("Visa"),
            act_url=reverse("safeguards:close_emergency", args=[opening.pk]),
            act_label=_("Stäng nu"),
        )
    for opening in emergency.to_second(actor=actor, on=on, now=now):
        yield Banner(
            _("%(who)s ber en kollega att bekräfta en nödöppning.") % {"who": opening.professional},
            link_url=reverse("safeguards:second_emergency", args=[opening.pk]),
            link_label=_("Läs och ta ställning"),
        )
