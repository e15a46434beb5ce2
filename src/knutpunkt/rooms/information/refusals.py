"""Acts of this room that a rule refuses, each with the sentence people see."""

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.refusals import Refusal


class NotToBeTold(Refusal):
    """Somebody was chosen who is not among those to tell on the day."""

    sentence = _("Valet finns inte längre. Läs om sidan och välj igen. Ingenting har sparats.")


class NotHappenedYet(Refusal):
    """Told on a day that has not come."""

    sentence = _("Dagen har inte kommit än. Välj i dag eller tidigare. Ingenting har sparats.")


class AgainMustBeLater(Refusal):
    """To look again today or earlier is not to look again."""

    sentence = _("Välj en dag efter i dag för att försöka igen. Ingenting har sparats.")


class WhereMissing(Refusal):
    """It was said that everybody is told, not where."""

    sentence = _("Skriv var informationen finns. Ingenting har sparats.")
