"""Declaring that somebody is too close to a child, and ending it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.people.models import Professional
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.queries import entered_child
from knutpunkt.rooms.concerns.acting import person
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed
from knutpunkt.rooms.safeguards import conflicts as acts
from knutpunkt.rooms.safeguards.forms import ConflictForm, KnowsForm


@professional
@require_GET
def conflicts(request: ActingRequest) -> HttpResponse:
    """Who answers for a unit: who has stepped aside from whom. Others: how to declare it oneself."""
    on, actor = timezone.localdate(), request.actor
    context = {
        "declared": acts.declared_here(actor=actor, on=on),
        "answers": acts.answers_for_unit(actor, on),
        "me": actor.person,
        "today": on,
    }
    return render(request, "safeguards/conflicts.html", context)


@professional
@require_http_methods(["GET", "POST"])
def knows(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: somebody who meets a child they know. Time: half a minute. Feeling: relieved, not accused."""
    on, actor = timezone.localdate(), request.actor
    child = entered_child(pk, actor=actor, on=on)
    typed = Typed(request, about=child, child=child.pk)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(KnowsForm)
    if request.method == "POST" and form.is_valid():
        me = Professional.objects.get(pk=person(actor))
        # Before the child closes: afterwards nothing of it opens to them, not even what they wrote.
        typed.saved()
        acts.declare(
            actor=actor, on=on, children=[child], professional=me, reason=form.cleaned_data["reason"]
        )
        messages.success(
            request,
            _("Tack. Barnet är stängt för dig från och med nu, och det du hade lovat har gått vidare."),
        )
        return redirect("cases:children")
    return form_page(request, "safeguards/knows.html", form, child=child, typed=typed)


@professional
@require_http_methods(["GET", "POST"])
def declare(request: ActingRequest) -> HttpResponse:
    """About a child one need not see. The receipt is the same whether or not there is such a child here."""
    on, actor = timezone.localdate(), request.actor
    form = ConflictForm(request.POST or None, among=acts.colleagues(actor, on))
    if request.method == "POST" and form.is_valid():
        try:
            acts.declare_sought(
                actor=actor,
                on=on,
                sought=form.sought,
                professional=form.cleaned_data["professional"],
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Anmälan är mottagen. Finns barnet här är det stängt från och med nu.")
            )
            return redirect("safeguards:conflicts")
    return form_page(request, "safeguards/declare.html", form, answers=acts.answers_for_unit(actor, on))


@professional
@require_http_methods(["GET", "POST"])
def end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Only who answers for the unit: the relation no longer stands in the way."""
    on, actor = timezone.localdate(), request.actor
    rows = [one for one in acts.declared_here(actor=actor, on=on) if one.conflict.pk == pk]
    if not rows or rows[0].conflict.professional_id == actor.person:
        raise Http404
    declared = rows[0]
    if request.method == "POST":
        acts.end(actor=actor, on=on, conflict=declared.conflict)
        messages.success(request, _("Jävet gäller till och med i dag."))
        return redirect("safeguards:conflicts")
    context = {
        "heading": _("Avsluta jävet för %(who)s?") % {"who": declared.conflict.professional},
        "eyebrow": declared.child,
        "consequences": [_("Från i morgon kan barnet öppnas igen för personen, om uppdraget ger anledning.")],
        "kept": [_("Löften och deltagande som har gått vidare ligger kvar där de är.")],
        "confirm_label": _("Avsluta jävet"),
        "cancel_url": "../../",
    }
    return render(request, "design/confirm.html", context)
