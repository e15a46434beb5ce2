"""Acts of this room that a rule refuses, each with the sentence people see."""

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.refusals import Refusal


class RoundExists(Refusal):
    """The period has been reviewed."""

    sentence = _("Perioden från %(first_day)s har redan en omgång. Öppna den i stället.")


class PeriodNotOver(Refusal):
    """A round is about days that have passed."""

    sentence = _("Perioden är inte slut än. Välj en sista dag som har passerat. Ingenting har ändrats.")


class LookedAtMissing(Refusal):
    """A judgement without what was looked at is no documentation."""

    sentence = _("Skriv vad du har tittat på. Bedömningen är inte sparad.")


class AlreadyJudged(Refusal):
    """Somebody else has judged meanwhile."""

    sentence = _("Någon annan har just bedömt den. Din text finns kvar. Läs det som står nu.")


class MeetingRefused(Refusal):
    """A meeting excepts only what comes after it is registered, and for a few hours."""

    sentence = _(
        "Mötet ska börja tidigast nu och vara högst fyra timmar. Ett möte kan inte läggas in i efterhand."
    )


class ReviewersOwn(Refusal):
    """Nobody reviews themselves."""

    sentence = _("Det gäller dina egna läsningar. En annan loggranskare ska bedöma dem.")


class NothingToEnd(Refusal):
    """It has ended already."""

    sentence = _("Det är redan avslutat. Ingenting har ändrats.")


class TooShort(Refusal):
    """A period shorter than what the law asks for."""

    sentence = _("Fristen kan inte vara kortare än %(years)s år (%(law)s). Ingenting har ändrats.")
