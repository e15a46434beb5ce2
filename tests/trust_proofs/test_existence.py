"""T09: what somebody may not see answers as what does not exist: searches, numbers, ids, headers and time."""

import gc
import random
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import may
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import ConsentRequest, Disclosure, Record
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import Child
from knutpunkt.rooms.concerns import operations as concerns
from knutpunkt.rooms.concerns.operations import Seen
from tests.crawler import ID, Crawl, Page, ask
from tests.everything import ANONYMOUS, Everything
from tests.figures import figure
from tests.trust_proofs import canaries
from tests.trust_proofs.ranks import p_value

pytestmark = pytest.mark.django_db
SEED = secrets.randbelow(2**31)
# Who has a case of their own, so that the rules have something to do, and much that is closed beside it.
ASKING = "health contact"
ELSEWHERE = ("teacher elsewhere", "social worker", "log reviewer")
LEAST_P = 0.01
VIEWS: dict[str, tuple[str, Callable[[Everything], object]]] = {
    "child": ("cases:child", lambda world: world.place.ville),
    "concern": ("concerns:concern", lambda world: _of(Record.Kind.CONCERN)),
    "plan": ("plans:plan", lambda world: _of(Record.Kind.PLAN)),
    "paper": ("plans:pdf", lambda world: _of(Record.Kind.PLAN)),
    "assessment": ("plans:assessment", lambda world: _of(Record.Kind.ASSESSMENT)),
    "follow-up": ("followup:follow_up", lambda world: _of(Record.Kind.FOLLOW_UP)),
    "attachment": ("cases:attachment", lambda world: _of(Record.Kind.ATTACHMENT)),
    "investigation": ("concerns:investigation", lambda world: _of(Record.Kind.ABSENCE_INVESTIGATION)),
    "report": ("concerns:report", lambda world: _of(Record.Kind.REPORT_OF_CONCERN)),
    "asking": ("consents:request", lambda world: ConsentRequest.objects.get()),
    "refusal": ("consents:disclosure", lambda world: Disclosure.objects.get(refused=True)),
}


def _of(kind: str) -> Record:
    return Record.objects.filter(kind=kind).order_by("pk")[0]


def closed(world: Everything, view: str) -> tuple[str, str]:
    """The address of something that is there and closed to who asks, and its view's name."""
    name, find = VIEWS[view]
    thing = find(world)
    allowed = may(thing, actor_for(world.roles[ASKING]), timezone.localdate(), Action.READ).allow  # type: ignore[arg-type]
    assert not allowed, f"{view} is open to the {ASKING}"
    return reverse(name, args=[thing.pk]), name  # type: ignore[attr-defined]


