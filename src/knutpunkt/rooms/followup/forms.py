"""The form of a follow-up: one answer per goal, the child's words first."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.cases.forms import Day
from knutpunkt.rooms.followup.models import GoalProgress
from knutpunkt.rooms.followup.operations import Said
from knutpunkt.rooms.plans.models import Goal


class FollowUpForm(forms.Form):
    """How it goes with each goal, and when we look again."""

    childs_words = forms.CharField(
        label=_("Vad säger barnet?"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    child_refrained = forms.BooleanField(label=_("Barnet ville inte säga något nu"), required=False)

    def __init__(self, *args: Any, goals: list[Goal], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = goals
        for goal in goals:
            self.fields[f"state-{goal.pk}"] = forms.ChoiceField(
                label=f"”{goal.words}”", choices=GoalProgress.State.choices, widget=forms.RadioSelect
            )
            self.fields[f"words-{goal.pk}"] = forms.CharField(
                label=_("Vad har hänt?"), max_length=300, required=False
            )
        self.fields["summary"] = forms.CharField(
            label=_("Sammanfattning"), required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["next_on"] = forms.DateField(
            label=_("När följer ni upp nästa gång?"), widget=Day(), initial=on + timedelta(weeks=6)
        )

    def said(self) -> dict[Goal, Said]:
        """What was said about each goal."""
        given = self.cleaned_data
        return {
            goal: Said(GoalProgress.State(given[f"state-{goal.pk}"]), given[f"words-{goal.pk}"])
            for goal in self.goals
        }
