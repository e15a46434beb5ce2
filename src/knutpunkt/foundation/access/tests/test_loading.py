"""What ``decide`` is told is what the rows say, also when a page asks a second time."""

import pytest

from knutpunkt.foundation.access import facts as plain
from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import may
from knutpunkt.foundation.access.loading import kind_of, load
from knutpunkt.foundation.access.tests.place import TODAY, change, make_place
from knutpunkt.foundation.access.tests.test_rules_about_consent import Sharing
from knutpunkt.foundation.audit.trail import Trail, following
from knutpunkt.foundation.casefile.models import Case, Disclosure, Participation, Record
from knutpunkt.foundation.people.models import Professional

pytestmark = pytest.mark.django_db


def test_what_crosses_is_told_whole():
    it = Sharing()
    change(it.disclosure, until=TODAY, ended_on=TODAY)
    asked, given = it.consent.request, Disclosure.objects.get(pk=it.disclosure.pk)
    assert load([asked], [it.reader]).things == {
        asked.pk: plain.Request(asked.pk, asked.case_id, asked.sender_id, asked.recipient_id)
    }
    told = load([given], [it.reader]).things[given.pk]
    assert (told.id, told.case, told.child) == (given.pk, given.case_id, given.child_id)
    assert (told.sender, told.recipient, told.ground) == (given.sender_id, given.recipient_id, given.ground)
    days = (told.sent_on, told.until, told.ended_on, told.opens_at)
    assert days == (given.sent_on, given.until, given.ended_on, given.opens_at)
    assert (told.refused, told.undone) == (given.refused, given.undone) == (False, False)
    (item,) = load([it.record], [it.reader]).things[it.record.pk].items
    assert (item.disclosure, item.consent.id) == (told, it.consent.pk)


def test_who_takes_part_a_matter_and_a_record_are_told_by_their_ids():
    it = Sharing()
    part, matter, bare = Participation.objects.get(), it.case.matter, it.place.record(it.case)
    told = load([part], [it.reader]).things[part.pk]
    assert (told.id, told.unit, told.case.id) == (part.pk, part.unit_id, it.case.pk)
    told = load([matter], [it.reader]).things[matter.pk]
    assert (told.id, told.child, len(told.commitments)) == (matter.pk, it.place.child.pk, 1)
    told = load([bare], [it.reader]).things[bare.pk]
    assert (told.id, told.items, told.function) == (bare.pk, (), bare.function)


def test_asked_again_on_a_page_the_rows_are_told_as_the_first_time():
    it = Sharing()
    other = it.place.record(it.case)
    for rows in ([it.record, other], [it.case], [it.case.matter]):
        alone = load(rows, [it.reader]).things
        with following(Trail(actor=it.reader, read_only=True)):
            assert [load(rows, [it.reader]).things.keys() for _ in range(2)] == [alone.keys()] * 2
            assert load(rows, [it.reader]).things == alone


def test_somebody_who_has_nothing_to_do_with_it_is_still_known_to_work():
    place = make_place()
    record, stranger = place.record(place.case()), place.works(place.clinic)
    assert may(record, stranger, TODAY, Action.READ).reason == "no rule opens it"


def test_what_does_not_come_through_the_door_says_which_way_to_go():
    assert kind_of(Record) != kind_of(Case)
    with pytest.raises(TypeError, match="Professional does not come through the door: reach it"):
        kind_of(Professional)
