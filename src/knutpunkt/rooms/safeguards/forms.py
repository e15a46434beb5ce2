"""Forms of this room."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.models import Guardian, Professional, ProtectedIdentity
from knutpunkt.rooms.cases.forms import Day
from knutpunkt.rooms.cases.models import NoteCorrection
from knutpunkt.rooms.safeguards.emergency import LEAST_REASON, LONGEST_HOURS
from knutpunkt.rooms.safeguards.looking_up import Sought
from knutpunkt.rooms.safeguards.models import FormalRequest
from knutpunkt.rooms.safeguards.protecting import Marked

_LINES = forms.Textarea(attrs={"rows": 3})


class SoughtForm(forms.Form):
    """Whom it is about: a number, or a name with a birth date."""

    national_id = forms.CharField(
        label=_("Personnummer"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    name = forms.CharField(
        label=_("Eller hela namnet"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Precis som det skrivs, tillsammans med födelsedagen."),
    )
    birth_date = forms.DateField(label=_("Födelsedag"), required=False, widget=Day())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("national_id") and not (given.get("name") and given.get("birth_date")):
            self.add_error("national_id", _("Skriv personnumret, eller både namnet och födelsedagen."))
        return given

    @property
    def sought(self) -> Sought:
        given = self.cleaned_data
        return Sought(given["national_id"], given["name"], given["birth_date"])


class EmergencyForm(SoughtForm):
    """Who, why, and for how long."""

    reason = forms.CharField(
        label=_("Varför behöver du öppna nu?"),
        widget=_LINES,
        max_length=2000,
        help_text=_("En hel mening. Den läses av den som ansvarar för enheten och av loggranskaren."),
    )
    hours = forms.TypedChoiceField(
        label=_("Hur länge?"),
        coerce=int,
        initial=2,
        choices=[(1, _("1 timme")), (2, _("2 timmar")), (8, _("8 timmar")), (LONGEST_HOURS, _("24 timmar"))],
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].strip()
        if len(reason) < LEAST_REASON:
            raise forms.ValidationError(
                _("Skriv en hel mening om varför, minst %(least)d tecken. Ingenting har öppnats."),
                params={"least": LEAST_REASON},
            )
        return reason


class ReviewForm(forms.Form):
    """What was found when an opening was gone through."""

    words = forms.CharField(label=_("Vad kom du fram till?"), widget=_LINES, max_length=300)


class KnowsForm(forms.Form):
    """How somebody knows the child."""

    reason = forms.CharField(
        label=_("Hur känner du barnet?"),
        max_length=300,
        help_text=_("Till exempel: släkt, granne, vän till familjen. Du behöver inte skriva mer än så."),
    )


class ConflictForm(SoughtForm):
    """Who is too close to whom."""

    professional = forms.ModelChoiceField(label=_("Vem gäller det?"), queryset=Professional.objects.none())
    reason = forms.CharField(label=_("Hur känner de varandra?"), max_length=300)

    field_order = ("professional", "national_id", "name", "birth_date", "reason")

    def __init__(self, *args: Any, among: Iterable[Professional], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [one.pk for one in among]
        field: Any = self.fields["professional"]
        field.queryset = Professional.objects.filter(pk__in=keys)
        if len(keys) == 1:
            field.initial = keys[0]
            field.empty_label = None


class HoldForm(forms.Form):
    """Whom nothing may reach, why, whom colleagues ask, and when to look again."""

    guardian = forms.ModelChoiceField(
        label=_("Vem ska inte nås?"),
        queryset=Guardian.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    reason = forms.CharField(
        label=_("Varför?"),
        widget=_LINES,
        max_length=2000,
        help_text=_("Bara du och de som får besluta om skydd läser det."),
    )
    ask = forms.ModelChoiceField(
        label=_("Vem ska kollegorna fråga i stället?"), queryset=Professional.objects.none()
    )
    review_on = forms.DateField(label=_("När ska det gås igenom?"), widget=Day())

    def __init__(
        self,
        *args: Any,
        guardians: Iterable[Guardian],
        among: Iterable[Professional],
        on: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["guardian"].queryset = Guardian.objects.filter(pk__in=[one.pk for one in guardians])
        fields["ask"].queryset = Professional.objects.filter(pk__in=[one.pk for one in among])
        fields["review_on"].initial = on + timedelta(days=90)


class GoOnForm(forms.Form):
    """Keep a hold, and look again on another day."""

    reason = forms.CharField(label=_("Varför behövs den fortfarande?"), widget=_LINES, max_length=2000)
    review_on = forms.DateField(label=_("När ska det gås igenom nästa gång?"), widget=Day())
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review_on"].initial = on + timedelta(days=90)


class RequestForm(forms.Form):
    """A request that somebody must decide in writing."""

    kind = forms.ChoiceField(label=_("Vad begärs?"), choices=FormalRequest.Kind.choices)
    asked_by = forms.ChoiceField(label=_("Vem begär?"), choices=FormalRequest.AskedBy.choices)
    who = forms.CharField(label=_("Namn"), max_length=200)
    what = forms.CharField(label=_("Begäran, med personens egna ord"), widget=_LINES, max_length=4000)
    received_on = forms.DateField(label=_("Kom in"), widget=Day())

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["received_on"].initial = on

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > self.on:
            raise forms.ValidationError(_("Dagen har inte kommit än. Välj i dag eller tidigare."))
        return day


class DecisionForm(forms.Form):
    """A decision and its reasons."""

    decision = forms.ChoiceField(
        label=_("Beslut"), choices=FormalRequest.Decision.choices, widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label=_("Skäl"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=8000,
        help_text=_("Skriv så att den som begärde förstår."),
    )


class DoneForm(forms.Form):
    """What was done after a decision."""

    what_was_done = forms.CharField(label=_("Vad är gjort?"), widget=_LINES, max_length=4000)


class RectifiedForm(DoneForm):
    """What was put right, how it stood, and who had got it."""

    correction = forms.ChoiceField(
        label=_("Rättelsen i anteckningen"),
        required=False,
        help_text=_("Den tidigare texten finns kvar i anteckningen, och märks."),
    )
    text_before = forms.CharField(
        label=_("Eller: så stod uppgiften innan"),
        widget=_LINES,
        max_length=4000,
        required=False,
        help_text=_("Om det rättades någon annanstans än i en anteckning."),
    )
    receivers_told = forms.CharField(
        label=_("Vilka hade fått den felaktiga uppgiften, och vet de nu?"),
        widget=_LINES,
        max_length=1000,
        help_text=_("De ska få veta (artikel 19). Hade ingen fått den: skriv det."),
    )

    def __init__(self, *args: Any, corrections: Iterable[NoteCorrection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.corrections = {str(one.pk): one for one in corrections}
        field: Any = self.fields["correction"]
        field.choices = [
            ("", _("Ingen anteckning")),
            *(
                (key, f"{one.note}, {timezone.localtime(one.corrected_at):%Y-%m-%d}, {one.corrected_by}")
                for key, one in self.corrections.items()
            ),
        ]

    def clean_correction(self) -> NoteCorrection | None:
        return self.corrections.get(self.cleaned_data["correction"])


class ViewAsForm(forms.Form):
    """Why an administrator looks through a colleague's eyes."""

    reason = forms.CharField(
        label=_("Varför?"),
        max_length=300,
        min_length=LEAST_REASON,
        help_text=_("En hel mening. Skriv inget om något barn. Kollegan kan få veta att du har tittat."),
    )


class ProtectionForm(forms.Form):
    """Whose whereabouts are protected, and how far."""

    person = forms.ChoiceField(label=_("Vem gäller det?"), widget=forms.RadioSelect)
    level = forms.ChoiceField(label=_("Skydd"), choices=ProtectedIdentity.choices, widget=forms.RadioSelect)
    confirmed = forms.BooleanField(
        label=_("Jag har kontrollerat beslutet hos Skatteverket"),
        required=False,
        help_text=_("Behövs när skyddet sänks, tas bort eller blir fingerade personuppgifter."),
    )

    def __init__(self, *args: Any, people: list[Marked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.key: one for one in people}
        field: Any = self.fields["person"]
        field.choices = [(one.key, f"{one.person} ({one.level.label})") for one in people]

    def clean_person(self) -> Marked:
        return self.people[self.cleaned_data["person"]]
