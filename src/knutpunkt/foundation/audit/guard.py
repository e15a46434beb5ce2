"""The wall around the database connection: no unrecorded write passes, a reading of a child is counted."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from knutpunkt.foundation.audit.classification import Privacy
from knutpunkt.foundation.audit.recording import UnrecordedWrite, is_recording
from knutpunkt.foundation.audit.trail import current_trail

_WRITE = re.compile(
    r"""^\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE(?:\s+TABLE)?)
        \s+"?(?P<table>\w+)"?""",
    re.IGNORECASE | re.VERBOSE,
)
# Sessions, sign-in throttling and Django's own bookkeeping change without telling anything about a child;
# new__ is the copy SQLite makes of a table while a migration alters it.
_UNGUARDED = ("django_", "auth_", "axes_", "mfa_", "account_", "new__", "sqlite_")

_suspended: ContextVar[bool] = ContextVar("guard_suspended", default=False)


def stand_at(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Put the guard on a new connection (receiver of ``connection_created``)."""
    if guard not in connection.execute_wrappers:
        connection.execute_wrappers.append(guard)


def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Raise ``UnrecordedWrite`` for a write outside ``recorded()``; count statements that read of a child."""
    write = _WRITE.match(sql)
    if write is None:
        _count_reading(sql)
    elif not (is_recording() or _suspended.get() or write["table"].startswith(_UNGUARDED)):
        raise UnrecordedWrite(write["table"])
    return execute(sql, params, many, context)


@contextmanager
def suspended(*, because: str) -> Iterator[None]:
    """Let a tool that empties or copies whole tables through; ``because`` names it. Never used by a page."""
    token = _suspended.set(bool(because))
    try:
        yield
    finally:
        _suspended.reset(token)


def _count_reading(sql: str) -> None:
    trail = current_trail()
    if trail is not None and child_tables().search(sql):
        trail.child_queries += 1


@cache
def child_tables() -> re.Pattern[str]:
    """Matches a statement that names a table whose rows tell of a child or its family."""
    names = sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if isinstance(privacy := getattr(model, "privacy", None), Privacy) and privacy.of_a_child
    )
    return re.compile('"(?:' + "|".join(names) + ')"') if names else re.compile(r"(?!)")
