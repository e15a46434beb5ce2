"""Forms of disclosure: let out, say no, end, quote what was received."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.casefile.models import Category, Ground
from knutpunkt.foundation.people.models import Unit
from knutpunkt.rooms.cases.forms import Day
from knutpunkt.rooms.consents.disclosing import ChildsView
from knutpunkt.rooms.consents.forms.receiver import Receiver
from knutpunkt.rooms.consents.titles import title

NEEDS_NO_VIEW = (Ground.CONSENT, Ground.ANONYMISED)


class MakeDisclosure(forms.Form):
    """What is let out, to whom, on which ground, why, and what the child thinks of it."""

    recipient = Receiver(label=_("Till vem?"))
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
    childs_view = forms.CharField(
        label=_("Vad tycker barnet?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Behövs inte när barnet har svarat på frågan om samtycke."),
    )
    not_asked_because = forms.CharField(
        label=_("Om barnet inte har tillfrågats: varför?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    until = forms.DateField(
        label=_("Till och med"),
        widget=Day(),
        required=False,
        help_text=_("Högst ett år. Lämna tomt för ett år, eller så länge samtycket gäller."),
    )

    def __init__(
        self,
        *args: Any,
        receivers: list[Unit],
        names: dict[Any, list[str]],
        records: list[Any],
        on: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["recipient"]
        units.of(receivers, names)
        chosen: Any = self.fields["records"]
        chosen.choices = [(str(row.pk), title(row, on)) for row in records]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        ground = given.get("ground")
        if ground and ground != Ground.CONSENT and not given.get("reason"):
            self.add_error("reason", _("Skriv varför det lämnas ut på den här grunden."))
        if ground and ground not in NEEDS_NO_VIEW and not self.view():
            self.add_error(
                "childs_view", _("Skriv vad barnet tycker, eller varför barnet inte har tillfrågats.")
            )
        return given

    def view(self) -> ChildsView:
        given = self.cleaned_data
        return ChildsView(given.get("childs_view") or "", given.get("not_asked_because") or "")


class RefuseDisclosure(forms.Form):
    """To whom nothing is let out, on which ground it was considered, and why not."""

    recipient = Receiver(label=_("Vem ville veta?"))
    ground = forms.ChoiceField(label=_("Vilken grund prövade du?"), choices=Ground.choices)
    reason = forms.CharField(
        label=_("Vad gällde det, och varför lämnas det inte ut?"), widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, receivers: list[Unit], names: dict[Any, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["recipient"]
        units.of(receivers, names)


class EndDisclosure(forms.Form):
    because = forms.CharField(label=_("Varför avslutas det?"), max_length=300, required=False)


class Quote(forms.Form):
    """What is quoted in a note of one's own unit, and one's own words about it."""

    quoted = forms.CharField(label=_("Citatet"), widget=forms.Textarea(attrs={"rows": 4}))
    text = forms.CharField(label=_("Dina egna ord"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    category = forms.ChoiceField(label=_("Handlar om"), choices=Category.choices)
