"""What an administrator fills in. Every form checks what the database would refuse, in words."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.models import (
    Account,
    Assignment,
    Municipality,
    Profession,
    Professional,
    Regime,
    ResponsibleBody,
    Unit,
    UnitWideTask,
)
from knutpunkt.rooms.organisation.queries import open_units

CHOOSE = _("Välj …")


class DayInput(forms.DateInput):
    """A day from the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One unit, told with its agency."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), label=_("Enhet"), empty_label=CHOOSE, **kwargs)

    def label_from_instance(self, obj: Unit) -> str:
        return f"{obj.name} ({obj.area.agency.name})"


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **kwargs)


def choices_of(choices: Any) -> list[tuple[str, Any]]:
    return [("", CHOOSE), *((value, capfirst(label)) for value, label in choices)]


class DatedForm(forms.Form):
    """A form that knows today; ``start`` begins as today and ``last_day`` is not before it."""

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        if "start" in self.fields and self.fields["start"].initial is None:
            self.fields["start"].initial = on
        if "unit" in self.fields:
            self.fields["unit"].queryset = open_units(on)  # type: ignore[attr-defined]

    def clean_last_day(self) -> date | None:
        last_day, start = self.cleaned_data.get("last_day"), self.cleaned_data.get("start")
        if last_day and start and last_day < start:
            raise ValidationError(_("Sista dagen ligger före första dagen. Ändra en av dem."))
        return last_day


class ProfessionalForm(forms.Form):
    """Who a colleague is."""

    given_name = forms.CharField(label=_("Förnamn"), max_length=200)
    family_name = forms.CharField(label=_("Efternamn"), max_length=200)
    email = forms.EmailField(label=_("E-post i tjänsten"), required=False)
    phone = forms.CharField(label=_("Telefon i tjänsten"), max_length=40, required=False)
    protected_identity = forms.BooleanField(
        label=_("Medarbetaren har skyddade personuppgifter"), required=False
    )


class AssignmentForm(DatedForm):
    """What somebody works as, where and when."""

    unit = UnitField()
    profession = forms.ChoiceField(label=_("Yrkesroll"), choices=choices_of(Profession.choices))
    percentage = forms.IntegerField(
        label=_("Tjänstgöring i procent"), min_value=1, max_value=100, initial=100
    )
    start = day_field(_("Första dagen"))
    last_day = day_field(
        _("Sista dagen"), required=False, help_text=_("Lämna tomt om uppdraget gäller tills vidare.")
    )


class UsernameForm(forms.Form):
    """A name to sign in with."""

    username = forms.CharField(
        label=_("Användarnamn"),
        max_length=150,
        validators=[Account.username_validator],
        help_text=_("Till exempel samma som på arbetsdatorn. Inget personnummer."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).strip()
        if re.fullmatch(r"\D*(\d{6}|\d{8})\D?\d{4}\D*", username):
            raise ValidationError(_("Det ser ut som ett personnummer. Välj något annat."))
        if username and Account.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("Användarnamnet används redan. Välj ett annat."))
        return username


