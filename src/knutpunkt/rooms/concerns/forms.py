"""What people write: the three questions, the answers, the head teacher's decision, the report of concern."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.models import Assignment, Unit
from knutpunkt.rooms.concerns.crossings import Shown
from knutpunkt.rooms.concerns.models import Concern, ReportOfConcern

LONG = 10_000


class Day(forms.DateInput):
    """A date chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def words(label: Any, *, rows: int = 4, required: bool = False, **more: Any) -> forms.CharField:
    """A box for running text."""
    return forms.CharField(
        label=label, required=required, max_length=LONG, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class SeenForm(forms.Form):
    """The three questions. With ``described`` also who it is about; with ``grounds`` why it may cross."""

    given_name = forms.CharField(label=_("Förnamn"), max_length=200)
    family_name = forms.CharField(label=_("Efternamn"), max_length=200)
    birth_date = forms.DateField(label=_("Född"), required=False, widget=Day())
    more = forms.CharField(
        label=_("Något mer som visar vem du menar"),
        required=False,
        max_length=200,
        help_text=_("Till exempel klass eller lag."),
    )
    what = words(
        _("Vad ser du?"), required=True, help_text=_("Det du själv har sett eller hört, så konkret du kan.")
    )
    since_when = forms.CharField(
        label=_("Sedan när?"),
        required=False,
        max_length=300,
        help_text=_("Till exempel ”sedan höstlovet”."),
    )
    tried = words(_("Vad har du eller ni prövat?"), rows=3)
    childs_words = words(_("Vad säger barnet själv?"), rows=2, help_text=_("Gärna med barnets egna ord."))
    source = forms.ChoiceField(label=_("Vem har sett det?"), choices=[])
    ground = forms.ChoiceField(label=_("Grund för att berätta"), choices=[], widget=forms.RadioSelect)
    reason = words(_("Varför är det en grund här?"), rows=2, required=True)

    def __init__(
        self,
        *args: Any,
        sources: list[tuple[str, Any]],
        described: bool,
        grounds: list[Shown] | None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        if not described:
            for name in ("given_name", "family_name", "birth_date", "more"):
                del self.fields[name]
        if grounds is None:
            del self.fields["ground"], self.fields["reason"]
        else:
            usable = [(one.ground, f"{one.label}: {one.because}") for one in grounds if one.usable]
            _choices(self, "ground").choices = usable
        _choices(self, "source").choices = sources
        self.initial.setdefault("source", sources[0][0])


class Colleague(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A running assignment, shown as a person and where they work."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.professional}, {obj.get_profession_display()}, {obj.unit}"


class UniversalForm(forms.Form):
    """Who in the class or school takes it, what they will do and by when."""

    holder = Colleague(label=_("Vem tar det?"), queryset=Assignment.objects.none(), empty_label=_("Välj"))
    what = forms.CharField(
        label=_("Vad ska göras?"), max_length=300, help_text=_("Till exempel ”Prata med Alva om morgnarna”.")
    )
    due = forms.DateField(label=_("Till när?"), widget=Day())

    def __init__(self, *args: Any, unit: Unit, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["holder"]
        assert isinstance(field, forms.ModelChoiceField)
        running = Assignment.objects.running(on).filter(unit=unit).select_related("professional", "unit")
        field.queryset = running.order_by("professional__family_name", "professional__given_name")
        self._on = on

    def clean_due(self) -> date:
        due: date = self.cleaned_data["due"]
        if due < self._on:
            raise forms.ValidationError(_("Dagen har redan passerat. Välj en senare dag."))
        return due


class ReasonForm(forms.Form):
    """An answer that needs its reason."""

    reason = words(_("Därför att"), required=True, rows=3)

    def __init__(self, *args: Any, label: Any = None, **more: Any) -> None:
        super().__init__(*args, **more)
        if label:
            self.fields["reason"].label = label


class TrueForm(forms.Form):
    """The mentor's yes, with what the mentor sees if they want to say it."""

    words = words(_("Vad ser du själv?"), rows=3)


class DecisionForm(forms.Form):
    """The head teacher opens the investigation, or signs that none is opened now."""

    decision = forms.ChoiceField(
        label=_("Ditt beslut"),
        choices=[("open", _("Öppna utredning")), ("against", _("Inte utreda nu"))],
        widget=forms.RadioSelect,
    )
    reason = words(_("Skäl"), required=True, rows=3)
    signed = forms.BooleanField(label=_("Jag skriver under beslutet"))


class HeardForm(forms.Form):
    """When the three the law names were talked with."""

    pupil = forms.DateField(label=_("Eleven"), required=False, widget=Day())
    guardians = forms.DateField(label=_("Vårdnadshavarna"), required=False, widget=Day())
    student_health = forms.DateField(label=_("Elevhälsan"), required=False, widget=Day())
    version = forms.IntegerField(widget=forms.HiddenInput)


class ConclusionForm(forms.Form):
    """What the investigation found, and what happens now."""

    causes = words(_("Vad beror frånvaron på?"), rows=4)
    conclusion = words(_("Vad ska hända nu?"), required=True, rows=4)


class ReportForm(forms.ModelForm):  # type: ignore[type-arg]
    """The report of concern, field by field as in domain §3.4."""

    class Meta:
        model = ReportOfConcern
        fields = (
            *("recipient", "facts", "interpretation", "since_when", "childs_words", "safe_now"),
            *("safe_now_words", "guardians_informed", "guardians_not_informed_because", "earlier_concerns"),
            *("support_given", "wants_feedback", "wants_meeting"),
        )
        labels = {
            "recipient": _("Till vilken socialtjänst?"),
            "facts": _("Vad har du sett eller hört?"),
            "interpretation": _("Hur tolkar du det?"),
            "since_when": _("Sedan när?"),
            "childs_words": _("Vad säger barnet själv?"),
            "safe_now": _("Är barnet säkert just nu?"),
            "safe_now_words": _("Varför tror du det?"),
            "guardians_informed": _("Vårdnadshavarna vet att jag anmäler"),
            "guardians_not_informed_because": _("Om inte: varför?"),
            "earlier_concerns": _("Har något hänt tidigare?"),
            "support_given": _("Vilket stöd har barnet fått?"),
            "wants_feedback": _("Jag vill veta om en utredning inleds"),
            "wants_meeting": _("Jag vill vara med på ett möte om det blir ett"),
        }
        help_texts = {
            "facts": _("Bara det som hänt, inte vad du tror. Vem, var, när."),
            "interpretation": _("Håll isär det från det du sett."),
            "guardians_not_informed_because": _(
                "Vid misstanke om våld, hedersförtryck eller sexuella övergrepp: prata med socialtjänsten "
                "innan du berättar."
            ),
        }
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 4}) for name in ("facts", "interpretation")},
            **{
                name: forms.Textarea(attrs={"rows": 2})
                for name in ("childs_words", "earlier_concerns", "support_given")
            },
            "safe_now": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("facts", "interpretation", "childs_words", "earlier_concerns", "support_given"):
            self.fields[name].max_length = LONG  # type: ignore[attr-defined]
        safe = _choices(self, "safe_now")
        safe.choices = [*ReportOfConcern.Safety.choices]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if (
            not given.get("guardians_informed")
            and not given.get("guardians_not_informed_because", "").strip()
        ):
            self.add_error(
                "guardians_not_informed_because",
                _("Skriv varför vårdnadshavarna inte vet om det. Resten av det du skrivit finns kvar."),
            )
        return given


class ReceiptForm(forms.Form):
    """Who at the social services has confirmed that they have it, when and how it was sent."""

    receipt_from = forms.CharField(label=_("Vem bekräftade?"), max_length=200)
    received_on = forms.DateField(label=_("Vilken dag?"), widget=Day())
    channel = forms.ChoiceField(label=_("Hur lämnade du den?"), choices=ReportOfConcern.Channel.choices)

    def __init__(self, *args: Any, on: date, written_on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self._on, self._written_on = on, written_on

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if not self._written_on <= day <= self._on:
            raise forms.ValidationError(_("Kvittensen kan inte vara från före anmälan eller efter i dag."))
        return day


def sources_for(profession: str, *, elsewhere: bool) -> list[tuple[str, Any]]:
    """Who may have seen it, the likeliest first: the writer, else the family through the writer."""
    source = Concern.Source
    own = {
        "teacher": source.MENTOR,
        "school_counsellor": source.STUDENT_HEALTH,
        "school_nurse": source.STUDENT_HEALTH,
        "psychologist": source.STUDENT_HEALTH,
        "special_educator": source.STUDENT_HEALTH,
    }.get(profession, source.TEACHER)
    first = source.AGENCY if elsewhere else own
    others = [] if elsewhere else [source.MENTOR, source.TEACHER, source.STUDENT_HEALTH]
    order = dict.fromkeys([first, *others, source.GUARDIAN, source.CHILD])
    return [(one.value, one.label) for one in order]


def _choices(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field
