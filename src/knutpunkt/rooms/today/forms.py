"""Forms of the acts on a promise."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.models import Assignment, Unit
from knutpunkt.rooms.cases.forms import Colleague, Day, colleagues


class Move(forms.Form):
    """A later day, and why."""

    due = forms.DateField(label=_("Ny dag"), widget=Day())
    reason = forms.CharField(label=_("Varför"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class HandOver(forms.Form):
    """To whom, and why."""

    to = Colleague(label=_("Till vem?"), queryset=Assignment.objects.none())
    reason = forms.CharField(label=_("Hälsning"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, unit: Unit, on: date, holder: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues(unit, on).exclude(professional=holder)  # type: ignore[attr-defined]


class Wait(forms.Form):
    """What it waits for, and when to look again."""

    because = forms.CharField(label=_("Vad väntar vi på?"), max_length=300)
    check_on = forms.DateField(label=_("När tittar vi till?"), widget=Day())
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["check_on"].initial = on + timedelta(days=14)


class Done(forms.Form):
    """How it went, and what happens next when nothing else is promised."""

    reason = forms.CharField(label=_("Hur gick det?"), max_length=300, required=False)
    next_what = forms.CharField(label=_("Vad händer härnäst?"), max_length=300)
    next_due = forms.DateField(label=_("Senast"), widget=Day())


class Answer(forms.Form):
    """The answer to a question about a child."""

    reason = forms.CharField(
        label=_("Ditt svar"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Skriv vem du har pratat med och vad ni kom fram till, inte mer än som behövs."),
    )
