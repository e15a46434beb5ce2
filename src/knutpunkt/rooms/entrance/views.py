"""Signing in: password, code, recovery codes, the first password; choosing what to work as; signing out."""

import logging
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Account
from knutpunkt.rooms.entrance import invitation, pending, second_factor, visit
from knutpunkt.rooms.entrance.client_address import client_address
from knutpunkt.rooms.entrance.forms import CodeForm, NewPasswordForm, SignInForm
from knutpunkt.rooms.entrance.gate import ActingRequest, public, signed_in
from knutpunkt.rooms.entrance.hats import hats_of, person_behind
from knutpunkt.rooms.entrance.second_factor import Answer
from knutpunkt.rooms.entrance.viewing_as import while_viewing
from knutpunkt.rooms.entrance.way_on import safe_way_on

alarm = logging.getLogger("knutpunkt.alarm")
_INVITED = "entrance.invitation"
_SHOW_CODES = "entrance.show_codes"
_UNREADABLE = 422


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: ActingRequest) -> HttpResponse:
    """The password. A right one leads to the code; nobody is signed in by it."""
    if request.account is not None:
        return redirect("entrance:home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if isinstance(account, Account):
            pending.remember(request, account, way_on=safe_way_on(request, request.POST.get("next", "")))
            return redirect(_next_step(account))
        form.add_error(None, _("Användarnamnet eller lösenordet stämmer inte. Försök igen."))
    return _sign_in_page(request, form, status=_UNREADABLE if form.errors else 200)


def locked_out(request: HttpRequest, *_credentials: object) -> HttpResponse:
    """Too many wrong passwords from this address for this name (called by the throttle)."""
    alarm.error("too many wrong passwords for one name from %s", client_address(request))
    form = SignInForm(request.POST)
    form.is_valid()
    form.add_error(None, _("För många försök. Vänta en kvart och försök sedan igen. Inget annat har hänt."))
    return _sign_in_page(request, form, status=429)


@public
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code from the app, or a recovery code. A right one signs in."""
    account = pending.awaited(request)
    if account is None or not second_factor.is_enrolled(account):
        return _start_again(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = second_factor.answer(account, form.cleaned_data["code"])
        if answer in {Answer.TOTP, Answer.RECOVERY}:
            return _arrived(request, account, factor=answer.value)
        with recorded(actor=person_behind(account), action="account.code_refused", about=[account]):
            form.add_error("code", second_factor.refusal(answer))
    return render(
        request, "entrance/code.html", {"form": form, "has_errors": bool(form.errors)}, status=_status(form)
    )


@public
@require_http_methods(["GET", "POST"])
def new_code(request: HttpRequest) -> HttpResponse:
    """The first code: the app is paired by a picture, and a code from it completes the first sign-in."""
    account = pending.awaited(request)
    if account is None or second_factor.is_enrolled(account):
        return _start_again(request)
    secret = pending.secret(request, second_factor.new_secret(account))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _enrolled(account, secret, form.cleaned_data["code"]):
            response = _arrived(request, account, factor=Answer.TOTP.value)
            request.session[_SHOW_CODES] = response["Location"]
            return redirect("entrance:recovery_codes")
        form.add_error("code", second_factor.refusal(Answer.WRONG))
    picture, text = second_factor.picture_and_text(account, secret)
    context = {"form": form, "picture": picture, "secret": text, "has_errors": bool(form.errors)}
    return render(request, "entrance/new_code.html", context, status=_status(form))


@signed_in
@require_http_methods(["GET", "POST"])
def recovery_codes(request: ActingRequest) -> HttpResponse:
    """The recovery codes, shown once, right after the first code."""
    way_on = request.session.get(_SHOW_CODES)
    if way_on is None:
        return redirect("entrance:home")
    if request.method == "POST":
        del request.session[_SHOW_CODES]
        return redirect(way_on)
    return render(
        request, "entrance/recovery_codes.html", {"codes": second_factor.recovery_codes(request.account)}
    )


@public
@require_http_methods(["GET"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: kept in the session, so that the address of the next page tells nothing."""
    request.session[_INVITED] = token
    return redirect("entrance:new_password")


@public
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """The first password, by a one-time link; then the first code."""
    account = invitation.invited(request.session.get(_INVITED, ""))
    if account is None:
        return render(request, "entrance/link_used.html", status=410)
    form = NewPasswordForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        invitation.accept(account, password=form.cleaned_data["password"])
        del request.session[_INVITED]
        pending.remember(request, account, way_on="")
        return redirect("entrance:new_code")
    context = {"form": form, "username": account.username, "has_errors": bool(form.errors)}
    return render(request, "entrance/new_password.html", context, status=_status(form))


@signed_in
@require_http_methods(["GET", "POST"])
def choose_assignment(request: ActingRequest) -> HttpResponse:
    """What to work as. One thing at a time; it is never mixed."""
    hats = hats_of(request.account, on=timezone.localdate())
    way_on = safe_way_on(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "POST":
        chosen = next((hat for hat in hats if hat.key == request.POST.get("hat")), None)
        if chosen is not None:
            with recorded(actor=chosen.actor, action="assignment.chosen", about=[request.account]):
                visit.put_on(request, chosen)
            return redirect(way_on or "entrance:home")
        messages.error(request, _("Välj ett av uppdragen i listan. Inget har ändrats."))
    return render(request, "entrance/choose_assignment.html", {"hats": hats, "way_on": way_on})


@signed_in
@while_viewing
@require_POST
def sign_out(request: ActingRequest) -> HttpResponse:
    """End the visit; what the browser kept of it is cleared."""
    visit.end(request, request.account)
    messages.success(request, _("Du har loggat ut."))
    response = redirect("entrance:sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _sign_in_page(request: HttpRequest, form: SignInForm, *, status: int) -> HttpResponse:
    way_on = safe_way_on(request, request.POST.get("next") or request.GET.get("next", ""))
    demo_url = resolve_url("entrance:demo") if settings.DEMO_SIGN_IN else ""
    context = {
        "form": form,
        "way_on": way_on,
        "demo_url": f"{demo_url}?{urlencode({'next': way_on})}" if demo_url and way_on else demo_url,
        "has_errors": bool(form.errors),
    }
    return render(request, "entrance/sign_in.html", context, status=status)


def _next_step(account: Account) -> str:
    return "entrance:code" if second_factor.is_enrolled(account) else "entrance:new_code"


def _start_again(request: HttpRequest) -> HttpResponse:
    pending.forget(request)
    messages.info(request, _("Börja om från början: skriv användarnamn och lösenord."))
    return redirect("entrance:sign_in")


def _enrolled(account: Account, secret: str, given: str) -> bool:
    if not second_factor.enrol(account, secret, given):
        return False
    with recorded(actor=person_behind(account), action="account.second_factor_enrolled", about=[account]):
        return True


def _arrived(request: HttpRequest, account: Account, *, factor: str) -> HttpResponse:
    way_on = pending.forget(request)
    visit.begin(request, account, factor=factor, on=timezone.localdate())
    if factor == Answer.RECOVERY.value:
        messages.warning(request, _left(len(second_factor.recovery_codes(account))))
    return redirect(safe_way_on(request, way_on) or "entrance:home")


def _left(count: int) -> str:
    return ngettext(
        "Du använde en reservkod. Du har %(count)d kvar.",
        "Du använde en reservkod. Du har %(count)d kvar.",
        count,
    ) % {"count": count}


def _status(form: CodeForm | NewPasswordForm) -> int:
    return _UNREADABLE if form.errors else 200
