"""How a form becomes a page here, and how a refused act becomes a sentence in it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.entrance.gate import ActingRequest

T = TypeVar("T")
UNREADABLE = 422


def attempted(form: forms.Form, act: Callable[[], T]) -> T | None:
    """What the act answers; ``None`` when it was refused, with the reason said in the form."""
    try:
        return act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


def form_page(
    request: ActingRequest, form: forms.Form, *, heading: str, save: str, back: str, **context: Any
) -> HttpResponse:
    """A page with one form. ``lead`` explains it, ``eyebrow`` says what it belongs to."""
    shown = {"form": form, "heading": heading, "save": save, "back": back, "has_errors": bool(form.errors)}
    status = UNREADABLE if form.errors else 200
    return render(request, "organisation/form.html", shown | context, status=status)


def confirm_page(
    request: ActingRequest,
    *,
    heading: str,
    consequences: list[str],
    confirm_label: str,
    cancel_url: str,
    **context: Any,
) -> HttpResponse:
    """A page that asks once more, with what will happen."""
    shown = {
        "heading": heading,
        "consequences": consequences,
        "confirm_label": confirm_label,
        "cancel_url": cancel_url,
    }
    return render(request, "design/confirm.html", shown | context)
