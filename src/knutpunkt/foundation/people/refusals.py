"""Acts that a rule refuses. ``str(refusal)`` is the sentence people see: what happened, what to do."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Base of every refusal; ``facts`` fill the sentence, in the language of whoever reads it."""

    sentence: str | Promise = _("Det går inte att göra så. Ingenting har ändrats.")

    def __init__(self, **facts: Any) -> None:
        super().__init__()
        self.facts = facts

    def __str__(self) -> str:
        return str(self.sentence) % self.facts


class BodyWithoutAppointee(Refusal):
    """The responsible body would lack an appointee with a running assignment on some later day."""

    sentence = _(
        "%(body)s skulle stå utan någon utsedd som är i tjänst från och med %(day)s. Ingenting har ändrats. "
        "Utse en efterträdare först."
    )


class EndsBeforeStart(Refusal):
    """A period would end before its first day."""

    sentence = _("Sista dagen %(last_day)s ligger före första dagen %(start)s. Ingenting har ändrats.")


class NotAtUnit(Refusal):
    """Somebody was named responsible for a unit where they have no running assignment."""

    sentence = _("%(who)s har inget uppdrag på %(unit)s den dagen. Välj någon som arbetar där.")


class ReasonMissing(Refusal):
    """An act that has to be explained came without its reason."""

    sentence = _("Skriv en anledning. Ingenting har ändrats.")
