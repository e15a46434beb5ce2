"""Taking in concerns: the queue, one concern, whom it is about, and what the mentor is asked."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import abilities
from knutpunkt.foundation.people.models import Profession
from knutpunkt.rooms.concerns import duties, flags, operations, queries
from knutpunkt.rooms.concerns.attendance import attendance_is_open
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.concerns.recognising import SCHOOLS
from knutpunkt.rooms.concerns.refusals import Refusal
from knutpunkt.rooms.concerns.states import State, may_follow
from knutpunkt.rooms.entrance.gate import ActingRequest, professional


@professional
@require_GET
def triage(request: ActingRequest) -> HttpResponse:
    """Who: student health. When: mornings and before the weekly meeting.

    Time: a minute each. Feeling: overview, calm.
    """
    on, actor = timezone.localdate(), request.actor
    taken = queries.taken_in(actor=actor, on=on)
    context = {
        "waiting": [said(one) for one in taken.to_answer],
        "asked": _held(taken.with_mentors, on),
        "followed": _held(taken.followed, on),
        "today": on,
    }
    return render(request, "concerns/triage.html", context)


@professional
@require_GET
def concern(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who takes in, mentor, team. When: deciding what happens.

    Time: two minutes. Feeling: I see the whole child.
    """
    on, actor = timezone.localdate(), request.actor
    one = queries.concern(pk, actor=actor, on=on)
    may = Action.TRIAGE in abilities(one, actor, on)
    context = {
        **said(one),
        "held": queries.held(one, on),
        "may": may,
        "attends": bool(one.flags) and attendance_is_open(one.child, actor=actor, on=on),
        "answers": _answers(one) if may else set(),
        "investigations": queries.investigations_of(one.child_id, actor=actor, on=on),
        "investigation_due": duties.investigation_due(concern=one) if may else False,
        "asked_head": may and operations.decision_is_asked(one),
        "leads": actor.profession == Profession.HEAD_TEACHER and actor.unit == one.unit_id,
        "next": queries.next_to_answer(actor=actor, on=on, after=one) if may else None,
        "today": on,
    }
    return render(request, "concerns/concern.html", context)


@professional
@require_POST
def to_case(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who takes in. When: the child needs several people.

    Time: one click, then the case. Feeling: it begins.
    """
    on, one = _answering(request, pk)
    if one.state != State.TO_CASE:
        try:
            operations.take_to_case(actor=request.actor, on=on, concern=one)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("concerns:concern", pk)
    return redirect("cases:open", pk)


@professional
@require_POST
def ask_head_teacher(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who takes in. When: the absence is such that the head teacher must decide.

    Time: one click. Feeling: passed on.
    """
    on, one = _answering(request, pk)
    try:
        operations.ask_head_teacher(actor=request.actor, on=on, concern=one)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Rektorn är tillfrågad."))
    return redirect("concerns:concern", pk)


@professional
@require_http_methods(["GET", "POST"])
def recognise(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who takes in. When: another area has described a child.

    Time: half a minute. Feeling: sure it is the right one.
    """
    on, one = _answering(request, pk)
    if request.method == "POST":
        try:
            _recognised(request, one, on)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("concerns:concern", pk)
    words = request.GET.get("q", one.child.family_name).strip()[:100]
    found = queries.known_at(one.unit, words, actor=request.actor, on=on)
    if "q" not in request.GET and not found:
        words = one.child.given_name
        found = queries.known_at(one.unit, words, actor=request.actor, on=on)
    context = {"concern": one, "words": words, "found": found, "is_school": one.unit.kind in SCHOOLS}
    return render(request, "concerns/recognise.html", context)


def _recognised(request: ActingRequest, one: Concern, on: date) -> None:
    if "new" in request.POST:
        operations.register_described(actor=request.actor, on=on, concern=one)
        return
    child = queries.child(request.POST.get("child", ""), actor=request.actor, on=on)
    operations.link_child(actor=request.actor, on=on, concern=one, child=child)


@professional
@require_GET
def asked(request: ActingRequest) -> HttpResponse:
    """Who: the mentor. When: a quiet moment in the week.

    Time: half a minute each. Feeling: asked, not accused.
    """
    on, actor = timezone.localdate(), request.actor
    context = {
        "waiting": [
            {**said(one), "held": held} for one, held in _held(queries.asked_of_me(actor=actor, on=on), on)
        ],
        "taken": _held(queries.taken_by_me(actor=actor, on=on), on),
        "today": on,
    }
    return render(request, "concerns/asked.html", context)


def _answers(one: Concern) -> set[str]:
    """What may follow; people work together around somebody, so first it must be known around whom."""
    follows = set(may_follow(one.state))
    return follows if one.identified else follows - {State.TO_CASE}


def _answering(request: ActingRequest, pk: UUID) -> tuple[date, Concern]:
    on = timezone.localdate()
    return on, queries.concern(pk, actor=request.actor, on=on, action=Action.TRIAGE)


def _held(rows: list[Concern], on: date) -> list[tuple[Concern, queries.Held | None]]:
    held = queries.held_of(rows, on)
    return [(one, held.get(one.pk)) for one in rows]


def said(one: Concern) -> dict[str, Any]:
    """The concern with its flags in words."""
    language = get_language() or "sv"
    return {
        "concern": one,
        "sentences": flags.sentences(one.flags, language=language),
        "protections": flags.protections(one.protects, language=language),
    }
