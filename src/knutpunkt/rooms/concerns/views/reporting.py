"""Report of concern (orosanmälan): write, print, confirm the receipt. Opens to its author only."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.access.actions import Action
from knutpunkt.rooms.concerns import operations, queries
from knutpunkt.rooms.concerns.forms import ReceiptForm, ReportForm
from knutpunkt.rooms.concerns.operations import Report
from knutpunkt.rooms.concerns.refusals import Refusal
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed


@professional
@require_GET
def reports(request: ActingRequest) -> HttpResponse:
    """Who: anyone at work with children. When: a child may be harmed.

    Time: seconds. Feeling: I know the way.
    """
    on = timezone.localdate()
    words = request.GET.get("q", "").strip()[:100]
    context = {
        "reports": queries.reports_of_mine(actor=request.actor, on=on),
        "found": queries.children(words, actor=request.actor, on=on),
        "words": words,
        "today": on,
    }
    return render(request, "concerns/reports.html", context)


@professional
@require_http_methods(["GET", "POST"])
def write(request: ActingRequest, child: UUID) -> HttpResponse:
    """Who: one who must report. When: at once.

    Time: ten minutes, shaken. Feeling: led by the hand, nothing missed.
    """
    on = timezone.localdate()
    about = queries.child(child, actor=request.actor, on=on)
    typed = Typed(request, about=about, child=about.pk)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(ReportForm)
    if request.method == "POST" and form.is_valid():
        try:
            written = operations.report_concern(
                actor=request.actor, on=on, child=about, report=Report(**form.cleaned_data)
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            return redirect("concerns:report", written.pk)
    context = {"form": form, "typed": typed, "child": about, "has_errors": bool(form.errors), "today": on}
    return render(request, "concerns/write_report.html", context, status=422 if form.errors else 200)


@professional
@require_GET
def report(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: its author. When: sending and printing it.

    Time: a minute. Feeling: it is complete, it leaves my hands.
    """
    on = timezone.localdate()
    one = queries.report(pk, actor=request.actor, on=on)
    form = ReceiptForm(on=on, written_on=one.written_on, initial={"received_on": on})
    return render(
        request, "concerns/report.html", {"report": one, "form": form, "has_errors": False, "today": on}
    )


@professional
@require_http_methods(["POST"])
def confirmed(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: its author. When: the social services have answered.

    Time: seconds. Feeling: relief, it has arrived.
    """
    on = timezone.localdate()
    one = queries.report(pk, actor=request.actor, on=on, action=Action.CHANGE)
    form = ReceiptForm(request.POST, on=on, written_on=one.written_on)
    if not form.is_valid():
        context = {"report": one, "form": form, "has_errors": True, "today": on}
        return render(request, "concerns/report.html", context, status=422)
    operations.confirm_receipt(actor=request.actor, on=on, report=one, **form.cleaned_data)
    messages.success(request, _("Kvittensen är sparad. Nu räknas anmälan som skickad."))
    return redirect("concerns:report", pk)
