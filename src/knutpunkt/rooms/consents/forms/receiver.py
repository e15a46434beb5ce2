"""The choice of a receiver: only who takes part, with agency and names, so that nobody is mistaken."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from knutpunkt.foundation.people.models import Unit


class Receiver(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit among those that take part; shown with its agency and the people who would read."""

    names: Mapping[Any, list[str]]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), **kwargs)
        self.names = {}

    def of(self, units: Iterable[Unit], names: Mapping[Any, list[str]]) -> None:
        """Let exactly these be chosen."""
        self.names = names
        keys = [unit.pk for unit in units]
        self.queryset = Unit.objects.filter(pk__in=keys).select_related("area__agency")

    def label_from_instance(self, unit: Any) -> str:
        people = ", ".join(self.names.get(unit.pk, []))
        return f"{unit}: {people} ({unit.area.agency})" if people else f"{unit} ({unit.area.agency})"
