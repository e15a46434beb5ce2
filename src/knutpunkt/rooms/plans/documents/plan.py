"""A plan as PDF."""

import json
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from typing import Any

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from knutpunkt.rooms.plans.models import Goal, Plan, SupportMeasure

TEMPLATE = files(__package__).joinpath("plan.typ").read_bytes()


def plan_document(plan: Plan, goals: Iterable[Goal], *, on: date, language: str) -> bytes:
    """The plan as PDF/UA-tagged bytes, in Swedish or English; ``on`` is the day it is printed."""
    with override(language):
        told = _told(plan, goals, on, language)
    return bytes(
        typst.compile(
            TEMPLATE, sys_inputs={"plan": json.dumps(told, ensure_ascii=False)}, pdf_standards=["ua-1"]
        )
    )


def _told(plan: Plan, goals: Iterable[Goal], on: date, language: str) -> dict[str, Any]:
    return {
        "language": language,
        "title": plan.title,
        "child": str(plan.child),
        "unit": str(plan.unit),
        "made": _("Gjord %(made)s. Utskriven %(printed)s.")
        % {"made": _day(plan.written_on), "printed": _day(on)},
        "follow_up": _("Vi följer upp planen %(day)s.") % {"day": _day(plan.follow_up_on)},
        "situation": plan.present_situation,
        "situation_heading": _("Hur det är nu"),
        "goals_heading": _("Mål och insatser"),
        "columns": [_("Vad"), _("Vem"), _("När"), _("Hur märker vi det"), _("Läge")],
        "no_measures": _("Inga insatser ännu."),
        "goals": [_goal(goal, plan) for goal in goals],
        "foot": _("Barnet och vårdnadshavarna får alltid läsa planen och säga vad de tycker."),
    }


def _goal(goal: Goal, plan: Plan) -> dict[str, Any]:
    return {
        "words": goal.words,
        "voice": str(goal.get_voice_display()),
        "measures": [_measure(measure, plan) for measure in goal.measures.all()],
    }


def _measure(measure: SupportMeasure, plan: Plan) -> list[str]:
    return [
        measure.what,
        measure.responsible or plan.child.given_name,
        f"{_day(measure.start)} – {_day(measure.due)}",
        measure.how_we_know,
        str(measure.get_state_display()),
    ]


def _day(day: date) -> str:
    return date_format(day, "j F Y")
