"""T05, T11: a canary is met where ``decide`` lets it be read and nowhere else, and the trail tells of it."""

import logging
import random
import secrets
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.core import mail

from knutpunkt.foundation.access.door import mismatches
from knutpunkt.foundation.casefile.models import Disclosure
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import Assignment
from tests.crawler import Page
from tests.everything import ADMINISTRATOR, ANONYMOUS
from tests.figures import figure
from tests.trust_proofs.canaries import CONTENT, MARK, Canary, opened
from tests.trust_proofs.conftest import Sown
from tests.trust_proofs.walking import Walk, begin, go_on, is_pdf, text_of, view_of
from tests.trust_proofs.watched import Told

pytestmark = pytest.mark.django_db
SEED = secrets.randbelow(2**31)
# In `make test` so many roles walk, drawn anew; the first is always who meets the most.
SOME, WIDEST = 3, "coordinator of a case"
# Where a text must be read by everybody whom it opens to; a text that is not named: somewhere.
SHOWN_AT: dict[str, tuple[str, ...]] = {
    CONTENT: ("cases:attachment",),
    "cases.Attachment.name": ("cases:attachment",),
    "cases.ChildsView.asked_about": ("cases:child",),
    "cases.ChildsView.words": ("cases:child",),
    "cases.Note.heading": ("cases:note",),
    "cases.Note.text": ("cases:note",),
    "cases.NoteCorrection.reason": ("cases:note",),
    "cases.NoteCorrection.text_before": ("cases:note",),
    "casefile.ConsentRequest.purpose": ("consents:request",),
    "casefile.Disclosure.reason": ("consents:disclosure",),
    "concerns.AbsenceInvestigation.reason": ("concerns:investigation",),
    "concerns.Concern.since_when": ("concerns:concern",),
    "concerns.Concern.what_seen": ("concerns:concern",),
    "concerns.Concern.what_tried": ("concerns:concern",),
    "concerns.ReportOfConcern.facts": ("concerns:report",),
    "followup.FollowUp.childs_words": ("followup:follow_up",),
    "followup.FollowUp.summary": ("followup:follow_up",),
    "followup.GoalProgress.words": ("followup:follow_up",),
    "plans.Assessment.childs_view": ("plans:assessment",),
    "plans.Assessment.summary": ("plans:assessment",),
    "plans.Factor.words": ("plans:assessment",),
    "plans.Goal.words": ("plans:plan", "plans:pdf"),
    "plans.Plan.present_situation": ("plans:plan", "plans:pdf"),
    "plans.Plan.title": ("plans:plan", "plans:pdf"),
    "plans.SupportMeasure.how_we_know": ("plans:plan", "plans:pdf"),
    "plans.SupportMeasure.what": ("plans:plan", "plans:pdf"),
}
# What no page tells anybody yet; the day one does, the field leaves this list (the deep round asks).
ON_NO_PAGE = {"commitments.CommitmentChange.reason", "casefile.ConsentShortened.words"}
# What the sender writes down about its own decision; the receiver is told what was handed over, and why.
OF_THE_SENDER = {"casefile.Disclosure.childs_view", "casefile.Disclosure.not_asked_because"}


class Searched:
    """The walks of some roles, with every canary that came back in them."""

    def __init__(self, sown: Sown, roles: list[str]) -> None:
        self.sown, self.by_token = sown, {one.token: one for one in sown.canaries}
        self.log, self.mismatches = _kept_log(), mismatches.total()
        self.walks = [begin(sown.world, role) for role in roles]
        met = {address for walk in self.walks for address in walk.addresses}
        for walk in self.walks:
            go_on(sown.world, walk, met)
        logging.getLogger().removeHandler(self.log)
        self.found = {walk.role: list(self._found(walk)) for walk in self.walks}

    def _found(self, walk: Walk) -> Iterator[tuple[Canary, Page, list[Told]]]:
        for page, events in walk.answers:
            text = text_of(page)
            if MARK in text:
                yield from ((one, page, events) for token, one in self.by_token.items() if token in text)

    def opened(self, role: str) -> set[UUID]:
        assignment = self.sown.world.roles.get(role)
        things = [one.thing for one in self.sown.canaries]
        return opened(things, actor_for(assignment), self.sown.on) if assignment else set()

    @property
    def findings(self) -> int:
        return sum(map(len, self.found.values()))

    @property
    def answers(self) -> int:
        return sum(len(walk.answers) for walk in self.walks)


