"""What the frame around every page shows: menu, acting unit and role, language, theme (docs/design.md)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knutpunkt.foundation.audit.trail import apart, following
from knutpunkt.foundation.people.models import Account
from knutpunkt.rooms.entrance import viewing_as
from knutpunkt.rooms.entrance.banners import Banner, banners_for
from knutpunkt.rooms.entrance.hats import Hat, hats_of
from knutpunkt.rooms.entrance.menu import MenuItem, items_for, search_url

THEMES = ("light", "dark", "auto")
THEME_COOKIE = "__Host-theme" if settings.PRODUCTION else "theme"


@dataclass(frozen=True)
class Shown:
    """One place in the menu as it stands on this page."""

    label: str
    url: str
    icon: str
    count: int
    current: bool


class Shell:
    """The frame of one page. Nothing is counted before the base page asks: a fragment has no frame."""

    def __init__(self, request: HttpRequest, account: Account, hat: Hat, on: date) -> None:
        self._request, self._account, self._hat, self._on = request, account, hat, on
        self.is_demo = settings.DEMO_SIGN_IN and not settings.PRODUCTION
        self.theme = theme_of(request)
        self.language = get_language()
        self.help_url = reverse("entrance:help")
        self.sign_out_url = reverse("entrance:sign_out")
        self.search_url = "" if hat.assignment is None else search_url()
        self.can_search = bool(self.search_url)

    @cached_property
    def items(self) -> list[Shown]:
        """The menu of this actor; the place whose address fits this page best is the current one."""
        places = items_for(self._hat.actor)
        path = self._request.path
        here = max((one.url for one in places if path.startswith(one.url)), key=len, default="")
        return [self._shown(item, here) for item in places]

    @cached_property
    def banners(self) -> list[Banner]:
        """What stands above the page while it holds."""
        return [*viewing_as.banner(self._request, self._hat), *banners_for(self._hat.actor, self._on)]

    @cached_property
    def acting(self) -> dict[str, Any]:
        """What one works as, and whether there is something else to choose."""
        return {
            "role": self._hat.role,
            "unit": self._hat.unit or _("hela Knutpunkt"),
            "switch_url": reverse("entrance:choose_assignment"),
            "has_several": len(hats_of(self._account, on=self._on)) > 1,
        }

    @property
    def person_name(self) -> str:
        return name_of(self._account)

    def _counted(self, item: MenuItem) -> int:
        """The number beside a label; followed apart, so that it never explains the page's own reading."""
        if item.count is None:
            return 0
        with following(apart(self._hat.actor)):
            return item.count(self._hat.actor, self._on)

    def _shown(self, item: MenuItem, here: str) -> Shown:
        count = self._counted(item)
        return Shown(str(item.label), item.url, item.icon, count, current=item.url == here)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor: ``shell`` (absent until one works as something) and ``today``."""
    today = timezone.localdate()
    hat = getattr(request, "hat", None)
    frame = None if hat is None else Shell(request, request.account, hat, today)  # type: ignore[attr-defined]
    return {"shell": frame, "today": today}


def name_of(account: Account) -> str:
    """The colleague's name, or the account's when it is nobody's colleague."""
    return (
        str(account.professional) if account.professional_id else account.get_full_name() or account.username
    )


def theme_of(request: HttpRequest) -> str:
    """light, dark or auto, from the cookie."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "auto"
