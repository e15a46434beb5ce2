from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from knutpunkt.rooms.entrance.gate import ActingRequest, administrator
from knutpunkt.rooms.organisation import queries


@administrator
@require_safe
def overview(request: ActingRequest) -> HttpResponse:
    """What waits to be put in order."""
    return render(request, "organisation/overview.html", {"untidy": queries.untidy(timezone.localdate())})
