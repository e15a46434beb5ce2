"""Which of an actor's own lists each opener starts from: whoever has nothing there is not asked that way.

Most people have two of the ten ways to a record. The others are left out of the question, so that the
database need not plan them. What is not named here is always asked.
"""

from collections.abc import Iterable

from knutpunkt.foundation.access import openers
from knutpunkt.foundation.access.asked import Blanks
from knutpunkt.foundation.access.openers import Opener

NEEDS: dict[str, tuple[Opener, ...]] = {
    "chosen": (openers.chosen_records,),
    "cases": (
        openers.own_area_records,
        openers.own_unit_records,
        openers.sent_requests,
        openers.sent_disclosures,
        openers.received_disclosures,
        openers.joined_cases,
        openers.owned_cases,
        openers.joined_parts,
        openers.joined_children,
        openers.joined_pupils,
        openers.case_commitments,
    ),
    "mentored": (
        openers.mentored_records,
        openers.mentored_children,
    ),
    "triage_units": (
        openers.triage_records,
        openers.triage_concerns,
        openers.triage_children,
        openers.triage_commitments,
    ),
    "promised_cases": (
        openers.held_records,
        openers.held_here,
        openers.held_concerns,
    ),
    "before_any_case": (
        openers.held_before_any_case,
        openers.held_here_before_any_case,
        openers.concerns_held_before,
    ),
    "disclosed": (openers.disclosed_records,),
    "opened": (
        openers.opened_records,
        openers.opened_cases,
        openers.opened_children,
    ),
    "coordinated": (openers.coordinated_cases,),
    "promised_matters": (
        openers.held_cases,
        openers.held_parts,
    ),
    "answered_units": (
        openers.answered_cases,
        openers.answered_parts,
        openers.answered_children,
        openers.answered_commitments,
    ),
    "family": (
        openers.family_parts,
        openers.family_records,
        openers.family_cases,
        openers.family_children,
        openers.family_located,
    ),
    "promised_children": (
        openers.held_children,
        openers.held_pupils,
    ),
    "mentored_attending": (openers.mentors_pupils,),
    "promised": (openers.held_commitments,),
}
_needed = {opener: name for name, some in NEEDS.items() for opener in some}


def worth_asking(asked: Iterable[Opener], own: Blanks) -> tuple[Opener, ...]:
    """Those of the openers that the actor has what is needed for."""
    return tuple(one for one in asked if one not in _needed or getattr(own, _needed[one]))
