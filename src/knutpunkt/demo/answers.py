"""What mentors have answered to the screening's question, so that triage has something to do."""

from datetime import date

from knutpunkt.demo.cases import Progress
from knutpunkt.demo.municipality import draw_municipality
from knutpunkt.demo.themes import filled
from knutpunkt.demo.town import Town, town_of
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.rooms.concerns import operations as concerns
from knutpunkt.rooms.concerns.models import Concern

TRUE = (
    "Ja, det stämmer. {namn} har varit borta mer än förut, och jag har inte fått tag på hemmet.",
    "Stämmer. Jag har pratat med {namn}, som gärna träffar någon.",
    "Ja. Det är främst morgnarna. Vi har provat sms men det räcker inte.",
    "Det stämmer, och det oroar mig. {Hon} har slutat äta med de andra.",
)
NOT_TRUE = (
    "{namn} hade praktik två veckor och blev felrapporterad.",
    "Planerad ledighet för en resa, godkänd av rektor.",
    "Bröt benet och arbetade hemifrån. Tillbaka nu.",
)


def answer_flags(*, on: date, seed: int, progress: Progress) -> int:
    """Let some of the mentors answer; most have not had time yet. Returns how many have."""
    town = town_of(draw_municipality(on=on, seed=seed))
    asked = Concern.objects.filter(state=Concern.State.ASKED).select_related("child", "unit", "matter")
    waiting = sorted(asked, key=lambda concern: concern.child.source_id)
    answered = 0
    with recorded(actor=SYSTEM, action="demo.answered"):
        for number, concern in enumerate(waiting):
            answered += _answer(town, concern, number, on)
            progress("Mentorernas svar", number + 1, len(waiting))
    return answered


def _answer(town: Town, concern: Concern, number: int, on: date) -> bool:
    mentor = town.mentor(concern.child.source_id, on)
    if mentor is None or number % 5 > 1:
        return False
    if number % 5 == 0:
        words = filled(TRUE[number // 5 % len(TRUE)], concern.child)
        concerns.confirm_flag(actor=mentor.actor, on=on, concern=concern, words=words)
        return True
    if number % 15 == 1:
        reason = filled(NOT_TRUE[number // 15 % len(NOT_TRUE)], concern.child)
        concerns.deny_flag(actor=mentor.actor, on=on, concern=concern, reason=reason)
        return True
    return False
