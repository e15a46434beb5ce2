"""Disposal: what is due by class and number, never whose; reviewed by a person, disposed of, reported."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knutpunkt.foundation.people.models import ResponsibleBody
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, administrator
from knutpunkt.rooms.entrance.stepping_up import fresh
from knutpunkt.rooms.oversight import disposal
from knutpunkt.rooms.oversight.forms import DisposeForm
from knutpunkt.rooms.oversight.models import Disposal
from knutpunkt.rooms.oversight.periods import RULES, Kept


@administrator
@fresh
@require_http_methods(["GET", "POST"])
def disposals(request: ActingRequest) -> HttpResponse:
    """Who: the administrator with the archivist's word. When: a few times a year. Time: five minutes."""
    on = timezone.localdate()
    found = disposal.due(on)
    form = DisposeForm(request.POST or None, number=sum(found.counts.values()))
    if request.method == "POST" and form.is_valid():
        disposal.dispose(actor=request.actor, on=on)
        messages.success(request, _("Det är gallrat. Rapporten ligger längst ner."))
        return redirect("oversight:disposals")
    rules = [(Kept(what).label, rule) for what, rule in RULES.items()]
    reports = [
        (one, [(Kept(what).label, number) for what, number in one.counts.items()])
        for one in Disposal.objects.all()[:20]
    ]
    return form_page(
        request, "oversight/disposals.html", form, found=found, rules=rules, reports=reports,
        bodies=ResponsibleBody.objects.all(),
    )  # fmt: skip
