"""A machine in which two to four people write in the same plan, in any order, and now and then shut the lid.

Each word written is written once, so that it can be told whose words stand where. After every step: what is
stored is what somebody saved, whoever replaced a text had been shown it, and no text kept is gone.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import Assignment
from knutpunkt.rooms.entrance.models import UnsavedText

WHO = st.integers(0, 3)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Page:
    """One open window: what stands in its fields, what it carries unseen, and all it has shown so far."""

    values: dict[str, str]
    unseen: dict[str, str]
    shown: str
    typed: set[str] = field(default_factory=set)


class Writers(RuleBasedStateMachine):
    """Set ``people``, ``address``, ``fields`` and ``stored`` first; each run is rolled back."""

    people: ClassVar[list[Assignment]]
    address: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    stored: ClassVar[Callable[[], dict[str, str]]]
    told: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        self.words = count(1)
        self.windows: dict[int, Page] = {}
        self.kept: dict[int, set[str]] = {}
        self.many = 2
        # What each has had before them, in any window: a draft is opened over a text its author began from.
        self.seen: dict[int, str] = {}
        self.expected = type(self).stored()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.run.__exit__(None, None, None)

    @initialize(many=st.integers(2, 4))
    def two_of_them_open_the_page(self, many: int) -> None:
        self.many = many
        self.note("interleavings")
        for who in range(2):
            self.opens(who)

    @rule(who=WHO)
    def opens(self, who: int) -> None:
        """Open the page, perhaps for the second time: a text kept earlier stands there again."""
        answer = self.asks(who)
        assert answer.status_code == 200
        page = self.windows[who % self.many] = self.read(answer)
        self.seen[who % self.many] = self.seen.get(who % self.many, "") + page.shown
        for word in self.kept.get(who % self.many, ()):
            assert word in page.shown, "a text that was kept is gone"

    @rule(who=WHO, where=st.integers(0, 9), also=st.booleans(), pauses=st.booleans())
    def writes(self, who: int, where: int, also: bool, pauses: bool) -> None:
        if who % self.many not in self.windows:
            self.opens(who)
        page = self.windows[who % self.many]
        for name in {self.fields[where % len(self.fields)], self.fields[0] if also else self.fields[-1]}:
            word = f"ord{next(self.words)}x"
            page.values[name] = word
            page.typed.add(name)
        if pauses:
            self.pauses(who)

    @rule(who=WHO)
    def pauses(self, who: int) -> None:
        """The text is kept while one writes; the window is told which one it was."""
        page = self.windows.get(who % self.many)
        if page is None or not page.typed:
            return
        answer = self.sends(who, page, keep_typed="1", htmx=True)
        page.unseen |= hidden_in(answer.content.decode())
        self.kept[who % self.many] = {page.values[name] for name in page.typed}
        self.note("kept")

    @rule(who=WHO)
    def shuts_the_lid(self, who: int) -> None:
        self.windows.pop(who % self.many, None)

    @rule(who=WHO)
    def saves(self, who: int) -> None:
        who %= self.many
        page = self.windows.get(who)
        if page is None:
            return
        before, sent = self.expected, dict(page.values)
        answer = self.sends(who, page)
        if answer.status_code == 302:
            unseen = {text for text in before.values() if text not in self.seen[who] + page.shown}
            assert not unseen, "a text was replaced by somebody who had never seen it"
            self.expected = before | sent
            self.windows.pop(who)
            self.kept.pop(who, None)
            self.note("saved")
            return
        assert answer.status_code == 422
        shown = told_by(answer)
        assert all(sent[name] in shown for name in page.typed), "the loser's text is gone"
        known = self.seen[who] + page.shown + shown
        assert all(text in known for text in before.values()), "the other's text is not beside it"
        again = self.read(answer)
        page.values, page.unseen = again.values, again.unseen
        page.shown += again.shown
        self.seen[who] += again.shown
        self.kept[who] = {sent[name] for name in page.typed}
        self.note("met")

    @rule(who=WHO)
    def has_second_thoughts_after_meeting(self, who: int) -> None:
        """Save, and save again at once when somebody else was first."""
        self.saves(who)
        self.saves(who)

    @invariant()
    def what_is_stored_is_what_was_saved_last(self) -> None:
        assert type(self).stored() == self.expected

    @invariant()
    def no_kept_text_is_lost(self) -> None:
        for who, words in self.kept.items():
            texts = UnsavedText.objects.filter(author=self.people[who].professional_id)
            assert any(words <= {one for sent in text.values.values() for one in sent} for text in texts)

    def note(self, what: str) -> None:
        self.told[what] = self.told.get(what, 0) + 1

    def sends(self, who: int, page: Page, *, htmx: bool = False, **more: str) -> HttpResponse:
        return self.asks(who, page.unseen | page.values | more, htmx=htmx)

    def asks(self, who: int, data: dict[str, str] | None = None, *, htmx: bool = False) -> HttpResponse:
        """The page's own view, as the middleware would call it."""
        factory = RequestFactory(headers={"HX-Request": "true"} if htmx else {})
        request: Any = factory.get(self.address) if data is None else factory.post(self.address, data)
        assignment = self.people[who % self.many]
        request.assignment, request.actor = assignment, actor_for(assignment)
        request.session = SessionStore()
        request._messages = FallbackStorage(request)
        match = resolve(self.address)
        return match.func(request, *match.args, **match.kwargs)

    def read(self, answer: HttpResponse) -> Page:
        """What a person meets: the fields with their texts, and everything else on the page."""
        page = answer.content.decode()
        values = {name: html.unescape(value_of(name, page)) for name in self.fields}
        return Page(values, hidden_in(page), told_by(answer))


def hidden_in(page: str) -> dict[str, str]:
    """The fields nobody sees: which version was read, what one began from, which text is kept."""
    return {name: html.unescape(value) for name, value in HIDDEN.findall(page)}


def told_by(answer: HttpResponse) -> str:
    """Everything on the page, in its fields and without its marks."""
    page = answer.content.decode()
    return html.unescape(page + re.sub(r"<[^>]+>", "", page))


def value_of(name: str, shown: str) -> str:
    if area := re.search(rf'<textarea name="{name}"[^>]*>\s*(.*?)</textarea>', shown, re.DOTALL):
        return area[1].strip()
    line = re.search(rf'<input type="text" name="{name}"(?: value="([^"]*)")?', shown)
    assert line is not None, name
    return line[1] or ""


def address_of(name: str, pk: UUID) -> str:
    return reverse(name, args=[pk])
