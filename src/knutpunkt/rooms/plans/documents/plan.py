"""A plan as PDF."""

from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from knutpunkt.design.paper import tagged_pdf
from knutpunkt.rooms.plans.models import Goal, Plan, SupportMeasure

TEMPLATE = files(__package__).joinpath("plan.typ").read_bytes()


def plan_document(plan: Plan, goals: Iterable[Goal], *, on: date, language: str) -> bytes:
    """The plan as tagged PDF, in Swedish or English; ``on`` is the day it is printed."""
    with override(language):
        return tagged_pdf(TEMPLATE, _told(plan, goals, on, language))


def _told(plan: Plan, goals: Iterable[Goal], on: date, language: str) -> dict[str, Any]:
    return {
        "language": language,
        "title": plan.title,
        "child": str(plan.child),
        "unit": str(plan.unit),
        "made": _("Gjord %(made)s. Utskriven %(printed)s.")
        % {"made": _day(plan.written_on), "printed": _day(on)},
        "follow_up": _when(plan),
        "situation": plan.present_situation,
        "situation_heading": _("Hur det är nu"),
        "goals_heading": _("Mål och insatser"),
        "columns": [_("Vad"), _("Vem"), _("När"), _("Hur märker vi det"), _("Läge")],
        "no_measures": _("Inga insatser ännu."),
        "goals": [_goal(goal, plan) for goal in goals],
        "foot": _("Barnet och vårdnadshavarna får alltid läsa planen och säga vad de tycker."),
    }


def _when(plan: Plan) -> str:
    if plan.ended_on is not None:
        return _("Planen avslutades %(day)s.") % {"day": _day(plan.ended_on)}
    return _("Vi följer upp planen %(day)s.") % {"day": _day(plan.followed_up_by or plan.follow_up_on)}


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
        f"{_day(measure.start)} – {_day(measure.until)}",
        measure.how_we_know,
        str(measure.get_state_display()),
    ]


def _day(day: date) -> str:
    return date_format(day, "j F Y")
