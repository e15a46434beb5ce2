"""Promises are made, kept, moved, handed over and dropped, and an open matter always has one."""

from datetime import date

import pytest

from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments import operations as promises
from knutpunkt.foundation.commitments.models import Commitment, CommitmentChange, Matter, Notice
from knutpunkt.foundation.commitments.tests.place import (
    BY,
    TODAY,
    as_professional,
    carrier,
    make_town,
    make_unit,
    open_for,
    put_to_work,
    register,
)
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import Agency, ResponsibleBody, SecrecyArea, Unit

pytestmark = pytest.mark.django_db
IN_A_WEEK, IN_TWO = date(2026, 3, 9), date(2026, 3, 16)


def history(commitment: Commitment) -> list[str]:
    return [
        change.kind for change in CommitmentChange.objects.filter(commitment=commitment).order_by("at", "id")
    ]


def promise_more(matter: Matter, what: str, due: date) -> Commitment:
    first = carrier(matter)
    return promises.promise(
        **BY, matter=matter, what=what, unit=first.unit, holder=first.holder, due=due, source="case"
    )


def test_a_matter_opens_with_the_promise_that_carries_it():
    town = make_town("Eva", "Ali")
    matter = open_for(town, "Eva", backup="Ali")
    first = carrier(matter)
    assert (first.matter, first.holder, first.backup, first.due) == (
        matter, town.person("Eva"), town.person("Ali"), IN_A_WEEK,
    )  # fmt: skip
    assert history(first) == ["made"]


def test_the_event_of_an_opened_matter_names_the_child():
    matter = open_for(make_town("Eva"), "Eva")
    event = Event.objects.get(action="matter.opened")
    assert [row.child for row in event.children.all()] == [matter.child_id]
    assert event.objects_touched == [f"commitments.matter:{matter.pk}"]


def test_the_last_promise_of_an_open_matter_cannot_be_kept_without_a_next():
    matter = open_for(make_town("Eva"), "Eva")
    with pytest.raises(promises.LastPromise, match="Skriv vad som händer härnäst"):
        promises.complete(**BY, commitment=carrier(matter))
    assert carrier(matter).is_open


def test_the_next_promise_carries_the_matter_when_the_last_is_kept():
    town = make_town("Eva", "Ali")
    matter = open_for(town, "Eva", backup="Ali")
    kept = carrier(matter)
    following = promises.complete(**BY, commitment=kept, next_what="Träffa Alva", next_due=IN_TWO)
    kept.refresh_from_db()
    assert following == carrier(matter)
    assert (following.holder, following.backup, following.due) == (
        town.person("Eva"),
        town.person("Ali"),
        IN_TWO,
    )
    assert (kept.state, kept.ended_on, history(kept)) == ("done", TODAY, ["made", "done"])


def test_the_next_promise_may_be_somebody_elses():
    town = make_town("Eva", "Ali")
    matter = open_for(town, "Eva", backup="Ali")
    following = promises.complete(
        **BY,
        commitment=carrier(matter),
        next_what="Träffa Alva",
        next_due=IN_TWO,
        next_holder=town.person("Ali"),
    )
    assert (following.holder, following.backup) == (town.person("Ali"), None)


def test_a_next_promise_needs_both_what_and_when():
    matter = open_for(make_town("Eva"), "Eva")
    for half in ({"next_what": "Träffa Alva"}, {"next_due": IN_TWO}):
        with pytest.raises(promises.NextIncomplete):
            promises.complete(**BY, commitment=carrier(matter), **half)


def test_another_promise_with_the_earliest_date_takes_over_the_matter():
    matter = open_for(make_town("Eva"), "Eva")
    kept = carrier(matter)
    promise_more(matter, "Skriv plan", date(2026, 4, 1))
    earliest = promise_more(matter, "Boka möte", IN_TWO)
    assert promises.complete(**BY, commitment=kept) is None
    assert carrier(matter) == earliest


def test_a_kept_promise_cannot_be_kept_again_nor_changed():
    matter = open_for(make_town("Eva"), "Eva")
    kept = carrier(matter)
    promises.complete(**BY, commitment=kept, next_what="Träffa Alva", next_due=IN_TWO)
    for act in (
        lambda: promises.complete(**BY, commitment=kept),
        lambda: promises.move(**BY, commitment=kept, due=IN_TWO, reason="", version=1),
        lambda: promises.drop(**BY, commitment=kept, reason="Onödigt", version=1),
    ):
        with pytest.raises(promises.AlreadyEnded):
            act()


def test_what_was_kept_today_can_be_undone_today_only():
    matter = open_for(make_town("Eva"), "Eva")
    kept = carrier(matter)
    promises.complete(**BY, commitment=kept, next_what="Träffa Alva", next_due=IN_TWO)
    with pytest.raises(promises.TooLateToUndo):
        promises.undo_complete(actor=BY["actor"], on=date(2026, 3, 3), commitment=kept)
    again = promises.undo_complete(**BY, commitment=kept)
    assert (again.state, again.ended_on, history(kept)) == ("open", None, ["made", "done", "reopened"])


