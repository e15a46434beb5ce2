"""On every day somebody holds each promise, and the night makes it explicit."""

import logging
from datetime import date

import pytest
from django.db import connection

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments import operations as promises
from knutpunkt.foundation.commitments.models import Commitment, CommitmentChange, Notice
from knutpunkt.foundation.commitments.nightly import nightly
from knutpunkt.foundation.commitments.queries import (
    breaches,
    fallback_on,
    held_by,
    holder_on,
    is_overdue,
    with_holder,
)
from knutpunkt.foundation.commitments.tests.place import (
    BY,
    TODAY,
    Town,
    as_professional,
    carrier,
    make_town,
    make_unit,
    open_for,
    put_to_work,
)
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import Appointment

pytestmark = pytest.mark.django_db
TOMORROW, DAY_AFTER, IN_TWO = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 16)


def leave(town: Town, name: str, last_day: date = TODAY) -> None:
    people.end_assignment(**BY, assignment=town.work[name], last_day=last_day)


def answer(town: Town, name: str) -> None:
    people.make_responsible(**BY, unit=town.school, professional=town.person(name), start=TODAY)


def found_to_want(on: date, grace_days: int = 3) -> list[tuple[str, date]]:
    return [(c.breach, c.since) for c in breaches(Commitment.objects.all(), on=on, grace_days=grace_days)]


def test_an_assignment_is_held_through_its_last_day_and_not_the_day_after():
    town = make_town("Eva", "Ali")
    promised = carrier(open_for(town, "Eva", backup="Ali"))
    leave(town, "Eva", last_day=TOMORROW)
    assert holder_on(promised, TOMORROW) == town.person("Eva")
    assert holder_on(promised, DAY_AFTER) == town.person("Ali")


def test_the_chain_goes_from_holder_to_backup_to_responsible_to_appointee():
    town = make_town("Eva", "Ali", "Rut")
    answer(town, "Rut")
    promised = carrier(open_for(town, "Eva", backup="Ali"))
    assert fallback_on(town.school, TODAY) == town.person("Rut")
    for leaver, expected in (
        ("Eva", town.person("Ali")),
        ("Ali", town.person("Rut")),
        ("Rut", town.appointee),
    ):
        leave(town, leaver)
        assert holder_on(promised, TOMORROW) == expected
        assert fallback_on(town.school, TOMORROW) == (
            town.appointee if leaver == "Rut" else town.person("Rut")
        )
        now = with_holder(Commitment.objects.all(), TOMORROW).get()
        assert now.holder_now_id == expected.pk
        assert list(Commitment.objects.filter(held_by(professional=expected.pk, on=TOMORROW))) == [promised]


def test_work_at_another_unit_holds_nothing_here():
    town = make_town("Eva")
    other = make_unit(town.founding, "Åskolan")
    put_to_work(town.person("Eva"), other)
    promised = carrier(open_for(town, "Eva"))
    leave(town, "Eva")
    assert holder_on(promised, TOMORROW) == town.appointee


def test_the_night_writes_history_event_and_notice_once():
    town = make_town("Eva", "Ali")
    promised = carrier(open_for(town, "Eva", backup="Ali"))
    leave(town, "Eva")
    assert [nightly(TOMORROW), nightly(TOMORROW), nightly(DAY_AFTER)] == [1, 0, 0]
    promised.refresh_from_db()
    assert (promised.holder, promised.backup, promised.version) == (town.person("Ali"), None, 2)
    change = CommitmentChange.objects.get(kind="fell_to")
    assert (change.holder_before, change.holder_after, change.by) == (
        town.person("Eva"),
        town.person("Ali"),
        None,
    )
    assert Notice.objects.get().professional == town.person("Ali")
    event = Event.objects.get(action="commitment.fell_to")
    assert [row.child for row in event.children.all()] == [promised.matter.child_id]


def test_an_operation_before_the_night_makes_it_explicit_itself():
    town = make_town("Eva", "Ali")
    promised = carrier(open_for(town, "Eva", backup="Ali"))
    leave(town, "Eva")
    promises.move(actor=SYSTEM, on=TOMORROW, commitment=promised, due=IN_TWO, reason="", version=1)
    kinds = CommitmentChange.objects.filter(commitment=promised).order_by("at").values_list("kind", flat=True)
    assert list(kinds) == ["made", "fell_to", "moved"]
    assert nightly(TOMORROW) == 0


def test_whoever_takes_up_what_has_fallen_to_them_needs_no_notice():
    town = make_town("Eva", "Ali")
    promised = carrier(open_for(town, "Eva", backup="Ali"))
    leave(town, "Eva")
    ali = as_professional(town.person("Ali"))
    promises.move(actor=ali, on=TOMORROW, commitment=promised, due=IN_TWO, reason="", version=1)
    assert not Notice.objects.exists()


