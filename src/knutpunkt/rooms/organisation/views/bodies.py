from datetime import date
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
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
from knutpunkt.rooms.organisation.views.pages import attempted, form_page

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
    form = MunicipalityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.add_municipality(actor=request.actor, on=timezone.localdate(), **form.cleaned_data)
        messages.success(request, _("Kommunen är tillagd."))
        return redirect("organisation:bodies")
    back = reverse("organisation:bodies")
    return form_page(request, form, heading=_("Ny kommun"), save=_("Lägg till"), back=back)


@administrator
@require_http_methods(["GET", "POST"])
def new_body(request: ActingRequest) -> HttpResponse:
    """A responsible body with its office and its appointee."""
    form = BodyForm(request.POST or None, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        founded = attempted(form, lambda: _found(request, form))
        if founded is not None:
            messages.success(request, _("%(body)s är tillagd.") % {"body": founded.body})
            return redirect("organisation:bodies")
    return form_page(
        request,
        form,
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
    form = ResponsibleForm(request.POST or None, on=today, among=among)
    if request.method == "POST" and form.is_valid():
        named = attempted(
            form, lambda: people.appoint(actor=request.actor, on=today, body=body, **form.cleaned_data)
        )
        if named is not None:
            messages.success(request, _("%(who)s är utsedd.") % {"who": named.professional})
            return redirect("organisation:bodies")
    return form_page(
        request,
        form,
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
    form = AgencyForm(request.POST or None, on=timezone.localdate(), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempted(form, lambda: _add_agency(request, body, form))
        if made is not None:
            messages.success(request, _("%(agency)s är tillagd.") % {"agency": made})
            return redirect("organisation:bodies")
    return form_page(
        request,
        form,
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
    form = AreaForm(request.POST or None, on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        people.add_area(
            actor=request.actor, on=data["start"], agency=agency, name=data["name"], regime=data["regime"]
        )
        messages.success(request, _("Sekretessområdet är tillagt."))
        return redirect("organisation:bodies")
    return form_page(
        request,
        form,
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
    form = RegimeForm(request.POST or None, on=today)
    if request.method == "POST" and form.is_valid():
        changed = attempted(
            form,
            lambda: operations.change_regime(actor=request.actor, on=today, area=area, **form.cleaned_data),
        )
        if changed is not None:
            messages.success(request, _("Den nya sekretessen är sparad."))
            return redirect("organisation:bodies")
    return form_page(
        request,
        form,
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
    form = NameForm(request.POST or None, initial={"name": what.name})
    if request.method == "POST" and form.is_valid():
        operations.rename(actor=request.actor, on=timezone.localdate(), what=what, **form.cleaned_data)
        messages.success(request, _("Det nya namnet är sparat."))
        return redirect("organisation:bodies")
    back = reverse("organisation:bodies")
    return form_page(
        request, form, heading=_("Byt namn på %(what)s") % {"what": what}, save=_("Spara"), back=back
    )


def _found(request: ActingRequest, form: BodyForm) -> people.Founding:
    data = dict(form.cleaned_data)
    start, appointee = data.pop("start"), data.pop("appointee")
    names = {"given_name": data.pop("given_name"), "family_name": data.pop("family_name")}
    with recorded(actor=request.actor, action="responsible_body.registered") as act:
        if appointee is None:
            appointee = people.register_professional(actor=request.actor, on=start, **names)
        founded = people.found_responsible_body(actor=request.actor, on=start, appointee=appointee, **data)
        act.about(founded.body)
    return founded


def _add_agency(request: ActingRequest, body: ResponsibleBody, form: AgencyForm) -> Agency:
    data, start = form.cleaned_data, form.cleaned_data["start"]
    with recorded(actor=request.actor, action="agency.registered") as act:
        made = people.add_agency(
            actor=request.actor,
            on=start,
            name=data["name"],
            responsible_body=body,
            municipality=data["municipality"],
        )
        people.add_area(
            actor=request.actor, on=start, agency=made, name=data["area"], regime=Regime(data["regime"])
        )
        act.about(made)
    return made


def _work_under(body: ResponsibleBody, on: date) -> QuerySet[Assignment]:
    return Assignment.objects.running(on).filter(unit__area__agency__responsible_body=body)
