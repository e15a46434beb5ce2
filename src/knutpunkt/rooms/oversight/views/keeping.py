"""Keeping longer: stops for one child, by who answers for the unit; periods of a body, by administrators."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.access.disposing import answered_among, child_to_keep
from knutpunkt.foundation.people.models import ResponsibleBody
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, administrator, professional
from knutpunkt.rooms.entrance.stepping_up import fresh
from knutpunkt.rooms.entrance.typed import Typed
from knutpunkt.rooms.organisation.views.pages import act_page
from knutpunkt.rooms.oversight import keeping
from knutpunkt.rooms.oversight.forms import LongerForm, ReasonForm
from knutpunkt.rooms.oversight.models import LegalHold
from knutpunkt.rooms.oversight.periods import RULES, Kept
from knutpunkt.rooms.safeguards.conflicts import answers_for_unit
from knutpunkt.rooms.safeguards.forms import SoughtForm
from knutpunkt.rooms.safeguards.looking_up import look_up


@professional
@require_http_methods(["GET", "POST"])
def stops(request: ActingRequest) -> HttpResponse:
    """Who: whoever answers for the unit. When: a dispute. Time: two minutes. Feeling: it stays."""
    on, actor = timezone.localdate(), request.actor
    if not answers_for_unit(actor, on):
        raise Http404
    form = SoughtForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = look_up(form.sought, actor=actor, on=on)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            known = list(answered_among({one.pk for one in found}, actor=actor, on=on))
            if known:
                return redirect("oversight:stop", known[0])
            form.add_error(
                None,
                _("Ingen elev eller tidigare elev hos er stämmer. Kontrollera det du skrev."),
            )
    return form_page(request, "oversight/stops.html", form, stops=keeping.stops(actor, on), today=on)


@professional
@require_http_methods(["GET", "POST"])
def stop(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Why nothing about this child may go."""
    on, actor = timezone.localdate(), request.actor
    child = child_to_keep(pk, actor=actor, on=on)
    typed, back = Typed(request, about=child, child=child.pk), reverse("oversight:stops")
    if typed.only_kept:
        return typed.answer()

    def act(*, reason: str) -> None:
        keeping.stop(actor=actor, on=on, child=child, reason=reason)
        typed.saved()

    return act_page(
        request, typed.fill(ReasonForm), act, said=_("Gallringen är stoppad för barnet."),
        typed=typed, back=back, eyebrow=str(child), heading=_("Stoppa gallringen"), save=_("Stoppa"),
        lead=_("Allt om barnet sparas i alla verksamheter tills stoppet släpps. Skälet ser bara ni."),
    )  # fmt: skip


@professional
@require_http_methods(["GET", "POST"])
def lift(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Let go again, with a reason."""
    on, actor = timezone.localdate(), request.actor
    one = _entered(request, pk)
    typed = Typed(request, about=one, child=one.child_id)
    if typed.only_kept:
        return typed.answer()

    def act(*, reason: str) -> None:
        keeping.lift(actor=actor, on=on, hold=one, reason=reason)
        typed.saved()

    return act_page(
        request, typed.fill(ReasonForm), act, typed=typed, said=_("Stoppet gäller till och med i dag."),
        back=reverse("oversight:stops"), eyebrow=str(one.child), heading=_("Släpp gallringsstoppet"),
        save=_("Släpp"), lead=_("Det som är gammalt nog gallras nästa gång. Skäl till stoppet: %(reason)s")
        % {"reason": one.reason},
    )  # fmt: skip


@administrator
@require_GET
def periods(request: ActingRequest, body: UUID) -> HttpResponse:
    """Each class of things: the rule, and what the body has decided instead."""
    on, whose = timezone.localdate(), get_object_or_404(ResponsibleBody, pk=body)
    rows = [(what, name, RULES.get(what), own) for what, name, own in keeping.own_periods(whose, on)]
    return render(request, "oversight/periods.html", {"body": whose, "rows": rows, "today": on})


@administrator
@fresh
@require_http_methods(["GET", "POST"])
def longer(request: ActingRequest, body: UUID, what: str) -> HttpResponse:
    """Who: the administrator with the archivist's word. When: the document plan has changed."""
    on, whose = timezone.localdate(), get_object_or_404(ResponsibleBody, pk=body)
    own = {key: row for key, _name, row in keeping.own_periods(whose, on)}
    if what not in own:
        raise Http404
    form = LongerForm(request.POST or None, what=what, on=on, now=own[what])

    def act(*, law: str, start: date, years: int = 0) -> None:
        keeping.keep_longer(
            actor=request.actor, on=on, body=whose, what=what, years=years, law=law, start=start
        )

    lead = _("Alla spår av en som är född den dagen bevaras.")
    if what in RULES:
        rule = RULES[what]
        lead = _("Regeln säger %(years)s år (%(law)s). Du kan spara längre, aldrig kortare.") % {
            "years": rule.years, "law": rule.law,
        }  # fmt: skip
    return act_page(
        request, form, act, said=_("Fristen är sparad."), back=reverse("oversight:periods", args=[whose.pk]),
        eyebrow=str(whose), heading=Kept(what).label, save=_("Spara"), lead=lead,
    )  # fmt: skip


@administrator
@fresh
@require_http_methods(["GET", "POST"])
def as_the_rule(request: ActingRequest, body: UUID, what: str) -> HttpResponse:
    """First what follows, then the act."""
    on, whose = timezone.localdate(), get_object_or_404(ResponsibleBody, pk=body)
    back = reverse("oversight:periods", args=[whose.pk])
    if not any(key == what and row is not None for key, _name, row in keeping.own_periods(whose, on)):
        raise Http404
    if request.method == "POST":
        try:
            keeping.keep_as_the_rule(actor=request.actor, on=on, body=whose, what=what)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Regeln gäller igen från i morgon."))
        return redirect(back)
    context = {
        "heading": _("Gå tillbaka till regeln för %(what)s?") % {"what": Kept(what).label},
        "eyebrow": whose,
        "consequences": [_("Det som är äldre än regeln säger kommer med på nästa gallringslista.")],
        "kept": [_("Ingenting gallras förrän någon har läst listan och sagt ja.")],
        "confirm_label": _("Gå tillbaka till regeln"),
        "cancel_url": back,
        "danger": True,
    }
    return render(request, "design/confirm.html", context)


def _entered(request: ActingRequest, pk: UUID) -> LegalHold:
    found = {row.pk: row for row in keeping.stops(request.actor, timezone.localdate())}
    if pk not in found or found[pk].last_day is not None:
        raise Http404
    return found[pk]
