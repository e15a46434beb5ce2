"""Forms of this room."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.cases.forms import Day
from knutpunkt.rooms.information.models import BodyContact, Informed, Occasion
from knutpunkt.rooms.information.queries import Person

_LINES = forms.Textarea(attrs={"rows": 3})
TOLD, NOT_YET = "told", "not_yet"


class TellForm(forms.Form):
    """Who knows now, how and since when; or why they do not yet."""

    to = forms.MultipleChoiceField(label=_("Vem gäller det?"), widget=forms.CheckboxSelectMultiple)
    occasion = forms.ChoiceField(
        label=_("Vad handlar det om?"),
        choices=Occasion.choices,
        initial=Occasion.CASE,
        widget=forms.RadioSelect,
    )
    outcome = forms.ChoiceField(
        label=_("Hur blev det?"),
        choices=[(TOLD, _("De har fått veta")), (NOT_YET, _("Inte än"))],
        widget=forms.RadioSelect,
    )
    how = forms.ChoiceField(
        label=_("Hur fick de veta?"), choices=[("", _("Välj …")), *Informed.How.choices], required=False
    )
    told_on = forms.DateField(label=_("Vilken dag?"), widget=Day(), required=False)
    why = forms.CharField(
        label=_("Om inte än: varför?"),
        widget=_LINES,
        max_length=300,
        required=False,
        help_text=_("Skriv så att den det gäller kan läsa det."),
    )
    again_on = forms.DateField(
        label=_("Om inte än: när försöker du igen?"),
        widget=Day(),
        required=False,
        help_text=_("Det blir ett löfte på din dag."),
    )

    def __init__(self, *args: Any, among: Iterable[Person], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.among = {one.key: one for one in among}
        self.fields["to"].choices = [(key, one.name) for key, one in self.among.items()]  # type: ignore[attr-defined]
        self.fields["told_on"].initial, self.on = on, on
        self.fields["again_on"].initial = on + timedelta(days=14)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        needed = {TOLD: ("how", "told_on"), NOT_YET: ("why", "again_on")}.get(given.get("outcome", ""), ())
        for name in needed:
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("Fyll i det här. Ingenting har sparats."))
        return given

    @property
    def told(self) -> bool:
        return bool(self.cleaned_data["outcome"] == TOLD)

    def said(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        both = {"occasion": Occasion(given["occasion"]), "to": [self.among[key] for key in given["to"]]}
        if self.told:
            return both | {"how": Informed.How(given["how"]), "told_on": given["told_on"]}
        return both | {"why": given["why"], "again_on": given["again_on"]}


class ContactForm(forms.Form):
    """Whom people turn to."""

    turn_to = forms.CharField(
        label=_("Vem vänder man sig till?"),
        max_length=300,
        help_text=_(
            "Det som ska stå på papperet: en funktion, telefon och e-post. Helst ingen enskild person."
        ),
    )
    officer = forms.CharField(
        label=_("Dataskyddsombud"), max_length=300, help_text=_("Funktion, telefon och e-post.")
    )

    def __init__(self, *args: Any, now: BodyContact | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if now is not None:
            self.initial = {"turn_to": now.turn_to, "officer": now.officer}


class GeneralForm(forms.Form):
    """Whether everybody is told, where and since when; or why not."""

    given = forms.ChoiceField(
        label=_("Får alla den här informationen?"),
        choices=[("yes", _("Ja")), ("no", _("Nej, inte än"))],
        widget=forms.RadioSelect,
    )
    where = forms.CharField(
        label=_("Om ja: var finns den?"),
        max_length=300,
        required=False,
        help_text=_("Till exempel: på skolans webbplats och på papper vid inskrivningen."),
    )
    since = forms.DateField(label=_("Om ja: sedan vilken dag?"), widget=Day(), required=False)
    why_not = forms.CharField(
        label=_("Om nej: varför?"),
        widget=_LINES,
        max_length=1000,
        required=False,
        help_text=_("Skälet sparas och kan begäras ut."),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = on

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        needed = {"yes": ("where", "since"), "no": ("why_not",)}.get(given.get("given", ""), ())
        for name in needed:
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("Fyll i det här. Ingenting har sparats."))
        return given
