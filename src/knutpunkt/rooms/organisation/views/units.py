from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import Professional, SecrecyArea, Unit
from knutpunkt.rooms.entrance.gate import ActingRequest, administrator
from knutpunkt.rooms.organisation import operations, queries
from knutpunkt.rooms.organisation.forms import EndForm, FindUnitsForm, ResponsibleForm, UnitForm
from knutpunkt.rooms.organisation.views.pages import act_page

PER_PAGE = 50


@administrator
@require_safe
def units(request: ActingRequest) -> HttpResponse:
    """Units, found by name, agency or code."""
    form = FindUnitsForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.found_units(
        words=asked.get("q", ""), closed=asked.get("closed", False), on=timezone.localdate()
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "organisation/units.html", {"form": form, "page_obj": page})


@administrator
@require_safe
def unit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One unit: who answers for it, who works there, which tasks are given."""
    today = timezone.localdate()
    one = get_object_or_404(Unit.objects.select_related("area__agency__responsible_body"), pk=pk)
    context = {
        "unit": one,
        "responsible": list(queries.responsible_for(one)),
        "working": list(queries.working_in(one, today)),
        "tasks": list(queries.tasks_at(one, today)),
    }
    return render(request, "organisation/unit.html", context)


@administrator
@require_http_methods(["GET", "POST"])
def new_unit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A unit in the secrecy area."""
    area = get_object_or_404(SecrecyArea.objects.select_related("agency"), pk=pk)
    return act_page(
        request,
        UnitForm(request.POST or None),
        partial(people.add_unit, actor=request.actor, on=timezone.localdate(), area=area),
        said=lambda made: _("%(unit)s är tillagd. Utse nu vem som är ansvarig.") % {"unit": made},
        onward=lambda made: reverse("organisation:unit", args=[made.pk]),
        heading=_("Ny enhet"),
        eyebrow=f"{area.agency}, {area}",
        lead=_("En enhet hör till ett sekretessområde. Det går inte att ändra i efterhand."),
        save=_("Lägg till"),
        back=reverse("organisation:bodies"),
    )


@administrator
@require_http_methods(["GET", "POST"])
def change_unit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Name, kind and code."""
    one = get_object_or_404(Unit, pk=pk)
    initial = {"name": one.name, "kind": one.kind, "school_unit_code": one.school_unit_code}
    return act_page(
        request,
        UnitForm(request.POST or None, initial=initial, unit=one),
        partial(operations.change_unit, actor=request.actor, on=timezone.localdate(), unit=one),
        said=_("Ändringen är sparad."),
        heading=_("Ändra %(unit)s") % {"unit": one},
        save=_("Spara"),
        back=reverse("organisation:unit", args=[pk]),
    )


@administrator
@require_http_methods(["GET", "POST"])
def name_responsible(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who answers for the unit from a day."""
    today = timezone.localdate()
    one = get_object_or_404(Unit, pk=pk)
    among = Professional.objects.filter(pk__in=queries.working_in(one, today).values("professional"))
    return act_page(
        request,
        ResponsibleForm(request.POST or None, on=today, among=among),
        partial(people.make_responsible, actor=request.actor, on=today, unit=one),
        said=lambda named: _("%(who)s är ansvarig.") % {"who": named.professional},
        heading=_("Utse ansvarig"),
        eyebrow=str(one),
        lead=_(
            "Den ansvariga tar hand om löften som ingen annan på enheten håller i. "
            "Välj bland dem som arbetar där."
        ),
        save=_("Utse"),
        back=reverse("organisation:unit", args=[pk]),
    )


@administrator
@require_http_methods(["GET", "POST"])
def close_unit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The unit's last day."""
    today = timezone.localdate()
    one = get_object_or_404(Unit, pk=pk)
    return act_page(
        request,
        EndForm(request.POST or None, on=today, first=today),
        partial(operations.close_unit, actor=request.actor, on=today, unit=one),
        said=_("%(unit)s har fått en sista dag.") % {"unit": one},
        heading=_("Lägg ner enheten"),
        eyebrow=str(one),
        lead=_("Enheten går inte att välja efter den dagen. Det som är skrivet där finns kvar."),
        save=_("Lägg ner"),
        back=reverse("organisation:unit", args=[pk]),
    )


@administrator
@require_POST
def reopen_unit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The unit is in use again."""
    one = get_object_or_404(Unit, pk=pk, closed_on__isnull=False)
    operations.reopen_unit(actor=request.actor, on=timezone.localdate(), unit=one)
    messages.success(request, _("%(unit)s är i bruk igen.") % {"unit": one})
    return redirect("organisation:unit", pk)
