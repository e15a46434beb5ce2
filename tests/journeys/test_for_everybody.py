"""Any language, any theme, any width, any keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import COLOURS, Checked

pytestmark = pytest.mark.journey

MAIN_PAGES = (
    "/min-dag/",
    "/barn/",
    "/saknar-ansvarig/",
    "/iakttagelser/",
    "/iakttagelser/ny/",
    "/iakttagelser/mina/",
    "/orosanmalan/",
    "/franvaro/",
    "/metoder/",
    "/hjalp/",
    "/sok/?q=a",
)
LETTERS = re.compile("[åäöÅÄÖ]")
WORDS = re.compile(r"\b(och|att|inte|eller|ingen|när|för|är|som|på|det|barnet)\b", re.IGNORECASE)
OF_ADMINISTRATORS = (
    "/administration/",
    "/administration/medarbetare/",
    "/administration/enheter/",
    "/administration/huvudman/",
    "/administration/administratorer/",
    "/import/",
)


def test_every_main_page_reads_on_a_phone_without_moving_sideways(person):
    kim = person("Kim Lund", viewport={"width": 375, "height": 740})
    for path in (*MAIN_PAGES, _child(kim)):
        kim.goes_to(path)
        _fits(kim)
    ada = person("Ada Min", viewport={"width": 375, "height": 740})
    for path in OF_ADMINISTRATORS:
        ada.goes_to(path)
        _fits(ada)


def test_the_theme_one_chooses_stays_whatever_the_computer_says(person):
    kai = person("Kai Ahl")
    for theme, label, other in (("dark", "Mörkt", "light"), ("light", "Ljust", "dark")):
        kai.goes_to("/metoder/")
        kai.page.get_by_role("button", name="Ljust eller mörkt").click()
        with kai.page.expect_response("**/tema/"):
            kai.page.get_by_role("button", name=label, exact=True).click()
        for path in MAIN_PAGES:
            kai.page.goto(kai.site + path)
            expect(kai.page.locator("html")).to_have_attribute("data-color-scheme", theme)
            kai.checked.looks(kai.page, other, rules=COLOURS)


FAULTY = """<!doctype html><html lang="sv"><title>Fel</title><main><h1>Fel</h1><p>Grå text</p>{}</main>
<style>body {{ background: #fff; color: #000 }}
@media (prefers-color-scheme: {}) {{ p {{ color: #999 }} }}</style>"""


@pytest.mark.parametrize(
    ("theme", "more", "fault"),
    [("light", "", "color-contrast"), ("dark", "", "color-contrast"), ("print", "<img src=''>", "image-alt")],
)
def test_a_fault_in_either_theme_is_found(chrome, theme, more, fault):
    page = chrome.new_page()
    page.set_content(FAULTY.format(more, theme))
    with pytest.raises(AssertionError, match=fault):
        Checked().ask(page)
    page.close()


def test_english_is_one_press_away_and_stays(person):
    """Vera works where nobody has written anything yet: every word is the product's own."""
    vera = person("Vera Palm")
    vera.goes_to("/min-dag/")
    vera.page.get_by_role("button", name="English").click()
    html = vera.page.locator("html")
    expect(html).to_have_attribute("lang", "en")
    menu = vera.page.locator("#k-nav")
    for path in MAIN_PAGES:
        vera.page.goto(vera.site + path)
        expect(html).to_have_attribute("lang", "en")
        for part in (menu, vera.page.get_by_role("heading", level=1)):
            expect(part).not_to_have_text(LETTERS)
        left = {line for line in _lines(vera) if WORDS.search(line)}
        assert left == set(), path
    vera.page.get_by_role("button", name="Svenska").click()
    expect(html).to_have_attribute("lang", "sv")
    expect(menu).to_contain_text("Min dag")


def test_the_keyboard_is_enough(person):
    kai = person("Kai Ahl")
    kai.goes_to("/min-dag/")
    keys = kai.page.keyboard
    keys.press("Tab")
    expect(kai.page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    keys.press("Enter")
    keys.press("Tab")
    assert kai.page.evaluate("document.activeElement.closest('main') !== null")
    kai.goes_to("/min-dag/")
    keys.press("/")
    expect(kai.page.locator("#k-search")).to_be_focused()
    keys.type("?h")
    expect(kai.page.locator("#k-search")).to_have_value("?h")
    kai.goes_to("/min-dag/")
    keys.press("?")
    expect(kai.page.locator("#k-help")).to_be_visible()
    keys.press("Escape")
    expect(kai.page.locator("#k-help")).to_be_hidden()
    keys.press("h")
    expect(kai.page.locator("#k-hidden")).to_be_visible()
    expect(kai.page).to_have_title("Knutpunkt")
    keys.press("h")
    expect(kai.page.locator("#k-hidden")).to_be_hidden()
    keys.press("i")
    kai.page.wait_for_url("**/iakttagelser/ny/**")


def test_tab_reaches_every_act_in_the_order_one_reads_and_shows_where_one_is(person):
    kai = person("Kai Ahl")
    for path in ("/min-dag/", "/iakttagelser/", "/orosanmalan/"):
        kai.goes_to(path)
        seen = _tabbed_through(kai)
        assert seen["missed"] == [], path
        assert seen["hidden"] == [], path
        assert seen["order"] == sorted(seen["order"]), path


def _fits(someone) -> None:
    wide = someone.page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('main *, header *')]
        .filter(e => e.getBoundingClientRect().right > innerWidth)
        .map(e => e.outerHTML.slice(0, 120)).slice(0, 3)"""
    )
    assert wide == [], someone.place


def _lines(someone) -> list[str]:
    """What the frame and the page say, line by line, without what people have written."""
    return "\n".join(someone.page.locator("header, main").evaluate_all(_SAID_IN_ENGLISH)).splitlines()


def _child(someone) -> str:
    someone.goes_to("/barn/")
    return someone.page.locator("main a[href^='/barn/']").first.get_attribute("href")


# Copied line by line, without what is marked as Swedish: names of laws, and the button back.
_SAID_IN_ENGLISH = """all => all.map(one => {
  const parts = [...one.querySelectorAll('[lang=sv]')];
  parts.forEach(part => { part.hidden = true; });
  const said = one.innerText;
  parts.forEach(part => { part.hidden = false; });
  return said;
})"""

_WHERE = """() => {
  const one = document.activeElement;
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')];
  const ringed = node => {
    const style = node && getComputedStyle(node);
    return style && (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
      || style.boxShadow !== 'none');
  };
  return {at: all.indexOf(one), shown: ringed(one) || ringed(one.closest('.k-search')),
          what: one.outerHTML.slice(0, 120), done: one === document.body};
}"""
_TO_REACH = """() => [...document.querySelectorAll('main a[href], main button, main input:not([type=hidden]),'
  + ' main select, main textarea, main summary')].filter(e => e.checkVisibility()).map(e =>
  [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].indexOf(e))"""


def _tabbed_through(someone) -> dict[str, list]:
    page, order, hidden = someone.page, [], []
    for _press in range(200):
        page.keyboard.press("Tab")
        where = page.evaluate(_WHERE)
        if where["done"] or where["at"] in order:
            break
        order.append(where["at"])
        if not where["shown"]:
            hidden.append(where["what"])
    missed = [one for one in page.evaluate(_TO_REACH) if one not in order]
    return {"order": order, "hidden": hidden, "missed": missed}
