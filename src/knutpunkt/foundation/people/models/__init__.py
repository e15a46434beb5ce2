"""The tables of this room, one file per kind of thing."""

from knutpunkt.foundation.people.models.account import Account
from knutpunkt.foundation.people.models.children import (
    Child,
    Enrolment,
    Guardian,
    Guardianship,
    MentorGroup,
    MentorGroupMember,
    MentorGroupMentor,
    NationalId,
    ProtectedIdentity,
    Sex,
)
from knutpunkt.foundation.people.models.organisation import (
    Agency,
    AreaRegime,
    Municipality,
    Regime,
    ResponsibleBody,
    SecrecyArea,
    Unit,
)
from knutpunkt.foundation.people.models.professionals import (
    Appointment,
    Assignment,
    Profession,
    Professional,
    UnitResponsibility,
    UnitWideTask,
)
from knutpunkt.foundation.people.models.safeguards import ConflictOfInterest, ContactHold

__all__ = [
    "Account",
    "Agency",
    "Appointment",
    "AreaRegime",
    "Assignment",
    "Child",
    "ConflictOfInterest",
    "ContactHold",
    "Enrolment",
    "Guardian",
    "Guardianship",
    "MentorGroup",
    "MentorGroupMember",
    "MentorGroupMentor",
    "Municipality",
    "NationalId",
    "Profession",
    "Professional",
    "ProtectedIdentity",
    "Regime",
    "ResponsibleBody",
    "SecrecyArea",
    "Sex",
    "Unit",
    "UnitResponsibility",
    "UnitWideTask",
]