def test_a_promise_on_its_way_back_stays_where_the_night_put_it():
    town = make_town("Eva", "Ali")
    promised = carrier(open_for(town, "Eva", backup="Ali"))
    leave(town, "Eva")
    nightly(TOMORROW)
    put_to_work(town.person("Eva"), town.school, start=DAY_AFTER)
    promised.refresh_from_db()
    assert holder_on(promised, DAY_AFTER) == town.person("Ali")


def test_a_promise_the_appointee_caught_goes_to_the_new_responsible():
    town = make_town("Eva", "Rut")
    promised = carrier(open_for(town, "Eva"))
    leave(town, "Eva")
    nightly(TOMORROW)
    answer(town, "Rut")
    promised.refresh_from_db()
    assert promised.holder == town.appointee
    assert nightly(DAY_AFTER) == 1
    promised.refresh_from_db()
    assert promised.holder == town.person("Rut")


def test_kept_promises_are_held_by_nobody():
    town = make_town("Eva")
    promises.close_matter(**BY, matter=open_for(town, "Eva"), reason="Klart")
    assert not Commitment.objects.filter(held_by(professional=town.person("Eva").pk, on=TODAY)).exists()


def test_of_several_responsibles_the_newest_who_works_there_answers():
    town = make_town("Eva", "Rut", "Siv")
    with recorded(actor=SYSTEM, action="world.bent"):
        for start, name in ((date(2026, 1, 1), "Rut"), (date(2026, 2, 1), "Siv")):
            people.UnitResponsibility.objects.create(
                unit=town.school, professional=town.person(name), start=start
            )
    promised = carrier(open_for(town, "Eva"))
    leave(town, "Eva")
    assert holder_on(promised, TOMORROW) == town.person("Siv")
    leave(town, "Siv")
    assert holder_on(promised, TOMORROW) == town.person("Rut")
    for name, held in (("Siv", 0), ("Rut", 1)):
        mine = held_by(professional=town.person(name).pk, on=TOMORROW)
        assert Commitment.objects.filter(mine).count() == held


def test_a_promise_nobody_holds_cannot_come_about_but_would_be_told(caplog):
    town = make_town("Eva")
    promised = carrier(open_for(town, "Eva"))
    leave(town, "Eva")
    with recorded(actor=SYSTEM, action="world.bent"):
        Appointment.objects.all().delete()
    with pytest.raises(promises.NobodyAnswers, match="Ingen svarar för Lindskolan"):
        holder_on(promised, TOMORROW)
    with caplog.at_level(logging.ERROR, logger="knutpunkt.alarm"):
        assert nightly(TOMORROW) == 0
    assert str(promised.pk) in caplog.text
    assert found_to_want(TOMORROW) == [("nobody", TODAY)]


def test_a_promise_kept_in_time_by_somebody_at_work_is_in_want_of_nothing():
    open_for(make_town("Eva"), "Eva", due=TOMORROW)
    assert found_to_want(TOMORROW) == []


def test_a_promise_that_has_fallen_to_another_is_in_want_until_made_explicit():
    town = make_town("Eva", "Ali")
    open_for(town, "Eva", backup="Ali")
    leave(town, "Eva", last_day=TOMORROW)
    assert found_to_want(TOMORROW) == []
    assert found_to_want(IN_TWO, grace_days=30) == [("fallen", TOMORROW)]
    nightly(IN_TWO)
    assert found_to_want(IN_TWO, grace_days=30) == []


def test_a_late_promise_is_in_want_when_the_grace_is_over():
    promised = carrier(open_for(make_town("Eva"), "Eva", due=TODAY))
    assert not is_overdue(promised, TODAY)
    assert is_overdue(promised, TOMORROW)
    assert found_to_want(date(2026, 3, 5), grace_days=3) == []
    assert found_to_want(date(2026, 3, 6), grace_days=3) == [("overdue", TODAY)]


def test_waiting_with_a_reason_and_a_check_date_is_a_valid_answer_until_that_day():
    promised = carrier(open_for(make_town("Eva"), "Eva", due=TODAY))
    promises.wait(**BY, commitment=promised, because="Svar från BUP", check_on=DAY_AFTER, version=1)
    assert found_to_want(DAY_AFTER, grace_days=0) == []
    assert found_to_want(date(2026, 3, 5), grace_days=30) == [("unanswered", DAY_AFTER)]


def test_a_promise_that_is_not_open_is_in_want_of_nothing():
    town = make_town("Eva")
    promises.close_matter(**BY, matter=open_for(town, "Eva", due=TODAY), reason="Klart")
    assert found_to_want(date(2026, 6, 1)) == []


def test_nobodys_list_reads_through_every_promise():
    town = make_town("Eva", "Rut")
    answer(town, "Rut")
    open_for(town, "Eva")
    for person in (town.person("Eva"), town.person("Rut"), town.appointee):
        mine = Commitment.objects.filter(held_by(professional=person.pk, on=TODAY))
        if connection.vendor == "sqlite":
            assert "SCAN commitments_commitment" not in mine.explain()
