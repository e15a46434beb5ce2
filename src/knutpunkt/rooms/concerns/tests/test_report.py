"""A report of concern: at once, apart from everything else, sent only when its receipt is confirmed."""

import pytest

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.casefile.models import Record
from knutpunkt.rooms.concerns import operations
from knutpunkt.rooms.concerns.models import ReportOfConcern
from knutpunkt.rooms.concerns.operations import Report, Seen
from knutpunkt.rooms.concerns.refusals import ReasonMissing
from knutpunkt.rooms.concerns.tests.place import TODAY, Place
from knutpunkt.rooms.concerns.working_days import after_working_days


def report(place: Place, **more) -> ReportOfConcern:
    content = {
        "recipient": "Mottagningen",
        "facts": "Blåmärken.",
        "safe_now": "unknown",
        "guardians_informed": True,
    }
    return operations.report_concern(
        actor=place.actor("mia"), on=TODAY, child=place.alva, report=Report(**{**content, **more})
    )


def test_the_author_promises_to_get_the_receipt_by_the_next_working_day(place: Place):
    one = report(place)
    promise = one.matter.carried_by
    assert (promise.holder, promise.due) == (place.mia.professional, after_working_days(TODAY, 1))
    assert "anmäl" not in promise.what.lower(), "whoever it falls to must not learn what it is"
    assert not one.is_sent


def test_nobody_else_can_see_it_in_any_way(place: Place):
    report(place)
    for who in ("sam", "rut", "kim", "kai", "bo"):
        assert visible(Record.objects.all(), actor=place.actor(who), on=TODAY) == []
    assert len(visible(Record.objects.all(), actor=place.actor("mia"), on=TODAY)) == 1


def test_whoever_reported_decides_no_other_concern_about_the_child(place: Place):
    concern = operations.raise_concern(
        actor=place.actor("sam"), on=TODAY, child=place.alva, recipient=place.school, source="mentor",
        seen=Seen("Går hem efter lunch."),
    )  # fmt: skip
    report(place)
    mine = visible(Record.objects.all(), actor=place.actor("mia"), on=TODAY, action=Action.TRIAGE)
    assert concern.pk not in {one.pk for one in mine}


def test_guardians_who_are_not_told_need_a_reason(place: Place):
    with pytest.raises(ReasonMissing):
        report(place, guardians_informed=False)


def test_a_report_without_facts_is_none(place: Place):
    with pytest.raises(ReasonMissing):
        report(place, facts="  ")


def test_it_counts_as_sent_when_the_receipt_is_confirmed(place: Place):
    one = operations.confirm_receipt(
        actor=place.actor("mia"), on=TODAY, report=report(place), received_on=TODAY,
        receipt_from="Mottagningen", channel="phone",
    )  # fmt: skip
    assert one.is_sent
    one.matter.refresh_from_db()
    assert not one.matter.is_open
    assert Event.objects.filter(action="report_of_concern.received").count() == 1
