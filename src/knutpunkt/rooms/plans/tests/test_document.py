"""The plan on paper: one or two pages, readable aloud, and whatever somebody wrote is only text."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knutpunkt.foundation.people.models import Child, Unit
from knutpunkt.rooms.concerns.tests.place import TODAY, Place
from knutpunkt.rooms.plans import operations
from knutpunkt.rooms.plans.documents.plan import plan_document
from knutpunkt.rooms.plans.models import Goal, Plan, SupportMeasure
from knutpunkt.rooms.plans.operations import Responsible
from knutpunkt.rooms.plans.queries import goals_of
from knutpunkt.rooms.plans.tests import paper
from knutpunkt.rooms.plans.tests.planned import Planned, make

NAUGHTY = Path(__file__).resolve().parents[6] / "shared" / "data" / "hardening" / "naughty-strings.json"
MARKUP = '#panic("x") #set text(1pt) *fet* _lutad_ `kod` $x^2$ = Rubrik <etikett> @hopp // slut "] #{ \\'


@pytest.fixture
def planned(place: Place) -> Planned:
    return make(place, TODAY)


def drawn(planned: Planned, language: str = "sv") -> bytes:
    plan = planned.again()
    return plan_document(plan, goals_of(plan), on=TODAY, language=language)


def close(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_paper_says_the_goals_who_does_what_and_when_it_is_followed_up(planned: Planned):
    planned.measure(planned.by_kim, what="Hämta i entrén")
    planned.measure(Responsible(guardian=planned.mother), what="Väcka klockan sju")
    planned.measure(Responsible(), what="Packa väskan")
    told = paper.text(drawn(planned))
    for words in (
        "Komma till musiken varje tisdag", "Hämta i entrén", "Kim Lund, Elevhälsan Lind", "Maja Nyström",
        "Packa väskan", "Alva Nyström", "4 januari 2027", "Alva kommer in före halv nio", "barnets ord",
    ):  # fmt: skip
        assert close(words) in told, words


def test_the_paper_is_tagged_has_a_language_and_a_title(planned: Planned):
    pdf = drawn(planned)
    assert b"/StructTreeRoot" in pdf
    assert b"/Marked true" in pdf
    assert b"/Lang(sv)" in pdf
    assert "Alvas plan, Alva Nyström".encode() in pdf or b"<dc:title>" in pdf
    assert b"pdfuaid:part" in pdf


def test_an_ordinary_plan_is_one_page_and_a_long_one_two(planned: Planned):
    planned.measure(planned.by_kim)
    assert paper.pages(drawn(planned)) == 1
    for number in range(4):
        goal = operations.add_goal(
            actor=planned.elin, plan=planned.again(), words=f"Mål {number}", voice=Goal.Voice.TEAM
        )
        planned.goal = goal
        for _ in range(4):
            planned.measure(Responsible(), what="Ett steg i taget, tillsammans med en vuxen i skolan")
    assert paper.pages(drawn(planned)) == 2


def test_it_is_in_english_for_those_who_read_english(planned: Planned):
    assert b"/Lang(en)" in drawn(planned, "en")


def test_markup_is_only_text(planned: Planned):
    planned.measure(Responsible(), what=MARKUP)
    told = paper.text(drawn(planned))
    assert close(MARKUP) in told


def in_memory(text: str) -> tuple[Plan, list[Goal]]:
    plan = Plan(
        title=text[:150] or "-", present_situation=text, follow_up_on=TODAY, written_on=TODAY,
        child=Child(given_name="Alva", family_name="Nyström"), unit=Unit(name="Lindskolan"),
    )  # fmt: skip
    goal = Goal(plan=plan, words=text)
    measure = SupportMeasure(
        goal=goal, code="coaching", what=text, by_child=True, how_we_know=text,
        start=TODAY, due=TODAY + timedelta(days=1),
    )  # fmt: skip
    goal._prefetched_objects_cache = {"measures": [measure]}
    return plan, [goal]


def document_of(text: str) -> bytes:
    plan, goals = in_memory(text)
    return plan_document(plan, goals, on=TODAY, language="sv")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(st.characters(exclude_categories=("Cs",)), max_size=120))
def test_any_text_at_all_gives_a_paper(text: str):
    assert document_of(text).startswith(b"%PDF-")


@pytest.mark.shared
@pytest.mark.skipif(not NAUGHTY.exists(), reason="needs the shared data folder")
def test_every_naughty_string_gives_a_paper():
    strings = [one for one in json.loads(NAUGHTY.read_text()) if one.strip()]
    for first in range(0, len(strings), 30):
        assert document_of("\n".join(strings[first : first + 30])).startswith(b"%PDF-")
