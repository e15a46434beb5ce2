"""Roles: what each profession may have at all. A role opens nothing by itself; it can only hold back.

An administrator of the system has no assignment and therefore no role here: no content at all.
"""

from dataclasses import dataclass
from enum import StrEnum

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.casefile.models import Category
from knutpunkt.foundation.people.models import Profession

EVERY_ACTION = frozenset(Action)
NO_ACTION: frozenset[Action] = frozenset()
# What a mentor needs every day; wellbeing, health, family and the child's own words are not among it.
MENTORS_CATEGORIES = frozenset(
    {Category.OBSERVATION, Category.ATTENDANCE, Category.RESULTS, Category.SUPPORT}
)
TRIAGE_CATEGORIES = frozenset({Category.ATTENDANCE, Category.RESULTS})


class Reach(StrEnum):
    """How far a role's statistics reach; see ``counting.py``."""

    OWN_UNIT = "own unit"
    OWN_BODY = "own responsible body"


@dataclass(frozen=True, slots=True)
class Role:
    """One profession. ``says`` is its one plain sentence; ``mentor_reads`` what it reads as a mentor.

    ``counts``: whose figures it sees in the statistics, if any; never a person.
    """

    profession: Profession
    says: str
    may: frozenset[Action] = EVERY_ACTION
    mentor_reads: frozenset[Category] = frozenset()
    counts: Reach | None = None

    @property
    def name(self) -> str:
        return str(self.profession.label)


_ALL = (
    Role(
        Profession.TEACHER,
        "Undervisar och är ofta mentor: ser det vardagliga för sina mentorselever.",
        mentor_reads=MENTORS_CATEGORIES,
    ),
    Role(
        Profession.HEAD_TEACHER,
        "Ansvarar för skolan och för det som ingen annan har tagit hand om.",
        mentor_reads=MENTORS_CATEGORIES,
        counts=Reach.OWN_UNIT,
    ),
    Role(Profession.SCHOOL_COUNSELLOR, "Arbetar med elevens sociala situation i elevhälsan."),
    Role(Profession.SCHOOL_NURSE, "Arbetar med elevens hälsa i elevhälsans medicinska del."),
    Role(Profession.PSYCHOLOGIST, "Arbetar med elevens mående och lärande i elevhälsan."),
    Role(
        Profession.SPECIAL_EDUCATOR,
        "Arbetar med stöd och anpassningar i skolan.",
        mentor_reads=MENTORS_CATEGORIES,
    ),
    Role(
        Profession.CAREER_COUNSELLOR,
        "Vägleder om studier och yrken.",
        mentor_reads=MENTORS_CATEGORIES,
    ),
    Role(
        Profession.STUDENT_COACH,
        "Är nära eleven och håller ihop stödet på skolan.",
        mentor_reads=MENTORS_CATEGORIES,
    ),
    Role(Profession.COORDINATOR, "Håller ihop samarbetet mellan verksamheter.", counts=Reach.OWN_BODY),
    Role(
        Profession.COLLABORATION_LEADER,
        "Leder samarbetet i ett område och kan hålla ihop enskilda ärenden.",
        counts=Reach.OWN_BODY,
    ),
    Role(Profession.FAMILY_SUPPORTER, "Stödjer familjen hemma och i mötet med skolan."),
    Role(
        Profession.OUTREACH_OFFICER, "Söker upp ungdomar som varken går i gymnasiet eller har tagit examen."
    ),
    Role(Profession.SOCIAL_WORKER, "Utreder och ger stöd i socialtjänsten."),
    Role(Profession.HEALTH_CONTACT, "Är barnets kontakt i hälso- och sjukvården."),
    Role(Profession.EMPLOYMENT_OFFICER, "Hjälper ungdomar mot arbete och praktik."),
    Role(Profession.LEISURE_LEADER, "Möter barn och unga på fritiden."),
    Role(
        Profession.STATISTICIAN,
        "Arbetar med sammanställningar och ser aldrig ett enskilt barn.",
        NO_ACTION,
        counts=Reach.OWN_BODY,
    ),
    Role(Profession.LOG_REVIEWER, "Granskar loggen och ser aldrig vad som står i ett ärende.", NO_ACTION),
)

ROLES: dict[str, Role] = {role.profession.value: role for role in _ALL}
