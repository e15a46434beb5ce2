"""What sixteen kinds of people find: the gates, ids of others, and reading that never writes."""

import random
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from knutpunkt.foundation.audit.models import Event, EventChild
from knutpunkt.rooms.entrance.gate import Gate
from tests.crawler import ID, SIGN_OUT, Crawl, Form, ask, matched
from tests.everything import ADMINISTRATOR, ANONYMOUS, Everything
from tests.figures import figure
from tests.house.conftest import Walks
from tests.house.test_gates import METHODS, Address, addresses
from tests.house.test_headers import wrong_in
from tests.trust import ROOT

pytestmark = pytest.mark.django_db
# In `make test` each address is tried by some of the others, drawn anew; in `make test-deep` by all.
SOME = 2
SEED = secrets.randbelow(2**31)
NATIONAL_ID = re.compile(r"(?<!\d)(19|20)?\d{6}[-+]?\d{4}(?!\d)")
OTHER_ORIGIN = re.compile(rb"""(?:src|href|action|poster|data)=["'](?:https?:)?//(?!testserver)[^"']+""")


def expected(gate: Gate | None, role: str, method: str) -> set[int]:
    """What an address whose ids name nothing may answer: never content, never a fault."""
    mine = Gate.ADMINISTRATOR if role == ADMINISTRATOR else Gate.PROFESSIONAL
    if gate is Gate.PUBLIC:
        return {200, 302, 404, 405, 410, 422}
    if role == ANONYMOUS:
        return {302}
    if gate in {mine, Gate.SIGNED_IN}:
        return {200, 302, 404, 405, 422}
    return {404}


def misplaced(world: Everything, role: str, chosen: list[Address], methods: tuple[str, ...]) -> Iterator[str]:
    browser = world.client(role)
    for address in chosen:
        if address.path == SIGN_OUT:
            continue
        for method in methods:
            status = ask(browser, address.path, method).status
            if status not in expected(address.gate, role, method):
                yield f"{role} {method} {address.name}: {status}"


