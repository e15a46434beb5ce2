"""Forms of this room."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.access.handing_out import Recipient
from knutpunkt.foundation.people.models import Professional
from knutpunkt.rooms.oversight.models import Handout, RetentionPeriod, Review
from knutpunkt.rooms.oversight.periods import Kept
from knutpunkt.rooms.safeguards.models import FormalRequest


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class PeriodForm(forms.Form):
    """A first and a last day."""

    first_day = day_field(_("Från och med"))
    last_day = day_field(_("Till och med"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Sista dagen ligger före den första. Ändra en av dem."))
        return data


class RoundForm(PeriodForm):
    """Which days a round is about."""

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = on.replace(day=1) - timedelta(days=1)
        self.fields["first_day"].initial, self.fields["last_day"].initial = last.replace(day=1), last


class PersonForm(PeriodForm):
    """Whose readings, and when."""

    professional = forms.ModelChoiceField(queryset=Professional.objects.none(), label=_("Medarbetare"))
    field_order = ("professional", "first_day", "last_day")

    def __init__(self, *args: Any, among: list[Professional], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Professional.objects.filter(pk__in=[one.pk for one in among])
        self.fields["professional"].queryset = people  # type: ignore[attr-defined]
        self.fields["first_day"].initial, self.fields["last_day"].initial = on - timedelta(days=7), on


class JudgeForm(forms.Form):
    """What was looked at, and what it showed."""

    judgement = forms.ChoiceField(
        label=_("Bedömning"),
        choices=[
            (Review.Judgement.IN_ORDER.value, _("I sin ordning")),
            (Review.Judgement.ASK.value, _("Fråga personen, och bedöm sedan")),
            (Review.Judgement.REPORT.value, _("Anmäl vidare till den som ansvarar för enheten")),
        ],
        widget=forms.RadioSelect,
    )
    looked_at = forms.CharField(
        label=_("Vad har du tittat på?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("Skriv inget om barnet. Bara vad i loggen du har jämfört, och vad det visade."),
    )
    due = day_field(_("Bedöms senast"), required=False, help_text=_("Bara om du ska fråga personen först."))
    version = forms.IntegerField(widget=forms.HiddenInput())


class MeetingForm(forms.Form):
    """When the student-health team meets."""

    day = day_field(_("Dag"))
    begins = forms.TimeField(
        label=_("Börjar"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(label=_("Slutar"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class RoutineForm(forms.Form):
    """How a responsible body reviews its log."""

    sample_size = forms.IntegerField(
        label=_("Antal i stickprovet"), min_value=5, max_value=500, help_text=_("Varje omgång.")
    )
    work_begins = forms.IntegerField(label=_("Arbetstid från klockan"), min_value=0, max_value=23)
    work_ends = forms.IntegerField(label=_("Arbetstid till klockan"), min_value=1, max_value=24)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("work_begins", 0) >= data.get("work_ends", 24):
            raise ValidationError(_("Arbetstiden slutar innan den börjar. Ändra en av tiderna."))
        return data


class HandoutForm(PeriodForm):
    """What is handed out, to whom, and when they asked."""

    kind = forms.ChoiceField(
        label=_("Vad ska lämnas ut?"),
        choices=[
            (Handout.Kind.OWN_LOG.value, _("Vem som har läst")),
            (Handout.Kind.EXTRACT.value, _("Registerutdrag: allt vi har om barnet")),
        ],
        widget=forms.RadioSelect,
    )
    to = forms.ChoiceField(label=_("Till vem?"), widget=forms.RadioSelect)
    requested_on = day_field(_("Begäran kom in"))
    request = forms.ChoiceField(
        label=_("Svarar det på en begäran?"),
        required=False,
        help_text=_("Då blir begäran klar. Gäller registerutdrag."),
    )
    field_order = ("kind", "to", "request", "requested_on", "first_day", "last_day")

    def __init__(
        self,
        *args: Any,
        offered: list[tuple[Recipient, str]],
        requests: list[FormalRequest],
        on: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.requests = {str(one.pk): one for one in requests}
        named = [(key, f"{one.who}, {one.received_on}") for key, one in self.requests.items()]
        self.fields["request"].choices = [("", _("Nej")), *named]  # type: ignore[attr-defined]
        if not requests:
            del self.fields["request"]
        self.offered = {one.key: one for one, _name in offered}
        self.fields["to"].choices = [(one.key, name) for one, name in offered]  # type: ignore[attr-defined]
        self.fields["requested_on"].initial = self.fields["last_day"].initial = on
        self.fields["first_day"].initial = on - timedelta(days=365)

    def told(self) -> dict[str, Any]:
        """The fields, with the recipient and the request in place of their names in the form."""
        given = self.cleaned_data
        request = self.requests.get(given.get("request", ""))
        return given | {"to": self.offered[given["to"]], "request": request}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("request") and data.get("kind") == Handout.Kind.OWN_LOG:
            self.add_error("request", _("En begäran om registerutdrag besvaras med ett registerutdrag."))
        return data


class ReasonForm(forms.Form):
    """Why disposal is stopped, or let go again."""

    reason = forms.CharField(
        label=_("Varför?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Till exempel en tvist, en tillsyn eller ett skadestånd."),
    )


class LongerForm(forms.Form):
    """How long a class is kept, and by what."""

    years = forms.IntegerField(label=_("Antal år"), min_value=1, max_value=150)
    law = forms.CharField(
        label=_("Stöd"), max_length=200, help_text=_("Till exempel dokumenthanteringsplanen och dess beslut.")
    )
    start = day_field(_("Från och med"))

    def __init__(self, *args: Any, what: str, on: date, now: RetentionPeriod | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].initial = on
        if what == Kept.SAMPLE:
            del self.fields["years"]
        if now is not None:
            self.initial = {"years": now.years, "law": now.law, "start": max(now.start, on)}


class DisposeForm(forms.Form):
    """A person has read the list: says so, and how many it was, so that nothing is added meanwhile."""

    reviewed = forms.BooleanField(
        label=_("Jag har läst listan, och arkivet har sagt ja."),
        error_messages={"required": _("Läs listan och kryssa i rutan. Ingenting är gallrat.")},
    )
    number = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = number
        self.fields["number"].initial = number

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if number != self.found or number == 0:
            raise ValidationError(
                _("Listan har ändrats sedan du läste den. Läs den igen. Ingenting är gallrat.")
            )
        return number
