"""What an account can work as today: one of its running assignments, or administrator. One at a time."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import Account, Assignment

ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Hat:
    """One thing to work as. ``key`` names it in the session; an administrator has no ``assignment``."""

    key: str
    actor: Actor
    assignment: Assignment | None = None

    @property
    def role(self) -> str:
        """In running text: "kurator"."""
        return self.assignment.get_profession_display() if self.assignment else _("administratör")

    @property
    def unit(self) -> str:
        """As named: "Elevhälsan Lindskolan"; "" for an administrator."""
        return self.assignment.unit.name if self.assignment else ""


def hats_of(account: Account, *, on: date) -> list[Hat]:
    """Everything the account can work as on the day."""
    running = Assignment.objects.running(on).filter(professional=account.professional_id)
    hats = [
        _assigned(one) for one in running.select_related("unit__area__agency").order_by("unit__name", "pk")
    ]
    return [*hats, _administrator(account)] if account.administers else hats


def hat_of(account: Account, key: str, *, on: date) -> Hat | None:
    """The hat named ``key``, if the account may still wear it on the day; an ended assignment is none."""
    if key == ADMINISTRATOR:
        return _administrator(account) if account.administers else None
    return next((hat for hat in _one(account, key, on)), None)


def person_behind(account: Account) -> Actor:
    """Who acts before a hat is chosen: at sign-in and sign-out."""
    if account.professional_id is None:
        return _administrator(account).actor
    return Actor(kind=ActorKind.PROFESSIONAL, person=account.professional_id)


def _one(account: Account, key: str, on: date) -> list[Hat]:
    try:
        wanted = UUID(key)
    except ValueError:
        return []
    running = Assignment.objects.running(on).filter(professional=account.professional_id, pk=wanted)
    return [_assigned(one) for one in running.select_related("unit__area__agency")]


def _assigned(assignment: Assignment) -> Hat:
    return Hat(key=str(assignment.pk), actor=actor_for(assignment), assignment=assignment)


def _administrator(account: Account) -> Hat:
    # An administrator need not be anybody's colleague; then the account itself is who acts.
    actor = Actor(kind=ActorKind.ADMINISTRATOR, person=account.professional_id or account.pk)
    return Hat(key=ADMINISTRATOR, actor=actor)
