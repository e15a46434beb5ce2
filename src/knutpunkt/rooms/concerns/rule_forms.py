"""What an administrator changes of a rule or a routine: limits, steps, days, and from which day it holds."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knutpunkt.insight.rules import Rule
from knutpunkt.rooms.concerns.forms import Day
from knutpunkt.rooms.concerns.models import ConcernRoutine
from knutpunkt.rooms.concerns.operations.configuring import CHOICES
from knutpunkt.rooms.concerns.refusals import NotYet
from knutpunkt.rooms.concerns.rule_words import Counted, counted, stored, written

STEPS = (1, 2, 3)
MOST_DAYS = 200


class FromADay(forms.Form):
    """A change that holds from a day, tomorrow at the earliest."""

    valid_from = forms.DateField(label=_("Gäller från"), widget=Day())

    def __init__(self, *args: Any, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.on = on
        self.fields["valid_from"].initial = on + timedelta(days=1)
        self.order_fields([name for name in self.fields if name != "valid_from"])

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day <= self.on:
            raise forms.ValidationError(NotYet.sentence)
        return day


class RuleForm(FromADay):
    """One rule: its limit as people write it, its step, and whether it is used."""

    limit = forms.FloatField(label=_("Gräns"), localize=True, min_value=0)
    step = forms.TypedChoiceField(
        label=_("Steg"), coerce=int, choices=[(step, str(step)) for step in STEPS],
        help_text=_("Högre steg är allvarligare. Rektorn tillfrågas från det steg som rutinerna säger."),
    )  # fmt: skip
    min_coverage = forms.IntegerField(
        label=_("Minst så många procent av tiden ska vara rapporterad"), min_value=0, max_value=100
    )
    min_lessons = forms.IntegerField(label=_("Minst så många lektioner"), min_value=1, max_value=2000)
    active = forms.BooleanField(label=_("Regeln används"), required=False)

    def __init__(self, *args: Any, rule: Rule, **more: Any) -> None:
        super().__init__(*args, **more)
        self._rule, self._counted = rule, counted(rule)
        self.fields["limit"].label = _("Gräns i %(what)s") % {"what": self._counted.what}
        coverage = None if rule.min_coverage is None else round(rule.min_coverage * 100)
        now = {"min_coverage": coverage, "min_lessons": rule.min_lessons}
        for name, value in now.items():
            if value is None:
                del self.fields[name]
        self.initial = {
            "limit": written(rule), "step": rule.step, "active": rule.active, **now, **self.initial
        }  # fmt: skip

    def clean_limit(self) -> float:
        limit: float = self.cleaned_data["limit"]
        if limit <= 0 or limit > _most(self._counted):
            raise forms.ValidationError(
                _("Skriv ett tal över 0, högst %(most)d."), params={"most": _most(self._counted)}
            )
        if self._counted.whole and limit != int(limit):
            raise forms.ValidationError(_("Skriv ett helt tal."))
        return limit

    def rule(self) -> Rule:
        """The rule as the form would have it. Ask only when the form is valid."""
        given = self.cleaned_data
        coverage = given.get("min_coverage")
        return replace(
            self._rule,
            threshold=stored(self._rule, given["limit"]),
            step=given["step"],
            active=given["active"],
            min_coverage=None if coverage is None else coverage / 100,
            min_lessons=given.get("min_lessons"),
        )


class RoutineForm(FromADay):
    """How long things may wait, and from which step the head teacher is asked."""

    def __init__(self, *args: Any, routine: ConcernRoutine, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, label in ROUTINE_LABELS.items():
            self.fields[name] = _number(name, label, getattr(routine, name))
        self.order_fields([*CHOICES, "valid_from"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        backup, head = given.get("days_to_backup"), given.get("days_to_head_teacher")
        if backup and head and head <= backup:
            self.add_error(
                "days_to_head_teacher", _("Rektorn kommer efter ersättaren. Skriv fler dagar här.")
            )
        return given


ROUTINE_LABELS: dict[str, Any] = {
    "answer_days": _("Arbetsdagar till ett svar"),
    "days_to_backup": _("Arbetsdagar tills en obesvarad iakttagelse går till ersättaren"),
    "days_to_head_teacher": _("Arbetsdagar tills den går till rektorn"),
    "investigation_from_step": _("Rektorn tar ställning till utredning från steg"),
    "investigation_days": _("Dagar till att utredningen är klar"),
    "rest_days": _("Dagar som ett besvarat resultat får vila, om det inte blir värre"),
}


def carried(form: forms.Form, data: Any) -> forms.Form:
    """The same answers unseen, with the word that they are confirmed."""
    unseen = forms.Form(initial={name: data.get(name, "") for name in form.fields} | {"confirmed": "1"})
    for name in _names(form):
        unseen.fields[name] = forms.CharField(widget=forms.HiddenInput(), required=False)
    return unseen


def _names(form: forms.Form) -> Iterable[str]:
    return (*form.fields, "confirmed")


def _number(name: str, label: Any, value: int) -> forms.IntegerField:
    most = STEPS[-1] + 1 if name == "investigation_from_step" else MOST_DAYS
    return forms.IntegerField(label=label, min_value=1, max_value=most, initial=value)


def _most(what: Counted) -> int:
    return 100 if what.size < 1 else MOST_DAYS