def test_t03_every_address_answers_each_role_and_method_as_it_is_classified(world: Everything):
    known, draw = addresses(), random.Random(SEED)
    assert [address.name for address in known if address.gate is None] == []
    faults: list[str] = []
    for role in world.everybody:
        faults += misplaced(world, role, draw.sample(known, len(known) // 12), METHODS)
    assert faults == [], f"seed {SEED}"


@pytest.mark.deep
def test_t03_every_address_by_every_role_and_method(world: Everything):
    known = addresses()
    faults = [one for role in world.everybody for one in misplaced(world, role, known, METHODS)]
    assert faults == []
    count = len(known) * len(world.everybody) * len(METHODS)
    figure(
        "T03",
        f"{len(known)} adresser × {len(METHODS)} metoder × {len(world.everybody)} roller = {count} svar",
    )


@pytest.fixture(scope="module")
def walked(world: Everything, walks: Walks) -> tuple[dict[str, Crawl], set[str]]:
    """Everybody's walk, and the tables that changed meanwhile."""
    for role in world.everybody:
        world.client(role)
    before = world.checksums()
    everybody = walks.everybody()
    after = world.checksums()
    return everybody, {table for table in before | after if before.get(table) != after.get(table)}


def test_t36_a_walk_through_everything_changes_nothing_but_trail_and_session(walked):
    everybody, changed = walked
    assert changed == set()
    count = sum(len(crawl.pages) for crawl in everybody.values())
    figure("T36", f"{count} sidor lästa av {len(everybody)} roller, 0 tabeller ändrade")


def test_t30_every_page_of_every_role_has_the_headers(walked):
    pages = [page for crawl in walked[0].values() for page in crawl.pages.values()]
    faults = [f"{page.path}: {wrong}" for page in pages if (wrong := wrong_in(page.headers))]
    kept = [
        page.path
        for page in pages
        if "no-store" not in page.headers["Cache-Control"] and not page.path.startswith("/static/")
    ]
    assert faults == []
    assert kept == []
    figure("T30", f"{len(pages)} svar hade alla huvuden")


def test_t36_asking_about_a_page_changes_nothing_either(world: Everything, walked):
    before, known = world.checksums(), set()
    for role, crawl in walked[0].items():
        for page in crawl.pages.values():
            kind = ID.sub("*", urlsplit(page.path).path)
            if kind in known or kind.startswith("/static/"):
                continue
            known.add(kind)
            head, options = (ask(world.client(role), page.path, method) for method in ("head", "options"))
            assert head.body == b"", page.path
            assert options.status in {200, 302, 404, 405}, page.path
    assert world.checksums() == before


def others(
    world: Everything, crawls: dict[str, Crawl], path: str, draw: random.Random, most: int
) -> list[str]:
    """Roles that never met the address themselves."""
    strangers = [role for role in world.everybody if path not in crawls[role].addresses]
    return strangers if most == 0 else draw.sample(strangers, min(most, len(strangers)))


def harvested(crawls: dict[str, Crawl]) -> dict[str, tuple[str, Form | None]]:
    """One address per kind with an id in it, that somebody met; with the form that leads there, if any."""
    found: dict[str, tuple[str, Form | None]] = {}
    for crawl in crawls.values():
        forms = {urlsplit(form.action).path: form for form in crawl.forms if form.method == "post"}
        for path, match in matched(crawl.addresses):
            if ID.search(path):
                found.setdefault(f"{match.view_name}", (path, forms.get(path)))
    return found


def replayed(world: Everything, crawls: dict[str, Crawl], most: int) -> tuple[int, list[str]]:
    """Try each harvested address as somebody who never met it; what told them anything."""
    draw, tried, faults = random.Random(SEED), 0, []
    for name, (path, form) in sorted(harvested(crawls).items()):
        nothing = ID.sub(lambda _: str(uuid4()), path)
        fields = form.fields if form else {}
        for role in others(world, crawls, path, draw, most):
            may_open = False
            for method, data in (("get", None), ("post", fields)):
                tried += 1
                with world.undone(role) as browser:
                    missing, before = ask(browser, nothing, method, data), told(method)
                    got = ask(browser, path, method, data)
                    # Whoever the door shows the page, and the trail says so, learns nothing by sending it.
                    may_open |= set(ID.findall(path)) <= (told(method) - before).keys()
                    if got.said != missing.said and not may_open:
                        differs = first_difference(missing.said, got.said)
                        faults.append(
                            f"{role}: {method} {name}: {got.status}, nothing: {missing.status}: {differs}"
                        )
    return tried, faults


def first_difference(one: tuple[object, ...], other: tuple[object, ...]) -> str:
    """Where two answers part, for whoever reads the failure."""
    text, another = repr(one), repr(other)
    at = next((n for n, (a, b) in enumerate(zip(text, another, strict=False)) if a != b), 0)
    return f"…{text[max(at - 80, 0) : at + 80]}… against …{another[max(at - 80, 0) : at + 80]}…"


def told(method: str) -> Counter[str]:
    """How often the trail names each id: as shown by the door, which alone may show it, or as acted upon."""
    events = Event.objects.filter(action__endswith=".read") if method == "get" else Event.objects.all()
    named = events.values_list("objects_touched", flat=True)
    children = EventChild.objects.filter(event__in=events).values_list("child", flat=True)
    return Counter([*ID.findall(repr(list(named))), *map(str, children)])


def test_t04_an_id_of_somebody_else_answers_as_one_that_does_not_exist(world: Everything, walked):
    tried, faults = replayed(world, walked[0], SOME)
    assert faults == [], f"seed {SEED}"
    assert tried > 100


@pytest.mark.deep
def test_t04_every_id_by_everybody_who_never_met_it(world: Everything, walked):
    tried, faults = replayed(world, walked[0], 0)
    assert faults == []
    figure("T04", f"{tried} försök med någon annans id, 0 främmande svar")


def test_t31_no_page_names_another_origin(walked):
    pages = [page for crawl in walked[0].values() for page in crawl.pages.values() if page.is_html]
    found = {match for page in pages for match in OTHER_ORIGIN.findall(page.body) if b"rel=" not in match}
    assert found == set()


def test_t32_no_number_and_no_word_of_a_child_stands_in_an_address_or_a_log(walked, walks: Walks):
    addresses_met = {path for crawl in walked[0].values() for path in crawl.addresses}
    for told in [*addresses_met, *walks.log]:
        bare = ID.sub("*", told)
        assert not NATIONAL_ID.search(bare), told
        for word in ("Alva", "Nyström", "Ville", "tisdagar", "Blåmärken", "musiken"):
            assert word not in bare, told
    figure("T32", f"{len(addresses_met)} adresser och {len(walks.log)} loggrader utan uppgifter om någon")


def test_t62_an_address_dressed_as_a_file_is_not_a_page(world: Everything, walks: Walks):
    role = "coordinator of a case"
    browser, draw = world.client(role), random.Random(SEED)
    for path in {urlsplit(path).path for path in walks[role].pages if ID.search(path)}:
        for dressed in draw.sample(("x.css", "x.js", ";x.css", "%2fx.png", ".css"), 2):
            answer = ask(browser, path + dressed)
            assert answer.status == 404, path + dressed
            assert answer.headers["Cache-Control"] == "no-store"


def alternating(world: Everything, times: int) -> None:
    """Two people in turn ask for the same addresses; each gets their own name and the own case or nothing."""
    mia, moa = world.client("mentor"), world.client("teacher elsewhere")
    child = f"/barn/{world.place.alva.pk}/"
    for number in range(times):
        path = ("/hjalp/", child)[number % 2]
        for browser, own, other in ((mia, "Mia Falk", "Moa Rask"), (moa, "Moa Rask", "Mia Falk")):
            page = ask(browser, path).body.decode()
            assert own in page
            if path == "/hjalp/" or browser is moa:
                assert other not in page
            if browser is moa:
                assert "Nyström" not in page


def test_t62_two_who_take_turns_never_get_each_others_page(world: Everything):
    alternating(world, 20)


@pytest.mark.deep
def test_t62_two_who_take_a_thousand_turns(world: Everything):
    alternating(world, 500)
    figure("T62", "1 000 växlade anrop, 0 förväxlade sidor")


def test_t62_no_page_is_kept_for_others():
    for path in (ROOT / "src").rglob("*.py"):
        if "tests" not in path.parts:
            words = path.read_text()
            assert "cache_page" not in words, path
            assert "UpdateCacheMiddleware" not in words, path
