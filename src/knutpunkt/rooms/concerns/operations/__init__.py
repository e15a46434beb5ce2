"""The verbs of this room. Each is told who acts and on which day; the view has asked the door first.

What is stored as words (a promise, a reason by rule) is Swedish, whatever language the actor reads in.
"""

from knutpunkt.rooms.concerns.operations.absence import (
    ask_head_teacher,
    conclude_absence_investigation,
    decide_against_investigation,
    decision_is_asked,
    home_municipality_is_another,
    law_for,
    mark_heard,
    notify_home_municipality,
    notify_responsible_body,
    open_absence_investigation,
)
from knutpunkt.rooms.concerns.operations.answering import (
    confirm_flag,
    deny_flag,
    dismiss,
    finish,
    handle_universally,
    joined_case,
    take_to_case,
)
from knutpunkt.rooms.concerns.operations.climbing import climb
from knutpunkt.rooms.concerns.operations.configuring import set_routine, set_rule
from knutpunkt.rooms.concerns.operations.raising import (
    Crossing,
    Described,
    Seen,
    link_child,
    raise_concern,
    raise_for_unknown_child,
    register_described,
)
from knutpunkt.rooms.concerns.operations.reporting import Report, confirm_receipt, report_concern
from knutpunkt.rooms.concerns.operations.screening import Outcome, raise_from_screening

__all__ = [
    "Crossing",
    "Described",
    "Outcome",
    "Report",
    "Seen",
    "ask_head_teacher",
    "climb",
    "conclude_absence_investigation",
    "confirm_flag",
    "confirm_receipt",
    "decide_against_investigation",
    "decision_is_asked",
    "deny_flag",
    "dismiss",
    "finish",
    "handle_universally",
    "home_municipality_is_another",
    "joined_case",
    "law_for",
    "link_child",
    "mark_heard",
    "notify_home_municipality",
    "notify_responsible_body",
    "open_absence_investigation",
    "raise_concern",
    "raise_for_unknown_child",
    "raise_from_screening",
    "register_described",
    "report_concern",
    "set_routine",
    "set_rule",
    "take_to_case",
]
