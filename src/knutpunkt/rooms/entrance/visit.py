"""One visit: from signing in with both factors to signing out, and what ends it on the way.

The session itself says how it was opened. A session that does not carry the mark of both factors is nobody's,
however it came about (trust.md T13, T33).
"""

from datetime import date

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils import timezone

from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Account
from knutpunkt.rooms.entrance.hats import Hat, hat_of, hats_of, person_behind

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 3600
# Noted at most once a minute, so that reading does not write for every page.
_NOTED_EVERY = 60

TWO_FACTORS = frozenset({"totp", "recovery"})
DEMO = "demo"

_FACTOR = "visit.factor"
_BEGAN = "visit.began"
_SEEN = "visit.seen"
_HAT = "visit.hat"
_CONFIRMED = "visit.confirmed"
# How lately the second factor must have been given before what is marked ``fresh``. An act that was begun in
# time may be finished: nobody loses what they have written.
FRESH_SECONDS = 15 * 60
FRESH_TO_FINISH_SECONDS = FRESH_SECONDS + IDLE_SECONDS


def begin(request: HttpRequest, account: Account, *, factor: str, on: date) -> None:
    """Sign the account in. ``factor`` is what completed it: "totp", "recovery" or, in the demo, "demo"."""
    now = timezone.now().timestamp()
    with recorded(actor=person_behind(account), action="account.signed_in", about=[account], purpose=factor):
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    request.session.update({_FACTOR: factor, _BEGAN: now, _SEEN: now})
    hats = hats_of(account, on=on)
    if len(hats) == 1:
        put_on(request, hats[0])


def end(request: HttpRequest, account: Account) -> None:
    """Sign the account out."""
    with recorded(actor=person_behind(account), action="account.signed_out", about=[account]):
        logout(request)


def holds(request: HttpRequest) -> bool:
    """Whether the visit was opened rightly and is neither idle too long nor too old."""
    session, now = request.session, timezone.now().timestamp()
    return (
        _is_enough(session.get(_FACTOR, ""))
        and now - session.get(_SEEN, 0) <= IDLE_SECONDS
        and now - session.get(_BEGAN, 0) <= LONGEST_SECONDS
    )


def note(request: HttpRequest) -> None:
    """Somebody is still there."""
    now = timezone.now().timestamp()
    if now - request.session[_SEEN] >= _NOTED_EVERY:
        request.session[_SEEN] = now


def is_fresh(request: HttpRequest) -> bool:
    """Whether the second factor was given lately."""
    given = request.session.get(_CONFIRMED, request.session.get(_BEGAN, 0))
    longest = FRESH_TO_FINISH_SECONDS if request.method == "POST" else FRESH_SECONDS
    return timezone.now().timestamp() - float(given) <= longest


def confirm(request: HttpRequest) -> None:
    """The second factor has been given again."""
    request.session[_CONFIRMED] = timezone.now().timestamp()


def is_demo(request: HttpRequest) -> bool:
    """Whether the visit was opened by choosing from a list; never in production."""
    return request.session.get(_FACTOR) == DEMO


def put_on(request: HttpRequest, hat: Hat) -> None:
    """Work as this from now on; a new session key, so that nothing of the former hat follows."""
    request.session.cycle_key()
    request.session[_HAT] = hat.key


def worn(request: HttpRequest, account: Account, *, on: date) -> Hat | None:
    """What the visit works as, asked anew on every request."""
    key = request.session.get(_HAT, "")
    return hat_of(account, key, on=on) if key else None


def wearer(request: HttpRequest, account: Account) -> str:
    """Who visits and as what, in one word: whose something is that outlives the visit."""
    return f"{account.pk}:{request.session.get(_HAT, '')}"


def _is_enough(factor: str) -> bool:
    return factor in TWO_FACTORS or (factor == DEMO and settings.DEMO_SIGN_IN and not settings.PRODUCTION)
