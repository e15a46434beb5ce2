"""Empty places on the child's page that other rooms fill: only their addresses are known here."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OF_A_CASE = (
    ("plans:panel", _("Planen")),
    ("followup:panel", _("Uppföljning")),
    ("consents:panel", _("Samtycken och utlämnanden")),
)
OF_A_CHILD = (("concerns:panel", _("Iakttagelser och närvaro")),)


@dataclass(frozen=True, slots=True)
class Panel:
    """One place: the page that fills it, which is also a page of its own without JavaScript."""

    url: str
    title: Promise


def panels(child: UUID, case: UUID | None) -> list[Panel]:
    """The places of a child's page; a room that is not built leaves none."""
    named = [(name, title, case) for name, title in OF_A_CASE if case is not None]
    named += [(name, title, child) for name, title in OF_A_CHILD]
    return [found for name, title, pk in named if (found := _panel(name, title, pk)) is not None]


def _panel(name: str, title: Promise, pk: UUID) -> Panel | None:
    try:
        return Panel(reverse(name, args=[pk]), title)
    except NoReverseMatch:
        return None
