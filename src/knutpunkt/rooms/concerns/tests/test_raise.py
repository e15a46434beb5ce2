"""A person's concern: who receives it, what crosses and what does not."""

import pytest

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Disclosure
from knutpunkt.foundation.commitments.queries import holder_on
from knutpunkt.foundation.people.models import AreaRegime, Child, Regime, UnitResponsibility, UnitWideTask
from knutpunkt.rooms.concerns import operations
from knutpunkt.rooms.concerns.models import Concern, Receipt
from knutpunkt.rooms.concerns.operations import Crossing, Described, Seen
from knutpunkt.rooms.concerns.recognising import recognised
from knutpunkt.rooms.concerns.refusals import (
    AlreadyKnown,
    GroundNotUsable,
    NothingSeen,
    NotPossible,
    NotRecognised,
)
from knutpunkt.rooms.concerns.tests.place import TODAY, Place

SEEN = Seen("Sover på lektionerna.", "sedan lovet", "Pratat.", "Jag är trött.")
REASON = Crossing("harm_test", "Alva vill det.")


def raised(place: Place, who: str = "mia", **more) -> Concern:
    return operations.raise_concern(
        **{
            "actor": place.actor(who),
            "on": TODAY,
            "child": place.alva,
            "recipient": place.school,
            "source": "mentor",
            "seen": SEEN,
            **more,
        }
    )


def described(place: Place, *names: str, birth=None, crossing: Crossing | None = REASON) -> Concern:
    return operations.raise_for_unknown_child(
        actor=place.actor("bo"), on=TODAY, described=Described(*names, birth), recipient=place.school,
        source="agency", seen=SEEN, crossing=crossing,
    )  # fmt: skip


def test_it_goes_to_the_first_who_takes_in_for_the_school_with_another_as_backup(place: Place):
    promise = raised(place).matter.carried_by
    promise.refresh_from_db()
    assert (promise.holder, promise.backup) == (place.kim.professional, place.kai.professional)
    assert promise.unit == place.health
    assert Concern.objects.get().matter.unit == place.school


def test_without_a_task_the_head_teacher_receives(place: Place):
    with recorded(actor=SYSTEM, action="world.changed"):
        UnitWideTask.objects.all().delete()
    assert holder_on(raised(place).matter.carried_by, TODAY) == place.rut.professional


def test_without_a_head_teacher_the_appointee_receives(place: Place):
    with recorded(actor=SYSTEM, action="world.changed"):
        UnitWideTask.objects.all().delete()
        UnitResponsibility.objects.all().delete()
    assert holder_on(raised(place).matter.carried_by, TODAY) == place.rut.professional


def test_nothing_seen_is_no_concern(place: Place):
    with pytest.raises(NothingSeen):
        raised(place, seen=Seen("  "))


def test_inside_an_area_nothing_is_disclosed_and_the_sender_reads_on(place: Place):
    raised(place)
    assert not Disclosure.objects.exists()
    assert len(visible(Concern.objects.all(), actor=place.actor("mia"), on=TODAY)) == 1


def test_to_another_area_it_is_a_disclosure_and_the_sender_keeps_a_receipt_only(place: Place):
    described(place, "Alva", "Nyström")
    given = Disclosure.objects.get()
    assert (given.sender, given.recipient, given.ground) == (place.clinic, place.school, "harm_test")
    assert given.items.get().record_id == Concern.objects.get().pk
    assert visible(Concern.objects.all(), actor=place.actor("bo"), on=TODAY) == []
    assert Receipt.objects.get().sender == place.bo.professional
    assert len(visible(Concern.objects.all(), actor=place.actor("kim"), on=TODAY, action=Action.TRIAGE)) == 1


@pytest.mark.parametrize(
    "crossing",
    [
        None,
        Crossing("harm_test", " "),
        Crossing("general_clause", "Viktigt."),
        Crossing("anonymised", "Ingen ser."),
        Crossing("consent", "Mamma sa ja."),
        Crossing("report_of_concern", "Orolig."),
    ],
)
def test_a_ground_that_does_not_hold_stops_it(place: Place, crossing: Crossing | None):
    with pytest.raises(GroundNotUsable):
        described(place, "Alva", "Nyström", crossing=crossing)
    assert not Concern.objects.exists()
    assert not Child.objects.exclude(pk__in=[place.alva.pk, place.ville.pk]).exists()


def test_whom_no_secrecy_law_binds_may_tell_when_those_who_decide_say_yes(place: Place):
    with recorded(actor=SYSTEM, action="world.changed"):
        AreaRegime.objects.filter(area=place.clinic.area).update(regime=Regime.NONE)
    described(place, "Alva", "Nyström", crossing=Crossing("consent", "Alvas mamma sa ja i hallen i går."))
    assert Disclosure.objects.get().ground == "consent"


def test_name_and_birth_date_recognise_a_pupil_whatever_the_case(place: Place):
    concern = described(place, "ALVA", " nyström ", birth=place.alva.birth_date)
    assert (concern.child, concern.identified) == (place.alva, True)


def test_a_name_alone_is_left_to_a_person(place: Place):
    concern = described(place, "Alva", "Nyström")
    assert not concern.identified
    linked = operations.link_child(actor=place.actor("kim"), on=TODAY, concern=concern, child=place.alva)
    assert linked.matter.child == place.alva
    assert Disclosure.objects.get().child == place.alva
    with pytest.raises(AlreadyKnown):
        operations.link_child(actor=place.actor("kim"), on=TODAY, concern=concern, child=place.ville)


def test_a_described_child_is_not_taken_to_a_case_before_somebody_says_who_it_is(place: Place):
    concern = described(place, "Vilma", "Ingensson")
    with pytest.raises(NotRecognised):
        operations.take_to_case(actor=place.actor("kim"), on=TODAY, concern=concern)
    operations.link_child(actor=place.actor("kim"), on=TODAY, concern=concern, child=place.ville)
    concern.refresh_from_db()
    operations.take_to_case(actor=place.actor("kim"), on=TODAY, concern=concern)


def test_a_school_takes_its_pupils_from_the_register_and_others_may_meet_somebody_new(place: Place):
    concern = described(place, "Vilma", "Ingensson")
    with pytest.raises(NotPossible):
        operations.register_described(actor=place.actor("kim"), on=TODAY, concern=concern)
    with recorded(actor=SYSTEM, action="world.changed"):
        type(place.school).objects.filter(pk=place.school.pk).update(kind="leisure")
    operations.register_described(actor=place.actor("kim"), on=TODAY, concern=concern)
    assert "Vilma Ingensson" in map(str, recognised(Child.objects.all()))
    with pytest.raises(AlreadyKnown):
        operations.register_described(actor=place.actor("kim"), on=TODAY, concern=concern)


def test_of_two_who_answer_at_once_the_second_is_told(place: Place):
    first = raised(place)
    second = Concern.objects.get()
    operations.dismiss(actor=place.actor("kim"), on=TODAY, concern=first, reason="Sover nu.")
    with pytest.raises(NotPossible):
        operations.take_to_case(actor=place.actor("kai"), on=TODAY, concern=second)
    assert Concern.objects.get().answer == "dismissed"
