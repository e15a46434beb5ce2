"""A site of its own, served for real, and people who use it in a real browser."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import browser as chromium

ROOT = Path(__file__).resolve().parents[2]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
READY_WITHIN = 60
# What axe asks about colours; all else it asks is the same in every theme.
COLOURS = ["color-contrast", "link-in-text-block"]
SLOTS_FILLED = "() => !document.querySelector('.k-slot[hx-get], .htmx-request')"


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {
        **os.environ,
        "KNUTPUNKT_PROFILE": "demo",
        "DATA": str(tmp_path_factory.mktemp("site")),
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture(scope="session")
def site(environment: dict[str, str]) -> Iterator[str]:
    """The address of a running site with the world in it."""
    subprocess.run([sys.executable, "-m", "tests.world"], cwd=ROOT, env=environment, check=True)
    with serving(environment) as address:
        yield address


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    """The address of a site that runs with this environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).parent / "knutpunkt", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/healthz")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(address: str) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address) as answer:
                if answer.read() == b"ok":
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise TimeoutError(address)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.skip("no browser here and none can be installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(chromium.QUIET))
        yield running
        running.close()


class Checked:
    """Asks axe about pages in both themes, each kind of page once in a run: what stands in its address for a
    child, a promise … does not make it another page; a form with errors does."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()

    def __call__(self, page: Page, state: str = "") -> None:
        key = (pattern_of(page.url), state or _state(page))
        if key not in self.seen:
            self.seen.add(key)
            self.ask(page)

    def ask(self, page: Page) -> None:
        self.looks(page, "light")
        self.looks(page, "dark", rules=COLOURS)
        page.emulate_media(color_scheme="light")

    def looks(self, page: Page, theme: str, rules: Sequence[str] = ()) -> None:
        """Ask about the page as it is now, on a computer set to a theme; all axe knows, or some rules."""
        page.wait_for_function(SLOTS_FILLED)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE)
        asked = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
        result = page.evaluate("async (asked) => await axe.run(document, asked)", asked)
        faults = [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in result["violations"]]
        assert faults == [], f"{page.url} ({theme})"


def pattern_of(url: str) -> str:
    """The kind of page an address is of: without ids and without what was asked for."""
    path = url.split("//", 1)[1].partition("/")[2]
    without_ids = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "*", path)
    return re.sub(r"=[^&]+", "=", without_ids.partition("#")[0])


def _state(page: Page) -> str:
    return "errors" if page.locator("[data-errors]").count() else ""


class Visitor:
    """Somebody at their own screen. Every kind of page they come to is put before axe once."""

    def __init__(self, context: BrowserContext, site: str, checked: Checked) -> None:
        self.site, self.context, self.checked = site, context, checked
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.scripted = True

    def goes_to(self, path: str) -> None:
        self.page.goto(self.site + path)
        self._arrives()

    def follows(self, link: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=link).first.click()
        self._arrives()

    def follows_beside(self, row: str, link: str) -> None:
        """Follow the link of an act that stands in the row of a promise."""
        place = self.page.locator("main").get_by_role("listitem").filter(has_text=row)
        with self.page.expect_navigation():
            place.get_by_role("link", name=link).first.click()
        self._arrives()

    def opens(self, words: str) -> None:
        """Unfold what is folded behind some words; does nothing when it is open."""
        folded = self.page.locator("main details").filter(has_text=words).first
        if folded.get_attribute("open") is None:
            folded.locator("summary").first.click()

    def presses(self, button: str, *, beside: str = "") -> None:
        """Press a button that leads on; ``beside`` names the row it stands in."""
        place = self.page.locator("main")
        if beside:
            place = place.get_by_role("listitem").filter(has_text=beside)
        with self.page.expect_navigation():
            place.get_by_role("button", name=button).first.click()
        self._arrives()

    def presses_here(self, button: str, *, beside: str = "") -> None:
        """Press a button that acts in place: the answer comes into the page, which stays."""
        place = self.page.locator("main")
        if beside:
            place = place.get_by_role("listitem").filter(has_text=beside)
        with self.page.expect_response(lambda got: got.request.method == "POST"):
            place.get_by_role("button", name=button).first.click()
        self.checked(self.page, f"after {button}")

    def _arrives(self) -> None:
        if self.scripted:
            self.checked(self.page)

    def writes(self, **fields: str) -> None:
        """Fill in fields by name: text, date, a choice of a list, a radio button or a tick."""
        for name, value in fields.items():
            field = self.page.locator(f'main [name="{name}"]:not([type="hidden"])').first
            kind = field.evaluate("field => field.type || field.tagName.toLowerCase()")
            if kind in {"radio", "checkbox"}:
                chosen = self.page.locator(f'main [name="{name}"][value="{value}"]')
                (chosen if chosen.count() else field).first.check()
            elif kind.startswith("select"):
                self._chooses(name, value)
            else:
                field.fill(value)

    def _chooses(self, name: str, words: str) -> None:
        options = self.page.locator(f'main [name="{name}"] option').all()
        value = next(o.get_attribute("value") for o in options if words in o.inner_text())
        self.page.locator(f'main [name="{name}"]').select_option(value)

    def sees(self, *words: str) -> None:
        for some in words:
            expect(self.page.locator("main")).to_contain_text(some)

    def does_not_see(self, *words: str) -> None:
        for some in words:
            expect(self.page.locator("main")).not_to_contain_text(some)

    def finds_nothing_at(self, path: str) -> None:
        answer = self.page.goto(self.site + path)
        assert answer is not None
        assert answer.status == 404, path

    @property
    def place(self) -> str:
        """The address of the page, without the site."""
        return self.page.url.removeprefix(self.site)


class Person(Visitor):
    """Somebody signed in: chosen by name from the list at /prova/ the first time, then by its cookies."""

    def __init__(
        self, context: BrowserContext, site: str, checked: Checked, name: str, signed_in: dict[str, list[Any]]
    ) -> None:
        super().__init__(context, site, checked)
        self.name = name
        if name not in signed_in:
            self.page.goto(f"{site}/prova/")
            self.page.get_by_role("button", name=re.compile(re.escape(name))).first.click()
            self.page.wait_for_url(lambda url: "/prova/" not in url)
            signed_in[name] = context.cookies()
        context.add_cookies(signed_in[name])


@pytest.fixture
def screens(site: str, chrome: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Browsers of their own. Any page error, and any request to another origin, fails the journey."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(**options: Any) -> BrowserContext:
        context = chrome.new_context(
            **({"locale": "sv-SE", "timezone_id": "Europe/Stockholm", "reduced_motion": "reduce"} | options)
        )
        contexts.append(context)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on(
            "request",
            lambda sent: faults.append(sent.url) if not sent.url.startswith((site, "data:")) else None,
        )
        context.on(
            "response", lambda got: faults.append(f"{got.status} {got.url}") if got.status >= 500 else None
        )
        return context

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def person(
    site: str,
    screens: Callable[..., BrowserContext],
    checked: Checked,
    signed_in: dict[str, list[Any]],
) -> Callable[..., Person]:
    """Sign somebody in, by name, at a screen of their own."""

    def sign_in(name: str, **options: Any) -> Person:
        someone = Person(screens(**options), site, checked, name, signed_in)
        someone.scripted = options.get("java_script_enabled", True)
        return someone

    return sign_in


@pytest.fixture(scope="session")
def signed_in() -> dict[str, list[Any]]:
    """The cookies of those who have signed in during this run, by name."""
    return {}


@pytest.fixture
def visitor(site: str, screens: Callable[..., BrowserContext], checked: Checked) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(screens(), site, checked)


@pytest.fixture(scope="session")
def checked() -> Checked:
    """Ask axe about a page, in both themes; every fault is told."""
    return Checked()
