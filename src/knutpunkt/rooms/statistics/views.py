"""From concern to outcome: the page and its file."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from knutpunkt.rooms.entrance.answering import file_to_keep
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.statistics.definitions import definitions, why_hidden
from knutpunkt.rooms.statistics.forms import ChoosePeriod
from knutpunkt.rooms.statistics.periods import Span, chosen, periods
from knutpunkt.rooms.statistics.queries import steps_report
from knutpunkt.rooms.statistics.table_file import table_file


@professional
@require_GET
def steps(request: ActingRequest) -> HttpResponse:
    """Who: head teacher, coordinator. When: before a meeting. Feeling: I see where children wait."""
    spans = periods(timezone.localdate())
    span = _asked_for(request, spans)
    report = steps_report(actor=request.actor, on=timezone.localdate(), span=span or spans[0])
    context = {
        "report": report,
        "form": ChoosePeriod(spans=spans, chosen=report.span),
        "unknown_period": span is None,
        "definitions": definitions(report),
        "why_hidden": why_hidden(report.threshold),
    }
    return render(request, "statistics/steps.html", context)


@professional
@require_GET
def steps_file(request: ActingRequest) -> HttpResponse:
    """The same figures as a file."""
    span = _asked_for(request, periods(timezone.localdate()))
    if span is None:
        return redirect(f"{reverse('statistics:steps')}?{request.GET.urlencode()}")
    report = steps_report(actor=request.actor, on=timezone.localdate(), span=span)
    name = f"fran-iakttagelse-till-utfall-{report.span.first_day}--{report.span.last_day}.csv"
    return file_to_keep(table_file(report), name=name, content_type="text/csv; charset=utf-8")


def _asked_for(request: ActingRequest, spans: list[Span]) -> Span | None:
    asked = request.GET.get("period")
    return spans[0] if asked is None else chosen(asked, spans)