def test_nothing_is_undone_in_a_closed_matter():
    matter = open_for(make_town("Eva"), "Eva")
    kept = carrier(matter)
    promises.complete(**BY, commitment=kept, next_what="Träffa Alva", next_due=IN_TWO)
    promises.close_matter(**BY, matter=matter, reason="Klart")
    with pytest.raises(promises.MatterClosed):
        promises.undo_complete(**BY, commitment=kept)


def test_moving_keeps_both_dates_and_the_reason_in_the_history():
    matter = open_for(make_town("Eva"), "Eva")
    moved = promises.move(**BY, commitment=carrier(matter), due=IN_TWO, reason="Sportlov", version=1)
    change = CommitmentChange.objects.get(commitment=moved, kind="moved")
    assert (change.due_before, change.due_after, change.reason) == (IN_A_WEEK, IN_TWO, "Sportlov")
    assert (moved.due, moved.version) == (IN_TWO, 2)


def test_nothing_is_promised_or_moved_to_a_day_that_has_passed():
    town = make_town("Eva")
    matter = open_for(town, "Eva")
    gone = date(2026, 3, 1)
    for act in (
        lambda: promises.move(**BY, commitment=carrier(matter), due=gone, reason="", version=1),
        lambda: promise_more(matter, "Boka möte", gone),
        lambda: open_for(town, "Eva", due=gone),
        lambda: promises.wait(
            **BY, commitment=carrier(matter), because="Svar från BUP", check_on=TODAY, version=1
        ),
    ):
        with pytest.raises(promises.DueInThePast, match="redan passerat"):
            act()
    assert carrier(matter).due == IN_A_WEEK


def test_waiting_needs_a_reason_and_moves_the_date_to_the_check():
    matter = open_for(make_town("Eva"), "Eva")
    with pytest.raises(promises.ReasonMissing):
        promises.wait(**BY, commitment=carrier(matter), because="  ", check_on=IN_TWO, version=1)
    waiting = promises.wait(
        **BY, commitment=carrier(matter), because="Svar från BUP", check_on=IN_TWO, version=1
    )
    assert (waiting.waits_because, waiting.due) == ("Svar från BUP", IN_TWO)
    moved = promises.move(**BY, commitment=waiting, due=IN_A_WEEK, reason="De svarade", version=2)
    assert moved.waits_because == ""


def test_handing_over_tells_the_receiver_and_keeps_the_history():
    town = make_town("Eva", "Ali", "Bo")
    matter = open_for(town, "Eva", backup="Ali")
    given = promises.hand_over(
        **BY, commitment=carrier(matter), to=town.person("Bo"), reason="Byter", version=1
    )
    assert (given.holder, given.backup) == (town.person("Bo"), town.person("Ali"))
    change = CommitmentChange.objects.get(commitment=given, kind="handed_over")
    assert (change.holder_before, change.holder_after) == (town.person("Eva"), town.person("Bo"))
    assert Notice.objects.get().professional == town.person("Bo")


def test_taking_over_oneself_gives_no_notice():
    town = make_town("Eva", "Ali")
    matter = open_for(town, "Eva")
    promises.hand_over(
        actor=as_professional(town.person("Ali")),
        on=TODAY,
        commitment=carrier(matter),
        to=town.person("Ali"),
        reason="",
        version=1,
    )
    assert not Notice.objects.exists()
    assert CommitmentChange.objects.get(kind="handed_over").by == town.person("Ali")


def test_the_backup_who_takes_over_is_no_longer_backup():
    town = make_town("Eva", "Ali")
    matter = open_for(town, "Eva", backup="Ali")
    given = promises.hand_over(**BY, commitment=carrier(matter), to=town.person("Ali"), reason="", version=1)
    assert (given.holder, given.backup) == (town.person("Ali"), None)


def test_a_promise_can_be_handed_to_another_unit():
    town = make_town("Eva", "Ali")
    other = make_unit(town.founding, "Åskolan")
    put_to_work(receiver := register("Mia"), other)
    matter = open_for(town, "Eva", backup="Ali")
    given = promises.hand_over(
        **BY, commitment=carrier(matter), to=receiver, unit=other, reason="Byter skola", version=1
    )
    assert (given.holder, given.unit, given.backup) == (receiver, other, None)


def test_only_somebody_at_work_at_the_unit_can_hold_or_back_up_a_promise():
    town = make_town("Eva")
    stranger = register("Mia")
    put_to_work(stranger, town.founding.office)
    matter = open_for(town, "Eva")
    for act in (
        lambda: open_for(town, stranger),
        lambda: open_for(town, "Eva", backup=stranger),
        lambda: promises.hand_over(**BY, commitment=carrier(matter), to=stranger, reason="", version=1),
        lambda: promises.complete(
            **BY, commitment=carrier(matter), next_what="Ring", next_due=IN_TWO, next_holder=stranger
        ),
    ):
        with pytest.raises(promises.HolderNotAtUnit, match="Mia Ek har inget uppdrag på Lindskolan"):
            act()
    assert carrier(matter).holder == town.person("Eva")


