from datetime import date
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from knutpunkt.foundation.commitments.passing import passing_on
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import Assignment, Professional, UnitWideTask
from knutpunkt.rooms.entrance.gate import ActingRequest, administrator
from knutpunkt.rooms.organisation import operations, queries
from knutpunkt.rooms.organisation.forms import (
    AssignmentForm,
    ConfirmedEndForm,
    EndForm,
    FindProfessionalsForm,
    NewProfessionalForm,
    ProfessionalForm,
    TaskForm,
    assignment_label,
)
from knutpunkt.rooms.organisation.views.accounts import link_page
from knutpunkt.rooms.organisation.views.pages import act_page, confirm_page, form_page

PER_PAGE = 50


@administrator
@require_safe
def professionals(request: ActingRequest) -> HttpResponse:
    """Colleagues, found by name, unit or user name."""
    today = timezone.localdate()
    form = FindProfessionalsForm(request.GET, on=today)
    asked = form.cleaned_data if form.is_valid() else {}
    found = queries.found_professionals(
        words=asked.get("q", ""), unit=asked.get("unit"), former=asked.get("former", False), on=today
    )
    if asked.get("without_account"):
        found = found.filter(account__isnull=True)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "organisation/professionals.html", {"form": form, "page_obj": page})


@administrator
@require_http_methods(["GET", "POST"])
def new_professional(request: ActingRequest) -> HttpResponse:
    """Somebody new: who, where, and with what name they sign in."""
    today = timezone.localdate()
    form = NewProfessionalForm(request.POST or None, on=today)
    if request.method == "POST" and form.is_valid():
        made = _register(request, form, today)
        messages.success(request, _("%(who)s är tillagd.") % {"who": made})
        if form.cleaned_data["username"]:
            account = operations.open_account(
                actor=request.actor, on=today, professional=made, username=form.cleaned_data["username"]
            )
            return link_page(request, account)
        return redirect("organisation:professional", made.pk)
    return form_page(
        request,
        form,
        heading=_("Ny medarbetare"),
        lead=_("Sök först i listan, så att ingen läggs in två gånger."),
        save=_("Lägg till"),
        back=reverse("organisation:professionals"),
        namesakes=form.namesakes,
    )


