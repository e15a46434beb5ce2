"""Checkpoints: every chain's length and last hash, signed and put where the database cannot reach.

Whoever can rewrite the whole table can recompute every hash in it, but not what was signed elsewhere.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from knutpunkt.foundation.audit.models import ChainHead, Event
from knutpunkt.foundation.sealing.keys import keys
from knutpunkt.verifier.checkpoints import DAILY, DROPPED, MONTH, Checkpoint, read
from knutpunkt.verifier.form import event_id


class NoSigningKey(Exception):
    """The key file is older than the checkpoints; ``knutpunkt keys`` adds what it lacks."""


@dataclass(frozen=True, slots=True)
class Signed:
    """How many checkpoints a run signed."""

    daily: int
    months: int


def signing_key() -> Ed25519PrivateKey:
    """The key that signs. Raises ``NoSigningKey``."""
    seed = keys().signing
    if seed is None:
        raise NoSigningKey
    return Ed25519PrivateKey.from_private_bytes(seed)


def sign_checkpoints(*, on: date, folder: Path) -> Signed:
    """Sign where every chain ends now, and close each month that is over. Safe to repeat.

    Raises ``NoSigningKey``, and ``OSError`` when the folder cannot be written.
    """
    known = kept(folder)
    months, daily = [], []
    for head in ChainHead.objects.filter(count__gt=0).order_by("chain"):
        own = [mark for mark in known if mark.chain == head.chain]
        months += _months_over(head, own, on)
        latest = _mark(DAILY, head.chain, head.count, head.last_hash)
        if not any(mark.count == head.count and mark.at[:10] == latest.at[:10] for mark in own):
            daily.append(latest)
    put(folder, [*months, *daily])
    return Signed(daily=len(daily), months=len(months))


def kept(folder: Path) -> list[Checkpoint]:
    """Every checkpoint of ours in the folder."""
    return read(folder, [signing_key().public_key()])[0] if folder.is_dir() else []


def put(folder: Path, marks: Iterable[Checkpoint]) -> None:
    """Add signed lines to this month's file and force them to disk."""
    lines = [mark.line(signing_key()) for mark in marks]
    if not lines:
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    path = folder / f"{timezone.now():%Y-%m}.jsonl"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    try:
        # Begins with a line end: a line torn by a crash never swallows the next.
        os.write(descriptor, "".join(f"\n{line}\n" for line in lines).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def dropped(chain: str, count: int, last_hash: str) -> Checkpoint:
    """The checkpoint that says: everything up to here has been disposed of."""
    return _mark(DROPPED, chain, count, last_hash)


def _mark(kind: str, chain: str, count: int, last_hash: str, month: str = "") -> Checkpoint:
    at = timezone.now().astimezone(tz=None).isoformat(timespec="seconds")
    return Checkpoint(kind=kind, chain=chain, count=count, hash=last_hash, at=at, month=month)


def _months_over(head: ChainHead, own: list[Checkpoint], on: date) -> list[Checkpoint]:
    """A closing checkpoint for every month before this one that has none yet."""
    closed = max((mark.month for mark in own if mark.kind == MONTH), default="")
    first = date.fromisoformat(f"{closed}-01") if closed else _first_month(head)
    marks = []
    month = _next(first) if closed else first
    while month is not None and _next(month) <= on:
        if (last := _last_before(head, _next(month))) is not None:
            marks.append(_mark(MONTH, head.chain, last.position, last.hash, f"{month:%Y-%m}"))
        month = _next(month)
    return marks


def _first_month(head: ChainHead) -> date:
    begins = Event.objects.filter(id__gt=event_id(head.pk, 0), id__lt=event_id(head.pk + 1, 0))
    first = begins.order_by("id").values_list("at", flat=True).first()
    return timezone.localdate(first).replace(day=1) if first else timezone.localdate()


def _last_before(head: ChainHead, day: date) -> Event | None:
    """The last event of a chain, by position, that is older than the beginning of a day."""
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    own = Event.objects.filter(id__gt=event_id(head.pk, 0), id__lte=event_id(head.pk, head.count))
    return own.filter(at__lt=midnight).order_by("-id").first()


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
