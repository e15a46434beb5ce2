"""Empty places on the child's page that other rooms fill: only their addresses are known here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.people.models import Child

OF_A_CASE = (("plans:panel", _("Planen")), ("followup:panel", _("Uppföljning")))
BESIDE_A_CASE = (
    ("consents:panel", _("Samtycken och utlämnanden")),
    ("information:panel", _("Information till familjen")),
)
OF_A_CHILD = (
    ("concerns:panel", _("Iakttagelser och närvaro")),
    ("safeguards:panel", _("Skydd och begäran")),
    ("oversight:panel", _("Lämna ut till familjen")),
)
OF_ATTENDANCE = (("concerns:attendance", _("Närvaron de senaste åtta veckorna")),)


@dataclass(frozen=True, slots=True)
class Panel:
    """One place: the page that fills it, which is also a page of its own without JavaScript."""

    url: str
    title: Promise


def panels(child: UUID, case: UUID | None, *, attends: bool) -> tuple[list[Panel], list[Panel]]:
    """The places of a child's page, the wide ones and those beside; a room that is not built leaves none.

    ``attends``: whether the reader may see how the child attends. For who may not, nothing tells of it.
    """
    of_child = (*(OF_ATTENDANCE if attends else ()), *OF_A_CHILD)
    return _panels(OF_A_CASE, case), _panels(of_child, child) + _panels(BESIDE_A_CASE, case)


Warn = Callable[[Child, Actor, date], Iterable[str]]
_warns: list[Warn] = []


def register_warnings(warn: Warn) -> None:
    """Let a later room say, above everything else on a child's page, what to know before making contact."""
    if warn not in _warns:
        _warns.append(warn)


def before_contact(child: Child, actor: Actor, on: date) -> list[str]:
    """What this reader must know before the phone is lifted; nearly always nothing."""
    return [sentence for warn in _warns for sentence in warn(child, actor, on)]


def _panels(named: Iterable[tuple[str, Promise]], pk: UUID | None) -> list[Panel]:
    if pk is None:
        return []
    return [found for name, title in named if (found := _panel(name, title, pk)) is not None]


def _panel(name: str, title: Promise, pk: UUID) -> Panel | None:
    try:
        return Panel(reverse(name, args=[pk]), title)
    except NoReverseMatch:
        return None
