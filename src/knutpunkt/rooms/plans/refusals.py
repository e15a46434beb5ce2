"""What the rules of planning refuse; the sentence tells what happened and what to do."""

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.refusals import Refusal


class FollowUpTooLate(Refusal):
    sentence = _(
        "Planen ska följas upp inom sex månader, och inte tidigare än i dag. "
        "Ingenting har sparats. Välj en annan dag."
    )


class PlanEnded(Refusal):
    sentence = _("Planen är avslutad. Ingenting har sparats. Gör en ny plan om det behövs.")


class PlanRuns(Refusal):
    sentence = _("Planen gäller redan. Ingenting har ändrats.")


class CaseOver(Refusal):
    sentence = _("Samarbetet är avslutat, så ingen plan kan börja gälla i det. Ingenting har sparats.")


class GoalEnded(Refusal):
    sentence = _("Målet är nått. Ingenting har sparats. Sätt ett nytt mål om det behövs mer.")


class MeasureOver(Refusal):
    sentence = _("Insatsen är redan avslutad. Ingenting har ändrats.")


class NotAround(Refusal):
    sentence = _("%(who)s deltar inte i samarbetet. Ingenting har sparats. Bjud in personen först.")


class EmptyAssessment(Refusal):
    sentence = _("Kartläggningen är tom. Ingenting har sparats. Börja med något som bär.")


class NoCoordinator(Refusal):
    sentence = _("Ingen samordnar just nu, så ingen kan lova att följa upp. Välj en samordnare först.")
