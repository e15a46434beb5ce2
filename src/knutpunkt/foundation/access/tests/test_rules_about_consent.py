"""One sentence a rule: when a disclosure opens, and when a consent is effective."""

from datetime import date, timedelta

import pytest

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import consent_state
from knutpunkt.foundation.access.tests.place import (
    ENDED,
    LONG_AGO,
    RUNNING,
    TODAY,
    TOMORROW,
    YESTERDAY,
    add,
    change,
    make_place,
    sees,
)
from knutpunkt.foundation.casefile.models import Category, Disclosure, Ground, GuardianNotAsked, Record
from knutpunkt.foundation.people.models import Child, Professional

pytestmark = pytest.mark.django_db
TWELVE, SIXTEEN = date(2013, 5, 5), date(2009, 5, 5)


class Sharing:
    """A record of the school's, a participant from the clinic, and a consent between them."""

    def __init__(self, birth: date | None = TWELVE, *, guardians: int = 2) -> None:
        self.place = place = make_place(birth)
        self.case, self.reader = place.case(), place.works(place.clinic)
        place.joins(self.case, self.reader)
        self.record = place.record(self.case)
        self.guardians = [place.guardian() for _ in range(guardians)]
        self.consent = place.consent(self.record, place.clinic)
        self.disclosure = place.discloses(self.record, place.clinic, Ground.CONSENT, consent=self.consent)

    def yes(self, *people, **values):
        return [self.place.answers(self.consent, one, **values) for one in people]

    def open(self, on: date = TODAY) -> bool:
        assert consent_state(self.consent, on).effective == (sees(self.reader, self.record, on) != "")
        return sees(self.reader, self.record, on) == "consent"


def test_with_one_guardian_s_yes_it_is_closed_and_with_both_it_opens():
    it = Sharing()
    assert not it.open()
    it.yes(it.guardians[0])
    assert not it.open()
    assert consent_state(it.consent, TODAY).guardians_missing == {it.guardians[1].person}
    it.yes(it.guardians[1])
    assert it.open()


def test_a_withdrawal_closes_on_its_own_day():
    it = Sharing()
    answer, _ = it.yes(*it.guardians)
    change(answer, withdrawn_on=TODAY)
    assert it.open(on=YESTERDAY)
    assert not it.open(on=TODAY)


def test_a_yes_counts_from_the_day_it_is_given():
    it = Sharing(guardians=1)
    it.yes(*it.guardians, given_on=TODAY)
    assert not it.open(on=YESTERDAY)
    assert it.open()


def test_a_yes_that_was_replaced_by_a_no_does_not_count():
    it = Sharing(guardians=1)
    it.yes(*it.guardians, current=False)
    it.yes(*it.guardians, answer="no")
    assert not it.open()


def test_the_period_of_the_consent_includes_its_last_day():
    it = Sharing(guardians=1)
    it.yes(*it.guardians)
    change(it.consent, last_day=TODAY)
    assert it.open()
    assert not it.open(on=TOMORROW)


def test_a_blocked_guardian_is_not_asked():
    it = Sharing(guardians=1)
    it.place.guardian(blocked=True)
    it.yes(*it.guardians)
    assert it.open()


def test_a_block_holds_although_another_link_says_custody():
    it = Sharing(guardians=1)
    link = it.place.child.guardianships.get()
    add(type(link), child=it.place.child, guardian=link.guardian, relation="custody", blocked=True, **RUNNING)
    it.yes(*it.guardians)
    assert not it.open()
    it.yes(None)
    assert it.open()


def test_a_parent_without_custody_and_a_former_guardian_are_not_asked():
    it = Sharing(guardians=1)
    it.place.guardian(relation="parent")
    it.place.guardian(**ENDED)
    it.yes(*it.guardians)
    assert it.open()


def test_custody_that_begins_today_asks_one_more():
    it = Sharing(guardians=1)
    it.yes(*it.guardians)
    it.place.guardian(start=TODAY)
    assert it.open(on=YESTERDAY)
    assert not it.open()


def test_under_15_the_child_s_no_stops_unless_overridden_in_writing():
    it = Sharing(guardians=1)
    it.yes(*it.guardians)
    it.yes(None, answer="no")
    assert not it.open()
    change(it.consent, childs_no_overridden="Barnet är fem år och ...")
    assert it.open()