class _Lines(logging.Handler):
    """Keeps every line as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def _kept_log() -> _Lines:
    lines = _Lines()
    logging.getLogger().addHandler(lines)
    return lines


def leaked(searched: Searched) -> list[str]:
    """Canaries that somebody met and ``decide`` keeps from them."""
    return sorted(
        {
            f"{role}: {one.field} at {view_of(page.path)}"
            for role, found in searched.found.items()
            for one, page, _events in found
            if one.thing.pk not in searched.opened(role)
        }
    )


def unseen(searched: Searched) -> list[str]:
    """Canaries that ``decide`` opens to somebody and that no page shows them where it should."""
    return sorted({fault for role in searched.found for fault in _unseen(searched, role)})


def _unseen(searched: Searched, role: str) -> Iterator[str]:
    met: dict[str, set[str]] = {}
    for one, page, _events in searched.found[role]:
        met.setdefault(one.token, set()).add(view_of(page.path))
    allowed = searched.opened(role)
    for one in searched.sown.canaries:
        views = met.get(one.token, set())
        if one.written and one.thing.pk in allowed and _is_told(one, searched.sown.world.roles[role]):
            yield from (
                f"{role}: {one.field} not at {view}"
                for view in SHOWN_AT.get(one.field, ())
                if view not in views
            )
            if not views:
                yield f"{role}: {one.field} nowhere"


def _is_told(canary: Canary, reader: Assignment) -> bool:
    """What is done leaves the pages; what nobody tells yet is listed, and what only one side is told."""
    thing = canary.thing
    if isinstance(thing, Disclosure) and canary.field in OF_THE_SENDER:
        return thing.sender.area_id == reader.unit.area_id
    done = isinstance(thing, Commitment) and thing.state != Commitment.State.OPEN
    return not done and canary.field not in ON_NO_PAGE


def untraced(searched: Searched) -> list[str]:
    """Answers with a canary that did not leave exactly one event of reading with its thing and its child."""
    return sorted(
        {
            f"{role}: {one.field} at {view_of(page.path)}: {fault}"
            for role, found in searched.found.items()
            for one, page, events in found
            if (fault := _untraced(searched, role, one, events))
        }
    )


def _untraced(searched: Searched, role: str, canary: Canary, events: list[Told]) -> str:
    readings = [event for event in events if event.is_reading]
    if len(readings) != 1:
        return f"{len(readings)} events"
    (event,) = readings
    assignment = searched.sown.world.roles[role]
    if (event.person, event.unit) != (assignment.professional_id, assignment.unit_id):
        return "somebody else's event"
    if str(canary.thing.pk) not in event.things:
        return f"{canary.thing._meta.label} is not named"
    return "" if str(canary.child) in event.children else "the child is not named"


def doubled(searched: Searched) -> list[str]:
    """Answers that left more than one event of reading."""
    return sorted(
        {
            f"{walk.role}: {view_of(page.path)}"
            for walk in searched.walks
            for page, events in walk.answers
            if sum(event.is_reading for event in events) > 1
        }
    )


def beside(searched: Searched) -> list[str]:
    """Canaries in what no role asked for: lines of the log, mails, addresses and headers of answers."""
    mails = [f"{one.subject} {one.body} {one.recipients()} {one.attachments}" for one in mail.outbox]
    addresses = [address for walk in searched.walks for address in walk.crawl.addresses]
    return [
        text
        for text in [*searched.log.lines, *mails, *addresses]
        if any(t in text for t in searched.by_token)
    ]


@pytest.fixture(scope="module")
def some(sown: Sown) -> Searched:
    others = [role for role in sown.world.everybody if role != WIDEST]
    drawn = [WIDEST, *random.Random(SEED).sample(others, SOME - 1)]
    print(f"T05: seed {SEED}: {', '.join(drawn)}")
    return Searched(sown, drawn)


def test_t05_a_canary_is_met_only_where_the_rules_let_it_be_read(some: Searched):
    assert leaked(some) == [], f"seed {SEED}"
    assert beside(some) == []


def test_t05_a_canary_is_met_wherever_the_rules_let_it_be_read(some: Searched):
    assert unseen(some) == [], f"seed {SEED}"
    assert len({one.token for one, _page, _events in some.found[WIDEST]}) > 30


def test_t05_papers_and_files_are_read_as_well(some: Searched):
    papers = [page for _one, page, _events in some.found[WIDEST] if is_pdf(page)]
    assert papers
    assert CONTENT in {one.field for one, _page, _events in some.found[WIDEST]}


def test_t11_an_answer_with_a_canary_left_one_event_with_its_thing_and_child(some: Searched):
    assert untraced(some) == [], f"seed {SEED}"
    assert doubled(some) == []


@pytest.fixture(scope="module")
def everybody(sown: Sown) -> Searched:
    return Searched(sown, sown.world.everybody)


@pytest.mark.deep
def test_t05_every_canary_with_every_role(everybody: Searched):
    assert (leaked(everybody), beside(everybody)) == ([], [])
    assert unseen(everybody) == []
    assert everybody.found[ADMINISTRATOR] == everybody.found[ANONYMOUS] == []
    met = {one.field for found in everybody.found.values() for one, _page, _events in found if one.written}
    assert met & ON_NO_PAGE == set()
    figure(
        "T05",
        f"{len(everybody.sown.canaries)} kanariefåglar, {len(everybody.walks)} roller, "
        f"{everybody.answers} svar: {everybody.findings} fynd, alla där reglerna öppnar; 0 på fel ställe, "
        "0 som saknas",
    )


@pytest.mark.deep
def test_t11_every_answer_to_every_role_left_its_one_event(everybody: Searched):
    assert (untraced(everybody), doubled(everybody)) == ([], [])
    assert mismatches.total() == everybody.mismatches
    figure(
        "T11",
        f"{everybody.findings} fynd i {everybody.answers} svar, vart och ett med exakt en läshändelse med "
        "rätt handling, barn, person och enhet",
    )
