"""T06: what was taken from somebody is gone at the next request, in every channel, in any order.

Everybody has signed in, confirmed with the second factor, and met their pages; those addresses are kept as an
open tab would, a downloaded link or a part of a page that fetches itself. Then things are ended, one after
the other in an order drawn anew, and the same sessions ask for the same addresses.
"""

import random
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.rooms.concerns.models import Concern
from tests import everything
from tests.crawler import ID, Page
from tests.everything import Everything
from tests.figures import figure
from tests.trust_proofs import canaries
from tests.trust_proofs.canaries import Canary, opened
from tests.trust_proofs.revoking import REVOCATIONS, open_more
from tests.trust_proofs.walking import begin, text_of, view_of

pytestmark = pytest.mark.django_db
SEED = secrets.randbelow(2**31)
BEGUN = timedelta(days=10)
# Of each kind of address so many are kept; of those who are not concerned, so many are asked each time.
OF_A_KIND, OF_OTHERS = 2, 2
TRIAGE_NUMBER = re.compile(r'href="/iakttagelser/"[^>]*>.*?</a>', re.DOTALL)
STATISTICS = ("/statistik/", "/statistik/vagen.csv")


@dataclass
class Visitor:
    """One open session, the addresses it has met, and the canaries each showed."""

    role: str
    met: dict[str, set[str]]

    def asks(self, world: Everything, path: str, *, part: bool) -> Page:
        """The same session once more; ``part`` as a part of a page that fetches itself."""
        headers = {"HX-Request": "true"} if part else {}
        answer = world.client(self.role).get(path, headers=headers)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return Page(path, answer.status_code, dict(answer.headers), body)


@dataclass
class Place:
    """The world, its canaries, and everybody's open session."""

    world: Everything
    canaries: list[Canary]
    visitors: dict[str, Visitor]

    def opened(self, role: str, action: Action = Action.READ) -> set[UUID]:
        today = timezone.localdate()
        things = [one.thing for one in self.canaries]
        return opened(things, actor_for(self.world.roles[role]), today, action)

    def tokens(self, text: str) -> set[str]:
        return {one.token for one in self.canaries if one.token in text}


@pytest.fixture(scope="module")
def place(django_db_setup: None, django_db_blocker) -> Iterator[Place]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield _built()
        transaction.set_rollback(True)


def _built() -> Place:
    world = everything.build(timezone.localdate() - BEGUN)
    canaries.widen(world)
    open_more(world)
    built = Place(world, canaries.sow(), {})
    for role in {role for role, _act, _out in REVOCATIONS.values()}:
        built.visitors[role] = Visitor(role, _met(built, role))
    return built


def _met(place: Place, role: str) -> dict[str, set[str]]:
    """The addresses that showed a canary or a number, a few of each kind."""
    kinds: Counter[str] = Counter()
    met: dict[str, set[str]] = {}
    for page, _events in begin(place.world, role, each=OF_A_KIND).answers:
        found, view = place.tokens(text_of(page)), view_of(page.path)
        if page.status == 200 and (found or urlsplit(page.path).path in {*STATISTICS, "/barn/"}):
            kinds[view] += 1
            if kinds[view] <= OF_A_KIND or page.path in STATISTICS:
                met[page.path] = found
    return met


class _Undone(Exception):
    """Ends a round."""


@contextmanager
def undone(place: Place) -> Iterator[None]:
    """Whatever is ended inside runs again afterwards, and everybody is signed in as before."""
    kept = {role: place.world.client(role).cookies.copy() for role in place.visitors}
    with suppress(_Undone), transaction.atomic():
        yield
        raise _Undone
    for role, cookies in kept.items():
        place.world.client(role).cookies = cookies


def late(place: Place, visitor: Visitor, paths: list[str], *, out: bool) -> Iterator[str]:
    """What the visitor still gets although it is closed."""
    allowed = set() if out else place.opened(visitor.role)
    things = {one.token: one.thing.pk for one in place.canaries}
    for path in paths:
        for part in (False, True):
            page = visitor.asks(place.world, path, part=part)
            wrong = {token for token in place.tokens(text_of(page)) if things[token] not in allowed}
            if wrong or (out and not _sent_away(page)):
                yield f"{visitor.role}: {view_of(path)} ({'part' if part else 'page'}) {page.status}"