def test_under_15_a_child_s_not_now_and_silence_do_not_stop():
    it = Sharing(guardians=1)
    it.yes(*it.guardians)
    assert it.open()
    it.yes(None, answer="not_now")
    assert it.open()


def test_under_15_a_yes_the_child_takes_back_stops():
    it = Sharing(guardians=1)
    it.yes(*it.guardians)
    it.yes(None, withdrawn_on=TODAY)
    assert it.open(on=YESTERDAY)
    assert not it.open()


def test_from_15_the_child_s_yes_is_needed_unless_maturity_is_assessed():
    it = Sharing(SIXTEEN)
    it.yes(*it.guardians)
    assert not it.open()
    assert consent_state(it.consent, TODAY).child_missing
    change(it.consent, maturity_reason="Bedömt med barnet den 1 mars.")
    assert it.open()


def test_on_the_15th_birthday_the_child_must_have_said_yes():
    it = Sharing(date(TODAY.year - 15, TODAY.month, TODAY.day))
    it.yes(*it.guardians)
    assert it.open(on=YESTERDAY)
    assert not it.open(on=TODAY)


def test_at_18_the_guardians_yes_lapses_and_the_youth_s_own_is_enough():
    it = Sharing(date(TODAY.year - 18, TODAY.month, TODAY.day))
    change(it.consent, maturity_reason="Bedömt.")
    it.yes(*it.guardians)
    assert it.open(on=YESTERDAY)
    assert not it.open(on=TODAY)
    it.yes(None)
    assert it.open(on=TODAY)


def test_somebody_born_on_29_february_is_18_on_the_28th_in_a_common_year():
    it = Sharing(date(2008, 2, 29))
    it.yes(*it.guardians)
    change(it.consent, maturity_reason="Bedömt.")
    assert it.open(on=date(2026, 2, 27))
    assert not it.open(on=date(2026, 2, 28))


def test_with_an_unknown_birth_date_both_guardians_and_child_must_say_yes():
    it = Sharing(None)
    it.yes(*it.guardians)
    assert not it.open()
    it.yes(None)
    assert it.open()


def test_where_no_guardian_may_be_asked_the_child_s_own_yes_is_needed():
    it = Sharing(guardians=0)
    change(it.consent, maturity_reason="Bedömt.", childs_no_overridden="Skäl.")
    assert not it.open()
    it.yes(None)
    assert it.open()


@pytest.mark.parametrize(
    "about",
    [
        lambda it: {"category": Category.HEALTH},
        lambda it: {"recipient": it.place.social},
        lambda it: {"sender": it.place.other_school},
        lambda it: {
            "child": add(Child, given_name="Bo", family_name="Ek", municipality=it.place.municipality)
        },
    ],
)
def test_a_consent_about_something_else_opens_nothing(about):
    it = Sharing(guardians=1)
    it.yes(*it.guardians)
    assert it.open()
    change(it.consent, **about(it))
    assert sees(it.reader, it.record) == ""


def test_another_child_s_own_yes_opens_nothing_about_this_one():
    it = Sharing()
    bo = add(Child, given_name="Bo", family_name="Ek", municipality=it.place.municipality)
    it.yes(None)
    change(it.consent, child=bo)
    assert consent_state(it.consent, TODAY).effective
    assert sees(it.reader, it.record) == ""


def test_what_is_handed_over_of_another_child_opens_nothing_about_this_one():
    it = Sharing()
    bo = add(Child, given_name="Bo", family_name="Ek", municipality=it.place.municipality)
    change(it.disclosure, ground=Ground.HARM_TEST, child=bo)
    assert sees(it.reader, it.record) == ""


def test_a_consent_given_in_another_case_opens_nothing():
    it = Sharing(guardians=1)
    it.yes(*it.guardians)
    change(it.consent.request, case=it.place.case(it.place.other_school))
    assert sees(it.reader, it.record) == ""


def test_a_consent_is_not_a_share():
    it = Sharing(guardians=1)
    it.yes(*it.guardians)
    assert sees(it.reader, it.place.record(it.case)) == ""


