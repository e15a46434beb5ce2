"""What the rules of consent and disclosure refuse; the sentence tells what happened and what to do."""

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.refusals import Refusal


class SameArea(Refusal):
    sentence = _(
        "%(unit)s hör till samma sekretessområde som ni. Där behövs inget samtycke. Ingenting har sparats."
    )


class NotParticipating(Refusal):
    sentence = _("%(unit)s deltar inte i samarbetet. Ingenting har sparats. Bjud in någon därifrån först.")


class BadPeriod(Refusal):
    sentence = _("Samtycket ska börja i dag eller senare och gälla högst ett år. Ingenting har sparats.")


class NothingChosen(Refusal):
    sentence = _("Inget är valt. Ingenting har sparats. Välj minst en sak.")


class AnswerInTheFuture(Refusal):
    sentence = _("Svaret kan inte ha getts i framtiden. Ingenting har sparats. Kontrollera dagen.")


class NothingToWithdraw(Refusal):
    sentence = _("Det finns inget ja att ta tillbaka för den personen. Ingenting har ändrats.")


class GroundNotUsable(Refusal):
    sentence = _(
        "Den grunden kan inte användas mellan de här enheterna i dag. %(because)s Ingenting har lämnats ut."
    )


class NotConsented(Refusal):
    sentence = _(
        "Det finns inget samtycke som gäller i dag för: %(categories)s. Ingenting har lämnats ut. "
        "Välj bort det, eller fråga först."
    )


class ReasonNeeded(Refusal):
    sentence = _("Skriv varför det lämnas ut på den här grunden. Ingenting har lämnats ut.")


class NotYours(Refusal):
    sentence = _("Något av det du valde får inte lämnas ut av er. Ingenting har lämnats ut.")


class AlreadyEnded(Refusal):
    sentence = _("Utlämnandet var redan avslutat. Ingenting har ändrats.")
