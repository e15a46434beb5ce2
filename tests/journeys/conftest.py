"""A site of its own, served for real, and people who use it in a real browser."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import browser as chromium

ROOT = Path(__file__).resolve().parents[2]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
READY_WITHIN = 60


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


class Person:
    """Somebody at their own screen."""

    def __init__(self, context: BrowserContext, site: str, name: str) -> None:
        self.name, self.site, self.context = name, site, context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.goto(f"{site}/prova/")
        self.page.get_by_role("button", name=re.compile(re.escape(name))).first.click()
        self.page.wait_for_url(lambda url: "/prova/" not in url)

    def goes_to(self, path: str) -> None:
        self.page.goto(self.site + path)

    def follows(self, link: str) -> None:
        self.page.get_by_role("link", name=link).first.click()
        self.page.wait_for_load_state()

    def writes(self, **fields: str) -> None:
        """Fill in fields by name: text, date, a choice of a list, or a radio button."""
        for name, value in fields.items():
            field = self.page.locator(f'[name="{name}"]').first
            kind = field.evaluate("field => field.type || field.tagName.toLowerCase()")
            if kind in {"radio", "checkbox"}:
                self.page.locator(f'[name="{name}"][value="{value}"]').check()
            elif kind.startswith("select"):
                self._chooses(name, value)
            else:
                field.fill(value)

    def _chooses(self, name: str, words: str) -> None:
        options = self.page.locator(f'[name="{name}"] option').all()
        value = next(o.get_attribute("value") for o in options if words in o.inner_text())
        self.page.locator(f'[name="{name}"]').select_option(value)

    def presses(self, button: str) -> None:
        self.page.get_by_role("button", name=button).first.click()
        self.page.wait_for_load_state()

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def does_not_see(self, words: str) -> None:
        expect(self.page.locator("main")).not_to_contain_text(words)

    def finds_nothing_at(self, path: str) -> None:
        answer = self.page.goto(self.site + path)
        assert answer is not None
        assert answer.status == 404


@pytest.fixture
def person(site: str, chrome: Browser) -> Iterator[Callable[[str], Person]]:
    """Sign somebody in, by name; each has a browser of their own. Any page error fails the journey."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def sign_in(name: str, **options: Any) -> Person:
        context = chrome.new_context(locale="sv-SE", timezone_id="Europe/Stockholm", **options)
        contexts.append(context)
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on(
            "request",
            lambda sent: faults.append(sent.url) if not sent.url.startswith((site, "data:")) else None,
        )
        return Person(context, site, name)

    yield sign_in
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def checked() -> Callable[[Page], None]:
    """Ask axe about a page in both themes; every fault is told."""

    def check(page: Page) -> None:
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.evaluate(AXE)
            result = page.evaluate("async () => await axe.run(document, {resultTypes: ['violations']})")
            faults = [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in result["violations"]]
            assert faults == [], f"{page.url} ({theme})"

    return check
