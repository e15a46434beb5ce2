"""Where to go afterwards, when somebody else has written it: into a form, an address or a header."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2000


def safe_way_on(request: HttpRequest, given: str) -> str:
    """``given`` when it is a page of this site, else ""."""
    own = given.startswith("/") and len(given) <= LONGEST and given.isprintable()
    return given if own and url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}) else ""
