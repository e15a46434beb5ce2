"""Signing in by choosing a person from a list. It exists only outside production (trust.md T13).

The address is not routed in production, the session it makes is not accepted there, and the system check
refuses to start if the two were ever switched on together.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from knutpunkt.foundation.access.border import territories_of, within
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.people.models import Account, Assignment
from knutpunkt.rooms.entrance import visit
from knutpunkt.rooms.entrance.gate import public
from knutpunkt.rooms.entrance.hats import ADMINISTRATOR, hat_of
from knutpunkt.rooms.entrance.shell import name_of
from knutpunkt.rooms.entrance.way_on import safe_way_on

Line = Callable[[Actor, date], str]
_lines: list[Line] = []


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list: somebody, what they work as, and where."""

    account: Account
    hat: str
    name: str
    role: str
    unit: str
    agency: str
    line: str = ""


def register_line(line: Line) -> None:
    """Let a later room say something of each person ("14 barn"); called with the actor and the day."""
    _lines.append(line)


def people(*, on: date) -> list[Person]:
    """Everybody that can be tried, by agency; administrators last."""
    colleagues = sorted(_colleagues(on), key=lambda person: (person.agency, person.unit, person.name))
    return [*colleagues, *_administrators()]


@public
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The list, and signing in as one of them."""
    if settings.PRODUCTION or not settings.DEMO_SIGN_IN:
        raise Http404
    today = timezone.localdate()
    if request.method == "POST":
        return _enter(request, today)
    listed = people(on=today)
    groups = [(agency, list(rows)) for agency, rows in groupby(listed, key=lambda person: person.agency)]
    # Where most people are is where the work begins; administrators, of no agency, stay last.
    groups.sort(key=lambda group: (not group[0], -len(group[1])))
    context = {"groups": groups, "way_on": safe_way_on(request, request.GET.get("next", ""))}
    return render(request, "entrance/demo.html", context)


def _enter(request: HttpRequest, today: date) -> HttpResponse:
    account = _account(request.POST.get("account", ""))
    if account is None:
        return redirect("entrance:demo")
    hat = hat_of(account, request.POST.get("hat", ""), on=today)
    if hat is None:
        return redirect("entrance:demo")
    visit.begin(request, account, factor=visit.DEMO, on=today)
    visit.put_on(request, hat)
    return redirect(safe_way_on(request, request.POST.get("next", "")) or "entrance:home")


def _account(key: str) -> Account | None:
    try:
        return Account.objects.filter(pk=UUID(key), is_active=True).first()
    except ValueError:
        return None


def _colleagues(on: date) -> Iterator[Person]:
    accounts = Account.objects.filter(is_active=True, professional__isnull=False).select_related(
        "professional"
    )
    by_person = {account.professional_id: account for account in accounts}
    running = Assignment.objects.running(on).filter(professional__in=by_person.keys())
    for one in running.select_related("unit__area__agency"):
        account = by_person[one.professional_id]
        yield Person(
            account=account,
            hat=str(one.pk),
            name=name_of(account),
            role=one.get_profession_display(),
            unit=one.unit.name,
            agency=one.unit.area.agency.name,
            line=_line(account, str(one.pk), on),
        )


def _line(account: Account, key: str, on: date) -> str:
    hat = hat_of(account, key, on=on) if _lines else None
    if hat is None:
        return ""
    # Whoever looks at the list is nobody yet: each line is told from where that person works.
    with within(territories_of(hat.actor)):
        return ", ".join(filter(None, (line(hat.actor, on) for line in _lines)))


def _administrators() -> Iterator[Person]:
    for account in Account.objects.filter(is_active=True, administers=True).select_related("professional"):
        hat = hat_of(account, ADMINISTRATOR, on=date.min)
        if hat is not None:
            yield Person(account, ADMINISTRATOR, name_of(account), hat.role, unit="", agency="")
