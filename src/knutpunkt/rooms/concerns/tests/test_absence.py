"""The head teacher's investigation: who may decide, what it starts, what must be sent before it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Municipality, Unit
from knutpunkt.rooms.concerns import operations
from knutpunkt.rooms.concerns.models import AbsenceInvestigation, Concern, ConcernRoutine
from knutpunkt.rooms.concerns.notices import notices_for
from knutpunkt.rooms.concerns.refusals import HeadTeacherOnly, InvestigationDue, NoticeRemains, ReasonMissing
from knutpunkt.rooms.concerns.states import State
from knutpunkt.rooms.concerns.tests.place import TODAY, Place
from knutpunkt.rooms.concerns.tests.rows import failed, flag, measured


def opened(place: Place, **more) -> AbsenceInvestigation:
    return operations.open_absence_investigation(
        actor=place.actor("rut"), on=TODAY, child=place.alva, unit=place.school, reason="Borta länge.", **more
    )


def received(place: Place, row: dict) -> Concern:
    operations.raise_from_screening(flags=[row], measures=[measured(place.alva, place.school)], on=TODAY)
    return operations.confirm_flag(actor=place.actor("mia"), on=TODAY, concern=Concern.objects.get())


@pytest.mark.parametrize("who", ["mia", "kim", "bo"])
def test_only_the_head_teacher_decides(place: Place, who: str):
    for act in (operations.open_absence_investigation, operations.decide_against_investigation):
        with pytest.raises(HeadTeacherOnly):
            act(actor=place.actor(who), on=TODAY, child=place.alva, unit=place.school, reason="Borta.")
    assert not AbsenceInvestigation.objects.exists()


def test_a_decision_needs_its_reason(place: Place):
    with pytest.raises(ReasonMissing):
        operations.decide_against_investigation(
            actor=place.actor("rut"), on=TODAY, child=place.alva, unit=place.school, reason=" "
        )


def test_opening_it_starts_the_clock_and_promises_the_notice_to_the_body(place: Place):
    one = opened(place)
    promises = Commitment.objects.filter(matter=one.matter).order_by("due")
    assert [promise.what for promise in promises] == [
        "Anmäl till huvudmannen att utredningen har börjat",
        "Utred frånvaron",
    ]
    assert one.due == TODAY + timedelta(days=21)
    assert (one.law, one.decided_by) == ("7:19 a", place.rut.professional)
    assert not one.home_municipality_owed


def test_another_home_municipality_is_owed_a_notice(place: Place):
    with recorded(actor=SYSTEM, action="world.changed"):
        place.alva.municipality = Municipality.objects.create(code="9902", name="Åsnäs")
        place.alva.save()
    one = opened(place)
    assert [notice.to for notice in notices_for(one)] == ["Lindhamra", "Åsnäs"]
    assert "7 kap. 22 §" in notices_for(one)[1].text
    operations.notify_responsible_body(actor=place.actor("rut"), on=TODAY, investigation=one)
    with pytest.raises(NoticeRemains):
        conclude(place, one)
    operations.notify_home_municipality(actor=place.actor("rut"), on=TODAY, investigation=one)
    assert conclude(place, one).state == "concluded"


def test_upper_secondary_has_its_own_section(place: Place):
    with recorded(actor=SYSTEM, action="world.changed"):
        Unit.objects.filter(pk=place.school.pk).update(kind=Unit.Kind.UPPER_SECONDARY)
    place.school.refresh_from_db()
    assert opened(place).law == "15:16"


def test_it_is_not_concluded_before_the_body_knows(place: Place):
    one = opened(place)
    with pytest.raises(NoticeRemains):
        conclude(place, one)
    one.refresh_from_db()
    assert one.is_open


def conclude(place: Place, one: AbsenceInvestigation) -> AbsenceInvestigation:
    return operations.conclude_absence_investigation(
        actor=place.actor("rut"), on=TODAY, investigation=one, causes="Sömn.", conclusion="Senare start."
    )


def test_long_absence_cannot_be_dismissed_until_the_head_teacher_has_decided(place: Place):
    concern = received(place, flag(place.alva, place.school, step=2))
    with pytest.raises(InvestigationDue):
        operations.dismiss(actor=place.actor("kim"), on=TODAY, concern=concern, reason="Vi avvaktar.")
    opened(place, prompted_by=concern)
    dismissed = operations.dismiss(actor=place.actor("kim"), on=TODAY, concern=concern, reason="Utreds.")
    assert dismissed.state == State.DISMISSED


@pytest.mark.parametrize(
    "row", [lambda p: flag(p.alva, p.school, step=1), lambda p: failed(p.alva, p.school)]
)
def test_less_absence_or_a_missed_grade_can(place: Place, row):
    concern = received(place, row(place))
    operations.dismiss(actor=place.actor("kim"), on=TODAY, concern=concern, reason="Vi avvaktar.")
    assert Concern.objects.get().state == State.DISMISSED


def test_from_which_step_is_the_responsible_bodys_own_choice(place: Place):
    with recorded(actor=SYSTEM, action="world.built"):
        ConcernRoutine.objects.create(responsible_body=place.body, investigation_from_step=3)
    concern = received(place, flag(place.alva, place.school, step=2))
    operations.dismiss(actor=place.actor("kim"), on=TODAY, concern=concern, reason="Vi avvaktar.")


def test_the_database_refuses_an_opened_investigation_without_a_matter(place: Place):
    one = opened(place)
    with pytest.raises(IntegrityError), transaction.atomic(), recorded(actor=SYSTEM, action="bent"):
        AbsenceInvestigation.objects.filter(pk=one.pk).update(matter=None)
