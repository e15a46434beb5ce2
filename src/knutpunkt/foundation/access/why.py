"""Why a row opened, as a sentence for the person who sees it."""

from dataclasses import dataclass

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from knutpunkt.foundation.access.actions import Why
from knutpunkt.foundation.access.consenting import Agreement
from knutpunkt.foundation.casefile.models import Ground

_SENTENCES = {
    Why.OWN_UNIT: _("Du ser detta för att du deltar i samarbetet."),
    Why.MENTOR: _("Du ser detta för att du är mentor."),
    Why.TRIAGE_TASK: _("Du ser detta för att du tar emot iakttagelser för enheten."),
    Why.HOLDER: _("Du ser detta för att du har ett åtagande här."),
    Why.AUTHOR: _("Du ser detta för att du har skrivit det."),
    Why.FAMILY: _("Du ser detta för att det handlar om dig eller ditt barn."),
    Why.CHOSEN_READER: _("Du ser detta för att barnet har valt att du får läsa det."),
    Why.RESPONSIBLE: _("Du ser detta för att du ansvarar för enheten."),
    Why.EMERGENCY: _("Du ser detta för att du har gjort en nödöppning."),
    Ground.CONSENT: _("Du ser detta för att de som bestämmer har sagt ja."),
    Ground.HARM_TEST: _("Du ser detta för att den som skrev det har prövat att det inte är till men."),
    Ground.ANONYMISED: _("Du ser detta för att det inte går att se vem det handlar om."),
    Ground.OWN_DUTY: _("Du ser detta för att det var nödvändigt att lämna ut det."),
    Ground.GENERAL_CLAUSE: _("Du ser detta med stöd av generalklausulen."),
    Ground.DUTY_TO_DISCLOSE: _("Du ser detta för att det finns en skyldighet att lämna uppgiften."),
    Ground.REPORT_OF_CONCERN: _("Du ser detta för att det hör till en orosanmälan."),
    Ground.CARE_UNDER_18: _("Du ser detta för att barnet behöver vård eller omsorg."),
    Ground.POLICE_UNDER_21: _("Du ser detta för att förebygga brott."),
}
SENTENCES: dict[str, object] = {str(code): words for code, words in _SENTENCES.items()}
_BY_CHILD = gettext_noop("Du ser detta för att %(name)s har sagt ja.")
_BY_GUARDIANS = gettext_noop("Du ser detta för att vårdnadshavarna har sagt ja.")
_BY_BOTH = gettext_noop("Du ser detta för att %(name)s och vårdnadshavarna har sagt ja.")


@dataclass(frozen=True, slots=True)
class ShownGround:
    """What a page knows of why a row opened; ``disclosure`` is the id of the one that opened it."""

    code: str
    name: str = ""
    agreement: Agreement | None = None
    disclosure: object = None

    @property
    def why(self) -> str:
        """One Swedish sentence, translated when it is shown."""
        if self.code == Ground.CONSENT and self.agreement is not None and self.name:
            return say(_consent_words(self.agreement)) % {"name": self.name}
        return str(SENTENCES[self.code])

    def __str__(self) -> str:
        return self.why


def _consent_words(agreed: Agreement) -> str:
    if not agreed.guardians_yes:
        return _BY_CHILD
    return _BY_BOTH if agreed.child_yes else _BY_GUARDIANS
