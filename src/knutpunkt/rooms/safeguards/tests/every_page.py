"""Every page for professionals, with every id there is: for tests that look for what must not be there."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from uuid import UUID

from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from pypdf import PdfReader

from knutpunkt.rooms.entrance.gate import Gate, gate_of


def addresses(ids: Iterable[UUID]) -> Iterator[str]:
    """Each address once; those without an id once in all."""
    known = list(ids)
    for name, pattern in _patterns():
        if gate_of(pattern.callback) is not Gate.PROFESSIONAL:
            continue
        kinds = pattern.pattern.converters
        for key in known if kinds else known[:1]:
            of_id = {word for word in kinds if type(kinds[word]).__name__ == "UUIDConverter"}
            try:
                yield reverse(name, kwargs={word: key if word in of_id else "x" for word in kinds})
            except NoReverseMatch:
                continue


def read(client: Client, address: str) -> tuple[int, str]:
    """The status and all the words of a page or a file."""
    answer = client.get(address)
    content = _content(answer)
    if answer.get("Content-Type", "").startswith("application/pdf"):
        return answer.status_code, "\n".join(
            page.extract_text() for page in PdfReader(BytesIO(content)).pages
        )
    return answer.status_code, content.decode(errors="replace")


def _content(answer: HttpResponseBase) -> bytes:
    if answer.streaming:
        return b"".join(answer.streaming_content)  # type: ignore[attr-defined,no-any-return]
    return answer.content  # type: ignore[attr-defined,no-any-return]


def _patterns(resolver: URLResolver | None = None, room: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one, one.app_name or room)
        elif room and one.name:
            yield f"{room}:{one.name}", one
