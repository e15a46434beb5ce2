"""Changing keys while people work: a new current key, every value made anew in batches, the old key retired.

A batch is read and sealed outside the transaction and put in place where the old ciphertext still stands, so
that what somebody writes meanwhile is never overwritten. How far it has come is stored with each batch: a
change that was killed goes on from there. It is over when no value of another key is left.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from django.db.models import F
from django.utils import timezone

from knutpunkt.foundation.sealing.fitting import settle
from knutpunkt.foundation.sealing.keys import LOOK_AGAIN_AFTER, add_key, drop_key, forget_keys, keys
from knutpunkt.foundation.sealing.models import KeyCheck, Kind, Rotation
from knutpunkt.foundation.sealing.stores import Store, index_stores, sealing_stores

Writing = Callable[[], AbstractContextManager[object]]
Progress = Callable[[str, int, int], None]


class KeyInUse(Exception):
    """The key cannot be taken away: values still need it, or it is the current one."""

    def __init__(self, left: int = 0) -> None:
        super().__init__(left)
        self.left = left


class NothingMoves(Exception):
    """Values of another key are left that cannot be changed; each pass finds the same."""


def stores(kind: str) -> list[Store]:
    return sealing_stores() if kind == Kind.SEALING else index_stores()


def current(kind: str) -> int:
    ring = keys()
    return ring.current if kind == Kind.SEALING else ring.index_current


def under_way(kind: str) -> Rotation | None:
    """The change that was begun and has not ended."""
    return Rotation.objects.filter(kind=kind, ended_at__isnull=True).first()


def begin(kind: str) -> Rotation:
    """Add a new current key and note that the change to it has begun. Call inside a recorded write.

    While some value waits for the current key (given in the environment, or added just before a kill),
    that is the one to change to. Raises ``ImproperlyConfigured``.
    """
    forget_keys()
    if not sum(store.left(current(kind)) for store in stores(kind)):
        add_key(kind)
    settle()
    return Rotation.objects.create(kind=kind, number=current(kind))


def run(rotation: Rotation, *, writing: Writing, progress: Progress) -> None:
    """Make every value anew with the new key. ``writing`` opens each batch's transaction."""
    # Processes that have just looked at the key file still seal with the old key for this long.
    time.sleep(LOOK_AGAIN_AFTER)
    whole = sum(store.left(rotation.number) for store in stores(rotation.kind)) + rotation.done
    while True:
        resumed = bool(rotation.store)
        moved = _pass(rotation, whole, writing, progress)
        left = sum(store.left(rotation.number) for store in stores(rotation.kind))
        if not left:
            break
        if not moved and not resumed:
            raise NothingMoves(left)
    with writing():
        rotation.ended_at = timezone.now()
        rotation.save(update_fields=["ended_at"])


def _pass(rotation: Rotation, whole: int, writing: Writing, progress: Progress) -> int:
    """Go through every store once, from where the change stands; answers how many values changed."""
    moved = 0
    every = stores(rotation.kind)
    names = [store.name for store in every]
    begun = names.index(rotation.store) if rotation.store in names else 0
    for store in every[begun:]:
        after = rotation.position if store.name == rotation.store else ""
        while True:
            batch = store.batch(rotation.number, after)
            with writing():
                changed = store.put(batch)
                _note(rotation, store.name, batch.reaches, changed)
            moved += changed
            progress(store.name, rotation.done, max(whole, rotation.done))
            after = batch.reaches
            if not after:
                break
    rotation.store = rotation.position = ""
    return moved


def _note(rotation: Rotation, store: str, position: str, changed: int) -> None:
    rotation.store, rotation.position = store, position
    rotation.done += changed
    Rotation.objects.filter(pk=rotation.pk).update(store=store, position=position, done=F("done") + changed)


def used(kind: str, number: int) -> int:
    """How many values need the key."""
    return sum(store.used(number) for store in stores(kind))


def retire(kind: str, number: int) -> None:
    """Take away a key that no value needs. Call inside a recorded write. Raises ``KeyInUse``."""
    if number == current(kind):
        raise KeyInUse()
    if left := used(kind, number):
        raise KeyInUse(left)
    KeyCheck.objects.filter(kind=kind, number=number).delete()
    drop_key(kind, number)
