"""Somebody who opens child after child, faster than anybody reads, is slowed down; an alarm is given (T19).

Only pages about one child count: a list of many names opens none of them. What is held back has not been
shown, and is not in the trail; that somebody was held back is.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from threading import Lock
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.reading import children_by_day, last_told, opened_by
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.audit.trail import Trail, current_trail
from knutpunkt.rooms.oversight.operations import meetings, midnight
from knutpunkt.rooms.oversight.patterns import MANY, WITHIN, is_unusual

STOPPED = "reading.stopped"
TOO_MANY = 429
# From here on it is asked how many the person opens on other days; then fewer are let through.
_ASK_FROM = 15
SLOWED = 10
# A page, and a form that is shown again beside what it is about.
SHOWS = {200, 409, 422}
_DAYS_BACK = 60
# How many children somebody opens in this process before the trail, which all processes share, is asked.
_BEFORE_ASKING = 4

alarm = logging.getLogger("knutpunkt.alarm")


class PaceMiddleware:
    """Stands inside the trail: looks at what a page is about to show, before it is sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._lately: dict[UUID, dict[UUID, float]] = defaultdict(dict)
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        trail = current_trail()
        if trail is None or trail.stopped or trail.wrote or len(trail.children) != 1:
            return response
        (child,) = trail.children
        if response.status_code not in SHOWS or not self._is_quick(trail.actor, child):
            return response
        wait = seconds_to_wait(trail.actor, child)
        return response if wait is None else _held_back(request, trail, wait)

    def _is_quick(self, actor: Actor, child: UUID) -> bool:
        """Whether the person has opened several children lately, as far as this process knows."""
        if not actor.is_professional or actor.person is None:
            return False
        now = time.monotonic()
        with self._lock:
            lately = self._lately[actor.person]
            lately[child] = now
            for old in [key for key, at in lately.items() if now - at > WITHIN.total_seconds()]:
                del lately[old]
            return len(lately) >= _BEFORE_ASKING


def seconds_to_wait(actor: Actor, child: UUID) -> int | None:
    """How long until the person may open one more child; ``None`` when they may now."""
    now = timezone.now()
    assert actor.person is not None
    opened = opened_by(actor.person, since=now - WITHIN)
    allowed = MANY - 1
    if len(opened) >= SLOWED and child not in opened and _is_far_from_usual(actor.person):
        allowed = SLOWED
    if child in opened or len(opened) < allowed or _meets(actor, now):
        return None
    return ceil((min(opened.values()) + WITHIN - now).total_seconds())


def _is_far_from_usual(person: UUID) -> bool:
    today = timezone.localdate()
    numbers = children_by_day(person, since=midnight(today - timedelta(days=_DAYS_BACK)))
    number = numbers.pop(today, 0) + 1
    return number >= _ASK_FROM and is_unusual(number, list(numbers.values()))


def _meets(actor: Actor, now: datetime) -> bool:
    return actor.unit is not None and meetings([actor.unit])(actor.unit, now)


def _held_back(request: HttpRequest, trail: Trail, wait: int) -> HttpResponse:
    # Nothing of the page is sent, so its event is not written: the trail says what was really shown.
    trail.stopped, trail.read_only = True, False
    _tell(trail.actor)
    answer = render(request, "oversight/slow.html", {"minutes": ceil(wait / 60)}, status=TOO_MANY)
    answer["Retry-After"] = str(max(wait, 1))
    return answer


def _tell(actor: Actor) -> None:
    """The alarm, once per five minutes and person: in the log of the machine and in the trail."""
    assert actor.person is not None
    told = last_told(STOPPED, actor.person)
    if told is not None and timezone.now() - told < WITHIN:
        return
    alarm.error("somebody opens children faster than people read and is slowed down: %s", actor.person)
    with recorded(actor=actor, action=STOPPED):
        pass