def test_an_assignment_that_has_ended_or_not_begun_holds_nothing_new():
    town = make_town("Eva")
    put_to_work(before := register("Förra"), town.school, start=date(2026, 1, 1), last_day=date(2026, 3, 1))
    put_to_work(later := register("Nästa"), town.school, start=date(2026, 3, 3))
    for person in (before, later):
        with pytest.raises(promises.HolderNotAtUnit):
            open_for(town, person)


def test_the_appointee_may_hold_a_promise_where_nobody_answers_for_the_unit():
    town = make_town("Eva")
    matter = open_for(town, town.appointee)
    assert carrier(matter).holder == town.appointee
    people.make_responsible(**BY, unit=town.school, professional=town.person("Eva"), start=TODAY)
    with pytest.raises(promises.HolderNotAtUnit):
        open_for(town, town.appointee)


def test_holder_and_backup_are_two_people():
    with pytest.raises(promises.SameBackup):
        open_for(make_town("Eva"), "Eva", backup="Eva")


def test_nothing_opens_where_nobody_would_catch_it():
    town = make_town("Eva")
    with recorded(actor=BY["actor"], action="world.bent"):
        body = ResponsibleBody.objects.create(
            name="Ö friskola", kind="independent", municipality=town.founding.body.municipality
        )
        agency = Agency.objects.create(name="Ö friskola", responsible_body=body)
        area = SecrecyArea.objects.create(name="Ö", agency=agency)
        unit = Unit.objects.create(name="Ö friskola", kind="compulsory", area=area)
    put_to_work(teacher := register("Mia"), unit)
    with pytest.raises(promises.BodyWithoutAppointee, match="Utse en efterträdare först"):
        open_for(town, teacher, unit=unit)


def test_dropping_needs_a_reason_and_never_drops_the_last_promise():
    matter = open_for(make_town("Eva"), "Eva")
    other = promise_more(matter, "Boka möte", IN_TWO)
    with pytest.raises(promises.ReasonMissing):
        promises.drop(**BY, commitment=other, reason=" ", version=1)
    promises.drop(**BY, commitment=carrier(matter), reason="Behövs inte", version=1)
    assert carrier(matter) == other
    with pytest.raises(promises.LastPromise):
        promises.drop(**BY, commitment=other, reason="Behövs inte", version=1)


def test_whoever_saves_on_an_old_version_is_told_and_changes_nothing():
    town = make_town("Eva", "Ali")
    matter = open_for(town, "Eva")
    promises.move(**BY, commitment=carrier(matter), due=IN_TWO, reason="", version=1)
    stale = {**BY, "commitment": carrier(matter), "version": 1}
    for act in (
        lambda: promises.move(**stale, due=IN_A_WEEK, reason=""),
        lambda: promises.wait(**stale, because="Svar", check_on=IN_A_WEEK),
        lambda: promises.hand_over(**stale, to=town.person("Ali"), reason=""),
        lambda: promises.drop(**stale, reason="Nej"),
    ):
        with pytest.raises(promises.StaleVersion, match="Din text finns kvar"):
            act()
    assert (carrier(matter).due, carrier(matter).version) == (IN_TWO, 2)


def test_closing_a_matter_ends_every_promise_in_it():
    matter = open_for(make_town("Eva"), "Eva")
    promise_more(matter, "Boka möte", IN_TWO)
    promises.close_matter(**BY, matter=matter, reason="Alva mår bra")
    matter.refresh_from_db()
    assert (matter.closed_on, matter.carried_by) == (TODAY, None)
    assert not Commitment.objects.filter(state="open").exists()
    for act in (lambda: promises.close_matter(**BY, matter=matter, reason=""), lambda: promise_in(matter)):
        with pytest.raises(promises.MatterClosed):
            act()


def promise_in(matter: Matter) -> None:
    any_one = Commitment.objects.filter(matter=matter).first()
    promises.promise(
        **BY, matter=matter, what="Mer", unit=any_one.unit, holder=any_one.holder, due=IN_TWO, source="case"
    )


def test_a_text_that_is_too_long_is_refused_and_not_cut():
    matter = open_for(make_town("Eva"), "Eva")
    with pytest.raises(promises.TooLong, match="301 tecken"):
        promises.move(**BY, commitment=carrier(matter), due=IN_TWO, reason="a" * 301, version=1)


def test_a_notice_that_is_read_is_gone_from_the_day():
    town = make_town("Eva", "Ali")
    promises.hand_over(
        **BY, commitment=carrier(open_for(town, "Eva")), to=town.person("Ali"), reason="", version=1
    )
    promises.read_notice(**BY, notice=Notice.objects.get())
    assert Notice.objects.get().read_on == TODAY
