"""A fresh second factor before what must not be done from a screen somebody left open (trust.md T33)::

    @professional
    @fresh
    @require_GET
    def pdf(request: ActingRequest, pk: UUID) -> HttpResponse: ...

Asked before the view looks anything up, so that the question tells nothing about what exists. In the demo,
where nobody has a phone, one confirms with a button.
"""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Account
from knutpunkt.rooms.entrance import second_factor, visit
from knutpunkt.rooms.entrance.answering import UNPROCESSABLE
from knutpunkt.rooms.entrance.forms import CodeForm
from knutpunkt.rooms.entrance.gate import ActingRequest, signed_in
from knutpunkt.rooms.entrance.hats import person_behind
from knutpunkt.rooms.entrance.second_factor import Answer

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def fresh(view: View) -> View:
    """Mark a view that asks for the second factor again when it was not given lately."""
    view.asks_again = True  # type: ignore[attr-defined]
    return view


def must_confirm(request: HttpRequest, view: Callable[..., object]) -> bool:
    """Whether the visitor has to confirm before this view."""
    return getattr(view, "asks_again", False) and not visit.is_fresh(request)


@signed_in
@require_http_methods(["GET", "POST"])
def confirm(request: ActingRequest) -> HttpResponse:
    """Who: anybody about to take something out or to speak for a family. Time: ten seconds.

    Feeling: it is guarded, and I know why.
    """
    way_on = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    by_button = visit.is_demo(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and (by_button or form.is_valid()):
        if by_button or _is_right(request.account, form):
            with recorded(actor=person_behind(request.account), action="account.confirmed"):
                visit.confirm(request)
            return redirect(way_on or "entrance:home")
        messages.info(request, _("Ingenting har hänt ännu."))
    context = {"form": form, "way_on": way_on, "by_button": by_button, "has_errors": bool(form.errors)}
    wrong = form.errors and not by_button
    return render(request, "entrance/confirm.html", context, status=UNPROCESSABLE if wrong else 200)


def _is_right(account: Account, form: CodeForm) -> bool:
    answer = second_factor.answer(account, form.cleaned_data["code"])
    if answer in {Answer.TOTP, Answer.RECOVERY}:
        return True
    with recorded(actor=person_behind(account), action="account.code_refused", about=[account]):
        form.add_error("code", second_factor.refusal(answer))
    return False


def _safe(request: HttpRequest, way_on: str) -> str:
    return way_on if url_has_allowed_host_and_scheme(way_on, allowed_hosts={request.get_host()}) else ""
