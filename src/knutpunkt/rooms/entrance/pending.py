"""Between the two factors: the password was right, the code has not been asked yet. Nobody is signed in."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from knutpunkt.foundation.people.models import Account

_KEY = "entrance.pending"
_SECRET = "entrance.new_secret"  # noqa: S105 - the name of a place in the session
_SECONDS = 10 * 60


def remember(request: HttpRequest, account: Account, *, way_on: str) -> None:
    """Wait for the account's second factor for ten minutes; ``way_on`` is where to go afterwards."""
    request.session.cycle_key()
    request.session.pop(_SECRET, None)
    request.session[_KEY] = {
        "account": str(account.pk),
        "at": timezone.now().timestamp(),
        "password": account.get_session_auth_hash(),
        "way_on": way_on,
    }


def awaited(request: HttpRequest) -> Account | None:
    """The account whose code is awaited; ``None`` when too late, disabled or given a new password."""
    kept = request.session.get(_KEY)
    if kept is None or timezone.now().timestamp() - kept["at"] > _SECONDS:
        return None
    account = Account.objects.filter(pk=UUID(kept["account"]), is_active=True).first()
    if account is None or not constant_time_compare(account.get_session_auth_hash(), kept["password"]):
        return None
    return account


def forget(request: HttpRequest) -> str:
    """Wait no more; the way on that was remembered."""
    request.session.pop(_SECRET, None)
    return str(request.session.pop(_KEY, {}).get("way_on", ""))


def secret(request: HttpRequest, fresh: str) -> str:
    """The sealed secret being enrolled: the same until it is confirmed, so that a reload changes nothing."""
    return str(request.session.setdefault(_SECRET, fresh))
