"""What an administrator says about files: which ones, what they cover, which heading is what."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.intake.kinds import FileKind, columns_of
from knutpunkt.rooms.intake.models import ImportFile
from knutpunkt.rooms.intake.scope import ScopeMissing, make_scope
from knutpunkt.rooms.intake.uploads import Declaration
from knutpunkt.rooms.intake.values import SCHOOL_FORMS

_COLUMN = "kolumn-"
_NOT_IN_THE_FILE = _("finns inte i filen")


class SeveralFiles(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each as clean as one."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given or [None]]


class UploadForm(forms.Form):
    """Some files, and perhaps their declarations."""

    handed_in = FilesField(
        label=_("Filer"),
        widget=SeveralFiles,
        help_text=_("CSV-filer, gärna med sina .scope.json. Högst 500 MB per fil."),
        error_messages={
            "required": _("Välj minst en fil."),
            "empty": _("Filen är tom. Inget finns att läsa in; kontrollera att exporten blev klar."),
        },
        allow_empty_file=True,
    )


class FileForm(forms.Form):
    """What one file is and covers, and where its columns are."""

    kind = forms.ChoiceField(
        label=_("Innehåll"), choices=[(kind.value, capfirst(kind.label)) for kind in FileKind]
    )
    source = forms.CharField(
        label=_("Källa"),
        max_length=100,
        help_text=_("Systemet som filen kommer från. Kolumnvalen sparas per källa."),
    )
    municipality = forms.RegexField(
        label=_("Kommunkod"),
        regex=r"^\d{4}$",
        max_length=4,
        error_messages={"invalid": _("Kommunkoden ska vara fyra siffror.")},
    )
    as_of = forms.DateField(
        label=_("Uppgifterna gäller"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Dagen då filen togs ut. En äldre fil skriver aldrig över en nyare."),
    )
    units = forms.CharField(
        label=_("Enheter"),
        required=False,
        max_length=2000,
        help_text=_("Enhetskoder med komma emellan. Tomt betyder alla enheter i kommunen."),
    )
    school_form = forms.ChoiceField(
        label=_("Skolform"),
        required=False,
        choices=[("", _("Alla")), *((code, code) for code in dict.fromkeys(SCHOOL_FORMS.values()))],
    )
    complete = forms.BooleanField(
        label=_("Filen är fullständig"),
        required=False,
        help_text=_("Då avslutas inskrivningar som filen inte nämner."),
    )

    def __init__(self, data: QueryDict | None = None, *, file: ImportFile, on: date) -> None:
        initial = {
            "kind": file.kind,
            "source": file.source,
            "municipality": file.municipality,
            "as_of": file.as_of or on,
            "units": ", ".join(file.units or ()),
            "school_form": file.school_form,
            "complete": file.complete,
        }
        super().__init__(data, prefix=str(file.pk), initial=initial)
        self.file, self.on = file, on
        self.column_names: list[str] = []
        if file.kind:
            self._add_columns(FileKind(file.kind))

    def _add_columns(self, kind: FileKind) -> None:
        headings = [
            ("", _NOT_IN_THE_FILE),
            *((str(place), name) for place, name in enumerate(self.file.headings)),
        ]
        for column in columns_of(kind):
            name = f"{_COLUMN}{column.name}"
            self.fields[name] = forms.ChoiceField(
                label=column.shown,
                required=False,
                choices=headings,
                initial=str(self.file.columns.get(column.name, "")),
            )
            self.column_names.append(name)

    @property
    def scope_fields(self) -> list[forms.BoundField]:
        """The fields about the file itself."""
        return [self[name] for name in self.fields if name not in self.column_names]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """One field per column of the kind."""
        return [self[name] for name in self.column_names]

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > self.on:
            raise forms.ValidationError(_("Dagen ligger i framtiden."))
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                make_scope(
                    municipality=said["municipality"],
                    source=said["source"],
                    as_of=said["as_of"],
                    complete=said["complete"],
                    units=self._units(said["units"]),
                    school_form=said["school_form"],
                )
            except ScopeMissing as missing:
                raise forms.ValidationError(str(missing)) from missing
        return said

    def declaration(self) -> Declaration:
        """What was said, once the form is valid."""
        said = self.cleaned_data
        chosen = {name.removeprefix(_COLUMN): said[name] for name in self.column_names}
        return Declaration(
            kind=said["kind"],
            source=said["source"],
            municipality=said["municipality"],
            units=self._units(said["units"]),
            school_form=said["school_form"],
            complete=said["complete"],
            as_of=said["as_of"],
            places={column: int(place) for column, place in chosen.items() if place != ""},
        )

    @staticmethod
    def _units(said: str) -> list[str] | None:
        return sorted({code.strip() for code in said.split(",") if code.strip()}) or None
