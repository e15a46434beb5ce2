"""Two pages beside the product's own: one that shows something, one that does something."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.audit.trail import current_trail
from knutpunkt.foundation.people.models import Municipality
from knutpunkt.rooms.entrance.gate import public

SHOWN = "hemligt om ett barn"
CHILD = "people.child:" + "x" * 10


@public
def read(request: HttpRequest) -> HttpResponse:
    trail = current_trail()
    assert trail is not None
    trail.seen.update({f"{CHILD}{number}": None for number in range(int(request.GET.get("many", "1")))})
    return HttpResponse(SHOWN)


@csrf_exempt
@public
def act(request: HttpRequest) -> HttpResponse:
    with recorded(actor=SYSTEM, action="prov.gjort"):
        Municipality.objects.create(code="9909", name="Provköping" * int(request.POST.get("many", "1")))
    return HttpResponse(SHOWN)


urlpatterns = [path("", include("knutpunkt.urls")), path("prov/las", read), path("prov/gor", act)]
