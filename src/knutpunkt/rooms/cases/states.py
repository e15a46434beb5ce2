"""The states of a case as data: what leads where, and the event each step writes."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.casefile.models import Case


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: its name, from and to which state, the event, and what a button says."""

    name: str
    before: Case.State | None
    after: Case.State
    event: str
    label: Promise


TRANSITIONS = (
    Transition("open", None, Case.State.OPEN, "case.opened", _("Börja samarbeta")),
    Transition(
        "enter_after_care",
        Case.State.OPEN,
        Case.State.AFTER_CARE,
        "case.entered_after_care",
        _("Avsluta med eftervård"),
    ),
    Transition("close", Case.State.OPEN, Case.State.CLOSED, "case.closed", _("Avsluta")),
    Transition(
        "end_after_care",
        Case.State.AFTER_CARE,
        Case.State.CLOSED,
        "case.after_care_ended",
        _("Eftervården är klar"),
    ),
    Transition("resume", Case.State.AFTER_CARE, Case.State.OPEN, "case.resumed", _("Börja samarbeta igen")),
)


class WrongState(Exception):
    """The case is not in a state from which this step can be taken."""

    def __str__(self) -> str:
        return str(_("Samarbetet har redan ändrats av någon annan. Ladda om sidan och se hur det står."))


def step(name: str, state: str | None) -> Transition:
    """The transition ``name`` from ``state``; raises ``WrongState`` when it does not lead from there."""
    for transition in TRANSITIONS:
        if transition.name == name and transition.before == state:
            return transition
    raise WrongState(name)


def steps_from(state: str) -> list[Transition]:
    """The steps that lead from a state, in order."""
    return [transition for transition in TRANSITIONS if transition.before == state]


def diagram() -> str:
    """The states as a Mermaid diagram (Swedish), for the generated documentation."""
    lines = ["stateDiagram-v2"]
    for transition in TRANSITIONS:
        before = "[*]" if transition.before is None else transition.before.value
        lines.append(f"    {before} --> {transition.after.value}: {transition.label} ({transition.event})")
    lines.append(f"    {Case.State.CLOSED.value} --> [*]")
    lines.extend(f"    {state.value}: {state.label}" for state in Case.State)
    return "\n".join(lines)
