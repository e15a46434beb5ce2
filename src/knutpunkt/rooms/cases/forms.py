"""Forms of a case. Choices are limited to those the operation would accept."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.casefile.models import Audience, Category
from knutpunkt.foundation.people.models import Assignment, Profession, Professional, Unit
from knutpunkt.rooms.cases.outcomes import Outcome

WRITTEN = [choice for choice in Category.choices if choice[0] != Category.VOICE]
COORDINATORS = [
    (kind.value, kind.label)
    for kind in (
        Profession.STUDENT_COACH,
        Profession.COORDINATOR,
        Profession.FAMILY_SUPPORTER,
        Profession.COLLABORATION_LEADER,
        Profession.OUTREACH_OFFICER,
    )
]


class Day(forms.DateInput):
    """A date chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self, **attributes: Any) -> None:
        super().__init__(format="%Y-%m-%d", **attributes)


if TYPE_CHECKING:
    _OneAssignment = forms.ModelChoiceField[Assignment]
else:
    _OneAssignment = forms.ModelChoiceField


class Colleague(_OneAssignment):
    """A running assignment at a unit, shown as a person."""

    def label_from_instance(self, obj: Assignment) -> str:
        return f"{obj.professional} ({obj.get_profession_display()})"


def colleagues(unit: Unit, on: date) -> QuerySet[Assignment]:
    """Those with a running assignment at the unit, by name."""
    running = Assignment.objects.running(on).filter(unit=unit).select_related("professional")
    return running.order_by("professional__family_name", "professional__given_name")


