"""What remains before an absence investigation can be concluded: code, shown on its page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.concerns.models import AbsenceInvestigation


@dataclass(frozen=True, slots=True)
class Remaining:
    """One thing left to do; ``required`` is what the conclusion is refused without."""

    words: Any
    required: bool


def remaining(one: AbsenceInvestigation) -> list[Remaining]:
    """What is left of an open investigation, in the order it is usually done."""
    if not one.is_open:
        return []
    steps = (
        (one.body_notified_on, Remaining(_("Anmäl till huvudmannen att utredningen har börjat"), True)),
        (
            one.home_municipality_notified_on or not one.home_municipality_owed,
            Remaining(_("Meddela hemkommunen"), True),
        ),
        (one.pupil_heard_on, Remaining(_("Prata med eleven"), False)),
        (one.guardians_heard_on, Remaining(_("Prata med vårdnadshavarna"), False)),
        (one.student_health_heard_on, Remaining(_("Ta in elevhälsan"), False)),
        (None, Remaining(_("Skriv vad frånvaron beror på och vad som ska hända"), True)),
    )
    return [step for done, step in steps if not done]
