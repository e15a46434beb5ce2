"""What the acts of a case do, and what they refuse."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import may, visible
from knutpunkt.foundation.casefile.models import Audience, Case, Category, Record
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.commitments.operations import StaleVersion
from knutpunkt.foundation.commitments.queries import holder_on
from knutpunkt.foundation.people.models import Profession
from knutpunkt.foundation.people.operations import end_assignment
from knutpunkt.rooms.cases import operations, questions, writing
from knutpunkt.rooms.cases.models import Note
from knutpunkt.rooms.cases.outcomes import Outcome
from knutpunkt.rooms.cases.states import WrongState, diagram, page
from knutpunkt.rooms.cases.tests.begun import begin, concern_about_alva, invite_bup
from knutpunkt.rooms.concerns.tests.place import TODAY, Place

DRAWN = Path(__file__).resolve().parents[5] / "docs" / "generated" / "arende.md"
TOMORROW = TODAY + timedelta(days=1)


def open_promises(case: Case) -> list[Commitment]:
    return list(case.matter.commitments.filter(state=Commitment.State.OPEN))


def test_a_case_begins_with_a_coordinator_a_first_step_and_the_concern_behind_it(place: Place):
    case = begin(place, TODAY)
    assert operations.coordinator_of(case, TODAY).professional == place.elin.professional
    assert [promise.what for promise in open_promises(case)] == ["Träffa Alva"]
    assert case.records.filter(kind=Record.Kind.CONCERN).count() == 1


def test_a_second_opening_joins_the_concern_to_the_case_that_is_open(place: Place):
    case = begin(place, TODAY)
    again = concern_about_alva(place, TODAY)
    with pytest.raises(operations.AlreadyOpen) as refused:
        operations.open_case(
            actor=place.actor("kim"),
            on=TODAY,
            child=place.alva,
            unit=place.school,
            coordinator=place.sam.professional,
            coordinator_kind=Profession.COORDINATOR,
            first_step="Ring",
            due=TODAY,
            concerns_behind=[again],
        )
    assert refused.value.case == case
    again.refresh_from_db()
    assert again.case == case


def test_inviting_somebody_twice_is_one_participation(place: Place):
    case = begin(place, TODAY)
    assert invite_bup(place, case, TODAY) == invite_bup(place, case, TODAY)


def test_the_coordinator_cannot_leave_without_a_successor(place: Place):
    case = begin(place, TODAY)
    with pytest.raises(operations.StillParticipates):
        operations.end_participation(
            actor=place.actor("elin"),
            on=TODAY,
            participation=operations.coordinator_of(case, TODAY),
            last_day=TODAY,
        )


def test_a_new_coordinator_takes_over_what_was_promised(place: Place):
    case = begin(place, TODAY)
    operations.change_coordinator(
        actor=place.actor("elin"),
        on=TODAY,
        case=case,
        to=place.mia.professional,
        coordinator_kind=Profession.COORDINATOR,
        reason="Elin byter tjänst",
    )
    assert operations.coordinator_of(case, TODAY).professional == place.mia.professional
    assert {promise.holder for promise in open_promises(case)} == {place.mia.professional}


def test_when_the_coordinator_stops_working_the_backup_has_it_the_next_day(place: Place):
    case = begin(place, TODAY)
    end_assignment(actor=place.actor("rut"), on=TODAY, assignment=place.elin, last_day=TODAY)
    promise = open_promises(case)[0]
    assert holder_on(promise, TODAY) == place.elin.professional
    assert holder_on(promise, TOMORROW) == place.sam.professional
    assert may(case, place.actor("sam"), TODAY, Action.MANAGE).allow is False
    assert may(case, place.actor("sam"), TOMORROW, Action.MANAGE).allow is True


def test_a_draft_is_its_authors_alone_until_it_is_finished(place: Place):
    case = begin(place, TODAY)
    draft = writing.write_note(
        actor=place.actor("elin"),
        on=TODAY,
        case=case,
        category=Category.WELLBEING,
        heading="Samtal",
        text="Alva berättade",
        audience=Audience.OWN,
        draft=True,
    )
    assert visible(Note.objects.all(), actor=place.actor("kim"), on=TODAY) == []
    writing.save_draft(
        actor=place.actor("elin"),
        on=TODAY,
        note=draft,
        category=Category.WELLBEING,
        heading="Samtal",
        text="Alva berättade mer",
        audience=Audience.OWN,
        version=draft.version,
        finish=True,
    )
    assert [n.text for n in visible(Note.objects.all(), actor=place.actor("kim"), on=TODAY)] == [
        "Alva berättade mer"
    ]


def test_a_correction_keeps_the_earlier_text_and_the_reason(place: Place):
    case = begin(place, TODAY)
    note = writing.write_note(
        actor=place.actor("elin"),
        on=TODAY,
        case=case,
        category=Category.SUPPORT,
        heading="",
        text="Tisdag",
        audience=Audience.OWN,
        draft=False,
    )
    writing.correct_note(
        actor=place.actor("elin"), note=note, heading="", text="Onsdag", reason="Fel dag", version=1
    )
    note.refresh_from_db()
    assert note.text == "Onsdag"
    assert [(c.text_before, c.reason) for c in note.corrections.all()] == [("Tisdag", "Fel dag")]
    with pytest.raises(StaleVersion):
        writing.correct_note(
            actor=place.actor("elin"), note=note, heading="", text="Torsdag", reason="Igen", version=1
        )
    note.refresh_from_db()
    assert note.text == "Onsdag"


def test_the_child_chooses_who_reads_her_words(place: Place):
    case = begin(place, TODAY)
    words = writing.record_childs_words(
        actor=place.actor("elin"),
        on=TODAY,
        case=case,
        words="Jag vill slippa matsalen.",
        asked_about="lunchen",
        audience=Audience.TEAM,
        readers=[],
    )
    assert visible(type(words).objects.all(), actor=place.actor("elin"), on=TODAY) == [words]
    assert visible(type(words).objects.all(), actor=place.actor("kim"), on=TODAY) == []


def test_after_care_leaves_one_promise_and_ending_it_closes_the_matter(place: Place):
    case = begin(place, TODAY)
    operations.close_case(
        actor=place.actor("elin"),
        on=TODAY,
        case=case,
        outcome=Outcome.GOALS_REACHED,
        words="Bra",
        after_care_on=TODAY + timedelta(days=40),
        version=case.version,
    )
    assert [p.due for p in open_promises(case)] == [TODAY + timedelta(days=40)]
    operations.end_after_care(actor=place.actor("elin"), on=TODAY, case=case, version=case.version)
    case.matter.refresh_from_db()
    assert case.state == Case.State.CLOSED
    assert not case.matter.is_open
    assert open_promises(case) == []


def test_a_case_in_after_care_can_begin_again_with_a_new_promise(place: Place):
    case = begin(place, TODAY)
    operations.close_case(
        actor=place.actor("elin"),
        on=TODAY,
        case=case,
        outcome=Outcome.GOALS_PARTLY,
        words="",
        after_care_on=TODAY + timedelta(days=40),
        version=case.version,
    )
    operations.resume(
        actor=place.actor("elin"), on=TODAY, case=case, what="Ring Alva", due=TODAY, version=case.version
    )
    assert case.state == Case.State.OPEN
    assert [p.what for p in open_promises(case)] == ["Ring Alva"]


def test_a_closed_case_cannot_be_closed_again(place: Place):
    case = begin(place, TODAY)
    closing = {
        "actor": place.actor("elin"),
        "on": TODAY,
        "case": case,
        "outcome": Outcome.OTHER,
        "words": "",
        "after_care_on": None,
    }
    operations.close_case(**closing, version=case.version)
    with pytest.raises(WrongState):
        operations.close_case(**closing, version=case.version)


def test_a_question_goes_the_same_way_whether_or_not_there_is_a_case(place: Place):
    begin(place, TODAY)
    asked = [
        questions.ask(actor=place.actor("mia"), on=TODAY, child=child, question="Hur går det?")
        for child in (place.alva, place.ville)
    ]
    first, second = (matter.commitments.get() for matter in asked)
    assert (first.unit, first.holder, first.due) == (second.unit, second.holder, second.due)


def test_the_diagram_tells_every_state_and_the_page_drawn_from_it_is_current():
    assert all(state.value in diagram() for state in Case.State)
    with translation.override("sv"):
        assert DRAWN.read_text() == page()
