"""The choice of period, kept in the address."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.statistics.periods import Span


class ChoosePeriod(forms.Form):
    """In: the periods there are. Sent with GET, so that the view can be kept as a bookmark."""

    period = forms.ChoiceField(label=_("Period"))

    def __init__(self, *, spans: Sequence[Span], chosen: Span) -> None:
        super().__init__(initial={"period": chosen.code})
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(span.code, span.name) for span in spans]
