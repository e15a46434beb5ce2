"""Forms of consent: ask, answer, withdraw, make shorter, write a judgement."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.casefile.models import (
    Category,
    Consent,
    ConsentAnswer,
    ConsentRequest,
    GuardianNotAsked,
)
from knutpunkt.foundation.people.models import Guardian, Unit
from knutpunkt.rooms.cases.forms import Day
from knutpunkt.rooms.consents.bundles import BUNDLES, IN_THE_GRID, categories_of
from knutpunkt.rooms.consents.deciding import Judged
from knutpunkt.rooms.consents.forms.receiver import Receiver
from knutpunkt.rooms.consents.operations import Deciders

Answer, Decides = ConsentAnswer.Answer, ConsentRequest.Decides
CHILD = "child"
PART = "part"
ANSWERS = (
    (Answer.YES, _("Ja, till allt")),
    (PART, _("Ja, till en del")),
    (Answer.NO, _("Nej")),
    (Answer.NOT_NOW, _("Inte nu")),
)
WHOLE = tuple((code, label) for code, label in ANSWERS if code != PART)


class AskConsent(forms.Form):
    """To whom, about what, why, how long; and first whether the family's answer decides anything at all."""

    other_ground = forms.ChoiceField(
        label=_("Kommer ni att lämna ut uppgifterna även om familjen säger nej?"),
        widget=forms.RadioSelect,
        choices=[("no", _("Nej, familjens svar avgör")), ("yes", _("Ja, lagen kräver eller tillåter det"))],
        help_text=_("Fråga bara om svaret avgör. Annars får familjen ett val som den inte har."),
    )
    recipient = Receiver(label=_("Vem ska få läsa?"))
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
    decides = forms.ChoiceField(
        label=_("Vem bestämmer?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (Decides.TOGETHER, _("Vårdnadshavarna tillsammans med barnet")),
            (Decides.CHILD, _("Barnet ensamt: uppgifterna får inte nå vårdnadshavarna")),
            (Decides.GUARDIAN, _("En vårdnadshavare, om uppgifter om sig själv")),
        ],
        help_text=_("Från 18 år bestämmer den unga alltid själv."),
    )
    guardian = forms.ModelChoiceField(
        label=_("Vilken vårdnadshavare?"), queryset=Guardian.objects.none(), required=False
    )
    decides_because = forms.CharField(
        label=_("Varför bestämmer inte alla tillsammans?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        receivers: list[Unit],
        names: dict[Any, list[str]],
        guardians: Any,
        on: date,
        before: ConsentRequest | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["recipient"]
        field.of(receivers, names)
        choice: Any = self.fields["guardian"]
        choice.queryset = guardians
        self.fields["start"].initial = on
        self.fields["last_day"].initial = on + timedelta(days=180)
        self.fields["decides"].initial = Decides.TOGETHER
        if before is not None:
            self._as(before, on)

    def _as(self, before: ConsentRequest, on: date) -> None:
        """Filled in as an earlier asking, from the day after it ends."""
        consents: list[Consent] = list(before.consents.all())
        ends = max((one.last_day for one in consents if one.last_day), default=on)
        start = max(on, ends + timedelta(days=1))
        told = {
            "recipient": before.recipient_id,
            "categories": [one.category for one in consents],
            "purpose": before.purpose,
            "start": start,
            "last_day": start + timedelta(days=180),
            "decides": before.decides,
            "guardian": before.guardian_id,
            "decides_because": before.decides_because,
        }
        for name, value in told.items():
            self.fields[name].initial = value

    @property
    def not_together(self) -> bool:
        """Somebody else than all together decides, or something about that is filled in wrong."""
        wrong = any(self[name].errors for name in ("decides", "guardian", "decides_because"))
        return wrong or (self["decides"].value() or Decides.TOGETHER) != Decides.TOGETHER

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("other_ground") == "yes":
            self.add_error(
                "other_ground",
                _(
                    "Fråga då inte om samtycke. Gå till Lämna ut, välj grunden, och berätta för familjen vad "
                    "ni lämnar ut och varför. Fråga barnet vad det tycker och skriv det där."
                ),
            )
        chosen = set(given.get("categories") or ()) | categories_of(given.get("bundles") or [])
        if not chosen:
            self.add_error("bundles", _("Välj minst en sak som mottagaren ska få läsa."))
        given["chosen"] = {Category(code) for code in chosen}
        if given.get("decides") != Decides.GUARDIAN:
            given["guardian"] = None
        return given

    def deciders(self) -> Deciders:
        given = self.cleaned_data
        who = Decides(given["decides"] or Decides.TOGETHER)
        return Deciders(who, given["guardian"], given["decides_because"])


class OfSomebody(forms.Form):
    """A form about what one person in the family says: who, and about what."""

    who = forms.ChoiceField(label=_("Vem?"), widget=forms.RadioSelect)
    consents = forms.MultipleChoiceField(label=_("Det gäller"), widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, asked: Any, guardians: Iterable[Guardian], child: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.guardians = {str(guardian.pk): guardian for guardian in guardians}
        people: Any = self.fields["who"]
        people.choices = [(key, str(one)) for key, one in self.guardians.items()]
        if child:
            people.choices = [*people.choices, (CHILD, asked.request.case.child.given_name)]
        self.asked = {str(line.consent.pk): line.consent for line in asked.lines}
        lines: Any = self.fields["consents"]
        lines.choices = [(key, one.get_category_display()) for key, one in self.asked.items()]
        lines.initial = list(self.asked)

    def guardian(self) -> Guardian | None:
        """The guardian it is about; ``None`` when it is the child."""
        return self.guardians.get(self.cleaned_data["who"])

    def chosen(self) -> list[Consent]:
        return [self.asked[key] for key in self.cleaned_data["consents"]]


class AnswerConsent(OfSomebody):
    """What one person said, and how: about what has not ended, while anything has not."""

    answer = forms.ChoiceField(label=_("Svaret"), widget=forms.RadioSelect, choices=ANSWERS)
    how = forms.ChoiceField(label=_("Hur gavs svaret?"), choices=ConsentAnswer.How.choices)
    given_on = forms.DateField(label=_("När?"), widget=Day())
    words = forms.CharField(label=_("Med egna ord"), max_length=500, required=False)
    field_order = ("who", "answer", "consents", "how", "given_on", "words")

    def __init__(self, *args: Any, asked: Any, on: date, **kwargs: Any) -> None:
        running = [one for one in asked.lines if one.consent.last_day is None or one.consent.last_day >= on]
        super().__init__(*args, asked=replace(asked, lines=running or asked.lines), **kwargs)
        self.fields["who"].label = _("Vem har svarat?")
        self.fields["given_on"].initial = on
        some: Any = self.fields["consents"]
        some.label, some.required, some.initial = _("Om ja till en del: till vad?"), False, []
        if len(self.asked) == 1:
            answers: Any = self.fields["answer"]
            answers.choices = [(Answer.YES, _("Ja")), *WHOLE[1:]]
            some.widget = forms.MultipleHiddenInput()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("answer") == PART and not given.get("consents"):
            self.add_error("consents", _("Välj minst en sak som svaret är ja till."))
        return given

    def said(self) -> dict[Consent, ConsentAnswer.Answer]:
        """What was said about each: in part is yes to some, and no to the rest."""
        code = self.cleaned_data["answer"]
        if code != PART:
            return dict.fromkeys(self.asked.values(), Answer(code))
        yes: Collection[str] = self.cleaned_data["consents"]
        return {one: Answer.YES if key in yes else Answer.NO for key, one in self.asked.items()}


class Withdraw(OfSomebody):
    """Who takes back, and what."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].label = _("Vem tar tillbaka sitt ja?")


class Shorten(OfSomebody):
    """Who wishes a shorter time, for what, and until when."""

    last_day = forms.DateField(
        label=_("Ny sista dag"), widget=Day(), help_text=_("I dag eller senare, och före den gamla.")
    )
    words = forms.CharField(label=_("Med egna ord"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].label = _("Vem vill det?")


class Judgement(forms.Form):
    """A written judgement about the child's say; ``what`` is the one that was asked for on its page."""

    what = forms.ChoiceField(
        widget=forms.HiddenInput, required=False, choices=[(one.value, one.name) for one in Judged]
    )

    reason = forms.CharField(label=_("Bedömningen"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def about(self) -> Judged | None:
        """Which judgement it is; ``None`` when nobody has said."""
        said = self["what"].value()
        return next((one for one in Judged if one == said), None)


class Because(forms.Form):
    """A written reason."""

    reason = forms.CharField(label=_("Varför?"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class LeaveOut(forms.Form):
    """Which guardian is not asked, why, and the reason for that."""

    who = forms.ChoiceField(label=_("Vem?"), widget=forms.RadioSelect)
    why = forms.ChoiceField(
        label=_("Varför?"), widget=forms.RadioSelect, choices=GuardianNotAsked.Why.choices
    )
    reason = forms.CharField(
        label=_("Vad har ni gjort och vägt in?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Till exempel hur ni har försökt nå personen, och varför det inte kan vänta."),
    )

    def __init__(
        self,
        *args: Any,
        guardians: Iterable[Guardian],
        answered: Collection[UUID] = frozenset(),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.guardians = {str(guardian.pk): guardian for guardian in guardians}
        people: Any = self.fields["who"]
        people.choices = [(key, str(one)) for key, one in self.guardians.items()]
        if all(one.pk in answered for one in self.guardians.values()):
            reasons: Any = self.fields["why"]
            must_not = GuardianNotAsked.Why.MUST_NOT
            reasons.choices = [(must_not.value, must_not.label)]
            told = _("Till exempel vad som kan hända barnet om personen tillfrågas.")
            self.fields["reason"].help_text = told

    def guardian(self) -> Guardian:
        return self.guardians[self.cleaned_data["who"]]
