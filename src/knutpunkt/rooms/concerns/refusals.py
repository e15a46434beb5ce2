"""What a rule of concerns refuses; the sentence tells what happened, what is kept and what to do."""

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.refusals import ReasonMissing, Refusal

__all__ = [
    "AlreadyKnown",
    "GroundNotUsable",
    "HeadTeacherOnly",
    "InvestigationDue",
    "NobodyToReceive",
    "NotPossible",
    "NotRecognised",
    "NotYet",
    "NothingSeen",
    "NoticeRemains",
    "ReasonMissing",
    "Refusal",
]


class NotPossible(Refusal):
    """The concern has moved on: what was asked for no longer follows from the state it is in."""

    sentence = _(
        "Någon annan har hunnit svara på den här iakttagelsen. Ingenting har ändrats. Läs det som står nu."
    )


class NothingSeen(Refusal):
    """A concern without a word about what was seen."""

    sentence = _("Skriv vad du har sett. Det andra du har skrivit finns kvar.")


class GroundNotUsable(Refusal):
    """A concern to another area without a ground, or with one the law does not give between the two."""

    sentence = _("Välj en grund som går att använda och skriv varför. Det du har skrivit finns kvar.")


class NobodyToReceive(Refusal):
    """Neither the unit nor its responsible body has anybody who could hold the promise on this day."""

    sentence = _(
        "%(unit)s har ingen som kan ta emot i dag. Iakttagelsen är inte skickad. Ring i stället, och be den "
        "som administrerar att utse någon."
    )


class InvestigationDue(Refusal):
    """The absence is such that the law asks for the head teacher's investigation or a signed decision."""

    sentence = _(
        "Frånvaron är så stor att rektorn ska utreda den, eller skriva under ett beslut att inte göra det. "
        "Ingenting har ändrats. Be rektorn om beslut först."
    )


class HeadTeacherOnly(Refusal):
    """Only the head teacher of the pupil's school decides about the investigation."""

    sentence = _("Bara rektorn på elevens skola kan besluta om utredningen. Ingenting har ändrats.")


class NoticeRemains(Refusal):
    """The investigation cannot be concluded while a notice the law asks for has not been sent."""

    sentence = _(
        "Ett meddelande som lagen kräver är inte skickat: %(which)s. Skicka det först. Din text finns kvar."
    )


class NotRecognised(Refusal):
    """Nobody at the receiving unit has said yet which child a description is about."""

    sentence = _("Säg först vem iakttagelsen gäller. Ingenting har ändrats. Välj barnet och försök igen.")


class NotYet(Refusal):
    """A rule or routine may change from tomorrow at the earliest: today's run has its rules already."""

    sentence = _("En ändring kan gälla tidigast från i morgon. Ingenting har ändrats. Välj en senare dag.")


class AlreadyKnown(Refusal):
    """The concern already has its child."""

    sentence = _("Iakttagelsen hör redan till ett barn. Ingenting har ändrats.")
