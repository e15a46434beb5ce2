"""What a rule of this room refuses; the sentence tells what happened and what to do."""

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.refusals import Refusal


class NotTheirs(Refusal):
    """The act is somebody else's: a named responsible's, or a person's with the task."""

    sentence = _("Det här beslutas av den som ansvarar för enheten. Ingenting har ändrats. Prata med den.")


class TooManyLookUps(Refusal):
    """So many an hour and no more (trust T34)."""

    sentence = _(
        "Du har sökt många gånger på kort tid. Ingenting har ändrats. Vänta en timme, eller ring en kollega "
        "som arbetar med barnet. Gäller det fara just nu: ring 112."
    )


class ReasonTooShort(Refusal):
    """What opens in an emergency, or lends somebody's eyes, is explained in a sentence."""

    sentence = _("Skriv en hel mening om varför, minst %(least)d tecken. Ingenting har öppnats.")


class AlreadyClosed(Refusal):
    """An opening that is no longer open."""

    sentence = _("Nödöppningen är redan stängd.")


class SameSecond(Refusal):
    """Whoever opens cannot be the second person."""

    sentence = _("Någon annan än du måste bekräfta. Ingenting har öppnats.")


class ReviewInThePast(Refusal):
    """A hold is looked at again on a later day."""

    sentence = _("Välj en senare dag för genomgången. Ingenting har ändrats.")


class AlreadyHeld(Refusal):
    """The guardian is under a hold already."""

    sentence = _("Det finns redan en kontaktspärr. Ingenting har ändrats.")


class NotConfirmed(Refusal):
    """A mark is lowered only by somebody who has looked at the decision behind it."""

    sentence = _(
        "Skyddet sänks bara när du har kontrollerat beslutet hos Skatteverket. Ingenting har ändrats. "
        "Kryssa i rutan när du har gjort det."
    )


class AlreadyDecided(Refusal):
    """A request is decided once."""

    sentence = _("Begäran är redan beslutad. Ingenting har ändrats.")


class NothingToDo(Refusal):
    """There is no decision to carry out, or somebody has done it."""

    sentence = _("Det finns inget kvar att göra i den här begäran. Ingenting har ändrats. Läs om sidan.")


class NotSaidWhatWasDone(Refusal):
    """Done, without a word of what."""

    sentence = _("Skriv vad som är gjort. Ingenting har ändrats.")


class OriginalMissing(Refusal):
    """A text was put right and nothing tells how it stood."""

    sentence = _(
        "Välj rättelsen i anteckningen, eller skriv hur uppgiften stod innan. Den tidigare texten ska finnas "
        "kvar. Ingenting har ändrats."
    )


class ReceiversNotSaid(Refusal):
    """Nobody has said whether others had got the wrong text."""

    sentence = _(
        "Skriv vilka som hade fått den felaktiga uppgiften och att de har fått veta, eller att ingen hade "
        "fått den. Ingenting har ändrats."
    )
