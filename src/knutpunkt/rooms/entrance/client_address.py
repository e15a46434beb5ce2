"""Where a request comes from, for the throttle of the sign-in."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address; in production the one our own proxy saw, which it puts last in ``X-Forwarded-For``.

    Without this all behind the proxy would share one address, and a stranger could lock a colleague out.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.PRODUCTION else ""
    return forwarded.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))
