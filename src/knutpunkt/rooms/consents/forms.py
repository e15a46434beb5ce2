"""Forms of consent and disclosure."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knutpunkt.design.words import day
from knutpunkt.foundation.casefile.models import ConsentAnswer, Ground
from knutpunkt.foundation.people.models import Guardian, Unit
from knutpunkt.rooms.cases.forms import Day
from knutpunkt.rooms.consents.bundles import BUNDLES, IN_THE_GRID, categories_of

CHILD = "child"


class AskConsent(forms.Form):
    """To whom, about what, why, how long."""

    recipient = forms.ModelChoiceField(label=_("Vem ska få läsa?"), queryset=Unit.objects.none())
    bundles = forms.MultipleChoiceField(
        label=_("Vad ska de få läsa?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(bundle.code, bundle.label) for bundle in BUNDLES],
    )
    categories = forms.MultipleChoiceField(
        label=_("Eller välj ett i taget"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(category.value, category.label) for category in IN_THE_GRID],
    )
    purpose = forms.CharField(
        label=_("Varför?"),
        max_length=300,
        help_text=_(
            "Så att barnet och vårdnadshavarna förstår. Till exempel: "
            "så att BUP och skolan kan planera samma vecka."
        ),
    )
    start = forms.DateField(label=_("Från"), widget=Day())
    last_day = forms.DateField(label=_("Till och med"), widget=Day(), help_text=_("Högst ett år."))

    def __init__(self, *args: Any, receivers: list[Unit], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["recipient"]
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in receivers])
        self.fields["start"].initial = on
        self.fields["last_day"].initial = on + timedelta(days=180)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen = set(given.get("categories") or ()) | categories_of(given.get("bundles") or [])
        if not chosen:
            self.add_error("bundles", _("Välj minst en sak som mottagaren ska få läsa."))
        given["chosen"] = chosen
        return given


class AnswerConsent(forms.Form):
    """What one person said, and how."""

    who = forms.ChoiceField(label=_("Vem har svarat?"), widget=forms.RadioSelect)
    answer = forms.ChoiceField(
        label=_("Svaret"), widget=forms.RadioSelect, choices=ConsentAnswer.Answer.choices
    )
    consents = forms.MultipleChoiceField(label=_("Svaret gäller"), widget=forms.CheckboxSelectMultiple)
    how = forms.ChoiceField(label=_("Hur gavs svaret?"), choices=ConsentAnswer.How.choices)
    given_on = forms.DateField(label=_("När?"), widget=Day())
    words = forms.CharField(label=_("Med egna ord"), max_length=500, required=False)

    def __init__(self, *args: Any, asked: Any, guardians: list[Guardian], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        child = asked.request.case.child
        self.guardians = {str(guardian.pk): guardian for guardian in guardians}
        people: Any = self.fields["who"]
        people.choices = [
            *((key, str(one)) for key, one in self.guardians.items()),
            (CHILD, child.given_name),
        ]
        lines: Any = self.fields["consents"]
        lines.choices = [(str(line.consent.pk), line.consent.get_category_display()) for line in asked.lines]
        lines.initial = [key for key, _label in lines.choices]
        self.fields["given_on"].initial = on

    def guardian(self) -> Guardian | None:
        """The guardian who answered; ``None`` when it was the child."""
        return self.guardians.get(self.cleaned_data["who"])


class Withdraw(forms.Form):
    """Who takes back, and what."""

    who = forms.ChoiceField(label=_("Vem tar tillbaka sitt ja?"), widget=forms.RadioSelect)
    consents = forms.MultipleChoiceField(label=_("Det gäller"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, asked: Any, guardians: list[Guardian], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guardians = {str(guardian.pk): guardian for guardian in guardians}
        child = asked.request.case.child
        people: Any = self.fields["who"]
        people.choices = [
            *((key, str(one)) for key, one in self.guardians.items()),
            (CHILD, child.given_name),
        ]
        lines: Any = self.fields["consents"]
        lines.choices = [(str(line.consent.pk), line.consent.get_category_display()) for line in asked.lines]
        lines.initial = [key for key, _label in lines.choices]

    def guardian(self) -> Guardian | None:
        return self.guardians.get(self.cleaned_data["who"])


class Judgement(forms.Form):
    """A written judgement about the child's say."""

    reason = forms.CharField(label=_("Bedömningen"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class MakeDisclosure(forms.Form):
    """What is let out, to whom, on which ground, why."""

    recipient = forms.ModelChoiceField(label=_("Till vem?"), queryset=Unit.objects.none())
    ground = forms.ChoiceField(label=_("På vilken grund?"), choices=Ground.choices)
    records = forms.MultipleChoiceField(
        label=_("Vad lämnas ut?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj minst en handling.")},
    )
    reason = forms.CharField(
        label=_("Varför"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Behövs för alla grunder utom samtycke."),
    )
    until = forms.DateField(label=_("Till och med"), widget=Day(), required=False)

    def __init__(
        self, *args: Any, receivers: list[Unit], records: list[Any], on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["recipient"]
        units.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in receivers])
        chosen: Any = self.fields["records"]
        chosen.choices = [(str(row.pk), _line(row, on)) for row in records]


def _line(row: Any, on: date) -> str:
    """ "Anteckning tis 20 okt: mående"; the category is left out where it only repeats the kind."""
    kind, category = str(row.get_kind_display()), str(row.get_category_display())
    said = f"{kind.capitalize()} {day(row.written_on, on)}"
    return said if category == kind else f"{said}: {category}"


class EndDisclosure(forms.Form):
    because = forms.CharField(label=_("Varför avslutas det?"), max_length=300, required=False)
