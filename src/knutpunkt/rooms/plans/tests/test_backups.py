"""Who stands behind whoever promised a measure: the same day they stop, somebody of the case has it."""

from datetime import timedelta

import pytest
from tests.sealed_rows import those

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.commitments.queries import holder_on
from knutpunkt.foundation.people.models import Assignment, Profession, Unit
from knutpunkt.foundation.people.operations import end_assignment
from knutpunkt.rooms.cases import operations as cases
from knutpunkt.rooms.cases.outcomes import Outcome
from knutpunkt.rooms.concerns.tests.place import TODAY, Place, work
from knutpunkt.rooms.plans.operations import Responsible
from knutpunkt.rooms.plans.tests.planned import Planned, make

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def planned(place: Place) -> Planned:
    return make(place, TODAY)


def promise_of(planned: Planned, who: Responsible) -> Commitment:
    made = planned.measure(who).commitment
    assert made is not None
    return made


def joins(planned: Planned, given: str, unit: Unit) -> Responsible:
    """A colleague at a unit who takes part in the case."""
    with recorded(actor=SYSTEM, action="world.built"):
        colleague = work(given, "Ny", unit, Profession.TEACHER)
    cases.invite(
        actor=planned.elin, on=TODAY, case=planned.case, unit=unit, professional=colleague.professional
    )
    return Responsible(colleague.professional, unit)


def leaves(place: Place, assignment: Assignment) -> None:
    end_assignment(actor=place.actor("rut"), on=TODAY, assignment=assignment, last_day=TODAY)


def test_behind_a_colleague_of_the_same_unit_stands_the_coordinator(planned: Planned):
    by_teacher = joins(planned, "Tage", planned.place.school)
    assert promise_of(planned, by_teacher).backup == planned.place.elin.professional


def test_behind_the_coordinator_stands_the_backup_of_the_case(planned: Planned):
    place = planned.place
    promise = promise_of(planned, Responsible(place.elin.professional, place.school))
    assert promise.backup == place.sam.professional
    leaves(place, place.elin)
    assert holder_on(promise, TODAY) == place.elin.professional
    assert holder_on(promise, TOMORROW) == place.sam.professional


def test_nobody_of_another_unit_stands_behind_so_whoever_is_responsible_catches_it(planned: Planned):
    place = planned.place
    promise = promise_of(planned, planned.by_kim)
    assert promise.backup is None
    leaves(place, place.kim)
    assert holder_on(promise, TOMORROW) == place.rut.professional


def test_whoever_is_backup_already_never_stands_behind_themselves(planned: Planned):
    place = planned.place
    cases.invite(
        actor=planned.elin,
        on=TODAY,
        case=planned.case,
        unit=place.school,
        professional=place.sam.professional,
    )
    promise = promise_of(planned, Responsible(place.sam.professional, place.school))
    assert promise.backup == place.elin.professional


def test_a_backup_who_no_longer_works_at_the_unit_is_passed_over(planned: Planned):
    place = planned.place
    leaves(place, place.sam)
    left = cases.backup_for(planned.case, unit=place.school, holder=place.elin.professional, on=TOMORROW)
    assert left is None


def test_the_backup_of_the_case_is_found_whichever_promise_carries_it(planned: Planned):
    place = planned.place
    promise_of(planned, planned.by_kim)
    for held in those(planned.case.matter.commitments, what="Träffa Alva"):
        commitments.complete(actor=planned.elin, on=TODAY, commitment=held)
    promise = promise_of(planned, Responsible(place.elin.professional, place.school))
    assert promise.backup == place.sam.professional


def test_after_care_has_somebody_behind_it_too(planned: Planned):
    planned.case.refresh_from_db()
    cases.close_case(
        actor=planned.elin,
        on=TODAY,
        case=planned.case,
        outcome=Outcome.GOALS_REACHED,
        words="",
        after_care_on=TODAY + timedelta(days=30),
        version=planned.case.version,
    )
    promise = planned.case.matter.commitments.get(state=Commitment.State.OPEN)
    assert promise.backup == planned.place.sam.professional
