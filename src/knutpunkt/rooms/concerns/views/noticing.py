"""Saying what one has seen, and seeing what became of it."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.access.door import locatable
from knutpunkt.foundation.people.models import Child, Unit
from knutpunkt.rooms.concerns import operations, queries
from knutpunkt.rooms.concerns.crossings import Shown, grounds_for
from knutpunkt.rooms.concerns.forms import SeenForm, sources_for
from knutpunkt.rooms.concerns.operations import Crossing, Described, Seen
from knutpunkt.rooms.concerns.receivers import Post, Receivers
from knutpunkt.rooms.concerns.refusals import NobodyToReceive, Refusal
from knutpunkt.rooms.concerns.routines import routine_for
from knutpunkt.rooms.concerns.working_days import after_working_days
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed


@professional
@require_http_methods(["GET", "POST"])
def new(request: ActingRequest) -> HttpResponse:
    """Who: anyone who has seen something. When: right after, in a corridor.

    Time: under a minute. Feeling: heard.
    """
    on = timezone.localdate()
    child = _child(request, on)
    unit = _unit(request, child, on)
    if unit is None:
        return _choose(request, child, on)
    elsewhere = unit.area_id != request.actor.area
    grounds = grounds_for(actor=request.actor, recipient=unit, on=on) if elsewhere else None
    typed = _typed(request, child, unit)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(
        SeenForm,
        sources=sources_for(request.actor.profession, elsewhere=elsewhere),
        described=child is None,
        grounds=grounds,
    )
    if request.method == "POST" and form.is_valid():
        sent = _send(request, form, child, unit, on)
        if sent is not None:
            typed.saved()
            return sent
    return _page(request, form, typed, child, unit, grounds, on)


def _typed(request: ActingRequest, child: Child | None, unit: Unit) -> Typed:
    """What is written about a child goes along to another school; a description stays where it goes."""
    if child is None:
        return Typed(request, about=unit, place=f"{request.path}?till={unit.pk}")
    return Typed(request, about=child, child=child.pk, place=f"{request.path}?barn={child.pk}")


def _page(
    request: ActingRequest,
    form: SeenForm,
    typed: Typed,
    child: Child | None,
    unit: Unit,
    grounds: list[Shown] | None,
    on: date,
) -> HttpResponse:
    context = {
        "form": form,
        "typed": typed,
        "child": child,
        "unit": unit,
        "post": None if grounds else _receiver(unit, on),
        "due": after_working_days(on, routine_for(unit, on).answer_days),
        "grounds": grounds,
        "has_errors": bool(form.errors),
        "today": on,
    }
    return render(request, "concerns/new.html", context, status=422 if form.errors else 200)


def _choose(request: ActingRequest, child: Child | None, on: date) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    found = None if child else queries.children(words, actor=request.actor, on=on)
    context = {"child": child, "words": words, "found": found, "schools": queries.schools(request.actor)}
    return render(request, "concerns/choose.html", context)


def _child(request: ActingRequest, on: date) -> Child | None:
    asked = request.GET.get("barn")
    return queries.child(asked, actor=request.actor, on=on) if asked else None


def _unit(request: ActingRequest, child: Child | None, on: date) -> Unit | None:
    """The school chosen, or the child's own when that may be known to the actor."""
    asked = request.GET.get("till")
    if asked:
        chosen = next((one for one in queries.schools(request.actor) if str(one.pk) == asked), None)
        if chosen is None:
            raise Http404
        return queries.units_by_key([chosen.pk])[chosen.pk]
    if child is None or child.pk not in locatable([child], request.actor, on):
        return None
    return queries.school_of(child, on)


def _receiver(unit: Unit, on: date) -> Post | None:
    try:
        return Receivers(on).for_answer(unit)
    except NobodyToReceive:
        return None


def _send(
    request: ActingRequest, form: SeenForm, child: Child | None, unit: Unit, on: date
) -> HttpResponse | None:
    given = form.cleaned_data
    seen = Seen(given["what"], given["since_when"], given["tried"], given["childs_words"])
    crossing = Crossing(given["ground"], given["reason"]) if "ground" in given else None
    shared = {"actor": request.actor, "on": on, "recipient": unit, "source": given["source"]}
    try:
        if child is not None:
            concern = operations.raise_concern(child=child, seen=seen, crossing=crossing, **shared)
        else:
            described = Described(
                given["given_name"], given["family_name"], given["birth_date"], given["more"]
            )
            concern = operations.raise_for_unknown_child(
                described=described, seen=seen, crossing=crossing, **shared
            )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    if crossing is not None:
        messages.success(request, _("Mottagen."))
        return redirect("concerns:mine")
    return redirect(reverse("concerns:receipt", args=[concern.pk]))


@professional
@require_GET
def receipt(request: ActingRequest, pk: str) -> HttpResponse:
    """Who: the sender. When: right after sending, and later to see who took it.

    Time: seconds. Feeling: in good hands.
    """
    on = timezone.localdate()
    concern = queries.concern(pk, actor=request.actor, on=on)
    if concern.author_id != request.actor.person:
        raise Http404
    context = {"concern": concern, "held": queries.held(concern, on), "today": on}
    return render(request, "concerns/receipt.html", context)


@professional
@require_GET
def mine(request: ActingRequest) -> HttpResponse:
    """Who: anyone who has sent something. When: wondering what became of it.

    Time: half a minute. Feeling: not forgotten.
    """
    on = timezone.localdate()
    written = queries.written_by_me(actor=request.actor, on=on)
    held = queries.held_of(written, on)
    rows = [(one, held.get(one.pk)) for one in written]
    context = {"rows": rows, "receipts": queries.sent_elsewhere(actor=request.actor), "today": on}
    return render(request, "concerns/mine.html", context)
