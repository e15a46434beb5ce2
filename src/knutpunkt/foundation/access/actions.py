"""What somebody may want to do, with what kind of thing, and why it may open. Enumerations only."""

from enum import StrEnum


class Action(StrEnum):
    """One kind of act. Which acts mean anything for which kind of thing: the tables in ``decide``."""

    READ = "read"
    CHANGE = "change"
    CONTRIBUTE = "contribute"  # write something new in a case
    DISCLOSE = "disclose"  # let another secrecy area read it
    MANAGE = "manage"  # coordinate a case: invite, close
    TRIAGE = "triage"  # answer a concern
    LOCATE = "locate"  # see what reveals where a child is: address, school, class, phone
    ATTENDANCE = "attendance"  # see how a child attends, as the schools of the actor's own area report it


class Kind(StrEnum):
    """The kinds of thing the door knows. A room's own content is a ``RECORD`` by inheriting from it."""

    CHILD = "child"
    CASE = "case"
    PARTICIPATION = "participation"
    RECORD = "record"
    COMMITMENT = "commitment"
    MATTER = "matter"
    CONSENT_REQUEST = "consent_request"
    DISCLOSURE = "disclosure"


class Why(StrEnum):
    """Why something opened. For ``DISCLOSED`` the disclosure's own ground is shown (``casefile.Ground``)."""

    OWN_UNIT = "own_unit"
    MENTOR = "mentor"
    TRIAGE_TASK = "triage_task"
    HOLDER = "holder"
    AUTHOR = "author"
    DISCLOSED = "disclosed"
    FAMILY = "family"
    CHOSEN_READER = "chosen_reader"
    RESPONSIBLE = "responsible"
    EMERGENCY = "emergency"
