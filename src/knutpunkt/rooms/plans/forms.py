"""Forms of assessment and plan."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.casefile.models import Participation
from knutpunkt.foundation.people.models import Guardianship
from knutpunkt.rooms.cases.forms import Day
from knutpunkt.rooms.knowledge.catalogue import Measure
from knutpunkt.rooms.plans import factors
from knutpunkt.rooms.plans.models import Factor, Goal, SupportMeasure
from knutpunkt.rooms.plans.operations import Responsible

CHILD = "child"


class AssessmentForm(forms.Form):
    """What carries first, then what weighs, then the child's own view."""

    strengths = forms.MultipleChoiceField(
        label=_("Det som bär"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own_strengths = forms.CharField(
        label=_("Annat som bär, en sak per rad"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    risks = forms.MultipleChoiceField(
        label=_("Det som tynger"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own_risks = forms.CharField(
        label=_("Annat som tynger, en sak per rad"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    childs_view = forms.CharField(
        label=_("Barnets egen bild"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Skriv som barnet sa det."),
    )
    child_refrained = forms.BooleanField(label=_("Barnet ville inte svara"), required=False)
    summary = forms.CharField(
        label=_("Sammanfattning"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Vad behöver barnet mest just nu?"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["strengths"].choices = factors.choices(Factor.Kind.PROTECTIVE)  # type: ignore[attr-defined]
        self.fields["risks"].choices = factors.choices(Factor.Kind.RISK)  # type: ignore[attr-defined]

    def codes(self) -> dict[Factor.Kind, list[str]]:
        given = self.cleaned_data
        return {Factor.Kind.PROTECTIVE: given["strengths"], Factor.Kind.RISK: given["risks"]}

    def own_words(self) -> dict[Factor.Kind, list[str]]:
        given = self.cleaned_data
        return {
            Factor.Kind.PROTECTIVE: [line[:300] for line in given["own_strengths"].splitlines()],
            Factor.Kind.RISK: [line[:300] for line in given["own_risks"].splitlines()],
        }


class FollowUpDay(forms.Form):
    """When a plan is followed up; in six weeks unless said."""

    follow_up_on = forms.DateField(
        label=_("När följer ni upp?"),
        widget=Day(),
        help_text=_("Senast om sex månader. Samordnaren får dagen i sin lista."),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["follow_up_on"].initial = on + timedelta(weeks=6)


class PlanForm(FollowUpDay):
    """A plan's name, the situation now, and when it is followed up."""

    title = forms.CharField(label=_("Vad heter planen?"), max_length=150)
    present_situation = forms.CharField(
        label=_("Hur är det nu?"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ("title", "present_situation", "follow_up_on")


class ChangePlan(forms.Form):
    title = forms.CharField(label=_("Vad heter planen?"), max_length=150)
    present_situation = forms.CharField(
        label=_("Hur är det nu?"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class GoalForm(forms.Form):
    """A goal in own words."""

    words = forms.CharField(label=_("Målet, med egna ord"), max_length=300)
    voice = forms.ChoiceField(
        label=_("Vems ord är det?"), choices=Goal.Voice.choices, initial=Goal.Voice.CHILD
    )


class MeasureForm(forms.Form):
    """What is done, by whom, when, and how we will know."""

    code = forms.ChoiceField(label=_("Slag av insats"))
    what = forms.CharField(label=_("Vad ska göras?"), max_length=300)
    who = forms.ChoiceField(label=_("Vem gör det?"))
    start = forms.DateField(label=_("Från"), widget=Day())
    due = forms.DateField(label=_("Klart senast"), widget=Day())
    how_we_know = forms.CharField(
        label=_("Hur märker vi att det fungerar?"),
        max_length=300,
        help_text=_("Något man kan se eller höra."),
    )

    def __init__(
        self,
        *args: Any,
        on: date,
        measures: list[Measure],
        participants: list[Participation],
        guardians: list[Guardianship],
        child: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.people = {str(part.pk): Responsible(part.professional, part.unit) for part in participants}
        self.people |= {str(link.pk): Responsible(guardian=link.guardian) for link in guardians}
        self.people[CHILD] = Responsible()
        names = [(str(part.pk), f"{part.professional}, {part.unit}") for part in participants]
        names += [(str(link.pk), str(link.guardian)) for link in guardians]
        self.fields["code"].choices = [(one.code, one.name) for one in measures]  # type: ignore[attr-defined]
        self.fields["who"].choices = [*names, (CHILD, child.given_name)]  # type: ignore[attr-defined]
        self.fields["start"].initial = on
        self.fields["due"].initial = on + timedelta(weeks=4)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, due = given.get("start"), given.get("due")
        if start and due and due < start:
            self.add_error("due", _("Sista dagen ligger före den första. Välj en senare dag."))
        elif due and due < self.on:
            self.add_error("due", _("Dagen har redan varit. Välj i dag eller senare."))
        return given

    def responsible(self) -> Responsible:
        return self.people[self.cleaned_data["who"]]


class EndMeasure(forms.Form):
    """How a measure ended."""

    state = forms.ChoiceField(
        label=_("Hur blev det?"),
        widget=forms.RadioSelect,
        choices=[
            choice for choice in SupportMeasure.State.choices if choice[0] != SupportMeasure.State.RUNNING
        ],
    )
    because = forms.CharField(label=_("Med egna ord"), max_length=300, required=False)


class EndPlan(forms.Form):
    """What happens after the plan: the case never stands without a next step."""

    next_what = forms.CharField(label=_("Vad händer härnäst?"), max_length=300)
    next_due = forms.DateField(label=_("Senast"), widget=Day())
