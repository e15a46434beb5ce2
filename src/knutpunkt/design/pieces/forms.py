"""Forms: error summary, fields with label, hint and error, and who can read what is typed."""

from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, ClearableFileInput, Field
from django.forms.widgets import ChoiceWidget
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from knutpunkt.design.pieces.inline import NOTHING

register = template.Library()

DASHES = "---------"


@register.simple_tag
def error_summary(*forms: BaseForm | None) -> SafeString:
    """All errors of the forms, each a link to its field; nothing when there are none."""
    lines: list[tuple[str, str]] = []
    for form in forms:
        if form is not None and form.is_bound:
            lines += [("", str(message)) for message in form.non_field_errors()]
            lines += [
                (_first_id(form[name]), _told(form[name], str(text)))
                for name in form.fields
                for text in form[name].errors
            ]
    return render_to_string("design/error_summary.html", {"lines": lines}) if lines else NOTHING


def _told(bound: BoundField, text: str) -> str:
    """The error in the summary: away from its field, "this field" says nothing, so the field is named."""
    if text != str(Field.default_error_messages["required"]):
        return text
    told = gettext("Välj: %(what)s") if _is_chosen(bound) else gettext("Fyll i: %(what)s")
    return told % {"what": bound.label}


def _is_chosen(bound: BoundField) -> bool:
    """Whether the answer is picked from a list rather than written."""
    return isinstance(bound.field.widget, ChoiceWidget)


def _errors(bound: BoundField) -> list[str]:
    """The errors beside the field itself."""
    required = str(Field.default_error_messages["required"])
    return [
        gettext("Välj ett svar.") if text == required and _is_chosen(bound) else str(text)
        for text in bound.errors
    ]


def _first_id(bound: BoundField) -> str:
    """The id of what takes focus: the first choice of a group has its own."""
    if bound.use_fieldset:
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label or bound.auto_id)


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, ClearableFileInput):
        return "file"
    if getattr(widget, "input_type", "") in {"radio", "checkbox"}:
        return "choices"
    return "group" if bound.use_fieldset else "line"


@register.simple_tag
def field(bound: BoundField, *, hint: str = "", optional: bool = False, label: str = "") -> SafeString:
    """One field with label, hint and error, tied together for screen readers."""
    hint_text = hint or bound.help_text
    described = [f"{bound.auto_id}_helptext"] if hint_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attrs: dict[str, Any] = {"aria-invalid": "true"} if bound.errors else {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    bound.field.widget.attrs.setdefault("class", "ds-input")
    if getattr(bound.field, "empty_label", None) == DASHES:
        bound.field.empty_label = gettext("Välj …")  # type: ignore[attr-defined]
    kind = _kind(bound)
    return render_to_string(
        "design/field.html",
        {
            "bound": bound,
            "errors": _errors(bound),
            "kind": kind,
            "control": "" if kind == "choices" else bound.as_widget(attrs=attrs),
            "label": label or bound.label,
            "hint": hint_text,
            "described": attrs.get("aria-describedby", ""),
            "optional": optional,
        },
    )


@register.simple_tag
def fields(form: BaseForm) -> SafeString:
    """Every field of a form in its order, hidden ones included."""
    shown = [bound.as_widget() for bound in form.hidden_fields()]
    shown += [field(bound) for bound in form.visible_fields()]
    return format_html_join("", "{}", ((part,) for part in shown))


@register.simple_tag
def who_reads(text: str) -> SafeString:
    """Who can ever read what is about to be typed."""
    return render_to_string("design/who_reads.html", {"text": text})
