"""What an event is called on a page: one plain phrase per kind of act, never what was written."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.access.why import SENTENCES
from knutpunkt.foundation.people.models import Profession

# The longest beginning that fits says what kind of act it was.
ACTS: dict[str, Promise] = {
    "cases.child.": _("läste barnets sida"),
    "cases.children.": _("läste sin lista över barn"),
    "cases.search.": _("sökte bland sina barn"),
    "cases.note.": _("läste en anteckning"),
    "cases.edit_note.": _("läste en anteckning"),
    "cases.attachment.": _("öppnade en bilaga"),
    "cases.words.": _("läste barnets egna ord"),
    "cases.": _("läste om samarbetet"),
    "concerns.attendance.": _("läste om närvaron"),
    "concerns.triage.": _("läste listan över iakttagelser"),
    "concerns.investigation": _("läste utredningen om frånvaro"),
    "concerns.": _("läste en iakttagelse"),
    "consents.disclosure.": _("läste om ett utlämnande"),
    "consents.disclose.": _("läste om ett utlämnande"),
    "consents.": _("läste om samtycke"),
    "plans.pdf.": _("tog ut planen på papper"),
    "plans.assess": _("läste kartläggningen"),
    "plans.": _("läste planen"),
    "followup.": _("läste uppföljningen"),
    "today.": _("läste sin lista för dagen"),
    "oversight.": _("granskade loggen"),
    "own_log.": _("tog ut det här utdraget ur loggen"),
    "extract.": _("tog ut ett registerutdrag"),
    "review.": _("granskade loggen"),
    "note.": _("skrev eller rättade en anteckning"),
    "attachment.": _("lade till en bilaga"),
    "childs_view.": _("skrev ner barnets egna ord"),
    "assessment.": _("gjorde en kartläggning"),
    "plan.followed_up": _("följde upp planen"),
    "plan.": _("ändrade planen"),
    "consent.asked": _("frågade om samtycke"),
    "consent.answered": _("skrev ner ett svar om samtycke"),
    "consent.withdrawn": _("skrev ner att ett samtycke togs tillbaka"),
    "disclosure.refused": _("sade nej till att lämna ut uppgifter"),
    "disclosure.": _("lämnade ut uppgifter"),
    "commitment.": _("ändrade något som är lovat"),
    "matter.": _("ändrade något som är lovat"),
    "notice.": _("läste ett meddelande"),
    "case.": _("ändrade vilka som samarbetar"),
    "question.": _("ställde en fråga"),
    "informed.": _("skrev ner vem som har fått information"),
    "information.": _("läste om vem som har fått information"),
    "concern.": _("skrev eller svarade på en iakttagelse"),
    "absence.": _("utredde frånvaro"),
    "screening.": _("fick en fråga om närvaro och betyg"),
    "child.": _("ändrade uppgifter om barnet"),
    "emergency.opened": _("gjorde en nödöppning"),
    "emergency.seconded": _("bekräftade en nödöppning"),
    "emergency.closed": _("stängde en nödöppning"),
    "emergency.reviewed": _("gick igenom en nödöppning"),
    "emergency.review_begun": _("ändrade något som är lovat"),
    "import.": _("läste in uppgifter från skolans register"),
}
READ, CHANGED = _("läste uppgifter om barnet"), _("ändrade uppgifter om barnet")
SYSTEM = _("Knutpunkt själv")


def act(action: str) -> str:
    """The phrase of an action."""
    fitting = max((start for start in ACTS if action.startswith(start)), key=len, default="")
    if fitting:
        return str(ACTS[fitting])
    return str(READ if action.endswith(".read") else CHANGED)


def role(profession: str) -> str:
    """What somebody worked as; "" when unknown."""
    return str(dict(Profession.choices).get(profession, ""))


def grounds(codes: tuple[str, ...]) -> str:
    """Why it opened, in plain words about somebody else; what is not known is left out."""
    told = [str(ABOUT_ANOTHER.get(code, "")) for code in codes if code in SENTENCES]
    return ", ".join(dict.fromkeys(word for word in told if word))


ABOUT_ANOTHER: dict[str, Promise] = {
    "own_unit": _("deltar i samarbetet"),
    "mentor": _("är mentor"),
    "triage_task": _("tar emot iakttagelser för skolan"),
    "holder": _("har lovat något för barnet"),
    "author": _("har skrivit det"),
    "family": _("det handlar om personen själv"),
    "chosen_reader": _("barnet har valt vem som får läsa"),
    "responsible": _("ansvarar för enheten"),
    "emergency": _("gjorde en nödöppning"),
    "consent": _("de som bestämmer har sagt ja"),
    "harm_test": _("det prövades att det inte är till men"),
    "anonymised": _("det gick inte att se vem det gällde"),
    "own_duty": _("det var nödvändigt för uppgiften"),
    "general_clause": _("generalklausulen"),
    "duty_to_disclose": _("det finns en skyldighet att lämna uppgiften"),
    "report_of_concern": _("det hör till en orosanmälan"),
    "care_under_18": _("barnet behöver vård eller omsorg"),
    "police_under_21": _("för att förebygga brott"),
}
