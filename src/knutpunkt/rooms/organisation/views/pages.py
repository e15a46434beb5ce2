"""How a form becomes a page here, and how a refused act becomes a sentence in it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.entrance import answering
from knutpunkt.rooms.entrance.gate import ActingRequest

T = TypeVar("T")


def form_page(
    request: ActingRequest, form: forms.Form, *, heading: str, save: str, back: str, **context: Any
) -> HttpResponse:
    """A page with one form. ``lead`` explains it, ``eyebrow`` says what it belongs to."""
    return answering.form_page(
        request, "organisation/form.html", form, heading=heading, save=save, back=back, **context
    )


def act_page(
    request: ActingRequest,
    form: forms.Form,
    act: Callable[..., T],
    *,
    said: str | Callable[[T], str],
    back: str,
    onward: Callable[[T], str] | None = None,
    **page: Any,
) -> HttpResponse:
    """A page whose form is one act: done with what was filled in, told, and one is led back or ``onward``.

    ``act`` gets the fields by name. A refusal is said in the form, which keeps what was written.
    """
    if request.method == "POST" and form.is_valid():
        try:
            made = act(**form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said(made) if callable(said) else said)
            return redirect(onward(made) if onward else back)
    return form_page(request, form, back=back, **page)


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
