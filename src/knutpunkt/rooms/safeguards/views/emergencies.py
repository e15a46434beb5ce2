"""Opening in an emergency, the second person, closing, and going through it afterwards."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed
from knutpunkt.rooms.safeguards import emergency
from knutpunkt.rooms.safeguards.emergency import Answer, this_moment
from knutpunkt.rooms.safeguards.forms import EmergencyForm, ReviewForm


@professional
@require_http_methods(["GET", "POST"])
def open_one(request: ActingRequest) -> HttpResponse:
    """Who: somebody on duty. When: waiting would do harm. Time: a minute. Feeling: allowed, and watched."""
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            outcome = emergency.open_in_emergency(
                actor=request.actor,
                on=timezone.localdate(),
                now=this_moment(),
                sought=form.sought,
                reason=given["reason"],
                hours=given["hours"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _answered(request, outcome)
    return form_page(request, "safeguards/open_emergency.html", form)


def _answered(request: ActingRequest, outcome: emergency.Outcome) -> HttpResponse:
    if outcome.child is not None:
        if outcome.answer is Answer.SEEN_ALREADY:
            messages.info(request, _("Du ser redan barnet i ditt arbete. Ingen nödöppning behövdes."))
        return redirect("cases:child", outcome.child.pk)
    if outcome.answer is Answer.WAITS:
        messages.info(
            request,
            _("En kollega på din enhet måste bekräfta först. De ser det överst på sina sidor. Ring gärna."),
        )
        return redirect("safeguards:emergencies")
    return render(request, "safeguards/not_known.html")


@professional
@require_GET
def emergencies(request: ActingRequest) -> HttpResponse:
    """What one has opened, what waits for a second person, and what colleagues wait for."""
    on, now, actor = timezone.localdate(), this_moment(), request.actor
    context = {
        "mine": [] if actor.behind else emergency.mine(actor=actor, now=now),
        "waiting": [] if actor.behind else emergency.to_second(actor=actor, on=on, now=now),
        "today": on,
    }
    return render(request, "safeguards/emergencies.html", context)


@professional
@require_POST
def close(request: ActingRequest, pk: UUID) -> HttpResponse:
    """At once, from the mark above every page."""
    now = this_moment()
    opening = next((one for one in emergency.mine(actor=request.actor, now=now) if one.pk == pk), None)
    if opening is None:
        raise Http404
    emergency.close(actor=request.actor, on=timezone.localdate(), now=now, opening=opening)
    messages.success(request, _("Nödöppningen är stängd."))
    return redirect("safeguards:emergencies")


@professional
@require_http_methods(["GET", "POST"])
def second(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: a colleague at the unit. Told who asks and why, never which child: that is said between them."""
    on, now, actor = timezone.localdate(), this_moment(), request.actor
    waiting = [] if actor.behind else emergency.to_second(actor=actor, on=on, now=now)
    opening = next((one for one in waiting if one.pk == pk), None)
    if opening is None:
        raise Http404
    if request.method == "POST":
        try:
            emergency.second(actor=actor, on=on, now=now, opening=opening)
            messages.success(request, _("Tack. %(who)s kan läsa nu.") % {"who": opening.professional})
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("safeguards:emergencies")
    return render(request, "safeguards/second.html", {"opening": opening})


@professional
@require_http_methods(["GET", "POST"])
def review(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: whoever answers for the unit. When: within two working days. Feeling: fair to both."""
    on, actor = timezone.localdate(), request.actor
    found = emergency.to_review(pk, actor=actor, on=on)
    if found is None or found.opening.professional_id == actor.person:
        raise Http404
    opening = get_object_or_404(emergency.openings_in(found.matter.opened_on, on), pk=pk)
    typed = Typed(request, about=found, child=found.matter.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(ReviewForm)
    if not found.matter.is_open and (typed.sent or typed.offered):
        typed.too_late(form, {"words": emergency.found_in(found)})
    elif request.method == "POST" and form.is_valid():
        emergency.reviewed(actor=actor, on=on, review=found, words=form.cleaned_data["words"])
        typed.saved()
        messages.success(request, _("Genomgången är klar och sparad."))
        return redirect("safeguards:overview")
    context = {"opening": opening, "matter": found.matter, "typed": typed, "today": on}
    return form_page(request, "safeguards/review_emergency.html", form, **context)
