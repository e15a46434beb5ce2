"""What somebody sent when the visit had ended, or had to be confirmed first: nothing typed is thrown away.

Kept sealed in the session that follows, for the same account working as the same, and for the page it was
typed on. It is put back when that page is opened again, and gone with the session at the latest.
"""

import json
from base64 import b64decode, b64encode

from django.http import HttpRequest

from knutpunkt.foundation.sealing.box import CannotOpen, seal, unseal

BEGAN = "began"
LONGEST = 200_000
_KEY = "entrance.left_behind"

Values = dict[str, list[str]]


def leave(request: HttpRequest, *, owner: str, page: str) -> bool:
    """Keep what was sent from a page where text is written; answers whether there was any such text."""
    if not owner or request.method != "POST" or BEGAN not in request.POST:
        return False
    told = {name: sent for name, sent in request.POST.lists() if name != "csrfmiddlewaretoken"}
    text = json.dumps({"page": page, "values": told})
    if len(text) > LONGEST:
        return False
    request.session[_KEY] = b64encode(seal(text, place=_place(owner))).decode()
    return True


def found(request: HttpRequest, *, owner: str, page: str) -> Values | None:
    """What this person left behind on this page; ``None`` for anybody else and any other page."""
    kept = request.session.get(_KEY)
    if not kept or not owner:
        return None
    try:
        told = json.loads(unseal(b64decode(kept), place=_place(owner)))
    except CannotOpen:
        return None
    values: Values = told["values"]
    return values if told["page"] == page else None


def forget(request: HttpRequest, *, owner: str, page: str) -> None:
    """It stands where it belongs, or is not wanted; what was left on another page waits there."""
    if found(request, owner=owner, page=page) is not None:
        del request.session[_KEY]


def _place(owner: str) -> str:
    return f"session.left_behind:{owner}"
