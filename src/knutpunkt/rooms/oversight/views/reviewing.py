"""Log review: the rounds, one reading to judge, and everything one person met."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.access import reviewing
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed
from knutpunkt.rooms.oversight import operations, queries
from knutpunkt.rooms.oversight.forms import JudgeForm, PersonForm, RoundForm
from knutpunkt.rooms.oversight.models import Review
from knutpunkt.rooms.oversight.refusals import AlreadyJudged


@professional
@require_http_methods(["GET", "POST"])
def overview(request: ActingRequest) -> HttpResponse:
    """Who: the log reviewer. When: once a month, with an hour. Feeling: I know where to begin."""
    on, actor = timezone.localdate(), request.actor
    reviewing.reviewers_units(actor, on)
    form = RoundForm(request.POST or None, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.draw_round(actor=actor, on=on, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Omgången är gjord. Börja uppifrån."))
            return redirect("oversight:round", made.pk)
    return form_page(
        request,
        "oversight/overview.html",
        form,
        rounds=queries.rounds(actor, on),
        waiting=queries.waiting(actor, on),
        stopped=queries.stopped(actor, on),
        routine=operations.routine_of(operations.body_of(actor), on),
    )


@professional
@require_GET
def one_round(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The readings of a round, the gravest first."""
    made = queries.round_of(pk, request.actor, timezone.localdate())
    only_open = request.GET.get("visa") != "alla"
    shown = {"round": made, "reviews": queries.reviews_of(made, only_open=only_open), "only_open": only_open}
    return render(request, "oversight/round.html", shown)


@professional
@require_http_methods(["GET", "POST"])
def review(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: the log reviewer. Time: two minutes. Feeling: I have looked, and it is written down."""
    on = timezone.localdate()
    one = queries.review_of(pk, request.actor, on)
    # A look at the log is about who has read: it hangs on no child.
    typed = Typed(request, about=one)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(JudgeForm, initial=_words_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            told = form.cleaned_data | {"judgement": Review.Judgement(form.cleaned_data["judgement"])}
            operations.judge(actor=request.actor, on=on, review=one, **told)
        except AlreadyJudged as refusal:
            form = typed.beside(form, _words_of(queries.review_of(pk, request.actor, on)))
            form.add_error(None, str(refusal))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Bedömningen är sparad."))
            return redirect("oversight:round", one.round_id)
    lines = queries.lines_of(one, request.actor, on)
    return form_page(
        request, "oversight/review.html", form,
        review=one, typed=typed, lines=lines, opening=queries.reason_of_opening(one, request.actor, on),
        back=reverse("oversight:round", args=[one.round_id]),
    )  # fmt: skip


def _words_of(review: Review) -> dict[str, object]:
    return {"version": review.version, "looked_at": review.looked_at}


@professional
@require_GET
def person(request: ActingRequest) -> HttpResponse:
    """Exactly what one person met in a time: for when it must be told whom it concerns."""
    on = timezone.localdate()
    asked = request.GET if "professional" in request.GET else None
    form = PersonForm(asked, among=queries.staff(request.actor, on), on=on)
    met = None
    if asked is not None and form.is_valid():
        chosen = form.cleaned_data
        met = queries.met_by(
            chosen["professional"],
            actor=request.actor,
            on=on,
            first_day=chosen["first_day"],
            last_day=chosen["last_day"],
        )
    return form_page(request, "oversight/person.html", form, met=met)
