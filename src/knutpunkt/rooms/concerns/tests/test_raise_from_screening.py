"""Screening results become concerns once; what is in somebody's hands is updated, never doubled."""

from datetime import timedelta

from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.commitments.queries import holder_on
from knutpunkt.foundation.people.models import MentorGroupMentor
from knutpunkt.rooms.concerns import operations
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.concerns.operations import Outcome
from knutpunkt.rooms.concerns.states import State
from knutpunkt.rooms.concerns.tests.place import TODAY, Place
from knutpunkt.rooms.concerns.tests.rows import failed, flag, measured, run


def screened(place: Place, *flags: dict, on=TODAY) -> Outcome:
    measures = [measured(child, place.school) for child in (place.alva, place.ville)]
    return operations.raise_from_screening(flags=flags, measures=measures, on=on)


def test_a_flag_first_asks_the_mentor_with_the_second_mentor_as_backup(place: Place):
    assert screened(place, flag(place.alva, place.school)) == Outcome(new=1)
    concern = Concern.objects.get()
    assert (concern.state, concern.unit, concern.author) == (State.ASKED, place.school, None)
    promise = concern.matter.carried_by
    assert promise.holder == place.mia.professional
    assert promise.backup == place.sam.professional
    assert promise.due == TODAY + timedelta(days=7)
    assert concern.flags[0]["sentence"].startswith("borta 31")


def test_the_flags_of_one_child_are_one_concern(place: Place):
    assert screened(place, flag(place.alva, place.school), failed(place.alva, place.school)) == Outcome(new=1)
    assert [one["rule"] for one in Concern.objects.get().flags] == ["absence-28-20", "failed-core"]


def test_the_same_screening_twice_changes_nothing(place: Place):
    rows = [flag(place.alva, place.school), run(place.ville, place.school)]
    screened(place, *rows)
    before = list(Concern.objects.values())
    assert screened(place, *rows, on=TODAY + timedelta(days=1)) == Outcome(unchanged=2)
    assert list(Concern.objects.values()) == before


def test_an_open_concern_gets_new_numbers(place: Place):
    screened(place, flag(place.alva, place.school))
    assert screened(place, flag(place.alva, place.school, value=0.4)) == Outcome(updated=1)
    assert Concern.objects.get().flags[0]["numbers"]["value"] == 0.4


def test_a_child_who_has_recovered_is_told_so_and_not_removed(place: Place):
    screened(place, flag(place.alva, place.school))
    later = TODAY + timedelta(days=14)
    assert screened(place, on=later) == Outcome(updated=1)
    concern = Concern.objects.get()
    assert concern.recovered_on == later
    assert concern.matter.is_open
    assert screened(place, on=later + timedelta(days=1)) == Outcome()
    assert screened(place, flag(place.alva, place.school), on=later) == Outcome(updated=1)
    assert Concern.objects.get().recovered_on is None


def test_a_child_the_screening_did_not_look_at_has_not_recovered(place: Place):
    screened(place, flag(place.alva, place.school))
    operations.raise_from_screening(flags=[], measures=[measured(place.ville, place.school)], on=TODAY)
    assert Concern.objects.get().recovered_on is None


def test_an_answered_flag_rests_until_it_is_worse_or_another_rule_speaks(place: Place):
    screened(place, flag(place.alva, place.school))
    operations.deny_flag(actor=place.actor("mia"), on=TODAY, concern=Concern.objects.get(), reason="Praktik.")
    soon = TODAY + timedelta(days=10)
    assert screened(place, flag(place.alva, place.school, value=0.35), on=soon) == Outcome(unchanged=1)
    assert screened(place, flag(place.alva, place.school, step=3), on=soon) == Outcome(new=1)


def test_an_answered_flag_speaks_again_when_it_has_rested(place: Place):
    screened(place, flag(place.alva, place.school))
    operations.deny_flag(actor=place.actor("mia"), on=TODAY, concern=Concern.objects.get(), reason="Praktik.")
    assert screened(place, flag(place.alva, place.school), on=TODAY + timedelta(days=28)) == Outcome(new=1)


def test_an_open_case_in_the_school_gets_the_flags_once(place: Place):
    with recorded(actor=SYSTEM, action="world.built"):
        matter = commitments.open_matter(
            actor=SYSTEM, on=TODAY, child=place.alva, kind=Matter.Kind.CASE, unit=place.school,
            what="Träffas", holder=place.mia.professional, due=TODAY, source="test",
        )  # fmt: skip
        Case.objects.create(child=place.alva, unit=place.school, matter=matter, opened_on=TODAY)
    assert screened(place, flag(place.alva, place.school)) == Outcome(new=1)
    concern = Concern.objects.get()
    assert (concern.state, concern.matter) == (State.IN_CASE, None)
    assert screened(place, flag(place.alva, place.school)) == Outcome(unchanged=1)
    assert screened(place, flag(place.alva, place.school, value=0.5)) == Outcome(updated=1)


def test_without_a_mentor_the_flag_asks_who_takes_in(place: Place):
    with recorded(actor=SYSTEM, action="world.built"):
        MentorGroupMentor.objects.update(last_day=TODAY - timedelta(days=1))
    screened(place, flag(place.alva, place.school))
    concern = Concern.objects.get()
    promise = concern.matter.carried_by
    assert holder_on(promise, TODAY) == place.kim.professional
    assert (promise.unit, promise.backup) == (place.health, place.kai.professional)
    assert concern.matter.unit == place.school


def test_the_mentor_and_who_takes_in_may_answer_a_flag_and_nobody_else(place: Place):
    screened(place, flag(place.alva, place.school))
    from knutpunkt.foundation.access.actions import Action

    may = {
        name: bool(visible(Concern.objects.all(), actor=place.actor(name), on=TODAY, action=Action.TRIAGE))
        for name in ("mia", "sam", "kim", "bo")
    }
    assert may == {"mia": True, "sam": False, "kim": True, "bo": False}
