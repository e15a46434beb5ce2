"""What this room shows on the child's page: the concerns, and how the child attends."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import enter
from knutpunkt.foundation.people.models import Child
from knutpunkt.rooms.concerns import queries
from knutpunkt.rooms.concerns.attendance import attendance_of
from knutpunkt.rooms.concerns.flags import first_sentence
from knutpunkt.rooms.entrance.gate import ActingRequest, professional


@professional
@require_GET
def panel(request: ActingRequest, child: UUID) -> HttpResponse:
    """Who: anyone on the child's page. When: before a talk.

    Time: seconds. Feeling: nothing has been missed.
    """
    on, actor = timezone.localdate(), request.actor
    one = enter(Child.objects.all(), child, actor=actor, on=on)
    language = get_language() or "sv"
    context = {
        "child": one,
        "concerns": [
            (row, first_sentence(row.flags, language=language))
            for row in queries.of_child(one.pk, actor=actor, on=on)
        ],
        "investigations": queries.investigations_of(one.pk, actor=actor, on=on),
        "today": on,
    }
    name = "concerns/panel.html#panel" if request.headers.get("HX-Request") else "concerns/panel.html"
    return render(request, name, context)


@professional
@require_GET
def attendance(request: ActingRequest, child: UUID) -> HttpResponse:
    """Who: coordinator, mentor, who takes in concerns. When: before a talk.

    Time: ten seconds. Feeling: I see how it goes, and the pattern, not only a number.
    """
    on, actor = timezone.localdate(), request.actor
    one = enter(Child.objects.all(), child, actor=actor, on=on, action=Action.ATTENDANCE)
    context = {"child": one, "attendance": attendance_of(one.pk, actor=actor, on=on), "today": on}
    part = "#attendance" if request.headers.get("HX-Request") else ""
    return render(request, f"concerns/attendance.html{part}", context)
