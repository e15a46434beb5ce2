"""Pages of follow-up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.queries import entered_case
from knutpunkt.rooms.cases.reasons import shown
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed
from knutpunkt.rooms.followup import operations, queries
from knutpunkt.rooms.followup.forms import FollowUpForm


@professional
@require_GET
def panel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: those in the case. When: on the child's page. Feeling: it goes somewhere, step by step."""
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on)
    found = queries.follow_ups_in(case, actor=actor, on=on)
    paths = queries.with_next(queries.paths(found, actor=actor, on=on), found)
    context = {"case": case, "follow_ups": shown(found), "paths": paths, "today": on}
    template = "followup/panel.html#panel" if request.headers.get("HX-Request") else "followup/panel.html"
    return render(request, template, context)


@professional
@require_http_methods(["GET", "POST"])
def plan(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator, with the child. When: the day that was promised. Time: a talk. Feeling: seen."""
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on, action=Action.CONTRIBUTE)
    running = queries.running_plan(case, actor=actor, on=on)
    if running is None:
        messages.info(request, _("Det finns ingen plan att följa upp ännu. Gör en plan först."))
        return redirect("cases:child", case.child_id)
    typed = Typed(request, about=running, child=running.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(FollowUpForm, goals=operations.open_goals(running), on=on)
    if request.method == "POST" and form.is_valid():
        given = {
            key: form.cleaned_data[key] for key in ("childs_words", "child_refrained", "summary", "next_on")
        }
        try:
            operations.follow_up(actor=actor, on=on, case=case, plan=running, said=form.said(), **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Uppföljningen är sparad."))
            return redirect("cases:child", case.child_id)
    return form_page(request, "followup/plan.html", form, case=case, plan=running, typed=typed)


@professional
@require_GET
def follow_up(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One follow-up, as it was said."""
    on, actor = timezone.localdate(), request.actor
    one = queries.entered_follow_up(pk, actor=actor, on=on)
    paths = queries.paths([one], actor=actor, on=on)
    return render(request, "followup/follow_up.html", {"follow_up": one, "paths": paths})
