"""The recorder: the one writer of events, and the only way a change is let through."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DatabaseError, connection, models, transaction

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.chain import Entry, append, chain_of, stored
from knutpunkt.foundation.audit.trail import Trail, current_trail

# As long as SQLite waits: whoever cannot write the event by then is told so, and shown nothing.
_LOCK_WAIT = "20s"


class UnrecordedWrite(Exception):
    """A write reached the database outside ``recorded()``."""


class TrailNotWritten(Exception):
    """The event could not be written: what it tells of has not happened, and must not be shown."""


class WriteInReadOnlyPage(Exception):
    """A page asked for with GET tried to change something."""


@dataclass(slots=True)
class Recording:
    """The act under way; what it makes or touches is added with ``about`` and ``child``."""

    objects: list[str] = field(default_factory=list)
    children: dict[UUID, None] = field(default_factory=dict)

    def about(self, *touched: models.Model) -> None:
        self.objects.extend(label(one) for one in touched)

    def child(self, *children: UUID) -> None:
        self.children.update(dict.fromkeys(children))


# The events of the act under way and of those inside it; None where nothing is recorded.
_waiting: ContextVar[list[Entry] | None] = ContextVar("recording", default=None)


def is_recording() -> bool:
    """Whether writes are let through just now."""
    return _waiting.get() is not None


def label(row: models.Model) -> str:
    """How a row is named in an event: ``"casefile.record:<uuid>"``."""
    return f"{row._meta.label_lower}:{row.pk}"


@contextmanager
def recorded(
    *,
    actor: Actor,
    action: str,
    about: Iterable[models.Model] = (),
    children: Iterable[UUID] = (),
    ground: str = "",
    disclosure: UUID | None = None,
    consent: UUID | None = None,
    purpose: str = "",
    channel: str = "web",
    emergency: UUID | None = None,
) -> Iterator[Recording]:
    """Open the transaction, let writes through, and write the event with them; all or nothing.

    ``action`` is dotted and in the past tense ("consent.withdrawn"). Raises ``WriteInReadOnlyPage`` inside a
    GET page, and ``TrailNotWritten`` when the act was undone because its event could not be written. Acts
    inside an act have an event each; all are written together when the outermost ends.
    """
    trail = current_trail()
    if trail is not None and trail.read_only:
        raise WriteInReadOnlyPage(action)
    recording = Recording(children=dict.fromkeys(children))
    recording.about(*about)
    with transaction.atomic(), _writing() as waiting:
        yield recording
        waiting.append(
            _entry(
                actor,
                action,
                objects=recording.objects,
                children=recording.children,
                grounds=[ground] if ground else [],
                disclosure=disclosure,
                consent=consent,
                purpose=purpose,
                channel=channel,
                emergency=emergency,
            )
        )
    if trail is not None:
        trail.wrote += 1
        trail.acted_on.update(recording.children)


def record_reading(trail: Trail, *, action: str) -> None:
    """Write the one read event of a response. Raises ``TrailNotWritten``: then nothing is shown."""
    try:
        with transaction.atomic(), _writing() as waiting:
            waiting.append(
                _entry(
                    trail.actor,
                    action,
                    objects=list(trail.seen),
                    children=trail.children,
                    grounds=list(trail.grounds),
                    channel=trail.channel,
                    emergency=trail.emergency,
                )
            )
    except DatabaseError as error:
        raise TrailNotWritten(action) from error


@contextmanager
def _writing() -> Iterator[list[Entry]]:
    """Let writes through; the outermost writes the events of all, last of all."""
    outer = _waiting.get()
    if outer is not None:
        with _inside(outer):
            yield outer
        return
    waiting: list[Entry] = []
    token = _waiting.set(waiting)
    try:
        _tell_postgresql("on")
        yield waiting
        _write(waiting)
        _tell_postgresql("")
    finally:
        _waiting.reset(token)


@contextmanager
def _inside(waiting: list[Entry]) -> Iterator[None]:
    """What fails inside an act leaves no event, even where the act itself goes on."""
    before = len(waiting)
    try:
        yield
    except BaseException:
        del waiting[before:]
        raise


def _write(waiting: list[Entry]) -> None:
    try:
        append(waiting)
    except Exception as error:
        raise TrailNotWritten(waiting[-1].values["action"]) from error


def _tell_postgresql(value: str) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('knutpunkt.recording', %s, true), set_config('lock_timeout', %s, true)",
            [value, _LOCK_WAIT],
        )


def _entry(
    actor: Actor, action: str, *, objects: list[str], children: Iterable[UUID], **more: object
) -> Entry:
    values: dict[str, object] = {
        "action": action,
        "actor_kind": actor.kind,
        "person": actor.person,
        "assignment": actor.assignment,
        "unit": actor.unit,
        "agency": actor.agency,
        "municipality": actor.municipality,
        "profession": actor.profession,
        "objects_touched": objects,
        "also_person": actor.also,
        "disclosure": None,
        "consent": None,
        "purpose": "",
        **more,
    }
    return Entry(
        chain=chain_of(actor.municipality),
        values={name: stored(value) for name, value in values.items()},
        children=tuple(child.hex for child in children),
    )
