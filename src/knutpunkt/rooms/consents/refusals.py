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


class NothingToShorten(Refusal):
    sentence = _(
        "Den nya sista dagen ska vara i dag eller senare, och före den gamla. Ingenting har ändrats."
    )


class OtherGroundDecides(Refusal):
    sentence = _(
        "Det här är redan utlämnat till %(unit)s på en annan grund: %(categories)s. Då avgör inte ett "
        "samtycke, och frågan skulle ge familjen ett val som de inte har. Ingenting har sparats. "
        "Berätta i stället vad som har lämnats ut och varför."
    )


class NotTheOneWhoDecides(Refusal):
    sentence = _("Den personen bestämmer inte om det här i dag. Ingenting har sparats.")


class OnlyAboutTheFamily(Refusal):
    sentence = _(
        "En vårdnadshavare kan ensam bara bestämma om uppgifter om sig själv. Ingenting har sparats. "
        "Välj bara familj och hemma, eller låt alla bestämma tillsammans."
    )


class AnswerBeforeAsked(Refusal):
    sentence = _("Svaret kan inte ha getts innan frågan ställdes. Ingenting har sparats. Kontrollera dagen.")


class AnswerOlder(Refusal):
    sentence = _(
        "Den personen har sagt något senare än så. Ett äldre svar kan inte ersätta det. "
        "Ingenting har sparats."
    )


class TakenBack(Refusal):
    sentence = _("Frågan är tillbakatagen. Ingen behöver svara, och ingenting har sparats.")


class TimeIsOut(Refusal):
    sentence = _("Tiden som frågan gällde har gått ut. Ingenting har sparats. Ställ frågan på nytt.")


class AlreadyLeftOut(Refusal):
    sentence = _("Det är redan skrivet för den personen. Ingenting har ändrats.")


class HasAnswered(Refusal):
    sentence = _("Hen har svarat. Den som har svarat går att nå. Ingenting har ändrats.")


class NoNoToJudge(Refusal):
    sentence = _(
        "Sedan sidan öppnades har något ändrats: det finns inte längre något nej från barnet som hindrar. "
        "Bedömningen behövs inte och har inte sparats. Din text står kvar här."
    )


class YesNotNeeded(Refusal):
    sentence = _(
        "Sedan sidan öppnades har något ändrats: det är inte längre barnets ja som saknas. "
        "Bedömningen av mognaden har inte sparats. Din text står kvar här."
    )


class ChildNotHeard(Refusal):
    sentence = _(
        "Skriv vad barnet tycker, eller varför barnet inte har tillfrågats. Ingenting har lämnats ut."
    )


class BadLastDay(Refusal):
    sentence = _("Sista dagen ska vara i dag eller senare och inom ett år. Ingenting har lämnats ut.")


class TooLateToUndo(Refusal):
    sentence = _(
        "Det har redan öppnats för mottagaren och går inte att ångra. Avsluta utlämnandet om det blev fel."
    )
