"""An unanswered concern climbs: first to the backup, then to the head teacher; told, and only once."""

from datetime import date, timedelta

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments.models import CommitmentChange, Notice
from knutpunkt.foundation.commitments.queries import holder_on
from knutpunkt.rooms.concerns import operations
from knutpunkt.rooms.concerns.models import Concern, ConcernRoutine
from knutpunkt.rooms.concerns.operations import Seen
from knutpunkt.rooms.concerns.tests.place import TODAY, Place
from knutpunkt.rooms.concerns.tests.rows import flag, measured
from knutpunkt.rooms.concerns.working_days import after_working_days


def flagged(place: Place) -> Concern:
    operations.raise_from_screening(
        flags=[flag(place.alva, place.school)], measures=[measured(place.alva, place.school)], on=TODAY
    )
    return Concern.objects.get()


def seen(place: Place) -> Concern:
    return operations.raise_concern(
        actor=place.actor("mia"), on=TODAY, child=place.alva, recipient=place.school, source="mentor",
        seen=Seen("Sover på lektionerna."),
    )  # fmt: skip


def holder(on: date):
    return holder_on(Concern.objects.get().matter.carried_by, on)


def test_nothing_climbs_before_its_time(place: Place):
    flagged(place)
    assert operations.climb(on=after_working_days(TODAY, 4)) == 0
    assert holder(TODAY) == place.mia.professional


def test_an_unanswered_flag_climbs_to_the_second_mentor_then_to_the_head_teacher(place: Place):
    flagged(place)
    first, second = after_working_days(TODAY, 5), after_working_days(TODAY, 10)
    assert operations.climb(on=first) == 1
    assert holder(first) == place.sam.professional
    assert operations.climb(on=first) == 0, "the same night again"
    assert operations.climb(on=first + timedelta(days=1)) == 0
    assert operations.climb(on=second) == 1
    assert holder(second) == place.rut.professional
    assert operations.climb(on=second + timedelta(days=30)) == 0


def test_a_persons_concern_climbs_to_another_who_takes_in_then_to_the_head_teacher(place: Place):
    seen(place)
    first, second = after_working_days(TODAY, 5), after_working_days(TODAY, 10)
    assert holder(TODAY) == place.kim.professional
    operations.climb(on=first)
    assert holder(first) == place.kai.professional
    operations.climb(on=second)
    assert holder(second) == place.rut.professional


def test_whoever_it_climbs_to_is_told_and_gets_time(place: Place):
    flagged(place)
    on = after_working_days(TODAY, 5)
    operations.climb(on=on)
    notice = Notice.objects.get(professional=place.sam.professional)
    assert notice.commitment.due > on
    change = CommitmentChange.objects.filter(commitment=notice.commitment, kind="handed_over").latest("at")
    assert change.reason == "Ingen har svarat på iakttagelsen ännu"


def test_a_run_that_was_missed_goes_straight_to_where_it_should_be(place: Place):
    flagged(place)
    late = after_working_days(TODAY, 12)
    operations.climb(on=late)
    assert holder(late) == place.rut.professional


def test_an_answer_starts_the_count_anew(place: Place):
    concern = flagged(place)
    on = after_working_days(TODAY, 4)
    operations.confirm_flag(actor=place.actor("mia"), on=on, concern=concern)
    assert operations.climb(on=after_working_days(TODAY, 6)) == 0
    assert operations.climb(on=after_working_days(on, 5)) == 1


def test_an_answered_concern_does_not_climb(place: Place):
    operations.deny_flag(actor=place.actor("mia"), on=TODAY, concern=flagged(place), reason="Praktik.")
    assert operations.climb(on=TODAY + timedelta(days=60)) == 0


def test_the_days_are_the_responsible_bodys_own(place: Place):
    with recorded(actor=SYSTEM, action="world.built"):
        ConcernRoutine.objects.create(responsible_body=place.body, days_to_backup=2, days_to_head_teacher=3)
    flagged(place)
    assert operations.climb(on=after_working_days(TODAY, 2)) == 1
    assert operations.climb(on=after_working_days(TODAY, 3)) == 1
