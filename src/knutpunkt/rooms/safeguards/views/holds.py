"""Contact holds: the warning to colleagues, deciding, going through again, ending."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.commitments.operations import StaleVersion
from knutpunkt.foundation.people.models import Assignment, Child, ContactHold, Professional
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.queries import entered_child, guardians, stand_aside
from knutpunkt.rooms.cases.views.case import STALE
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed
from knutpunkt.rooms.safeguards import holds, protecting
from knutpunkt.rooms.safeguards.forms import GoOnForm, HoldForm


@professional
@require_GET
def warnings(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: those who may act for the child in the area that decided. When: before they lift the phone."""
    on, actor = timezone.localdate(), request.actor
    child = entered_child(pk, actor=actor, on=on)
    context = {"child": child, "warnings": holds.warnings(child, actor=actor, on=on)}
    return render(request, "safeguards/warnings.html", context)


@professional
@require_GET
def panel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What can be done about the child's protection from here."""
    on, actor = timezone.localdate(), request.actor
    child = entered_child(pk, actor=actor, on=on)
    decides = holds.decides(actor, on)
    known = holds.warnings(child, actor=actor, on=on) if decides else []
    handles = protecting.handles(child, actor=actor, on=on)
    context = {"child": child, "decides": decides, "handles": handles, "holds": known, "today": on}
    return _part(request, "safeguards/panel.html", "panel", context)


def _part(request: ActingRequest, template: str, part: str, context: dict[str, object]) -> HttpResponse:
    return render(request, f"{template}#{part}" if request.headers.get("HX-Request") else template, context)


@professional
@require_http_methods(["GET", "POST"])
def hold(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: a named person. When: contact would be a danger. Time: two minutes. Feeling: safe, in silence."""
    on, actor = timezone.localdate(), request.actor
    child = entered_child(pk, actor=actor, on=on)
    if not holds.decides(actor, on):
        raise Http404
    typed = Typed(request, about=child, child=child.pk)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(
        HoldForm,
        guardians=[link.guardian for link in guardians(child, on)],
        among=_at_work(request, child, on),
        on=on,
        initial={"ask": actor.person},
    )
    if request.method == "POST" and form.is_valid():
        try:
            holds.hold_contact(actor=actor, on=on, child=child, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Kontaktspärren gäller från och med nu, i alla kanaler."))
            return redirect("cases:child", child.pk)
    return form_page(request, "safeguards/hold.html", form, child=child, typed=typed)


def _at_work(request: ActingRequest, child: Child, on: date) -> list[Professional]:
    here = Assignment.objects.running(on).filter(unit=request.actor.unit)
    colleagues = Professional.objects.filter(pk__in=here.values("professional"))
    return list(colleagues.exclude(pk__in=stand_aside(child.pk, on)))


@professional
@require_http_methods(["GET", "POST"])
def review(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Why it was decided; whether it is still needed, and when to look again."""
    on, actor = timezone.localdate(), request.actor
    one = holds.entered_hold(pk, actor=actor, on=on)
    if one is None:
        raise Http404
    typed = Typed(request, about=one, child=one.child_id)
    if typed.only_kept:
        return typed.answer()
    form, goes_on = typed.fill(GoOnForm, on=on, initial=_words_of(one)), one.runs(on) and not one.last_day
    if not goes_on and (typed.sent or typed.offered):
        typed.too_late(form, {"reason": one.reason})
    elif request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            holds.go_on(actor=actor, on=on, hold=one, found=given.pop("version"), **given)
        except StaleVersion:
            fresh = holds.entered_hold(pk, actor=actor, on=on) or one
            form = typed.beside(form, _words_of(fresh), on=on)
            form.add_error(None, STALE)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Kontaktspärren fortsätter. Du påminns den dag du valde."))
            return redirect("cases:child", one.child_id)
    context = {"hold": one, "today": on, "runs": one.runs(on), "typed": typed}
    return form_page(request, "safeguards/review_hold.html", form, **context)


def _words_of(hold: ContactHold) -> dict[str, object]:
    """The reason as it stands. The day is chosen anew each time, so it is nobody's change."""
    return {"reason": hold.reason, "version": holds.trace_of(hold)}


@professional
@require_http_methods(["GET", "POST"])
def end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """First what follows, then the act."""
    on, actor = timezone.localdate(), request.actor
    one = holds.entered_hold(pk, actor=actor, on=on)
    if one is None or not one.runs(on) or one.last_day is not None:
        raise Http404
    if request.method == "POST":
        holds.end(actor=actor, on=on, hold=one)
        messages.success(request, _("Kontaktspärren gäller till och med i dag."))
        return redirect("cases:child", one.child_id)
    context = {
        "heading": _("Avsluta kontaktspärren för %(who)s?") % {"who": one.guardian},
        "eyebrow": one.child,
        "consequences": [
            _("Från i morgon kan personen nås igen: frågor om samtycke, inbjudningar och den egna sidan.")
        ],
        "kept": [_("Beslutet och skälet finns kvar i handlingarna.")],
        "confirm_label": _("Avsluta kontaktspärren"),
        "cancel_url": reverse("safeguards:review_hold", args=[pk]),
        "danger": True,
    }
    return render(request, "design/confirm.html", context)
