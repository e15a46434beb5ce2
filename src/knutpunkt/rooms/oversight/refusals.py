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


class AlreadyStopped(Refusal):
    """Somebody has stopped it already."""

    sentence = _("Gallringen är redan stoppad för barnet. Ingenting har ändrats.")


class NotBackwards(Refusal):
    """A period is changed from today or later."""

    sentence = _("En ändring gäller tidigast från i dag. Ingenting har ändrats. Välj en senare dag.")


class NotTheirRequest(Refusal):
    """The extract would answer a request and go to somebody else than who asked."""

    sentence = _("Begäran kom från någon annan än den du valde. Välj rätt mottagare. Inget är utlämnat.")


class TooShort(Refusal):
    """A period shorter than what the law asks for."""

    sentence = _("Välj längre än %(years)s år, som redan gäller (%(law)s). Ingenting har ändrats.")
