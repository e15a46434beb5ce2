"""The tables of this room, one file per kind of thing."""

from knutpunkt.rooms.concerns.models.absence import AbsenceInvestigation
from knutpunkt.rooms.concerns.models.concern import Concern, Receipt
from knutpunkt.rooms.concerns.models.configuration import ConcernRoutine, RuleVersion, ScreeningRun
from knutpunkt.rooms.concerns.models.report import ReportOfConcern

__all__ = [
    "AbsenceInvestigation",
    "Concern",
    "ConcernRoutine",
    "Receipt",
    "ReportOfConcern",
    "RuleVersion",
    "ScreeningRun",
]
