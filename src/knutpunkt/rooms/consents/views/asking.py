"""Pages of a case: what is agreed with whom, and a new question to the family."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import may
from knutpunkt.foundation.access.grounds import NOT_HERE, Gate, Usable, grounds_between
from knutpunkt.foundation.casefile.models import Case, ConsentRequest
from knutpunkt.foundation.people.models import Unit
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.queries import entered_case
from knutpunkt.rooms.consents import operations, queries
from knutpunkt.rooms.consents.bundles import BUNDLES
from knutpunkt.rooms.consents.forms.consent import AskConsent
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed


@professional
@require_GET
def panel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: those in the case. When: before sharing anything. Feeling: clear what is agreed and with whom."""
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on)
    context = {
        "case": case,
        "asked": queries.asked_in(case, actor=actor, on=on),
        "disclosures": queries.disclosures_in(case, actor=actor, on=on),
        "sends": queries.receivers(case, request.assignment.unit, on, actor=actor),
        "contributes": may(case, actor, on, Action.CONTRIBUTE).allow,
        "own_unit": request.assignment.unit,
        "today": on,
        "now": timezone.now(),
    }
    template = "consents/panel.html#panel" if request.headers.get("HX-Request") else "consents/panel.html"
    return render(request, template, context)


@professional
@require_http_methods(["GET", "POST"])
def ask(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator. When: before the talk with the family.

    Time: two minutes. Feeling: fair to the family.
    """
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on, action=Action.CONTRIBUTE)
    sender = request.assignment.unit
    receivers = queries.receivers(case, sender, on, actor=actor)
    before = _renewed(request, case, on)
    renewing = f"{request.path}?fornya={before.pk}" if before else ""
    typed = Typed(request, about=case, child=case.child_id, place=renewing)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(
        AskConsent,
        receivers=receivers,
        names=queries.names_at(case, actor=actor, on=on),
        guardians=operations.may_be_asked(case.child, on),
        before=before,
        on=on,
    )
    if request.method == "POST" and form.is_valid():
        try:
            asked = _asked(request, case, form, on)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            return redirect("consents:request", asked.pk)
    context = {
        "case": case,
        "typed": typed,
        "grounds": grounds_here(case, sender, receivers, on),
        "bundles": BUNDLES,
        "left_out": queries.left_out(before) if before else [],
        "written": queries.written_today(case, actor=actor, on=on),
    }
    return form_page(request, "consents/ask.html", form, **context)


def _renewed(request: ActingRequest, case: Case, on: date) -> ConsentRequest | None:
    """The earlier asking in the same case that is to be renewed, if the address names one."""
    if not (given := request.GET.get("fornya")):
        return None
    try:
        asked = queries.entered_request(UUID(given), actor=request.actor, on=on, action=Action.CHANGE)
    except (ValueError, ValidationError) as error:
        raise Http404 from error
    if asked.request.case_id != case.pk:
        raise Http404
    return asked.request


def _asked(request: ActingRequest, case: Case, form: AskConsent, on: date) -> ConsentRequest:
    given = form.cleaned_data
    return operations.ask(
        actor=request.actor,
        on=on,
        case=case,
        sender=request.assignment.unit,
        recipient=given["recipient"],
        categories=given["chosen"],
        purpose=given["purpose"],
        start=given["start"],
        last_day=given["last_day"],
        deciders=form.deciders(),
    )


def grounds_here(
    case: Case, sender: Unit, receivers: list[Unit], on: date
) -> dict[str, list[tuple[Unit, list[Usable]]] | tuple[Gate, ...]]:
    """What may be used between the actor's unit and each receiver today, and what nobody here can use."""
    age: Any = case.child.age(on)
    between = [(unit, grounds_between(sender, unit, on, age=age)) for unit in receivers]
    return {"between": between, "not_here": NOT_HERE}
