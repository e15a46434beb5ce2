"""What a responsible body tells everybody: the words, whom to turn to, since when. Nothing about a child.

Who: the one who leads the development at a responsible body. When: once a year, and when a rule changes.
Time: five minutes. Feeling: everybody can know this.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.people.models import ResponsibleBody
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.entrance.answering import file_to_keep, form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, administrator
from knutpunkt.rooms.entrance.typed import Typed
from knutpunkt.rooms.information import operations, queries
from knutpunkt.rooms.information.documents import sheet as documents
from knutpunkt.rooms.information.forms import ContactForm, GeneralForm
from knutpunkt.rooms.information.gathering import general_sheet
from knutpunkt.rooms.information.models import IN_GENERAL, Occasion
from knutpunkt.rooms.information.texts import TITLES
from knutpunkt.rooms.organisation.views.pages import act_page


@administrator
@require_GET
def body(request: ActingRequest, body: UUID) -> HttpResponse:
    """Each occasion and whether everybody is told; a warning where nobody has said."""
    whose = get_object_or_404(ResponsibleBody, pk=body)
    context = {
        "body": whose,
        "contact": queries.contact_of(whose),
        "occasions": [(one, TITLES[one], row) for one, row in queries.in_general(whose)],
        "today": timezone.localdate(),
    }
    part = "#panel" if request.headers.get("HX-Request") else ""
    return render(request, f"information/body.html{part}", context)


@administrator
@require_http_methods(["GET", "POST"])
def contact(request: ActingRequest, body: UUID) -> HttpResponse:
    """Whom people turn to, and the officer."""
    whose = get_object_or_404(ResponsibleBody, pk=body)
    form = ContactForm(request.POST or None, now=queries.contact_of(whose))

    def keep(*, turn_to: str, officer: str) -> None:
        operations.set_contact(
            actor=request.actor, on=timezone.localdate(), body=whose, turn_to=turn_to, officer=officer
        )

    return act_page(
        request, form, keep, said=_("Kontakten står på papperen från och med nu."),
        back=reverse("concerns:body_rules", args=[whose.pk]), eyebrow=str(whose),
        heading=_("Hit vänder man sig"), save=_("Spara"),
    )  # fmt: skip


@administrator
@require_http_methods(["GET", "POST"])
def general(request: ActingRequest, body: UUID, occasion: str) -> HttpResponse:
    """The words of one occasion to publish and print, and since when everybody is told."""
    on, whose, which = timezone.localdate(), get_object_or_404(ResponsibleBody, pk=body), _general(occasion)
    typed = Typed(request, about=whose, drafts=False)
    form = typed.fill(GeneralForm, on=on)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        told: dict[str, Any] = {"actor": request.actor, "on": on, "body": whose, "occasion": which}
        try:
            if given["given"] == "yes":
                operations.give_in_general(**told, since=given["since"], where=given["where"])
            else:
                operations.explain_not_given(**told, why_not=given["why_not"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            typed.saved()
            messages.success(request, _("Det är sparat."))
            return redirect("information:general", whose.pk, which.value)
    return form_page(
        request, "information/general.html", form, body=whose, occasion=which, typed=typed,
        sheet=general_sheet(which, whose, on), history=queries.history(whose, which),
    )  # fmt: skip


@administrator
@require_GET
def paper(request: ActingRequest, body: UUID, occasion: str) -> HttpResponse:
    """The same words on paper."""
    on, whose, which = timezone.localdate(), get_object_or_404(ResponsibleBody, pk=body), _general(occasion)
    content = documents.paper(general_sheet(which, whose, on), body=whose.name, on=on)
    return file_to_keep(content, name=f"information-{which.value}.pdf")


def _general(code: str) -> Occasion:
    if code not in {one.value for one in IN_GENERAL}:
        raise Http404
    return Occasion(code)