@administrator
@require_safe
def professional(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One colleague: assignments, tasks, what they answer for, and their account."""
    today = timezone.localdate()
    one = get_object_or_404(Professional.objects.select_related("account"), pk=pk)
    context = {
        "professional": one,
        "assignments": list(queries.assignments_of(one)),
        "answers_for": queries.answers_for(one, today),
        "account": getattr(one, "account", None),
    }
    return render(request, "organisation/professional.html", context)


@administrator
@require_http_methods(["GET", "POST"])
def change_professional(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Name and contact."""
    one = get_object_or_404(Professional, pk=pk)
    initial = {name: getattr(one, name) for name in ProfessionalForm.base_fields}
    return act_page(
        request,
        ProfessionalForm(request.POST or None, initial=initial),
        partial(
            operations.change_professional, actor=request.actor, on=timezone.localdate(), professional=one
        ),
        said=_("Ändringen är sparad."),
        heading=_("Ändra %(who)s") % {"who": one},
        save=_("Spara"),
        back=reverse("organisation:professional", args=[pk]),
    )


@administrator
@require_http_methods(["GET", "POST"])
def new_assignment(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One more thing somebody works as."""
    today = timezone.localdate()
    one = get_object_or_404(Professional, pk=pk)
    return act_page(
        request,
        AssignmentForm(request.POST or None, on=today),
        partial(people.start_assignment, actor=request.actor, on=today, professional=one),
        said=_("Uppdraget är tillagt."),
        heading=_("Nytt uppdrag"),
        eyebrow=str(one),
        save=_("Lägg till"),
        back=reverse("organisation:professional", args=[pk]),
    )


@administrator
@require_http_methods(["GET", "POST"])
def end_assignment(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The last day of an assignment: first what follows from it, then the act."""
    today = timezone.localdate()
    one = get_object_or_404(Assignment.objects.select_related("professional", "unit__area__agency"), pk=pk)
    back = reverse("organisation:professional", args=[one.professional_id])
    form = EndForm(request.POST or None, on=today, first=one.start)
    if request.method == "POST" and "confirmed" not in request.POST and form.is_valid():
        return _consequences(request, one, form.cleaned_data["last_day"], back)
    return act_page(
        request,
        form,
        partial(people.end_assignment, actor=request.actor, on=today, assignment=one),
        said=_("Uppdraget har fått en sista dag."),
        heading=_("Avsluta uppdrag"),
        eyebrow=f"{one.professional}, {assignment_label(one)}",
        lead=_("I nästa steg ser du vad som händer. Inget ändras förrän du bekräftar."),
        save=_("Visa vad som händer"),
        back=back,
    )


@administrator
@require_http_methods(["GET", "POST"])
def give_task(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A task for a whole unit, held through this assignment."""
    today = timezone.localdate()
    one = get_object_or_404(Assignment.objects.select_related("professional", "unit"), pk=pk)
    initial = {"unit": one.unit_id, "start": max(today, one.start)}
    return act_page(
        request,
        TaskForm(request.POST or None, on=today, initial=initial),
        partial(people.give_task, actor=request.actor, on=today, assignment=one),
        said=_("Uppgiften är tillagd."),
        heading=_("Ge en uppgift för en hel enhet"),
        eyebrow=f"{one.professional}, {assignment_label(one)}",
        lead=_("Uppgiften öppnar det som den kräver om enhetens elever. Ge den till så få som möjligt."),
        save=_("Ge uppgiften"),
        back=reverse("organisation:professional", args=[one.professional_id]),
    )


@administrator
@require_http_methods(["GET", "POST"])
def end_task(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The last day of a task."""
    today = timezone.localdate()
    task = get_object_or_404(UnitWideTask.objects.select_related("assignment__professional", "unit"), pk=pk)
    return act_page(
        request,
        EndForm(request.POST or None, on=today, first=task.start),
        partial(people.end_task, actor=request.actor, on=today, task=task),
        said=_("Uppgiften har fått en sista dag."),
        heading=_("Avsluta uppgift"),
        eyebrow=f"{task.assignment.professional}: {task}",
        save=_("Avsluta uppgiften"),
        back=reverse("organisation:professional", args=[task.assignment.professional_id]),
    )


def _register(request: ActingRequest, form: NewProfessionalForm, today: date) -> Professional:
    data = form.cleaned_data
    made = people.register_professional(
        actor=request.actor, on=today, **{name: data[name] for name in ProfessionalForm.base_fields}
    )
    work = {name: data[name] for name in AssignmentForm.base_fields}
    people.start_assignment(actor=request.actor, on=today, professional=made, **work)
    return made


def _consequences(request: ActingRequest, one: Assignment, last_day: date, back: str) -> HttpResponse:
    shown = {"who": one.professional, "unit": one.unit, "day": date_format(last_day)}
    lines = [_("%(who)s kan inte läsa eller skriva för %(unit)s efter %(day)s.") % shown]
    passing = passing_on(one, last_day=last_day)
    for part in passing:
        lines.append(_passes(part.count, str(part.to or _("ingen"))))
    if not passing:
        lines.append(_("Inga löften behöver gå över till någon annan."))
    return confirm_page(
        request,
        heading=_("Avsluta uppdrag: %(what)s") % {"what": assignment_label(one)},
        consequences=lines,
        kept=[_("Det som är skrivet finns kvar hos %(unit)s.") % shown],
        confirm_label=_("Avsluta uppdraget"),
        cancel_url=back,
        form=ConfirmedEndForm(initial={"last_day": last_day.isoformat()}),
    )


def _passes(count: int, to: str) -> str:
    return ngettext(
        "%(count)d löfte går över till %(to)s.", "%(count)d löften går över till %(to)s.", count
    ) % {
        "count": count,
        "to": to,
    }
