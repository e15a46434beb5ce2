"""Every page that links lead to, for those who may see it, on a phone: no fault, nothing beside the screen.

Only links are followed: a GET never changes anything. Pages that other journeys have put before axe in this
run are not asked again.
"""

import pytest

from tests.journeys.conftest import SLOTS_FILLED, pattern_of

pytestmark = pytest.mark.journey

FILES = ("/pdf/", "/avvisade/", ".csv", "/bilagor/*/")
WIDER_THAN_THE_SCREEN = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll('main *, header *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth)
    .map(e => e.outerHTML.slice(0, 120)).slice(0, 3)"""
LINKS = (
    "links => links.map(link => link.getAttribute('href').split('#')[0]).filter(href => href.startsWith('/'))"
)


@pytest.mark.parametrize("name", ["Eva Strand", "Kim Lund", "Roland Hage", "Bo Sand", "Ada Min"])
def test_t31_every_page_one_can_reach_is_whole_and_asks_no_other_site(person, name):
    someone = person(name, viewport={"width": 375, "height": 740})
    faults, seen, ahead = [], set(), ["/"]
    while ahead:
        path = ahead.pop()
        kind = pattern_of(f"//site{path}")
        if kind in seen or kind.endswith(FILES):
            continue
        seen.add(kind)
        answer = someone.page.goto(someone.site + path)
        if answer is None or answer.status != 200:
            faults.append(f"{path}: {answer and answer.status}")
            continue
        someone.page.wait_for_function(SLOTS_FILLED)
        faults += [f"{path}: {wide}" for wide in someone.page.evaluate(WIDER_THAN_THE_SCREEN)]
        try:
            someone.checked(someone.page)
        except AssertionError as told:
            faults.append(str(told))
        ahead += someone.page.locator("a[href]").evaluate_all(LINKS)
    assert faults == []
    assert len(seen) > 15
