"""What must be said beforehand: meetings that explain many readings, and a body's routine."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.access import reviewing
from knutpunkt.foundation.people.models import ResponsibleBody, Unit
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, administrator, professional
from knutpunkt.rooms.oversight import operations, queries
from knutpunkt.rooms.oversight.forms import MeetingForm, RoutineForm


@professional
@require_http_methods(["GET", "POST"])
def meetings(request: ActingRequest) -> HttpResponse:
    """Who: the unit's responsible. When: before the meeting. Time: half a minute."""
    on = timezone.localdate()
    unit = Unit.objects.get(pk__in=reviewing.answered_units(request.actor, on))
    form = MeetingForm(request.POST or None, initial={"day": on})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        begins, ends = (
            timezone.make_aware(datetime.combine(told["day"], told[name])) for name in ("begins", "ends")
        )
        try:
            operations.register_meeting(actor=request.actor, unit=unit, starts_at=begins, ends_at=ends)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Mötet är inlagt."))
            return redirect("oversight:meetings")
    shown = queries.meetings_of(request.actor, on)
    return form_page(request, "oversight/meetings.html", form, unit=unit, meetings=shown)


@administrator
@require_GET
def routines(request: ActingRequest) -> HttpResponse:
    """Every responsible body and how it reviews its log."""
    on = timezone.localdate()
    bodies = ResponsibleBody.objects.all()
    shown = [(body, operations.routine_of(body, on)) for body in bodies]
    return render(request, "oversight/routines.html", {"routines": shown})


@administrator
@require_http_methods(["GET", "POST"])
def routine(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Change how one body reviews its log, from today."""
    on = timezone.localdate()
    body = get_object_or_404(ResponsibleBody, pk=pk)
    now = operations.routine_of(body, on)
    initial = {name: getattr(now, name) for name in ("sample_size", "work_begins", "work_ends")}
    form = RoutineForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        operations.set_routine(actor=request.actor, on=on, body=body, **form.cleaned_data)
        messages.success(request, _("Rutinen gäller från i dag."))
        return redirect("oversight:routines")
    return form_page(request, "oversight/routine.html", form, body=body)
