"""Pages of disclosure: let out, look once more, undo, say no, end, quote."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Case, Category, Disclosure, Ground, Record
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.queries import entered_case
from knutpunkt.rooms.consents import disclosing, queries, quoting
from knutpunkt.rooms.consents.forms.disclosure import EndDisclosure, MakeDisclosure, Quote, RefuseDisclosure
from knutpunkt.rooms.consents.other_grounds import made_needless
from knutpunkt.rooms.consents.titles import title
from knutpunkt.rooms.consents.views.asking import grounds_here
from knutpunkt.rooms.entrance.answering import UNPROCESSABLE, form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed

# More than this at once, or to another agency, is looked through once more (trust T52).
FEW = 5


@professional
@require_http_methods(["GET", "POST"])
def disclose(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: whoever owns the paper. When: the other needs it.

    Time: two minutes. Feeling: sure it is lawful.
    """
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on, action=Action.CONTRIBUTE)
    sender = request.assignment.unit
    receivers, records = (
        queries.receivers(case, sender, on, actor=actor),
        queries.can_be_let_out(case, actor=actor, on=on),
    )
    names = queries.names_at(case, actor=actor, on=on)
    typed = Typed(request, about=case, child=case.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(MakeDisclosure, receivers=receivers, names=names, records=records, on=on)
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        if not _looked_through(request, case, form):
            if _may_be_sent(request, case, form):
                return _look_through(request, case, form, records, names, typed)
        elif made := _disclosed(request, case, form):
            typed.saved()
            return redirect("consents:disclosure", made.pk)
    context = {
        "case": case,
        "typed": typed,
        "records": records,
        "receivers": receivers,
        "grounds": grounds_here(case, sender, receivers, on),
        "sender": sender,
    }
    return form_page(request, "consents/disclose.html", form, **context)


def _look_through(
    request: ActingRequest,
    case: Case,
    form: MakeDisclosure,
    records: list[Record],
    names: dict[UUID, list[str]],
    typed: Typed,
) -> HttpResponse:
    """The page before sending: to whom, in which agency, exactly what, and why."""
    # One may stop here and come back another day.
    typed.keep()
    given, on = form.cleaned_data, timezone.localdate()
    chosen = [row for row in records if str(row.pk) in given["records"]]
    recipient, sender = given["recipient"], request.assignment.unit
    ground = Ground(given["ground"])
    categories = {Category(row.category) for row in chosen}
    needless = made_needless(case, sender, recipient, categories, on) if ground != Ground.CONSENT else []
    context = {
        "case": case,
        "typed": typed,
        "recipient": recipient,
        "names": names.get(recipient.pk, []),
        "away": recipient.area.agency_id != sender.area.agency_id,
        "preview": [title(row, on) for row in chosen],
        "ground": ground.label,
        "given": given,
        "needless": needless,
        "told": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
        "seal": _seal(request.actor, case, form),
        "must_tick": _must_tick(request, form),
        "not_ticked": "confirmed" in request.POST,
    }
    status = UNPROCESSABLE if context["not_ticked"] else 200
    return render(request, "consents/look_through.html", context, status=status)


def _must_tick(request: ActingRequest, form: MakeDisclosure) -> bool:
    given = form.cleaned_data
    elsewhere = given["recipient"].area.agency_id != request.assignment.unit.area.agency_id
    return elsewhere or len(given["records"]) > FEW


def _looked_through(request: ActingRequest, case: Case, form: MakeDisclosure) -> bool:
    """What is sent is exactly what was shown, and it was ticked where that is asked for."""
    shown = constant_time_compare(request.POST.get("confirmed", ""), _seal(request.actor, case, form))
    return shown and (not _must_tick(request, form) or request.POST.get("checked") == "on")


def _seal(actor: Actor, case: Case, form: MakeDisclosure) -> str:
    """Stands for this case, this person and everything that was chosen and written."""
    given = {name: value for name, value in form.cleaned_data.items() if name != "recipient"}
    told = json.dumps([given, form.cleaned_data["recipient"].pk, case.pk, actor.person], default=str)
    return salted_hmac("knutpunkt.consents.look_through", told).hexdigest()


def _proposed(request: ActingRequest, case: Case, form: MakeDisclosure) -> disclosing.Proposal:
    given = form.cleaned_data
    return disclosing.Proposal(
        case=case,
        sender=request.assignment.unit,
        recipient=given["recipient"],
        ground=Ground(given["ground"]),
        records={UUID(key) for key in given["records"]},
        reason=given["reason"],
        until=given["until"],
        childs_view=form.view(),
    )


def _may_be_sent(request: ActingRequest, case: Case, form: MakeDisclosure) -> bool:
    """Asked before anybody looks it through: what cannot be sent is said where it can be changed."""
    try:
        disclosing.weigh(_proposed(request, case, form), actor=request.actor, on=timezone.localdate())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _disclosed(request: ActingRequest, case: Case, form: MakeDisclosure) -> Disclosure | None:
    try:
        return disclosing.disclose(
            actor=request.actor,
            on=timezone.localdate(),
            proposal=_proposed(request, case, form),
            opens_at=timezone.now() + disclosing.TIME_TO_UNDO,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


@professional
@require_http_methods(["GET", "POST"])
def refuse(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: whoever was asked. When: the answer is no. Time: one minute. Feeling: I can stand for it."""
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on, action=Action.CONTRIBUTE)
    receivers = queries.receivers(case, request.assignment.unit, on, actor=actor)
    names = queries.names_at(case, actor=actor, on=on)
    typed = Typed(request, about=case, child=case.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(RefuseDisclosure, receivers=receivers, names=names)
    if request.method == "POST" and form.is_valid():
        made = disclosing.refuse(
            actor=actor,
            on=on,
            case=case,
            sender=request.assignment.unit,
            recipient=form.cleaned_data["recipient"],
            ground=Ground(form.cleaned_data["ground"]),
            reason=form.cleaned_data["reason"],
        )
        typed.saved()
        messages.success(request, _("Ditt nej är sparat. Ingenting är utlämnat."))
        return redirect("consents:disclosure", made.pk)
    return form_page(request, "consents/refuse.html", form, case=case, receivers=receivers, typed=typed)


def _entered(request: ActingRequest, pk: UUID, on: date, action: Action = Action.READ) -> Disclosure:
    return queries.entered_disclosure(pk, actor=request.actor, on=on, action=action)


@professional
@require_http_methods(["GET", "POST"])
def disclosure(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One disclosure: what, to whom, why; the sender undoes or ends it, the receiver quotes."""
    on, actor = timezone.localdate(), request.actor
    ending = request.method == "POST"
    one = _entered(request, pk, on, Action.CHANGE if ending else Action.READ)
    form = EndDisclosure(request.POST or None)
    if ending and form.is_valid():
        try:
            disclosing.end(actor=actor, on=on, disclosure=one, because=form.cleaned_data["because"])
            messages.success(request, _("Utlämnandet är avslutat. Mottagaren kan inte längre läsa här."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("consents:disclosure", pk)
    rows = queries.disclosed_records(one, actor=actor, on=on)
    own = one.sender_id == actor.unit
    context = {
        "disclosure": one,
        "records": [(row, title(row, on)) for row in rows],
        "own": own,
        "waits": own and not one.undone and not one.refused and one.opens_at > timezone.now(),
        "today": on,
    }
    return form_page(request, "consents/disclosure.html", form, **context)


@professional
@require_POST
def undo(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: who just sent. When: within half a minute. Feeling: nothing happened."""
    one = _entered(request, pk, timezone.localdate(), Action.CHANGE)
    try:
        disclosing.undo(actor=request.actor, at=timezone.now(), disclosure=one)
        messages.success(request, _("Ångrat. Ingenting har öppnats för mottagaren."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("consents:disclosure", pk)


@professional
@require_http_methods(["GET", "POST"])
def quote(request: ActingRequest, pk: UUID, record: UUID) -> HttpResponse:
    """Who: who received. When: it matters for one's own work. Time: a minute. Feeling: the source is told."""
    on, actor = timezone.localdate(), request.actor
    one = _entered(request, pk, on)
    rows = {row.pk: row for row in queries.disclosed_records(one, actor=actor, on=on)}
    if record not in rows or one.recipient_id != actor.unit or one.case_id is None:
        raise Http404
    case = entered_case(one.case_id, actor=actor, on=on, action=Action.CONTRIBUTE)
    row: Any = rows[record]
    typed = Typed(request, about=row, child=case.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(Quote, initial={"category": row.category})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        quoting.quote(
            actor=actor,
            on=on,
            case=case,
            disclosure=one,
            record=row,
            quoted=given["quoted"],
            text=given["text"],
            category=Category(given["category"]),
        )
        typed.saved()
        messages.success(request, _("Anteckningen är sparad hos er, med källan angiven."))
        return redirect("cases:child", case.child_id)
    context = {
        "disclosure": one,
        "case": case,
        "typed": typed,
        "title": title(row, on),
        "source": quoting.source(one, row),
    }
    return form_page(request, "consents/quote.html", form, **context)
