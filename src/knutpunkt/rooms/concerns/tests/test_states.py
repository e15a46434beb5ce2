"""The states as data: nothing leads out of an end, every state is reached, every event is an answer."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knutpunkt.rooms.concerns import states
from knutpunkt.rooms.concerns.refusals import NotPossible
from knutpunkt.rooms.concerns.states import (
    ENDS,
    START,
    TRANSITIONS,
    WHO,
    WORDS,
    State,
    event_for,
    event_to,
    may_follow,
)

DRAWN = Path(__file__).resolve().parents[5] / "docs" / "generated" / "iakttagelse.md"


def test_the_drawn_diagram_is_current():
    assert DRAWN.read_text() == states.diagram()


def test_nothing_leads_out_of_an_end_and_every_other_state_leads_on():
    assert {state for state in State if not may_follow(state)} == set(ENDS)


def test_every_state_is_reached():
    assert set(START) | {after for _before, after in TRANSITIONS} == set(State)


def test_a_state_is_always_reached_by_the_same_answer():
    assert all(event_to(after) == event for (_before, after), event in TRANSITIONS.items())


def test_every_event_is_somebodys_answer_and_has_words():
    assert set(TRANSITIONS.values()) == set(WHO)
    assert set(WORDS) == set(WHO) | {event for event, _who in START.values()}


@given(before=st.sampled_from(State), after=st.sampled_from(State))
def test_a_step_that_is_not_in_the_table_is_refused(before: State, after: State):
    if (before, after) in TRANSITIONS:
        assert event_for(before, after).startswith("concern.")
    else:
        with pytest.raises(NotPossible):
            event_for(before, after)
