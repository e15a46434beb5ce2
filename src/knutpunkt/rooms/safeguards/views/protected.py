"""Protected identity: the level of a child and of its guardians, kept by named persons."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knutpunkt.foundation.people.models import ProtectedIdentity
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.queries import entered_child
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.stepping_up import fresh
from knutpunkt.rooms.safeguards import protecting
from knutpunkt.rooms.safeguards.forms import ProtectionForm


@professional
@fresh
@require_http_methods(["GET", "POST"])
def protected(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: a named person. When: a decision has come or ended. Time: a minute. Feeling: exact."""
    on, actor = timezone.localdate(), request.actor
    child = entered_child(pk, actor=actor, on=on)
    if not protecting.handles(child, actor=actor, on=on):
        raise Http404
    people = protecting.around(child, on)
    form = ProtectionForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            protecting.set_level(
                actor=actor,
                on=on,
                child=child,
                marked=form.cleaned_data["person"],
                level=ProtectedIdentity(form.cleaned_data["level"]),
                confirmed=form.cleaned_data["confirmed"],
            )
        except Refusal as refusal:
            form.add_error("confirmed", str(refusal))
        else:
            messages.success(request, _("Skyddet är ändrat och gäller från och med nu, på varje sida."))
            return redirect("cases:child", child.pk)
    return form_page(request, "safeguards/protected.html", form, child=child, people=people)