def test_another_ground_stands_as_delivered_until_it_is_ended():
    it = Sharing()
    change(it.disclosure, ground=Ground.HARM_TEST)
    assert sees(it.reader, it.record) == "harm_test"
    change(it.disclosure, ended_on=TODAY)
    assert (sees(it.reader, it.record, on=YESTERDAY), sees(it.reader, it.record)) == ("harm_test", "")


@pytest.mark.parametrize(
    "bent",
    [
        {"refused": True},
        {"sent_on": TOMORROW},
        {"until": YESTERDAY},
        {"case": None},
    ],
)
def test_a_refused_late_past_or_caseless_disclosure_opens_nothing(bent):
    it = Sharing()
    change(it.disclosure, ground=Ground.HARM_TEST, **bent)
    assert sees(it.reader, it.record) == ""


def test_the_last_day_of_a_disclosure_is_included():
    it = Sharing()
    change(it.disclosure, ground=Ground.HARM_TEST, until=TODAY)
    assert sees(it.reader, it.record) == "harm_test"


def test_a_disclosure_opens_to_participants_through_the_receiving_unit_alone():
    it = Sharing()
    change(it.disclosure, ground=Ground.HARM_TEST)
    colleague, social = it.place.works(it.place.clinic), it.place.works(it.place.social)
    it.place.joins(it.case, social)
    assert sees(colleague, it.record) == sees(social, it.record) == ""


def test_what_was_received_cannot_be_handed_on():
    it = Sharing()
    change(it.disclosure, ground=Ground.HARM_TEST)
    assert sees(it.reader, it.record, action=Action.DISCLOSE) == ""
    social = it.place.works(it.place.social)
    it.place.joins(it.case, social)
    it.place.discloses(it.record, it.place.social, sender=it.place.clinic)
    assert sees(social, it.record) == ""


@pytest.mark.parametrize(
    "bent", [{"draft": True}, {"restricted": True}, {"kind": Record.Kind.REPORT_OF_CONCERN}]
)
def test_a_disclosure_never_opens_a_draft_restricted_words_or_a_report_of_concern(bent):
    it = Sharing()
    change(it.disclosure, ground=Ground.HARM_TEST)
    change(it.record, **bent)
    assert sees(it.reader, it.record) == ""


def test_a_refusal_is_seen_by_the_sender_and_not_by_who_was_refused():
    it = Sharing()
    sender = it.place.works(it.place.school)
    it.place.joins(it.case, sender)
    change(it.disclosure, refused=True)
    row = Disclosure.objects.get(pk=it.disclosure.pk)
    assert (sees(sender, row), sees(it.reader, row)) == ("own_unit", "")
    assert sees(sender, it.consent.request) == "own_unit"
    assert sees(it.reader, it.consent.request) == ""


def test_the_ground_consent_is_preferred_since_it_is_what_the_family_can_take_back():
    it = Sharing(guardians=1)
    it.yes(*it.guardians)
    it.place.discloses(it.record, it.place.clinic, Ground.HARM_TEST, sent_on=LONG_AGO - timedelta(days=1))
    assert sees(it.reader, it.record) == "consent"


def test_under_15_a_no_that_was_replaced_or_is_not_yet_said_does_not_stop():
    it = Sharing(guardians=1)
    it.yes(*it.guardians)
    it.yes(None, answer="no", current=False)
    it.yes(None, answer="no", given_on=TODAY)
    assert it.open(on=YESTERDAY)
    assert not it.open(on=TODAY)


def test_a_guardian_left_out_is_not_waited_for_from_that_day_and_the_other_still_is():
    it = Sharing()
    it.yes(it.guardians[0])
    add(
        GuardianNotAsked,
        request=it.consent.request,
        guardian_id=it.guardians[1].person,
        why=GuardianNotAsked.Why.UNREACHABLE,
        reason="Skäl",
        decided_by=Professional.objects.first(),
        decided_on=TODAY,
    )
    assert not it.open(on=YESTERDAY)
    assert it.open(on=TODAY)
    change(it.consent.answers.get(), withdrawn_on=TODAY)
    assert not it.open(on=TODAY)