class OpenCase(forms.Form):
    """Who coordinates, who steps in, and what happens first."""

    coordinator = Colleague(label=_("Samordnare"), queryset=Assignment.objects.none())
    coordinator_kind = forms.ChoiceField(label=_("Samordnaren är"), choices=COORDINATORS)
    backup = Colleague(
        label=_("Ersättare"),
        queryset=Assignment.objects.none(),
        help_text=_("Tar vid om samordnaren slutar eller är borta."),
    )
    first_step = forms.CharField(
        label=_("Första steget"),
        max_length=300,
        help_text=_("Till exempel: träffa Alva och fråga hur hon har det."),
    )
    due = forms.DateField(label=_("Senast"), widget=Day())
    take_part = forms.BooleanField(label=_("Jag deltar också i samarbetet"), required=False, initial=True)

    def __init__(self, *args: Any, unit: Unit, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        for name in ("coordinator", "backup"):
            self.fields[name].queryset = colleagues(unit, on)  # type: ignore[attr-defined]
        self.fields["due"].initial = on + timedelta(days=7)

    def clean_due(self) -> date:
        due: date = self.cleaned_data["due"]
        if due < self.on:
            raise forms.ValidationError(_("Dagen har redan varit. Välj i dag eller senare."))
        return due

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        coordinator, backup = given.get("coordinator"), given.get("backup")
        if coordinator and backup and coordinator.professional_id == backup.professional_id:
            self.add_error("backup", _("Välj någon annan än samordnaren som ersättare."))
        return given


class ChangeCoordinator(forms.Form):
    """Who takes over, and why."""

    coordinator = Colleague(label=_("Ny samordnare"), queryset=Assignment.objects.none())
    coordinator_kind = forms.ChoiceField(label=_("Samordnaren är"), choices=COORDINATORS)
    backup = Colleague(label=_("Ersättare"), queryset=Assignment.objects.none(), required=False)
    reason = forms.CharField(label=_("Varför"), max_length=300)

    def __init__(self, *args: Any, unit: Unit, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("coordinator", "backup"):
            self.fields[name].queryset = colleagues(unit, on)  # type: ignore[attr-defined]


class Invite(forms.Form):
    """A unit, and the person there who takes part."""

    person = forms.ModelChoiceField(label=_("Vem ska vara med?"), queryset=Assignment.objects.none())

    def __init__(self, *args: Any, on: date, already: set[Any], words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = Assignment.objects.running(on).select_related("professional", "unit")
        field: Any = self.fields["person"]
        field.queryset = running.exclude(professional__in=already).order_by(
            "unit__name", "professional__family_name"
        )
        self.found = _by_unit(field.queryset, words)
        field.choices = [("", _("Välj …")), *self.found]


def _by_unit(rows: QuerySet[Assignment], words: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Those whose name, profession or unit holds every word, as groups of a list."""
    sought = words.casefold().split()
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        label = f"{row.professional} ({row.get_profession_display()})"
        # Where a colleague with protected identity works is neither shown nor searched for.
        place = _("Enheten visas inte") if row.professional.protected_identity else str(row.unit)
        if all(word in f"{place} {label}".casefold() for word in sought):
            groups.setdefault(str(place), []).append((str(row.pk), label))
    return list(groups.items())


class NoteForm(forms.Form):
    """A note or a draft."""

    heading = forms.CharField(label=_("Rubrik"), max_length=150, required=False)
    text = forms.CharField(label=_("Anteckning"), widget=forms.Textarea(attrs={"rows": 8}))
    category = forms.ChoiceField(label=_("Vad handlar det om?"), choices=WRITTEN)
    audience = forms.ChoiceField(
        label=_("För vem är den tänkt?"), choices=Audience.choices, initial=Audience.OWN
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CorrectNote(forms.Form):
    """The corrected text, and why."""

    heading = forms.CharField(label=_("Rubrik"), max_length=150, required=False)
    text = forms.CharField(label=_("Anteckning"), widget=forms.Textarea(attrs={"rows": 8}))
    reason = forms.CharField(label=_("Vad var fel?"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)


class AttachmentForm(forms.Form):
    """A file and what it is about."""

    file = forms.FileField(label=_("Fil"), help_text=_("PDF, bild eller Office-dokument, högst 10 MB."))
    category = forms.ChoiceField(label=_("Vad handlar den om?"), choices=WRITTEN)
    audience = forms.ChoiceField(
        label=_("För vem är den tänkt?"), choices=Audience.choices, initial=Audience.OWN
    )


class WordsForm(forms.Form):
    """What the child said, and who the child lets read it."""

    refrained = forms.BooleanField(label=_("Barnet ville inte säga något nu"), required=False)
    words = forms.CharField(
        label=_("Barnets egna ord"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Skriv som barnet sa det."),
    )
    asked_about = forms.CharField(label=_("Vad pratade ni om?"), max_length=200, required=False)
    chosen = forms.TypedChoiceField(
        label=_("Vem får läsa?"),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "chosen",
        initial="team",
        choices=[
            ("team", _("De som deltar från vår verksamhet")),
            ("chosen", _("Bara de som barnet har valt")),
        ],
        help_text=_("Fråga barnet. Det är barnet som bestämmer."),
    )
    readers = forms.ModelMultipleChoiceField(
        label=_("Barnet har valt"),
        queryset=Professional.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, around: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].queryset = around  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("refrained") and not (given.get("words") or "").strip():
            self.add_error(
                "words", _("Skriv vad barnet sa, eller kryssa i att barnet inte ville säga något nu.")
            )
        return given


class CloseCase(forms.Form):
    """How it ended, and when somebody asks how it goes."""

    # Nothing is chosen from the start: how it ended is said, never left as it stood.
    outcome = forms.ChoiceField(label=_("Hur blev det?"), choices=[("", _("Välj …")), *Outcome.choices])
    words = forms.CharField(
        label=_("Med egna ord"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Vad hjälpte? Vad tar andra med sig?"),
    )
    after_care_on = forms.DateField(
        label=_("Hör efter hur det går"),
        widget=Day(),
        required=False,
        help_text=_("Lämna tomt om ingen ska höra efter."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["after_care_on"].initial = on + timedelta(weeks=6)

    def clean_after_care_on(self) -> date | None:
        day: date | None = self.cleaned_data["after_care_on"]
        if day is not None and day <= self.on:
            raise forms.ValidationError(_("Välj en dag som kommer, eller lämna tomt."))
        return day


class ResumeCase(forms.Form):
    """The first promise when beginning again."""

    what = forms.CharField(label=_("Vad händer först?"), max_length=300)
    due = forms.DateField(label=_("Senast"), widget=Day())


class QuestionForm(forms.Form):
    """A question to those who work with the child."""

    question = forms.CharField(
        label=_("Din fråga"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=280,
        help_text=_("Den går till elevhälsan på barnets skola. Skriv inte mer än du behöver."),
    )
