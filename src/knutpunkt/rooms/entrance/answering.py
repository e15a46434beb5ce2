"""How a page with a form answers, and a file: the same everywhere, with HTMX and without."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

UNPROCESSABLE = 422
PDF = "application/pdf"


def form_page(request: HttpRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    """The page with ``form``; 422 when it was filled in wrong, which HTMX puts in place (docs/design.md)."""
    wrong = bool(form.errors)
    told = {"form": form, "has_errors": wrong, **context}
    return render(request, template, told, status=UNPROCESSABLE if wrong else 200)


def file_to_keep(content: bytes | str, *, name: str, content_type: str = PDF) -> HttpResponse:
    """A file that is saved where the person is, under ``name``, and kept nowhere on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