def _sent_away(page: Page) -> bool:
    """To the sign-in, or told that there is nothing; a part of a page sends the whole page there."""
    return page.status in {302, 404} or ("HX-Redirect" in page.headers and page.body == b"")


def told_of(place: Place, visitor: Visitor, paths: list[str]) -> Iterator[str]:
    """Closed addresses that do not answer as those of what does not exist."""
    allowed = place.opened(visitor.role)
    ids = {str(one.thing.pk): one.thing.pk for one in place.canaries}
    for path in paths:
        if any(ids[key] not in allowed for key in ID.findall(path) if key in ids):
            nothing = ID.sub(lambda _found: str(uuid4()), path)
            with time_machine.travel(timezone.now(), tick=False):
                pages = [visitor.asks(place.world, one, part=False) for one in (path, nothing)]
            if pages[0].said != pages[1].said:
                yield f"{visitor.role}: {view_of(path)} {pages[0].status}, nothing: {pages[1].status}"


def wrong_number(place: Place, role: str) -> list[str]:
    """The menu's number of concerns to answer, when it is not what the rules open."""
    page = place.visitors[role].asks(place.world, "/hjalp/", part=False)
    shown = TRIAGE_NUMBER.search(page.body.decode())
    if page.status != 200 or shown is None:
        return []
    said = re.search(r'k-count"[^>]*>(\d+)<', shown[0])
    waiting = list(Concern.objects.filter(state=Concern.State.RECEIVED))
    right = len(opened(waiting, actor_for(place.world.roles[role]), timezone.localdate(), Action.TRIAGE))
    return (
        [] if int(said[1] if said else 0) == right else [f"{role}: {said and said[1]} in the menu, {right}"]
    )


def a_round(place: Place, order: list[str], draw: random.Random) -> tuple[int, list[str]]:
    """End everything in this order, and ask after each."""
    asked, faults, gone = 0, [], set()
    with undone(place):
        for name in order:
            role, act, out = REVOCATIONS[name]
            before = place.opened(role)
            act(place.world)
            taken = before - (set() if out else place.opened(role))
            if order == [name] and not taken and role != "statistician":
                faults.append(f"{name} took nothing")
            gone |= {role} if out else set()
            for visitor in place.visitors.values():
                paths = sorted(visitor.met)
                paths = paths if visitor.role == role else draw.sample(paths, min(OF_OTHERS, len(paths)))
                is_out = visitor.role in gone
                asked += 2 * len(paths)
                faults += [f"{name}: {one}" for one in late(place, visitor, paths, out=is_out)]
                if not is_out:
                    faults += [f"{name}: {one}" for one in told_of(place, visitor, paths)]
                    faults += [f"{name}: {one}" for one in wrong_number(place, visitor.role)]
    return asked, faults


def drawn_order(draw: random.Random) -> list[str]:
    return draw.sample(list(REVOCATIONS), len(REVOCATIONS))


def test_t06_everybody_has_something_that_can_be_taken_from_them(place: Place):
    for role, visitor in place.visitors.items():
        assert visitor.met, role
        if role != "statistician":
            assert any(visitor.met.values()), role
    views = {view_of(path) for visitor in place.visitors.values() for path in visitor.met}
    assert {"plans:pdf", "cases:attachment", "cases:note", "cases:child", "today:my_day", "statistics:steps",
            "plans:panel", "concerns:concern", "consents:disclosure"} <= views  # fmt: skip


@pytest.mark.deep
@pytest.mark.parametrize("name", REVOCATIONS)
def test_t06_what_is_ended_is_closed_at_the_next_request(place: Place, name: str):
    asked, faults = a_round(place, [name], random.Random(SEED))
    assert faults == [], f"seed {SEED}"
    assert asked > 5


def test_t06_what_is_ended_in_any_order_is_closed_at_the_next_request(place: Place):
    draw = random.Random(SEED)
    order = drawn_order(draw)
    assert a_round(place, order, draw)[1] == [], f"seed {SEED}: {order}"


@pytest.mark.deep
def test_t06_many_orders(place: Place):
    draw, asked = random.Random(SEED), 0
    for _round in range(20):
        order = drawn_order(draw)
        more, faults = a_round(place, order, draw)
        assert faults == [], f"seed {SEED}: {order}"
        asked += more
    figure(
        "T06", f"20 ordningar av {len(REVOCATIONS)} upphöranden, {asked} anrop i öppna sessioner, 0 för sent"
    )
