"""Disposal of the trail: whole months, older than the law asks for, written down and signed first."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from django.db import connection
from django.utils import timezone

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.models import ChainHead, DroppedSegment, Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.audit.signing import dropped, kept, put
from knutpunkt.foundation.audit.triggers import CHILD, EVENT, YEARS_KEPT
from knutpunkt.verifier.checkpoints import MONTH, Checkpoint
from knutpunkt.verifier.form import event_id


class TooYoung(Exception):
    """The trail is kept longer than that."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Closed months of one chain that have expired, the oldest first; ``last`` closes the newest of them."""

    number: int
    first: int
    last: Checkpoint
    months: tuple[str, ...]

    @property
    def events(self) -> int:
        return self.last.count - self.first + 1

    @property
    def period(self) -> str:
        """The first and the last month."""
        return f"{self.months[0]}–{self.months[-1]}"


def expired(*, on: date, folder: Path, years: int = YEARS_KEPT) -> list[Segment]:
    """What may be disposed of on a day: per chain, the closed months that ended ``years`` years earlier.

    Raises ``TooYoung`` for fewer years than the law's five (HSLF-FS 2016:40, 4 kap. 9 §).
    """
    if years < YEARS_KEPT:
        raise TooYoung
    limit = f"{on.year - years:04}-{on.month:02}"
    marks = kept(folder)
    found = (_expired(head, [m for m in marks if m.chain == head.chain], limit) for head in _heads())
    return [segment for segment in found if segment is not None]


def drop(*, actor: Actor, segment: Segment, folder: Path) -> int:
    """Dispose of a segment; answers how many events. Its signed checkpoints stay.

    What is signed first says that the chain begins later, so that a verifier accepts it even if the machine
    stops in between: a chain that still has its old events holds as well.
    """
    chain, count, last_hash = segment.last.chain, segment.last.count, segment.last.hash
    first, last = event_id(segment.number, segment.first), event_id(segment.number, count)
    why = f"{chain} {segment.period}"
    with recorded(actor=actor, action="trail.segment_dropped", purpose=why, channel="command"):
        DroppedSegment.objects.create(
            chain=chain,
            first_event=first,
            last_event=last,
            months=segment.period,
            last_hash=last_hash,
            at=timezone.now(),
        )
        _delete(first, last)
        put(folder, [dropped(chain, count, last_hash)])
    return segment.events


def _heads() -> list[ChainHead]:
    return list(ChainHead.objects.order_by("chain"))


def _expired(head: ChainHead, marks: list[Checkpoint], limit: str) -> Segment | None:
    first = Event.objects.filter(id__gt=event_id(head.pk, 0), id__lte=event_id(head.pk, head.count))
    gone = (first.order_by("id").values_list("position", flat=True).first() or 1) - 1
    closed = [m for m in marks if m.kind == MONTH and m.month < limit and m.count > gone]
    if not closed:
        return None
    newest = max(closed, key=lambda mark: mark.count)
    if _any_younger(head, gone, newest, limit):
        return None
    return Segment(head.pk, gone + 1, newest, tuple(sorted(mark.month for mark in closed)))


def _any_younger(head: ChainHead, gone: int, newest: Checkpoint, limit: str) -> bool:
    """A clock that was set back may leave a younger event among old ones: then all of them stay."""
    month = datetime.combine(date.fromisoformat(f"{limit}-01"), time.min)
    inside = Event.objects.filter(id__gt=event_id(head.pk, gone), id__lte=event_id(head.pk, newest.count))
    return inside.filter(at__gte=timezone.make_aware(month)).exists()


def _delete(first: int, last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{CHILD}" WHERE event_id BETWEEN %s AND %s', [first, last])  # noqa: S608
        cursor.execute(f'DELETE FROM "{EVENT}" WHERE id BETWEEN %s AND %s', [first, last])  # noqa: S608
