"""Somebody walks wherever pages lead, tries what others met, searches, and sends forms that are empty."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404
from pypdf import PdfReader

from tests.crawler import ID, SIGN_OUT, Crawl, Page, ask
from tests.everything import Everything
from tests.trust_proofs.watched import Told, Watched

SEARCHED = ("cases:search", "cases:children", "knowledge:catalogue", "concerns:triage")
WORDS = ("a", "alva", "ville", "kanarie", "Åkesson")
PARAMETERS = ("q", "sok", "ord", "sida", "ordning")


@dataclass
class Walk:
    """What one role met: each answer, with the events that it left."""

    role: str
    browser: Watched
    crawl: Crawl
    answers: list[tuple[Page, list[Told]]] = field(default_factory=list)

    @property
    def addresses(self) -> set[str]:
        return {one for one in self.crawl.addresses if not one.startswith("/static/") and one != SIGN_OUT}


def begin(world: Everything, role: str, each: int = 10**6) -> Walk:
    """Everything that leads on from the first page, so many of each kind."""
    browser = Watched(world.client(role))
    crawl = Crawl(browser, each=each, most=10**6)  # type: ignore[arg-type]
    walk = Walk(role, browser, crawl)
    walk.answers = [(page, browser.events[path]) for path, page in crawl.pages.items()]
    return walk


def go_on(world: Everything, walk: Walk, met: Iterable[str]) -> None:
    """Then what others met, and searches; last, every form with nothing in it, undone afterwards."""
    for path in sorted({*searches(), *met} - walk.crawl.pages.keys()):
        _answered(walk, path, "get", None)
    for path in sorted({form.action for form in walk.crawl.forms if form.method == "post"}):
        if path.startswith("/") and path != SIGN_OUT:
            with world.undone(walk.role):
                _answered(walk, path, "post", {})


def _answered(walk: Walk, path: str, method: str, data: dict[str, Any] | None) -> None:
    page = ask(walk.browser, path, method, data)  # type: ignore[arg-type]
    walk.answers.append((page, walk.browser.events[path]))


def searches() -> Iterator[str]:
    for name in SEARCHED:
        for word in WORDS:
            yield f"{reverse(name)}?{'&'.join(f'{one}={word}' for one in PARAMETERS)}"


def text_of(page: Page) -> str:
    """Everything an answer says: its headers, its body, and what a PDF holds inside."""
    heads = "\n".join(f"{name}: {value}" for name, value in page.headers.items())
    return heads + page.body.decode(errors="replace") + (_pdf(page.body) if is_pdf(page) else "")


def is_pdf(page: Page) -> bool:
    return page.body.startswith(b"%PDF")


def _pdf(content: bytes) -> str:
    """The text of each page without its line breaks, the bookmarks, and what the file says of itself."""
    file = PdfReader(io.BytesIO(content))
    said = ["".join((page.extract_text() or "").split()) for page in file.pages]
    return "\n".join([*said, repr(file.metadata), repr(file.outline), repr(list(file.attachments))])


def view_of(path: str) -> str:
    """The name of the view behind an address; the address without its ids when there is none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ID.sub("*", path)
