"""What this room shows on the child's page, and the attendance picture beside a flag."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from knutpunkt.foundation.access.door import enter
from knutpunkt.foundation.people.models import Child
from knutpunkt.insight.engine import duckdb_session
from knutpunkt.insight.picture import PictureDay, first_monday
from knutpunkt.rooms.concerns import queries
from knutpunkt.rooms.concerns.lake import pictures
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.entrance.gate import ActingRequest, professional

WEEKS = 8


@professional
@require_GET
def panel(request: ActingRequest, child: UUID) -> HttpResponse:
    """Who: anyone on the child's page. When: before a talk.

    Time: seconds. Feeling: nothing has been missed.
    """
    on, actor = timezone.localdate(), request.actor
    one = enter(Child.objects.all(), child, actor=actor, on=on)
    found = queries.of_child(one.pk, actor=actor, on=on)
    flagged = next((row for row in found if row.flags), None)
    context = {
        "child": one,
        "concerns": found,
        "flagged": flagged,
        "investigations": queries.investigations_of(one.pk, actor=actor, on=on),
        "today": on,
    }
    name = "concerns/panel.html#panel" if request.headers.get("HX-Request") else "concerns/panel.html"
    return render(request, name, context)


@professional
@require_GET
def picture(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who reads a flag. When: deciding.

    Time: a glance. Feeling: I see the pattern, not only a number.
    """
    on = timezone.localdate()
    one = queries.concern(pk, actor=request.actor, on=on)
    if not one.flags:
        raise Http404
    context = {"concern": one, "weeks": weeks_of(one, on), "today": on}
    name = "concerns/picture.html#picture" if request.headers.get("HX-Request") else "concerns/picture.html"
    return render(request, name, context)


def weeks_of(one: Concern, on: date) -> list[dict[str, Any]]:
    """The eight weeks up to today, as the design's picture wants them; no lessons known gives no weeks."""
    municipality = one.unit.area.agency.responsible_body.municipality.code
    with duckdb_session(threads=1) as session:
        days = pictures(session=session, municipality=municipality, children=[one.child_id], on=on)
    known = {day.day: day for day in days[str(one.child_id)]}
    if not known:
        return []
    monday = first_monday(on)
    return [_week(monday + timedelta(weeks=n), known) for n in range(WEEKS)]


def _week(monday: date, known: dict[date, PictureDay]) -> dict[str, Any]:
    days = [monday + timedelta(days=n) for n in range(5)]
    return {
        "week": monday.isocalendar().week,
        "days": [{"date": day, "lessons": _lessons(known.get(day)), "note": ""} for day in days],
    }


def _lessons(day: PictureDay | None) -> list[str]:
    if day is None:
        return []
    return [
        *["present"] * day.present,
        *["valid"] * day.absent_valid,
        *["invalid"] * day.absent_invalid,
        *["unreported"] * day.unreported,
    ]
