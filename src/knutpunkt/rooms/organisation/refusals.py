"""What this room refuses, in the words people see."""

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.refusals import Refusal


class LastAdministrator(Refusal):
    """Nobody would be left who can manage the organisation."""

    sentence = _(
        "Det här är den enda som kan administrera Knutpunkt. Ingenting har ändrats. "
        "Gör någon annan till administratör först."
    )


class AdministratorExists(Refusal):
    """The first administrator is made once; the next ones are made in the product."""

    sentence = _("Det finns redan en administratör. Nya administratörer läggs till i Knutpunkt.")


class UnitInUse(Refusal):
    """Somebody works at the unit after the day it would close."""

    sentence = _(
        "%(count)d uppdrag på %(unit)s pågår efter den dagen. Ingenting har ändrats. Avsluta dem först."
    )


class RegimeStartsTooEarly(Refusal):
    """A regime would begin before the one that runs did."""

    sentence = _(
        "Sekretessen kan ändras tidigast från %(first)s, dagen efter att den nuvarande började gälla."
    )
