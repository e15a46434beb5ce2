"""The recorder: the one writer of events, and the only way a change is let through."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.models import Event, EventChild
from knutpunkt.foundation.audit.trail import Trail, current_trail


class UnrecordedWrite(Exception):
    """A write reached the database outside ``recorded()``."""


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


_depth: ContextVar[int] = ContextVar("recording", default=0)


def is_recording() -> bool:
    """Whether writes are let through just now."""
    return _depth.get() > 0


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
) -> Iterator[Recording]:
    """Open the transaction, let writes through, and write the event with them; all or nothing.

    ``action`` is dotted and in the past tense ("consent.withdrawn"). Raises ``WriteInReadOnlyPage`` inside a
    GET page. Nested acts write an event each, in one transaction.
    """
    trail = current_trail()
    if trail is not None and trail.read_only:
        raise WriteInReadOnlyPage(action)
    recording = Recording(children=dict.fromkeys(children))
    recording.about(*about)
    with transaction.atomic(), _writing():
        yield recording
        _write(
            actor,
            action,
            objects=recording.objects,
            children=recording.children,
            grounds=[ground] if ground else [],
            disclosure=disclosure,
            consent=consent,
            purpose=purpose,
            channel=channel,
        )
    if trail is not None:
        trail.wrote += 1


def record_reading(trail: Trail, *, action: str) -> None:
    """Write the one read event of a response. Raises whatever the database raises: then nothing is shown."""
    with transaction.atomic(), _writing():
        _write(
            trail.actor,
            action,
            objects=list(trail.seen),
            children=trail.children,
            grounds=list(trail.grounds),
            channel=trail.channel,
        )


@contextmanager
def _writing() -> Iterator[None]:
    token = _depth.set(_depth.get() + 1)
    try:
        if connection.vendor == "postgresql":
            _tell_postgresql("on")
        yield
        if connection.vendor == "postgresql" and _depth.get() == 1:
            _tell_postgresql("")
    finally:
        _depth.reset(token)


def _tell_postgresql(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('knutpunkt.recording', %s, true)", [value])


def _write(
    actor: Actor,
    action: str,
    *,
    objects: list[str],
    children: Iterable[UUID],
    grounds: list[str],
    disclosure: UUID | None = None,
    consent: UUID | None = None,
    purpose: str = "",
    channel: str,
) -> None:
    event = Event.objects.create(
        at=timezone.now(),
        action=action,
        actor_kind=actor.kind,
        person=actor.person,
        assignment=actor.assignment,
        unit=actor.unit,
        agency=actor.agency,
        municipality=actor.municipality,
        profession=actor.profession,
        objects_touched=objects,
        grounds=grounds,
        disclosure=disclosure,
        consent=consent,
        purpose=purpose,
        channel=channel,
    )
    EventChild.objects.bulk_create(EventChild(event=event, child=child) for child in children)
