"""The views around the others: the start, language, theme, help, and whether the site is up."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from knutpunkt.rooms.entrance.gate import ActingRequest, public
from knutpunkt.rooms.entrance.menu import items_for
from knutpunkt.rooms.entrance.readiness import is_ready
from knutpunkt.rooms.entrance.shell import THEME_COOKIE, THEMES
from knutpunkt.rooms.entrance.viewing_as import while_viewing
from knutpunkt.rooms.entrance.way_on import safe_way_on

_YEAR = 365 * 24 * 3600


@public
@require_safe
def home(request: ActingRequest) -> HttpResponse:
    """To the first place of one's menu; to the sign-in for nobody."""
    if request.account is None:
        return redirect("entrance:demo" if settings.DEMO_SIGN_IN else "entrance:sign_in")
    if request.actor is None:
        return redirect("entrance:choose_assignment")
    places = items_for(request.actor)
    return redirect(places[0].url if places else "entrance:help")


@public
@while_viewing
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Swedish or English from now on, kept in the browser; works before the sign-in."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@public
@while_viewing
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the computer, kept in the browser."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        _keep(response, THEME_COOKIE, theme)
    return response


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """What Knutpunkt is, the keys, the words, and why one sees what one sees."""
    return render(request, "entrance/help.html")


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Plain ok once the database answers and no migration waits."""
    if is_ready():
        return HttpResponse("ok", content_type="text/plain")
    return HttpResponse("not ready", status=503, content_type="text/plain")


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=_YEAR, secure=settings.PRODUCTION, httponly=True, samesite="Lax")


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(safe_way_on(request, request.POST.get("next", "")) or "/")
