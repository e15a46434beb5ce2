"""THE SPECIFICATION, the tables: what opens each kind of thing for each action, with its paragraph.

What a line means is told in ``rules`` (professionals) and ``family``. The page docs/generated/atkomst.md is
made from these tables. Sources: trust §1, domain §3, the paragraphs named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from knutpunkt.foundation.access import family, rules
from knutpunkt.foundation.access.actions import Action, Why
from knutpunkt.foundation.access.facts import (
    Case,
    Child,
    Commitment,
    Disclosure,
    Facts,
    Part,
    Record,
    Request,
)
from knutpunkt.foundation.audit.actor import Actor

READ, CHANGE, CONTRIBUTE = Action.READ, Action.CHANGE, Action.CONTRIBUTE
DISCLOSE, MANAGE, TRIAGE, LOCATE = Action.DISCLOSE, Action.MANAGE, Action.TRIAGE, Action.LOCATE
ATTENDANCE = Action.ATTENDANCE


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the tables: its ground, what must hold, the same in plain Swedish, its paragraph."""

    why: Why
    holds: Callable[[Actor, Any, Facts, date], object]
    says: str
    law: str


# --- The tables: the first line that holds is the ground ---------------------------------------------------

_WRITTEN = Rule(Why.AUTHOR, rules.record_written, "har själv skrivit den, genom samma enhet", "PDL 4:1")

DRAFT: dict[Action, tuple[Rule, ...]] = {READ: (_WRITTEN,), CHANGE: (_WRITTEN,)}

RESTRICTED: dict[Action, tuple[Rule, ...]] = {
    READ: (
        _WRITTEN,
        Rule(
            Why.CHOSEN_READER,
            rules.record_chosen,
            "är vald av barnet att läsa och har med barnet att göra",
            "OSL 12:2–3",
        ),
    ),
    CHANGE: (
        Rule(Why.AUTHOR, rules.record_written_here, "har själv skrivit den i den egna enheten", "PDL 4:1"),
    ),
}

RECORD: dict[Action, tuple[Rule, ...]] = {
    READ: (
        Rule(
            Why.OWN_UNIT,
            rules.record_in_own_area,
            "deltar i samarbetet, och handlingen hör till det egna sekretessområdet",
            "OSL 8:1–2; PDL 4:1",
        ),
        Rule(
            Why.MENTOR,
            rules.record_mentored,
            "är mentor för barnet, och handlingen är av ett slag som mentorn behöver",
            "OSL 8:1–2; skollagen 3 kap.",
        ),
        Rule(
            Why.TRIAGE_TASK,
            rules.record_for_triage,
            "tar emot iakttagelser för enheten: iakttagelser, närvaro och resultat",
            "OSL 8:1–2; behov i arbetet",
        ),
        _WRITTEN,
        Rule(
            Why.HOLDER,
            rules.record_held,
            "håller ett öppet åtagande i ärendet; anteckningar bara av den egna funktionen",
            "OSL 8:1–2; behov i arbetet",
        ),
        Rule(
            Why.DISCLOSED,
            rules.record_disclosed,
            "deltar i ärendet för en enhet som handlingen har lämnats ut till",
            "OSL 10 kap.; 12:2",
        ),
        Rule(
            Why.EMERGENCY,
            rules.record_opened,
            "har gjort en nödöppning som gäller just nu, och handlingen hör till det egna sekretessområdet",
            "OSL 8:1–2; PDL 4:1",
        ),
    ),
    CHANGE: (
        Rule(
            Why.OWN_UNIT,
            rules.record_of_own_unit,
            "deltar i samarbetet genom den enhet som äger handlingen",
            "OSL 8:1–2",
        ),
        Rule(Why.AUTHOR, rules.record_written_here, "har själv skrivit den i den egna enheten", "PDL 4:1"),
        Rule(
            Why.HOLDER,
            rules.record_held_here,
            "håller ett öppet åtagande i ärendet genom den enhet som äger handlingen",
            "behov i arbetet",
        ),
    ),
    TRIAGE: (
        Rule(
            Why.TRIAGE_TASK,
            rules.concern_for_triage,
            "tar emot iakttagelser för den enhet som iakttagelsen kom till",
            "behov i arbetet",
        ),
        Rule(
            Why.HOLDER,
            rules.concern_held,
            "håller det åtagande som iakttagelsen har lett till",
            "behov i arbetet",
        ),
    ),
    DISCLOSE: (
        Rule(
            Why.OWN_UNIT,
            rules.record_of_own_unit,
            "deltar i samarbetet genom den enhet som äger handlingen",
            "OSL 8:1; 10 kap.",
        ),
    ),
}

