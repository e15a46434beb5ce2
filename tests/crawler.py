"""Follows everything a page leads to, as somebody signed in, and keeps what came back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import ResolverMatch, resolve
from django.urls.exceptions import Resolver404

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# What differs between two answers to the same question: tokens, nonces, the minute printed below a page.
FRESH = re.compile(
    rb'(csrfmiddlewaretoken" value="|X-CSRFToken": "|X-CSRFToken&quot;: &quot;|nonce-|nonce=")[\w+/=-]+'
    rb'|<p class="k-printed">[^<]*</p>'
)
LEADING = {("a", "href"), ("form", "action"), ("link", "href"), ("img", "src"), ("script", "src")}
LEADING_IN_PLACE = {"hx-get", "hx-post"}
SIGN_OUT = "/logga-ut/"


@dataclass
class Page:
    """What an address answered."""

    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> tuple[int, bytes, dict[str, str]]:
        """Everything that an answer tells but for what is fresh each time."""
        without = self._bare(self.body)
        heads = {name: self._bare(value.encode()).decode() for name, value in self.headers.items()}
        return self.status, without, {k: v for k, v in heads.items() if k not in {"Date", "Content-Length"}}

    def _bare(self, text: bytes) -> bytes:
        """Without what is fresh, and without the ids that the asker sent along."""
        for one in ID.findall(self.path):
            text = text.replace(one.encode(), b"*")
        return FRESH.sub(b"", text).replace(self.path.encode(), b"")

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")


@dataclass
class Form:
    """A form on a page: where it goes, and what it would send as it stands."""

    found_on: str
    action: str
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Addresses and forms of a page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.links, self.forms, self._area = path, [path], [Form(path, "")], ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if (tag, name) in LEADING or name in LEADING_IN_PLACE:
                self.links.append(urljoin(self.path, value))
        if tag == "form":
            action = urljoin(self.path, given.get("action", ""))
            self.forms.append(Form(self.path, action, given.get("method", "get").lower()))
        if name := given.get("name"):
            if tag in {"input", "textarea", "button", "select"}:
                self.forms[-1].fields.setdefault(name, given.get("value", ""))
            self._area = name if tag == "select" else self._area
        if tag == "option" and self._area and given.get("value"):
            chosen = "selected" in given or not self.forms[-1].fields.get(self._area)
            if chosen:
                self.forms[-1].fields[self._area] = given["value"]


class Crawl:
    """Every page somebody can reach by following, each kind of page up to ``each`` times."""

    def __init__(self, browser: Client, *, start: str = "/", each: int = 2, most: int = 400) -> None:
        self.browser, self.pages, self.forms, self.addresses = browser, {}, [], set()
        self._kinds: dict[str, int] = {}
        ahead = [start, "/finns-inte/"]
        while ahead and len(self.pages) < most:
            path = ahead.pop(0)
            if path in self.pages or not self._is_new(path, each):
                continue
            page = ask(browser, path)
            self.pages[path] = page
            ahead += self._leads_to(page)

    @property
    def ids(self) -> set[str]:
        """Every id in an address, a form or a page."""
        return {one for page in self.pages.values() for one in ID.findall(page.body.decode(errors="replace"))}

    def _is_new(self, path: str, each: int) -> bool:
        kind = ID.sub("*", re.sub(r"=[^&]*", "=", path))
        self._kinds[kind] = self._kinds.get(kind, 0) + 1
        return self._kinds[kind] <= each

    def _leads_to(self, page: Page) -> list[str]:
        if page.status in {301, 302}:
            return [page.headers["Location"]]
        if not page.is_html:
            return []
        reader = _Reader(page.path)
        reader.feed(page.body.decode())
        self.forms += [form for form in reader.forms if form.fields]
        own = [urldefrag(link)[0] for link in reader.links]
        self.addresses |= {link for link in own if not urlsplit(link).scheme}
        searching = [_asked(form) for form in reader.forms if form.method == "get" and form.action]
        return [link for link in [*own, *searching] if link.startswith("/") and link != SIGN_OUT]


def _asked(form: Form) -> str:
    return f"{urlsplit(form.action).path}?{'&'.join(f'{name}=a' for name in sorted(form.fields))}"


def ask(browser: Client, path: str, method: str = "get", data: dict[str, Any] | None = None) -> Page:
    """One request; what streams is read to its end."""
    answer = getattr(browser, method)(path, data) if data is not None else getattr(browser, method)(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Page(path, answer.status_code, dict(answer.headers), body)


def matched(paths: set[str]) -> Iterator[tuple[str, ResolverMatch]]:
    """Those of the addresses that are views of ours, with what they match."""
    for path in sorted(paths):
        try:
            yield path, resolve(urlsplit(path).path)
        except Resolver404:
            continue
