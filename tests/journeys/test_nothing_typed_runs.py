"""T14: every text is an attack, and every page shows it as text. T32: the browser keeps nothing."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.figures import figure
from tests.journeys.conftest import ROOT, SLOTS_FILLED, pattern_of, serving
from tests.journeys.test_wherever_one_goes import FILES, LINKS

pytestmark = pytest.mark.journey
TELL_OF_REFUSALS = """
    window.hit = () => console.error('RAN');
    document.addEventListener('securitypolicyviolation', e => console.error('POLICY ' + e.violatedDirective));
"""
KEPT = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
# htmx notes the address of the page one is on; that page is the sign-in.
NOTED = '"htmx-current-path-for-history":"/logga-in/"'


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site in which every text is an attack."""
    data = str(tmp_path_factory.mktemp("poisoned"))
    environment = {**os.environ, "KNUTPUNKT_PROFILE": "demo", "DATA": data, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-m", "tests.poisoned"], cwd=ROOT, env=environment, check=True)
    with serving(environment) as address:
        yield address


class Reader:
    """Somebody who opens everything, and hears of every script that ran or was stopped."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.site, self.context = site, browser.new_context(locale="sv-SE")
        self.context.add_init_script(TELL_OF_REFUSALS)
        self.faults: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hears)
        self.page.on("dialog", lambda dialog: (self.faults.append("dialog"), dialog.dismiss()))
        self.context.on("request", self._asks)

    def close(self) -> None:
        self.context.close()

    def _hears(self, said: Any) -> None:
        if said.text.startswith(("RAN", "POLICY")) or "Content Security Policy" in said.text:
            self.faults.append(f"{self.page.url}: {said.text[:200]}")

    def _asks(self, sent: Any) -> None:
        if sent.url.endswith("/hit") or not sent.url.startswith((self.site, "data:")):
            self.faults.append(f"{self.page.url} asked for {sent.url}")

    def signs_in(self, work: str) -> None:
        """As the first in the list who works as this: the names are attacks too."""
        self.page.goto(f"{self.site}/prova/")
        self.page.locator("main form button").filter(has_text=re.compile(work, re.I)).first.click()
        self.page.wait_for_url(lambda url: "/prova/" not in url)

    def opens_everything(self) -> int:
        seen: set[str] = set()
        ahead = ["/"]
        while ahead:
            path = ahead.pop()
            kind = pattern_of(f"//site{path}")
            if kind in seen or kind.endswith((*FILES, "bilagor/*/")):
                continue
            seen.add(kind)
            self.page.goto(self.site + path)
            self.page.wait_for_function(SLOTS_FILLED)
            ahead += self.page.locator("a[href]").evaluate_all(LINKS)
        return len(seen)


def test_t14_nothing_that_somebody_wrote_runs_in_anybodys_browser(poisoned: str, chrome: Browser):
    opened = 0
    with closing(Reader(chrome, poisoned)) as reader:
        for work in ("elevcoach", "rektor", "administratör"):
            reader.signs_in(work)
            opened += reader.opens_everything()
        assert reader.faults == []
        assert opened > 50
    figure("T14", f"{opened} sidor fulla av skript öppnade, 0 kördes, 0 anmäldes")


def test_t14_an_attack_that_did_get_in_would_be_heard(poisoned: str, chrome: Browser):
    with closing(Reader(chrome, poisoned)) as reader:
        reader.page.goto(f"{poisoned}/hjalp/")
        reader.page.evaluate("document.body.innerHTML += '<img src=hit onerror=hit()>'")
        reader.page.wait_for_timeout(500)
        assert len(reader.faults) >= 2


def test_t32_after_signing_out_the_browser_keeps_nothing(poisoned: str, chrome: Browser):
    with closing(Reader(chrome, poisoned)) as reader:
        reader.signs_in("elevcoach")
        assert _is_in(reader)
        reader.page.goto(f"{poisoned}/barn/")
        reader.page.evaluate("""() => document.querySelector('form[action="/logga-ut/"]').submit()""")
        reader.page.wait_for_url("**/logga-in/**")
        kept = reader.page.evaluate(KEPT)
        assert "visit" not in kept
        assert kept.replace(NOTED, "").startswith("[{},{},")
        assert not _is_in(reader)


def _is_in(reader: Reader) -> bool:
    """Whether what the browser still has lets anybody in."""
    return reader.context.request.get(f"{reader.site}/uppdrag/", max_redirects=0).status == 200
