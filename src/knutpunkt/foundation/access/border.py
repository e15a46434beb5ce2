"""The municipality border, a second wall: a request reaches no row of a child outside the actor's territory.

A *territory* is a municipality, or an agency that spans several. The first wall is ``decide`` and ``scope``;
this one stands in PostgreSQL (``border_rows``) and knows nothing of their rules (trust §2, docs/adr/0011).
Each request runs in one transaction, as a role that owns nothing, and the territories are said in it; they
are gone when it ends, so a connection never carries somebody's territory to the next request.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse

from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.audit.guard import child_tables
from knutpunkt.foundation.audit.middleware import refused
from knutpunkt.foundation.people.models import Agency, Municipality, Unit

WEB_ROLE = "knutpunkt_web"
NOBODYS = frozenset[UUID]()
alarm = logging.getLogger("knutpunkt.alarm")
_within: ContextVar[frozenset[UUID] | None] = ContextVar("territories", default=None)


class BorderMiddleware:
    """Let a request see the territory of its actor; an earlier middleware has set ``request.actor``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor: Actor | None = getattr(request, "actor", None)
        try:
            with within(territories_of(actor) if actor is not None else NOBODYS):
                return self.get_response(request)
        except DatabaseError as error:
            # What holds at the end of a transaction is asked when it ends, after the page was made.
            alarm.error("a request could not be kept: %s", type(error).__name__)
            return refused(request)


def territories_of(actor: Actor) -> frozenset[UUID]:
    """Where the actor works. An administrator sees to the whole installation; others to where their unit is.

    Whoever looks through another's eyes reaches what both do. A guardian and a child have no territory until
    they have pages of their own: they reach nothing here.
    """
    return frozenset.intersection(*map(_territories, actor.each))


def _territories(one: Actor) -> frozenset[UUID]:
    if one.kind is ActorKind.ADMINISTRATOR:
        # An agency that spans several municipalities is a territory of its own.
        spanning = Agency.objects.filter(municipality=None).values_list("pk", flat=True)
        return frozenset((*Municipality.objects.values_list("pk", flat=True), *spanning))
    territory = one.municipality or one.agency
    return frozenset() if territory is None else frozenset({territory})


@contextmanager
def within(territories: frozenset[UUID]) -> Iterator[None]:
    """Reach only children of these territories inside the block; with none, no child at all and an alarm."""
    around_this, token = _within.get(), _within.set(territories)
    try:
        with ExitStack() as around:
            if not territories:
                around.enter_context(connection.execute_wrapper(_alarmed()))
            if connection.vendor == "postgresql":
                around.enter_context(_told(territories, then=around_this))
            yield
    finally:
        _within.reset(token)


@contextmanager
def across(unit: Unit) -> Iterator[None]:
    """Let an act reach the unit's territory too: what is sent there is written there, and only there.

    Inside ``recorded()``, whose undoing brings the border back; for a concern told across it.
    """
    here, agency = _within.get(), unit.area.agency
    if here is None or connection.vendor != "postgresql":
        yield
        return
    _tell(WEB_ROLE, here | {agency.municipality_id or agency.pk})
    yield
    _tell(WEB_ROLE, here)


@contextmanager
def anywhere() -> Iterator[None]:
    """Let an act reach every child of the installation: for closing only, and nothing found may be shown.

    A conflict of interest holds also for a child who comes to the unit next year.
    """
    here = _within.get()
    if here is None or connection.vendor != "postgresql":
        yield
        return
    _tell("none", NOBODYS)
    try:
        yield
    finally:
        # A transaction that is to be undone takes this with it.
        if not connection.needs_rollback:
            _tell(WEB_ROLE, here)


@contextmanager
def _told(territories: frozenset[UUID], then: frozenset[UUID] | None) -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        _tell(WEB_ROLE, territories)
        yield
        # Where a larger transaction goes on, what was said in this block must not outlive it.
        if not outermost and not connection.needs_rollback:
            _tell("none" if then is None else WEB_ROLE, then or NOBODYS)


def _tell(role: str, territories: frozenset[UUID]) -> None:
    listed = ",".join(sorted(str(one) for one in territories))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('knutpunkt.territories', %s, true)",
            [role, listed],
        )


def _alarmed() -> Callable[..., Any]:
    """Watches a request without territory: asking for children is told once in the log."""
    told: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not told and not _within.get() and child_tables().search(sql):
            told.append(sql)
            alarm.error("children were asked for without a municipality")
        return execute(sql, params, many, context)

    return watch