@pytest.fixture
def still() -> Iterator[None]:
    """A page says when it was printed, so the clock stands still while pages are compared."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


# --- What is said --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*ELSEWHERE, "teacher", ASKING])
@pytest.mark.usefixtures("still")
def test_t09_a_search_for_somebody_closed_answers_as_one_for_nobody(world: Everything, role: str):
    for name in ("cases:search", "cases:children"):
        for real, made_up in (("Ville", "Vylle"), ("kesson", "kessun"), ("ville+kes", "vylle+kes")):
            assert searched(world, role, name, real) == searched(world, role, name, made_up), (name, real)


@pytest.mark.usefixtures("still")
def test_t09_who_may_see_the_child_does_find_it(world: Everything):
    for name in ("cases:search", "cases:children"):
        assert searched(world, "mentor", name, "Ville") != searched(world, "mentor", name, "Vylle")


def searched(world: Everything, role: str, name: str, words: str) -> tuple[object, ...]:
    """What a search answered, without the words that were asked for."""
    page = ask(world.client(role), f"{reverse(name)}?q={words}&sok={words}")
    status, body, heads = page.said
    for one in (words, words.replace("+", " ")):
        body = body.replace(one.encode(), b"*")
    return status, body, heads


@pytest.mark.parametrize("role", ELSEWHERE)
@pytest.mark.usefixtures("still")
def test_t09_what_happens_around_a_closed_child_changes_no_page(world: Everything, role: str):
    """Numbers, lists, pages and errors: everything, byte for byte."""
    with world.undone(role) as browser:
        before = _said(Crawl(browser, each=2))
        canaries.widen(world)
        _another_child(world)
        after = _said(Crawl(browser, each=2))
    assert before.keys() == after.keys()
    assert [path for path, said in before.items() if after[path] != said] == []
    assert len(before) > 15


def _said(crawl: Crawl) -> dict[str, object]:
    return {path: page.said for path, page in crawl.pages.items()}


def _another_child(world: Everything) -> None:
    with recorded(actor=SYSTEM, action="world.built"):
        child = Child.objects.create(
            given_name="Ville", family_name="Åkesson", municipality=world.place.town, birth_date=world.on
        )
    seen = Seen(what="Ensam", since_when="nu", tried="")
    concerns.raise_concern(
        actor=world.place.actor("sam"), on=world.on, child=child, recipient=world.place.school,
        source="mentor", seen=seen,
    )  # fmt: skip


def test_t09_no_id_tells_how_many_there_are_or_in_which_order(world: Everything):
    checked = 0
    for model in apps.get_models():
        privacy = getattr(model, "privacy", None)
        if privacy is None or not privacy.of_a_child or model._meta.pk.remote_field:
            continue
        ids = list(model._base_manager.values_list("pk", flat=True)[:50])
        assert all(isinstance(pk, UUID) and pk.version == 4 for pk in ids), model
        checked += len(ids)
    assert checked > 30


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.usefixtures("still")
def test_t09_no_header_or_condition_tells_what_is_there(world: Everything, view: str):
    path, _name = closed(world, view)
    nothing = ID.sub(lambda _found: str(uuid4()), path)
    for headers in _conditions():
        pages = [_with(world, one, headers) for one in (path, nothing)]
        assert pages[0].said == pages[1].said, headers
        assert pages[0].status == 404
        for name in ("ETag", "Last-Modified", "Location", "Content-Range", "Content-Disposition"):
            assert name not in pages[0].headers
    ways = [ask(world.client(ANONYMOUS), one).headers["Location"] for one in (path, nothing)]
    assert ID.sub("*", ways[0]) == ID.sub("*", ways[1])


def _conditions() -> Iterator[dict[str, str]]:
    yield {}
    yield {"If-None-Match": "*"}
    yield {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    yield {"Range": "bytes=0-1"}
    yield {"HX-Request": "true"}
    yield {"Accept": "application/json"}


def _with(world: Everything, path: str, headers: dict[str, str]) -> Page:
    answer = world.client(ASKING).get(path, headers=headers)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Page(path, answer.status_code, dict(answer.headers), body)


# --- How long it takes ---------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
def test_t09_the_same_questions_are_put_to_the_database(world: Everything, view: str):
    path, _name = closed(world, view)
    nothing = ID.sub(lambda _found: str(uuid4()), path)
    asked = []
    for one in (path, nothing, path, nothing):
        with CaptureQueriesContext(connection) as context:
            assert ask(world.client(ASKING), one).status == 404
        asked.append([_shape(query["sql"]) for query in context.captured_queries])
    assert asked[2] == asked[3]


def _shape(sql: str) -> str:
    """A statement without its values."""
    return re.sub(r"'[^']*'|\b\d+(\.\d+)?\b", "?", ID.sub("*", sql))


@dataclass
class Timed:
    """How long answers took, in milliseconds: for what is closed, and for what does not exist."""

    closed: list[float]
    nothing: list[float]

    @property
    def p(self) -> float:
        return p_value(self.closed, self.nothing)

    @property
    def apart(self) -> float:
        """The difference of the medians, in microseconds."""
        return 1000 * (_median(self.closed) - _median(self.nothing))


def timed(world: Everything, view: str, pairs: int) -> Timed:
    """Ask for both in an order drawn anew."""
    path, _name = closed(world, view)
    order = [True, False] * pairs
    random.Random(SEED).shuffle(order)
    told = Timed([], [])
    with _undisturbed():
        for there in [True, False] * 5 + order:
            one = path if there else ID.sub(lambda _found: str(uuid4()), path)
            began = _clock()
            status = world.client(ASKING).get(one).status_code
            (told.closed if there else told.nothing).append(1000 * (_clock() - began))
            assert status == 404
    return Timed(told.closed[5:], told.nothing[5:])


def _clock() -> float:
    """The work of this thread, which a busy machine does not hide; with a server beside it, the clock."""
    return time.thread_time() if connection.vendor == "sqlite" else time.perf_counter()


@contextmanager
def _undisturbed() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def told_apart(world: Everything, view: str, pairs: int) -> tuple[Timed, bool]:
    """Whether time tells them apart: twice in a row, since one in a hundred fair samples would."""
    first = timed(world, view, pairs)
    if first.p > LEAST_P:
        return first, False
    again = timed(world, view, pairs)
    return again, again.p <= LEAST_P


@pytest.mark.parametrize("view", ["child", "plan"])
def test_t09_time_does_not_tell_what_is_closed_from_what_is_not_there(world: Everything, view: str):
    found, apart = told_apart(world, view, 100)
    assert not apart, f"p {found.p:.4f}, {found.apart:.0f} µs apart, seed {SEED}"


@pytest.mark.deep
def test_t09_time_tells_nothing_at_any_view(world: Everything):
    found = {view: told_apart(world, view, 500) for view in VIEWS}
    told = {view: f"p {one.p:.4f}, {one.apart:.0f} µs" for view, (one, _apart) in found.items()}
    assert [view for view, (_one, apart) in found.items() if apart] == [], told
    least = min(one.p for one, _apart in found.values())
    furthest = max(abs(one.apart) for one, _apart in found.values())
    figure(
        "T09",
        f"{len(VIEWS)} sidor × 500 par, minsta p {least:.3f}, medianer som mest {furthest:.0f} µs isär",
    )


def test_the_test_of_ranks_finds_a_difference_and_no_other():
    even = [one / 50 for one in range(500)]
    odd, later = [one + 0.01 for one in even], [one + 0.7 for one in even]
    assert p_value(even, odd) > 0.5
    assert p_value(even, later) < LEAST_P
    assert p_value([1.0] * 50, [1.0] * 50) == 1.0