_COORDINATES = Rule(Why.OWN_UNIT, rules.case_coordinated, "är samordnare i ärendet", "behov i arbetet")
_TAKES_PART = Rule(Why.OWN_UNIT, rules.case_takes_part, "deltar i samarbetet", "behov i arbetet; PDL 4:1")
_HOLDS_IN_CASE = Rule(Why.HOLDER, rules.case_held, "håller ett öppet åtagande i ärendet", "behov i arbetet")

CASE: dict[Action, tuple[Rule, ...]] = {
    READ: (
        _TAKES_PART,
        _HOLDS_IN_CASE,
        Rule(
            Why.RESPONSIBLE,
            rules.case_answered_for,
            "ansvarar för den enhet som äger ärendet",
            "skollagen 2:9–10",
        ),
        Rule(
            Why.EMERGENCY,
            rules.case_opened,
            "har gjort en nödöppning som gäller just nu, och ärendet hör till det egna sekretessområdet",
            "OSL 8:1–2; PDL 4:1",
        ),
    ),
    CONTRIBUTE: (_TAKES_PART, _HOLDS_IN_CASE),
    CHANGE: (
        Rule(
            Why.OWN_UNIT,
            rules.case_takes_part_for_owner,
            "deltar i samarbetet genom den enhet som äger ärendet",
            "behov i arbetet",
        ),
        _HOLDS_IN_CASE,
    ),
    MANAGE: (_COORDINATES, _HOLDS_IN_CASE),
}

CHILD: dict[Action, tuple[Rule, ...]] = {
    READ: (
        Rule(Why.MENTOR, rules.child_mentored, "är mentor för barnet", "behov i arbetet"),
        Rule(
            Why.TRIAGE_TASK,
            rules.child_for_triage,
            "tar emot iakttagelser för barnets skola",
            "behov i arbetet",
        ),
        Rule(
            Why.RESPONSIBLE,
            rules.child_at_unit_answered_for,
            "ansvarar för barnets skola",
            "skollagen 2:9–10",
        ),
        Rule(Why.OWN_UNIT, rules.child_in_case, "deltar i ett samarbete kring barnet", "behov i arbetet"),
        Rule(Why.HOLDER, rules.child_held, "håller ett öppet åtagande för barnet", "behov i arbetet"),
        Rule(
            Why.EMERGENCY,
            rules.child_opened,
            "har gjort en nödöppning som gäller just nu, och barnet är känt i det egna sekretessområdet",
            "OSL 8:1–2; PDL 4:1",
        ),
    ),
}
CHILD[LOCATE] = CHILD[READ]
_SCHOOL_ATTENDANCE = "OSL 8:1–2; 23:2; skollagen 7:17–22, 15:16"
CHILD[ATTENDANCE] = (
    Rule(
        Why.MENTOR,
        rules.attendance_for_mentor,
        "är mentor för barnet i en roll som läser om närvaro",
        _SCHOOL_ATTENDANCE,
    ),
    Rule(
        Why.TRIAGE_TASK,
        rules.child_for_triage,
        "tar emot iakttagelser för barnets skola",
        _SCHOOL_ATTENDANCE,
    ),
    Rule(
        Why.RESPONSIBLE,
        rules.child_at_unit_answered_for,
        "ansvarar för barnets skola",
        "skollagen 2:9–10; 7:17–22, 15:16",
    ),
    Rule(
        Why.OWN_UNIT,
        rules.attendance_in_case,
        "deltar i ett samarbete kring barnet genom en enhet i skolans eget sekretessområde",
        _SCHOOL_ATTENDANCE,
    ),
    Rule(
        Why.HOLDER,
        rules.attendance_for_holder,
        "håller ett öppet åtagande för barnet genom en enhet i skolans eget sekretessområde",
        _SCHOOL_ATTENDANCE,
    ),
)

