"""Empty places on the child's page that other rooms fill: only their addresses are known here."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OF_A_CASE = (("plans:panel", _("Planen")), ("followup:panel", _("Uppföljning")))
BESIDE_A_CASE = (("consents:panel", _("Samtycken och utlämnanden")),)
OF_A_CHILD = (
    ("concerns:panel", _("Iakttagelser och närvaro")),
    ("safeguards:panel", _("Skydd och begäran")),
    ("oversight:panel", _("Lämna ut till familjen")),
)
# Above everything else: what one must know before the phone is lifted.
BEFORE_CONTACT = (("safeguards:warnings", _("Innan du tar kontakt")),)
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


def before_contact(child: UUID) -> list[Panel]:
    """The places above everything else on a child's page."""
    return _panels(BEFORE_CONTACT, child)


def _panels(named: Iterable[tuple[str, Promise]], pk: UUID | None) -> list[Panel]:
    if pk is None:
        return []
    return [found for name, title in named if (found := _panel(name, title, pk)) is not None]


def _panel(name: str, title: Promise, pk: UUID) -> Panel | None:
    try:
        return Panel(reverse(name, args=[pk]), title)
    except NoReverseMatch:
        return None