class NewProfessionalForm(UsernameForm, ProfessionalForm, AssignmentForm):
    """A new colleague: who, where, and how they sign in."""

    another = forms.BooleanField(label=_("Det här är en annan person med samma namn"), required=False)
    field_order = (
        "given_name",
        "family_name",
        "email",
        "phone",
        "protected_identity",
        "unit",
        "profession",
        "percentage",
        "start",
        "last_day",
        "username",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.namesakes: list[Professional] = []
        self.fields["username"].required = False
        self.fields["username"].help_text = _("Lämna tomt om medarbetaren inte ska logga in.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.namesakes = list(
            Professional.objects.filter(
                given_name__iexact=data.get("given_name", ""), family_name__iexact=data.get("family_name", "")
            )
        )
        if self.namesakes and not data.get("another"):
            self.add_error(
                "another",
                _("Det finns redan en medarbetare som heter så. Är det samma person? Öppna den i stället."),
            )
        return data


class EndForm(DatedForm):
    """The last day of something that runs."""

    last_day = day_field(_("Sista dagen"))

    def __init__(self, *args: Any, first: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first
        self.fields["last_day"].initial = max(self.on, first)

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        if last_day < self.first:
            raise ValidationError(
                _("Det började %(first)s. Sista dagen kan inte ligga före den."), params={"first": self.first}
            )
        return last_day


class ConfirmedEndForm(forms.Form):
    """What the confirmation carries on, unseen."""

    last_day = forms.CharField(widget=forms.HiddenInput())
    confirmed = forms.CharField(widget=forms.HiddenInput(), initial="1")


class TaskForm(DatedForm):
    """A task for a whole unit, held through an assignment."""

    kind = forms.ChoiceField(label=_("Uppgift"), choices=choices_of(UnitWideTask.Kind.choices))
    unit = UnitField(help_text=_("Den enhet vars elever uppgiften gäller."))
    start = day_field(_("Första dagen"))
    last_day = day_field(
        _("Sista dagen"), required=False, help_text=_("Den slutar senast när uppdraget slutar.")
    )


class UnitForm(forms.Form):
    """What a unit is."""

    name = forms.CharField(label=_("Namn"), max_length=200)
    kind = forms.ChoiceField(label=_("Slag av enhet"), choices=choices_of(Unit.Kind.choices))
    school_unit_code = forms.RegexField(
        r"^\d{8}$",
        label=_("Skolenhetskod"),
        required=False,
        help_text=_("Åtta siffror, bara för skolor."),
        error_messages={"invalid": _("En skolenhetskod är åtta siffror.")},
    )

    def __init__(self, *args: Any, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean_school_unit_code(self) -> str:
        code = str(self.cleaned_data["school_unit_code"])
        others = Unit.objects.exclude(pk=self.unit.pk) if self.unit else Unit.objects.all()
        if code and others.filter(school_unit_code=code).exists():
            raise ValidationError(_("En annan enhet har redan den koden. Kontrollera siffrorna."))
        return code


class ResponsibleForm(DatedForm):
    """Who answers for a unit or a body, from a day."""

    professional = forms.ModelChoiceField(
        queryset=Professional.objects.none(), label=_("Medarbetare"), empty_label=CHOOSE
    )
    start = day_field(_("Från och med"))

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["professional"].queryset = among  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=_("Namn"), max_length=200)


class MunicipalityForm(NameForm):
    """A municipality."""

    code = forms.RegexField(
        r"^\d{4}$",
        label=_("Kommunkod"),
        help_text=_("Fyra siffror, till exempel 0180."),
        error_messages={"invalid": _("En kommunkod är fyra siffror.")},
    )
    field_order = ("code", "name")

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if Municipality.objects.filter(code=code).exists():
            raise ValidationError(_("Kommunen finns redan."))
        return code


class BodyForm(DatedForm):
    """A responsible body with what it needs from its first day: an office and an appointee at work there."""

    name = forms.CharField(label=_("Huvudmannens namn"), max_length=200)
    kind = forms.ChoiceField(label=_("Slag"), choices=choices_of(ResponsibleBody.Kind.choices))
    municipality = forms.ModelChoiceField(
        queryset=Municipality.objects.all(), label=_("Kommun"), empty_label=CHOOSE
    )
    organisation_number = forms.RegexField(
        r"^\d{6}-?\d{4}$",
        label=_("Organisationsnummer"),
        required=False,
        error_messages={"invalid": _("Ett organisationsnummer är tio siffror.")},
    )
    office = forms.CharField(
        label=_("Huvudmannens kontor"),
        max_length=200,
        help_text=_("Till exempel Barn- och utbildningskontoret."),
    )
    regime = forms.ChoiceField(label=_("Sekretess på kontoret"), choices=choices_of(Regime.choices))
    appointee = forms.ModelChoiceField(
        queryset=Professional.objects.all(),
        label=_("Huvudmannens utsedda"),
        required=False,
        empty_label=_("En ny medarbetare, som jag skriver här nedanför"),
        help_text=_("Tar hand om det som ingen annan håller i. Det måste alltid finnas någon."),
    )
    given_name = forms.CharField(label=_("Förnamn"), max_length=200, required=False)
    family_name = forms.CharField(label=_("Efternamn"), max_length=200, required=False)
    profession = forms.ChoiceField(label=_("Yrkesroll"), choices=choices_of(Profession.choices))
    start = day_field(_("Första dagen"))

    def clean_organisation_number(self) -> str:
        return str(self.cleaned_data["organisation_number"]).replace("-", "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        named = data.get("given_name") and data.get("family_name")
        if not data.get("appointee") and not named:
            self.add_error("appointee", _("Välj en medarbetare, eller skriv förnamn och efternamn på en ny."))
        return data


class AgencyForm(DatedForm):
    """An agency with its first secrecy area."""

    name = forms.CharField(label=_("Verksamhetens namn"), max_length=200)
    municipality = forms.ModelChoiceField(
        queryset=Municipality.objects.all(),
        label=_("Kommun"),
        required=False,
        empty_label=_("Flera kommuner"),
    )
    area = forms.CharField(
        label=_("Sekretessområdets namn"),
        max_length=200,
        help_text=_("En myndighet eller en självständig gren av den. Uppgifter stannar inom området."),
    )
    regime = forms.ChoiceField(label=_("Sekretess"), choices=choices_of(Regime.choices))
    start = day_field(_("Gäller från och med"))


class AreaForm(DatedForm):
    """A secrecy area."""

    name = forms.CharField(label=_("Sekretessområdets namn"), max_length=200)
    regime = forms.ChoiceField(label=_("Sekretess"), choices=choices_of(Regime.choices))
    start = day_field(_("Gäller från och med"))


class RegimeForm(DatedForm):
    """Another secrecy law, from a day."""

    regime = forms.ChoiceField(label=_("Ny sekretess"), choices=choices_of(Regime.choices))
    start = day_field(_("Gäller från och med"))


class FindProfessionalsForm(forms.Form):
    """What the list of colleagues is narrowed by; it lives in the address bar."""

    q = forms.CharField(label=_("Namn eller användarnamn"), required=False, max_length=100)
    unit = UnitField(required=False)
    former = forms.BooleanField(label=_("Visa även dem som slutat"), required=False)
    without_account = forms.BooleanField(label=_("Bara dem som inte kan logga in"), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        field.queryset = open_units(on)  # type: ignore[attr-defined]
        field.empty_label = _("Alla enheter")  # type: ignore[attr-defined]


class FindUnitsForm(forms.Form):
    """What the list of units is narrowed by."""

    q = forms.CharField(label=_("Namn, verksamhet eller kod"), required=False, max_length=100)
    closed = forms.BooleanField(label=_("Visa även nedlagda"), required=False)


def assignment_label(assignment: Assignment) -> str:
    """ "kurator, Elevhälsan Lindskolan"."""
    return f"{assignment.get_profession_display()}, {assignment.unit.name}"
