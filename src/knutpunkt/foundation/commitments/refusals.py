"""What a rule of promises refuses; the sentence tells what happened and what to do."""

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.refusals import BodyWithoutAppointee, ReasonMissing, Refusal

__all__ = [
    "AlreadyEnded",
    "BodyWithoutAppointee",
    "DueInThePast",
    "HolderNotAtUnit",
    "LastPromise",
    "MatterClosed",
    "NextIncomplete",
    "NobodyAnswers",
    "ReasonMissing",
    "Refusal",
    "SameBackup",
    "StaleVersion",
    "StepsAside",
    "TooLateToUndo",
    "TooLong",
]


class LastPromise(Refusal):
    """The commitment carries an open matter, and no other open commitment could."""

    sentence = _(
        "Det här är det sista som är lovat. Ingenting har ändrats. Skriv vad som händer härnäst, vem som gör "
        "det och till när, eller avsluta hela frågan."
    )


class HolderNotAtUnit(Refusal):
    """A new holder or backup has no running assignment at the unit."""

    sentence = _(
        "%(who)s har inget uppdrag på %(unit)s i dag. Ingenting har ändrats. Välj någon som arbetar där."
    )


class StepsAside(Refusal):
    """The holder or backup has a conflict of interest about the child."""

    sentence = _("%(who)s kan inte ta det här. Ingenting har ändrats. Välj någon annan på %(unit)s.")


class SameBackup(Refusal):
    """Holder and backup are the same person."""

    sentence = _("Ersättaren måste vara någon annan än den som ansvarar. Ingenting har ändrats.")


class StaleVersion(Refusal):
    """Somebody else has changed the commitment since the page was shown."""

    sentence = _(
        "Någon annan har hunnit ändra det här. Din text finns kvar. Läs det som står nu och spara igen om du "
        "fortfarande vill."
    )


class DueInThePast(Refusal):
    """A new due or check date has already passed."""

    sentence = _("Dagen %(due)s har redan passerat. Ingenting har ändrats. Välj en senare dag.")


class MatterClosed(Refusal):
    """Something was promised or reopened in a matter that is closed."""

    sentence = _("Frågan är redan avslutad. Ingenting har ändrats. Öppna en ny om något mer ska göras.")


class AlreadyEnded(Refusal):
    """The commitment is no longer open."""

    sentence = _("Det här är redan klart eller avslutat. Ingenting har ändrats.")


class NextIncomplete(Refusal):
    """A next step was given without both what and when."""

    sentence = _("Skriv både vad som händer härnäst och till när. Ingenting har ändrats.")


class TooLateToUndo(Refusal):
    """Only what was done today can be undone."""

    sentence = _("Det går bara att ångra samma dag. Ingenting har ändrats. Lova något nytt i stället.")


class NobodyAnswers(Refusal):
    """Nobody in the chain has a running assignment on the day: the organisation is not set up."""

    sentence = _(
        "Ingen svarar för %(unit)s den %(day)s. Ingenting har ändrats. Be den som administrerar att utse "
        "någon hos huvudmannen."
    )


class TooLong(Refusal):
    """A text is longer than there is room for."""

    sentence = _("Texten är %(length)s tecken och får vara högst %(most)s. Korta den och spara igen.")
