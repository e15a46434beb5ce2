"""Rules and routines of a responsible body, for its administrator: numbers and days, nothing about a child.

Who: the one who leads the development at a responsible body. When: once a year, when the year's figures are
talked through. Time: ten minutes. Feeling: we have chosen this, and can tell why.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from knutpunkt.foundation.people.models import ResponsibleBody
from knutpunkt.insight.rules import Rule
from knutpunkt.rooms.concerns import operations, rule_words, rulebook
from knutpunkt.rooms.concerns.models import ConcernRoutine
from knutpunkt.rooms.concerns.routines import routine_of
from knutpunkt.rooms.concerns.rule_forms import ROUTINE_LABELS, RoutineForm, RuleForm, carried
from knutpunkt.rooms.entrance.gate import ActingRequest, administrator
from knutpunkt.rooms.organisation.views.pages import confirm_page, form_page


@administrator
@require_GET
def rules(request: ActingRequest) -> HttpResponse:
    """Whose rules; with one body there is nothing to choose."""
    bodies = rulebook.bodies()
    if len(bodies) == 1:
        return redirect("concerns:body_rules", bodies[0].pk)
    return render(request, "concerns/rules.html", {"bodies": bodies})


@administrator
@require_GET
def body_rules(request: ActingRequest, body: UUID) -> HttpResponse:
    """Every rule of one body with its limit and step, and its routines."""
    on, whose = timezone.localdate(), _body(body)
    said = [_said(entry) for entry in rulebook.entries(whose, on)]
    history = rulebook.routines(whose)
    context = {
        "body": whose,
        "used": [row for row in said if row["entry"].rule.active],
        "unused": [row for row in said if not row["entry"].rule.active],
        "routine": _routine_lines(routine_of(whose.pk, on)),
        "coming": [one for one in history if one.valid_from > on],
        "history": [(one, _routine_lines(one)) for one in history],
    }
    return render(request, "concerns/body_rules.html", context)


@administrator
@require_GET
def rule(request: ActingRequest, body: UUID, code: str) -> HttpResponse:
    """One rule: what it looks at, what the mentor is asked, and what it has been."""
    on, whose = timezone.localdate(), _body(body)
    entry = _entry(whose, code, on)
    context = {
        "body": whose,
        **_said(entry),
        "example": rule_words.example(entry.rule, on, language=_language()),
        "versions": [(one, rule_words.limit(one, language=_language())) for one in entry.versions],
    }
    return render(request, "concerns/rule.html", context)


@administrator
@require_http_methods(["GET", "POST"])
def change_rule(request: ActingRequest, body: UUID, code: str) -> HttpResponse:
    """Another limit or step from a day: first what will be asked, then the decision."""
    on, whose = timezone.localdate(), _body(body)
    entry = _entry(whose, code, on)
    back = reverse("concerns:rule", args=[body, code])
    form = RuleForm(request.POST or None, rule=(entry.coming or entry.rule), on=on)
    shown = {"eyebrow": str(whose), "heading": rule_words.title(entry.rule)}
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["valid_from"]
        if "confirmed" not in request.POST:
            lines = _consequences(entry, form.rule(), day)
            return confirm_page(
                request, **shown, consequences=lines, kept=[_kept()], confirm_label=_("Spara"),
                cancel_url=back, form=carried(form, request.POST),
            )  # fmt: skip
        operations.set_rule(actor=request.actor, on=on, body=whose, rule=form.rule(), valid_from=day)
        messages.success(request, _("Regeln är sparad och gäller från %(day)s.") % {"day": date_format(day)})
        return redirect(back)
    lead = _("Nu: %(limit)s. I nästa steg ser du vad mentorn får läsa. Inget ändras förrän du bekräftar.")
    lead %= {"limit": rule_words.limit(entry.rule, language=_language())}
    return form_page(request, form, **shown, lead=lead, save=_("Visa vad som händer"), back=back)


@administrator
@require_http_methods(["GET", "POST"])
def change_routine(request: ActingRequest, body: UUID) -> HttpResponse:
    """Other days to wait from a day: first what it means, then the decision."""
    on, whose = timezone.localdate(), _body(body)
    routine = routine_of(whose.pk, on)
    back = reverse("concerns:body_rules", args=[body])
    form = RoutineForm(request.POST or None, routine=routine, on=on)
    shown = {"eyebrow": str(whose), "heading": _("Ändra rutiner")}
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        day = given.pop("valid_from")
        if "confirmed" not in request.POST:
            return confirm_page(
                request, **shown, consequences=_routine_changes(routine, given, day), kept=[_kept()],
                confirm_label=_("Spara"), cancel_url=back, form=carried(form, request.POST),
            )  # fmt: skip
        operations.set_routine(actor=request.actor, on=on, body=whose, valid_from=day, **given)
        messages.success(
            request, _("Rutinerna är sparade och gäller från %(day)s.") % {"day": date_format(day)}
        )
        return redirect(back)
    return form_page(request, form, **shown, save=_("Visa vad som händer"), back=back)


def _body(pk: UUID) -> ResponsibleBody:
    return get_object_or_404(ResponsibleBody, pk=pk)


def _entry(body: ResponsibleBody, code: str, on: date) -> rulebook.Entry:
    found = rulebook.entry(body, code, on)
    if found is None:
        raise Http404
    return found


def _language() -> str:
    return get_language() or "sv"


def _said(entry: rulebook.Entry) -> dict[str, Any]:
    language = _language()
    return {
        "entry": entry,
        "title": rule_words.title(entry.rule),
        "limit": rule_words.limit(entry.rule, language=language),
        "coming_limit": rule_words.limit(entry.coming, language=language) if entry.coming else "",
    }


def _kept() -> str:
    return _("Frågor som redan är ställda ändras inte. Det som gällde före dagen står kvar i historiken.")


def _consequences(entry: rulebook.Entry, wanted: Rule, day: date) -> list[str]:
    shown = {"day": date_format(day), "limit": rule_words.limit(wanted, language=_language())}
    if not wanted.active:
        lines = [_("Från %(day)s används regeln inte.") % shown]
    else:
        sentence = rule_words.example(wanted, day, language=_language())
        lines = [
            _("Från %(day)s gäller %(limit)s.") % shown,
            rule_words.meaning(wanted),
            _("Så kan det stå när gränsen just är nådd: ”%(sentence)s”") % {"sentence": sentence},
        ]
    if entry.coming and entry.coming.valid_from >= day:
        planned = {"day": date_format(entry.coming.valid_from)}
        lines.append(_("Ändringen som skulle gälla från %(day)s tas bort.") % planned)
    return lines


def _routine_lines(routine: ConcernRoutine) -> list[tuple[str, int]]:
    return [(str(label), getattr(routine, name)) for name, label in ROUTINE_LABELS.items()]


def _routine_changes(routine: ConcernRoutine, given: dict[str, int], day: date) -> list[str]:
    lines = [
        _("%(what)s: %(before)d blir %(after)d.")
        % {"what": label, "before": getattr(routine, name), "after": given[name]}
        for name, label in ROUTINE_LABELS.items()
        if getattr(routine, name) != given[name]
    ]
    return (
        [_("Ändringen gäller från %(day)s.") % {"day": date_format(day)}, *lines]
        if lines
        else [_("Inget blir annorlunda mot i dag.")]
    )
