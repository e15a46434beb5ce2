"""The parts of a child's page: her words, who is around her, attendance, what has happened, goals."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from knutpunkt.design.attendance import attendance_picture
from knutpunkt.design.network import network_map
from knutpunkt.design.pieces.inline import ground_sentence

register = template.Library()

GOAL_STATES = {
    "start": ("goal", ""),
    "better": ("up", gettext_lazy("närmare")),
    "same": ("minus", gettext_lazy("som förut")),
    "harder": ("down", gettext_lazy("svårare")),
    "reached": ("check", gettext_lazy("nått")),
    "next": ("clock", gettext_lazy("nästa")),
}
PATH_STATES = {
    "done": gettext_lazy("klart"),
    "current": gettext_lazy("här är vi"),
    "todo": gettext_lazy("kommer"),
}


def _get(thing: Any, name: str, default: Any = "") -> Any:
    found = thing.get(name, default) if isinstance(thing, dict) else getattr(thing, name, default)
    return default if found is None else found


@register.simple_tag
def voice(text: str, *, by: str = "", readers: str = "", url: str = "", url_label: str = "") -> SafeString:
    """The child's own words, on top of the page."""
    values = {"text": text, "by": by, "readers": readers, "url": url, "url_label": url_label}
    return render_to_string("design/voice.html", values)


@register.simple_tag
def network(child_name: str, people: Sequence[Any]) -> SafeString:
    """Who is around the child: a picture, and a list equal to it."""
    return render_to_string("design/network.html", {"map": network_map(child_name, people)})


@register.simple_tag
def attendance(weeks: Sequence[Any]) -> SafeString:
    """Attendance lesson by lesson: a picture, and a table equal to it."""
    return render_to_string("design/attendance.html", {"picture": attendance_picture(weeks)})


@register.simple_tag(takes_context=True)
def timeline(context: Context, entries: Sequence[Any], *, label: str = "") -> SafeString:
    """What has happened, in the order given; each entry says why it is seen."""
    rows = [
        {name: _get(entry, name) for name in ("date", "title", "text", "who", "icon", "url")}
        | {"why": ground_sentence(_get(entry, "ground", None))}
        for entry in entries
    ]
    return render_to_string(
        "design/timeline.html", {"rows": rows, "label": label, "today": context.get("today")}
    )


@register.simple_tag(takes_context=True)
def goal_path(
    context: Context,
    title: str,
    steps: Sequence[Any],
    *,
    words: str = "",
    who: str = "",
    url: str = "",
    level: int = 3,
) -> SafeString:
    """A goal and what has happened with it: one point for each follow-up, in words."""
    points = [
        {"date": _get(step, "date", None), "label": _get(step, "label"), "state": _get(step, "state", "same")}
        for step in steps
    ]
    for point in points:
        point["icon"], point["said"] = GOAL_STATES.get(point["state"], GOAL_STATES["same"])
    values = {"title": title, "points": points, "words": words, "who": who, "url": url, "level": level}
    return render_to_string("design/goal_path.html", values | {"today": context.get("today")})


@register.simple_tag(takes_context=True)
def progress_path(context: Context, steps: Sequence[Any], *, label: str = "") -> SafeString:
    """Where in the process: steps that are done, where we are, and what comes."""
    rows = [
        {name: _get(step, name) for name in ("label", "date", "note")}
        | {"state": _get(step, "state", "todo")}
        for step in steps
    ]
    for row in rows:
        row["said"] = PATH_STATES.get(row["state"], "")
    values = {"rows": rows, "label": label, "today": context.get("today")}
    return render_to_string("design/progress_path.html", values)


@register.simple_tag
def strengths_and_risks(strengths: Sequence[Any], risks: Sequence[Any], *, level: int = 3) -> SafeString:
    """What carries and what weighs, in that order."""
    return render_to_string(
        "design/strengths_and_risks.html",
        {"strengths": _points(strengths), "risks": _points(risks), "level": level},
    )


def _points(things: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {"text": thing} if isinstance(thing, str) else {n: _get(thing, n) for n in ("text", "source", "url")}
        for thing in things
    ]


@register.simple_tag
def facts(pairs: Sequence[tuple[str, Any]]) -> SafeString:
    """Labels with their values; a value that is None is said to be unknown."""
    return render_to_string("design/facts.html", {"pairs": pairs})


@register.simple_tag
def closed_part(ask_url: str = "") -> SafeString:
    """The text on what one does not see. It takes nothing of the child, so it cannot tell anything."""
    return render_to_string("design/closed_part.html", {"ask_url": ask_url})
