"""Telling the child and the guardians of a case: who knows, the words, and writing down who was told."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import abilities
from knutpunkt.foundation.casefile.models import Case
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.queries import entered_case
from knutpunkt.rooms.entrance.answering import file_to_keep, form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed
from knutpunkt.rooms.information import operations, queries
from knutpunkt.rooms.information.documents import sheet as documents
from knutpunkt.rooms.information.forms import TellForm
from knutpunkt.rooms.information.gathering import own_case, sheet_of
from knutpunkt.rooms.information.models import Occasion


@professional
@require_GET
def panel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: those who take part. When: before a talk with the family. Feeling: I know who knows."""
    on, actor = timezone.localdate(), request.actor
    case = entered_case(pk, actor=actor, on=on)
    rows = queries.informed(case, actor=actor, on=on)
    own = own_case(case, actor)
    takes_part = own and Action.CONTRIBUTE in abilities(case, actor, on)
    context = {
        "case": case,
        "own": own,
        "writes": takes_part and case.state != Case.State.CLOSED,
        "standings": queries.standings(case, rows, on) if takes_part else [],
        "rows": [row for row in rows if row.occasion != Occasion.CASE],
        "today": on,
    }
    part = "#panel" if request.headers.get("HX-Request") else ""
    return render(request, f"information/panel.html{part}", context)


@professional
@require_http_methods(["GET", "POST"])
def tell(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: the coordinator. When: after the talk. Time: half a minute. Feeling: they know, and it is kept."""
    on, actor = timezone.localdate(), request.actor
    case = _case_to_tell_of(request, pk)
    typed = Typed(request, about=case, child=case.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(TellForm, among=queries.people(case.child, on), on=on)
    if request.method == "POST" and form.is_valid():
        act = operations.tell if form.told else operations.not_yet
        try:
            act(actor=actor, on=on, case=case, **form.said())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Det är sparat. Ingenting har skickats."))
            return redirect("cases:child", case.child_id)
    return form_page(request, "information/tell.html", form, case=case, occasions=list(Occasion), typed=typed)


@professional
@require_GET
def read(request: ActingRequest, pk: UUID, occasion: str) -> HttpResponse:
    """The words of an occasion, to read together."""
    case, which = _case_to_tell_of(request, pk), _occasion(occasion)
    sheet = sheet_of(which, case, timezone.localdate())
    return render(request, "information/read.html", {"case": case, "occasion": which, "sheet": sheet})


@professional
@require_GET
def paper(request: ActingRequest, pk: UUID, occasion: str) -> HttpResponse:
    """The same words on paper: no name of a child stands on it."""
    on = timezone.localdate()
    case, which = _case_to_tell_of(request, pk), _occasion(occasion)
    content = documents.paper(sheet_of(which, case, on), body=case.unit.name, on=on)
    return file_to_keep(content, name=f"information-{which.value}.pdf")


def _case_to_tell_of(request: ActingRequest, pk: UUID) -> Case:
    case = entered_case(pk, actor=request.actor, on=timezone.localdate(), action=Action.CONTRIBUTE)
    if not own_case(case, request.actor) or case.state == Case.State.CLOSED:
        raise Http404
    return case


def _occasion(code: str) -> Occasion:
    if code not in Occasion.values:
        raise Http404
    return Occasion(code)
