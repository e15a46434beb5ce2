"""Support: an administrator looks through a colleague's eyes, at the frame and never at a child."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from knutpunkt.foundation.people.models import Assignment
from knutpunkt.rooms.entrance import viewing_as
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, administrator, signed_in
from knutpunkt.rooms.entrance.stepping_up import fresh
from knutpunkt.rooms.safeguards.forms import ViewAsForm


@administrator
@fresh
@require_http_methods(["GET", "POST"])
def view_as(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: support. When: somebody cannot find their way. Time: half an hour at most.

    Feeling: trusted, and watched.
    """
    on = timezone.localdate()
    running = Assignment.objects.running(on).select_related("professional", "unit__area__agency")
    assignment = get_object_or_404(running, pk=pk)
    form = ViewAsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        viewing_as.begin(request, assignment, on=on, reason=form.cleaned_data["reason"])
        return redirect("entrance:home")
    return form_page(request, "safeguards/view_as.html", form, assignment=assignment)


@signed_in
@viewing_as.while_viewing
@require_POST
def stop(request: ActingRequest) -> HttpResponse:
    """Back to one's own eyes."""
    actor = request.actor
    viewing_as.end(request)
    messages.success(request, _("Du ser med dina egna ögon igen."))
    if actor is not None and actor.behind is not None:
        return redirect(reverse("organisation:professional", args=[actor.person]))
    return redirect("entrance:home")