_COMMITMENT_HELD = Rule(Why.HOLDER, rules.commitment_held, "håller åtagandet i dag", "behov i arbetet")
_UNIT_ANSWERED_FOR = Rule(
    Why.RESPONSIBLE, rules.commitment_answered_for, "ansvarar för åtagandets enhet", "skollagen 2:9–10"
)

COMMITMENT: dict[Action, tuple[Rule, ...]] = {
    READ: (
        _COMMITMENT_HELD,
        Rule(
            Why.HOLDER,
            rules.commitment_named,
            "är ansvarig eller ersättare för åtagandet genom dess enhet",
            "behov i arbetet",
        ),
        Rule(
            Why.OWN_UNIT,
            rules.commitment_in_case,
            "deltar i samarbetet, och åtagandet hör till det egna sekretessområdet",
            "OSL 8:1–2",
        ),
        _UNIT_ANSWERED_FOR,
        Rule(
            Why.TRIAGE_TASK,
            rules.commitment_for_triage,
            "tar emot iakttagelser för enheten, och åtagandet gäller en iakttagelse",
            "behov i arbetet",
        ),
    ),
    CHANGE: (_COMMITMENT_HELD, _UNIT_ANSWERED_FOR),
}

PARTICIPATION: dict[Action, tuple[Rule, ...]] = {
    READ: (
        Rule(
            Why.OWN_UNIT,
            rules.part_among_those_who_take_part,
            "deltar i samarbetet; att en enhet deltar vet den egna verksamheten, den enhet som äger ärendet, "
            "och alla vet om den",
            "OSL 8:1–2; trust §1.10",
        ),
        Rule(
            Why.HOLDER,
            rules.part_for_the_holder,
            "har i dag ett åtagande i ärendet, med samma gräns",
            "OSL 8:1–2; trust §1.10",
        ),
        Rule(
            Why.RESPONSIBLE,
            rules.part_of_own_unit_s_case,
            "ansvarar i dag för den enhet som äger ärendet",
            "OSL 8:1–2",
        ),
    ),
}

_SENDER = Rule(
    Why.OWN_UNIT, rules.sends, "deltar i samarbetet genom den enhet som frågar eller lämnar ut", "OSL 8:1–2"
)
REQUEST: dict[Action, tuple[Rule, ...]] = {READ: (_SENDER,), CHANGE: (_SENDER,)}
DISCLOSURE: dict[Action, tuple[Rule, ...]] = {
    READ: (
        _SENDER,
        Rule(
            Why.OWN_UNIT,
            rules.receives,
            "deltar i samarbetet genom den enhet som har fått utlämnandet",
            "OSL 10 kap.",
        ),
    ),
    CHANGE: (_SENDER,),
}

_IS_FAMILY = "är barnet självt, eller en vårdnadshavare som inte är spärrad medan barnet är under 18"
FAMILY: dict[type[Any], dict[Action, tuple[Rule, ...]]] = {
    Record: {
        READ: (
            Rule(
                Why.FAMILY,
                family.reads_record,
                _IS_FAMILY + "; handlingen är avsedd för familjen",
                "OSL 12:1–3; FB 6:11",
            ),
        )
    },
    Part: {READ: (Rule(Why.FAMILY, family.sees_part, _IS_FAMILY, "OSL 12:1–3; FB 6:11"),)},
    Case: {READ: (Rule(Why.FAMILY, family.sees_case, _IS_FAMILY, "OSL 12:1–3; FB 6:11"),)},
    Child: {
        action: (Rule(Why.FAMILY, family.sees_child, _IS_FAMILY, "OSL 12:1–3; FB 6:11"),)
        for action in (READ, LOCATE, ATTENDANCE)
    },
}

PROFESSIONAL: dict[type[Any], dict[Action, tuple[Rule, ...]]] = {
    Record: RECORD,
    Case: CASE,
    Part: PARTICIPATION,
    Child: CHILD,
    Commitment: COMMITMENT,
    Request: REQUEST,
    Disclosure: DISCLOSURE,
}
