from datetime import date
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import (
    Agency,
    Assignment,
    Municipality,
    Professional,
    Regime,
    ResponsibleBody,
    SecrecyArea,
)
from knutpunkt.rooms.entrance.gate import ActingRequest, administrator
from knutpunkt.rooms.organisation import operations, queries
from knutpunkt.rooms.organisation.forms import (
    AgencyForm,
    AreaForm,
    BodyForm,
    MunicipalityForm,
    NameForm,
    RegimeForm,
    ResponsibleForm,
)
from knutpunkt.rooms.organisation.views.pages import act_page

_RENAMED: dict[str, type[Municipality] | type[Agency] | type[SecrecyArea]] = {
    "kommun": Municipality,
    "verksamhet": Agency,
    "sekretessomrade": SecrecyArea,
}


@administrator
@require_safe
def bodies(request: ActingRequest) -> HttpResponse:
    """Responsible bodies, their agencies and secrecy areas."""
    context = {
        "bodies": queries.body_tree(timezone.localdate()),
        "municipalities": list(Municipality.objects.all()),
    }
    return render(request, "organisation/bodies.html", context)


@administrator
@require_safe
def administrators(request: ActingRequest) -> HttpResponse:
    """Who else can administer."""
    return render(
        request, "organisation/administrators.html", {"accounts": list(queries.active_administrators())}
    )


@administrator
@require_http_methods(["GET", "POST"])
def new_municipality(request: ActingRequest) -> HttpResponse:
    """A municipality."""
    return act_page(
        request,
        MunicipalityForm(request.POST or None),
        partial(operations.add_municipality, actor=request.actor, on=timezone.localdate()),
        said=_("Kommunen är tillagd."),
        heading=_("Ny kommun"),
        save=_("Lägg till"),
        back=reverse("organisation:bodies"),
    )


@administrator
@require_http_methods(["GET", "POST"])
def new_body(request: ActingRequest) -> HttpResponse:
    """A responsible body with its office and its appointee."""
    return act_page(
        request,
        BodyForm(request.POST or None, on=timezone.localdate()),
        partial(_found, request),
        said=lambda founded: _("%(body)s är tillagd.") % {"body": founded.body},
        heading=_("Ny huvudman"),
        lead=_("En huvudman behöver från första dagen ett kontor och någon utsedd som arbetar där."),
        save=_("Lägg till"),
        back=reverse("organisation:bodies"),
    )


@administrator
@require_http_methods(["GET", "POST"])
def appoint(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The body's appointee from a day."""
    today = timezone.localdate()
    body = get_object_or_404(ResponsibleBody, pk=pk)
    among = Professional.objects.filter(assignments__in=_work_under(body, today)).distinct()
    return act_page(
        request,
        ResponsibleForm(request.POST or None, on=today, among=among),
        partial(people.appoint, actor=request.actor, on=today, body=body),
        said=lambda named: _("%(who)s är utsedd.") % {"who": named.professional},
        heading=_("Utse för huvudmannen"),
        eyebrow=str(body),
        lead=_("Den utsedda tar hand om det som ingen annan håller i. Det måste finnas någon varje dag."),
        save=_("Utse"),
        back=reverse("organisation:bodies"),
    )


@administrator
@require_http_methods(["GET", "POST"])
def new_agency(request: ActingRequest, pk: UUID) -> HttpResponse:
    """An agency under the body, with its first secrecy area."""
    body = get_object_or_404(ResponsibleBody, pk=pk)
    initial = {"municipality": body.municipality_id}
    return act_page(
        request,
        AgencyForm(request.POST or None, on=timezone.localdate(), initial=initial),
        partial(_add_agency, request, body),
        said=lambda made: _("%(agency)s är tillagd.") % {"agency": made},
        heading=_("Ny verksamhet"),
        eyebrow=str(body),
        lead=_("En myndighet, en verksamhet eller en förening som arbetar med barn."),
        save=_("Lägg till"),
        back=reverse("organisation:bodies"),
    )


@administrator
@require_http_methods(["GET", "POST"])
def new_area(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A secrecy area in the agency."""
    agency = get_object_or_404(Agency, pk=pk)
    return act_page(
        request,
        AreaForm(request.POST or None, on=timezone.localdate()),
        partial(_add_area, request, agency),
        said=_("Sekretessområdet är tillagt."),
        heading=_("Nytt sekretessområde"),
        eyebrow=str(agency),
        lead=_("Uppgifter om barn går inte mellan sekretessområden utan samtycke eller annan grund i lagen."),
        save=_("Lägg till"),
        back=reverse("organisation:bodies"),
    )


@administrator
@require_http_methods(["GET", "POST"])
def change_regime(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Another secrecy law in the area, from a day."""
    today = timezone.localdate()
    area = get_object_or_404(SecrecyArea.objects.select_related("agency"), pk=pk)
    return act_page(
        request,
        RegimeForm(request.POST or None, on=today),
        partial(operations.change_regime, actor=request.actor, on=today, area=area),
        said=_("Den nya sekretessen är sparad."),
        heading=_("Ändra sekretess"),
        eyebrow=f"{area.agency}, {area}",
        lead=_(
            "Den avgör vilka grunder som går att använda när uppgifter lämnas ut. "
            "Fråga en jurist om du är osäker."
        ),
        save=_("Spara"),
        back=reverse("organisation:bodies"),
    )


@administrator
@require_http_methods(["GET", "POST"])
def rename(request: ActingRequest, kind: str, pk: UUID) -> HttpResponse:
    """Another name for a municipality, an agency or a secrecy area."""
    model = _RENAMED[kind]
    what = cast(Municipality | Agency | SecrecyArea, get_object_or_404(model, pk=pk))
    return act_page(
        request,
        NameForm(request.POST or None, initial={"name": what.name}),
        partial(operations.rename, actor=request.actor, on=timezone.localdate(), what=what),
        said=_("Det nya namnet är sparat."),
        heading=_("Byt namn på %(what)s") % {"what": what},
        save=_("Spara"),
        back=reverse("organisation:bodies"),
    )


def _found(
    request: ActingRequest,
    start: date,
    appointee: Professional | None,
    given_name: str,
    family_name: str,
    **of_body: Any,
) -> people.Founding:
    with recorded(actor=request.actor, action="responsible_body.registered") as act:
        if appointee is None:
            appointee = people.register_professional(
                actor=request.actor, on=start, given_name=given_name, family_name=family_name
            )
        founded = people.found_responsible_body(actor=request.actor, on=start, appointee=appointee, **of_body)
        act.about(founded.body)
    return founded


def _add_agency(
    request: ActingRequest,
    body: ResponsibleBody,
    name: str,
    municipality: Municipality | None,
    start: date,
    **of_area: Any,
) -> Agency:
    with recorded(actor=request.actor, action="agency.registered") as act:
        made = people.add_agency(
            actor=request.actor, on=start, name=name, responsible_body=body, municipality=municipality
        )
        _add_area(request, made, of_area["area"], of_area["regime"], start)
        act.about(made)
    return made


def _add_area(request: ActingRequest, agency: Agency, name: str, regime: str, start: date) -> SecrecyArea:
    return people.add_area(actor=request.actor, on=start, agency=agency, name=name, regime=Regime(regime))


def _work_under(body: ResponsibleBody, on: date) -> QuerySet[Assignment]:
    return Assignment.objects.running(on).filter(unit__area__agency__responsible_body=body)
