"""Log review: what is found in a year, what is drawn, what a reviewer may see and must write."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import SystemRandom
from uuid import uuid4

import pytest
import time_machine
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.figures import figure
from tests.signed_in import sign_in

from knutpunkt.foundation.access import reviewing
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import label, record_reading, recorded
from knutpunkt.foundation.audit.trail import Trail
from knutpunkt.foundation.casefile.models import EmergencyOpening
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import (
    Assignment,
    Guardian,
    Guardianship,
    Profession,
    Regime,
    ResponsibleBody,
    Unit,
)
from knutpunkt.rooms.concerns.tests import place as school
from knutpunkt.rooms.entrance.models import UnsavedWithoutChild
from knutpunkt.rooms.oversight import operations, queries
from knutpunkt.rooms.oversight.models import Review, ReviewRound
from knutpunkt.rooms.oversight.patterns import Reason
from knutpunkt.rooms.oversight.refusals import ReviewersOwn
from knutpunkt.rooms.oversight.sampling import systematic
from knutpunkt.rooms.oversight.tests import year as simulated

pytestmark = pytest.mark.django_db


@pytest.mark.alike
def test_t37_a_year_of_curious_readings_is_found_and_the_innocent_are_left_alone():
    seed = SystemRandom().randrange(10**6)
    print("seed", seed)
    year = simulated.build(seed)
    reviewer = actor_for(Assignment.objects.select_related("unit__area__agency").get(pk=year.reviewer.pk))
    flagged, days = set(), set()
    for month in range(simulated.MONTHS):
        first_day = simulated.FIRST + timedelta(days=30 * month)
        last_day = first_day + timedelta(days=29)
        drawn = operations.draw_round(
            actor=reviewer, on=last_day + timedelta(days=1), first_day=first_day, last_day=last_day
        )
        for one in Review.objects.filter(round=drawn):
            if one.child is None:
                days.add((one.professional_id, one.first_at.date()))
            elif one.reasons != [Reason.SAMPLE]:
                flagged.add((one.professional_id, one.child))
    snooped = set().union(*year.snooped.values())
    found = {kind: len(pairs & flagged) / len(pairs) for kind, pairs in year.snooped.items()}
    caught = len(snooped & flagged) + len(year.dug & days)
    recall = caught / (len(snooped) + len(year.dug))
    innocent = year.innocent - snooped
    false = len(innocent & flagged) / len(innocent)
    wrong_days = len(days - year.dug)
    print(found, len(snooped), len(flagged), len(innocent & flagged), len(innocent), wrong_days, len(days))
    assert recall >= 0.9, found
    assert false <= 0.05
    assert wrong_days <= 0.05 * len(year.dug) + 1
    figure(
        "T37",
        f"{recall:.0%} av {len(snooped) + len(year.dug)} nyfikna läsningar hittade under ett simulerat läsår"
        f" med {len(year.entries)} läsningar; {false:.1%} falska bland {len(innocent)} oskyldiga",
    )


@pytest.fixture
def lind() -> school.Place:
    return school.build()


@pytest.fixture
def lo(lind):
    with recorded(actor=SYSTEM, action="world.built"):
        return school.work("Lo", "Ros", lind.school, Profession.LOG_REVIEWER)


def read(place, who, child, day: date) -> None:
    """Somebody opens a child's page on a day at ten."""
    with time_machine.travel(timezone.make_aware(datetime.combine(day, time(10))), tick=False):
        browser = Client()
        sign_in(browser, who)
        assert browser.get(reverse("cases:child", args=[child.pk])).status_code == 200


def test_a_review_is_documented_and_the_reviewers_own_reading_is_logged(lind, lo):
    read(lind, lind.mia, lind.alva, school.TODAY - timedelta(days=30))
    with time_machine.travel(timezone.make_aware(datetime.combine(school.TODAY, time(10))), tick=False):
        browser = Client()
        sign_in(browser, lo)
        days = {"first_day": date(2026, 10, 1), "last_day": date(2026, 10, 31)}
        answer = browser.post(reverse("oversight:overview"), days, follow=True)
        page = answer.content.decode()
        assert "Mia Falk" in page
        assert "AN" in page
        assert "Alva" not in page
        assert "Nyström" not in page
        one = Review.objects.get()
        assert (one.holder_id, one.is_open, one.due is not None) == (lo.professional_id, True, True)
        url = reverse("oversight:review", args=[one.pk])
        shown = browser.get(url).content.decode()
        assert "Läste barnets sida" in shown
        assert "Är mentor" in shown
        assert "Alva" not in shown
        event = Event.objects.filter(action="oversight.review.read").latest("position")
        assert [row.child for row in event.children.all()] == [lind.alva.pk]
        empty = browser.post(url, {"judgement": "in_order", "looked_at": " ", "version": one.version})
        assert empty.status_code == 422
        browser.post(
            url, {"judgement": "in_order", "looked_at": "Mentor för klassen.", "version": one.version}
        )
    one.refresh_from_db()
    assert (one.judgement, one.judged_by_id, one.looked_at, one.holder_id) == (
        "in_order",
        lo.professional_id,
        "Mentor för klassen.",
        None,
    )
    late = browser.post(url, {"judgement": "ask", "looked_at": "Annat", "version": 1})
    assert late.status_code in (302, 422)
    one.refresh_from_db()
    assert one.looked_at == "Mentor för klassen."


def test_t20_two_reviewers_of_one_reading_meet_both_texts_and_a_draft_hangs_on_no_child(lind, lo):
    with recorded(actor=SYSTEM, action="world.built"):
        vi = school.work("Vi", "Ask", lind.school, Profession.LOG_REVIEWER)
    read(lind, lind.mia, lind.alva, school.TODAY - timedelta(days=30))
    with time_machine.travel(timezone.make_aware(datetime.combine(school.TODAY, time(10))), tick=False):
        first, second = Client(), Client()
        sign_in(first, lo)
        sign_in(second, vi)
        days = {"first_day": date(2026, 10, 1), "last_day": date(2026, 10, 31)}
        first.post(reverse("oversight:overview"), days)
        one = Review.objects.get()
        url = reverse("oversight:review", args=[one.pk])
        told = {
            "judgement": "in_order",
            "version": one.version,
            "began": second.get(url).context["typed"].began,
        }
        second.post(url, told | {"looked_at": "Schemat den dagen.", "keep_typed": "1"})
        assert UnsavedWithoutChild.objects.get().values["looked_at"] == ["Schemat den dagen."]
        first.post(url, told | {"looked_at": "Mentor för klassen."})
        late = second.post(url, told | {"looked_at": "Schemat den dagen."})
        assert late.status_code == 422
        (side,) = late.context["typed"].sides
        assert "".join(part.text for part in side.theirs) == "Mentor för klassen."
        assert late.context["form"]["looked_at"].value() == "Schemat den dagen."
    one.refresh_from_db()
    assert one.looked_at == "Mentor för klassen."


def test_the_same_seed_draws_the_same_sample_and_another_seed_another():
    pairs = {(uuid4(), uuid4()) for _ in range(500)}
    first = systematic(pairs, size=20, seed="a")
    assert first == systematic(set(pairs), size=20, seed="a")
    assert first != systematic(pairs, size=20, seed="b")
    assert len(set(first)) == 20
    drawn = Counter(pair for n in range(300) for pair in systematic(pairs, size=20, seed=str(n)))
    assert len(drawn) == len(pairs), "everybody can be drawn"


def test_an_emergency_opening_is_first_even_when_nothing_was_read(lind, lo):
    opened = timezone.make_aware(datetime.combine(date(2026, 10, 5), time(9)))
    read(lind, lind.mia, lind.alva, date(2026, 10, 6))
    with recorded(actor=SYSTEM, action="world.built"):
        EmergencyOpening.objects.create(
            child=lind.ville,
            professional=lind.sam.professional,
            assignment=lind.sam,
            reason="Ringde från sjukhuset",
            opened_at=opened,
            until=opened + timedelta(hours=4),
        )
    drawn = operations.draw_round(
        actor=_actor(lo), on=school.TODAY, first_day=date(2026, 10, 1), last_day=date(2026, 10, 31)
    )
    first = Review.objects.filter(round=drawn).first()
    assert (first.reasons[0], first.professional_id) == ("emergency", lind.sam.professional_id)
    browser = Client()
    sign_in(browser, lo)
    page = browser.get(reverse("oversight:review", args=[first.pk])).content.decode()
    assert "Ringde från sjukhuset" in page
    assert "ingenting lästes" in page


def test_only_a_log_reviewer_finds_the_log_review(lind):
    for who in (lind.mia, lind.rut, lind.kim):
        browser = Client()
        sign_in(browser, who)
        for name in ("overview", "person"):
            assert browser.get(reverse(f"oversight:{name}")).status_code == 404


def test_a_meeting_is_said_beforehand_by_whoever_answers_for_the_unit(lind):
    now = timezone.make_aware(datetime.combine(school.TODAY, time(10)))
    with time_machine.travel(now, tick=False):
        rut, mia = Client(), Client()
        sign_in(rut, lind.rut)
        sign_in(mia, lind.mia)
        url = reverse("oversight:meetings")
        assert mia.get(url).status_code == 404
        told = {"day": school.TODAY, "begins": "13:00", "ends": "15:00"}
        assert rut.post(url, told).status_code == 302
        assert "13:00–15:00" in rut.get(url).content.decode()
        assert rut.post(url, told | {"begins": "08:00"}).status_code == 422
        assert rut.post(url, told | {"ends": "19:00"}).status_code == 422


def test_what_somebody_read_at_another_body_is_that_bodys_to_review(lind, lo):
    with recorded(actor=SYSTEM, action="world.built"):
        body = ResponsibleBody.objects.create(name="Åsnäs", kind="municipal", municipality=lind.town)
        area = school._area("Skolan i Åsnäs", body, lind.town, Regime.SCHOOL)
        away = Unit.objects.create(name="Björkskolan", kind=Unit.Kind.COMPULSORY, area=area)
        _works_also(lind.mia, away)
    mia = _actor(lind.mia)
    there = replace(mia, unit=away.pk, area=area.pk)
    lent = replace(_actor(lind.sam), behind=mia)
    lent_there = replace(_actor(lind.sam), unit=away.pk, area=area.pk, behind=mia)
    at = timezone.make_aware(datetime.combine(school.TODAY - timedelta(days=30), time(10)))
    with time_machine.travel(at, tick=False):
        for reader, child in (
            (mia, lind.alva),
            (there, lind.ville),
            (lent, lind.alva),
            (lent_there, lind.ville),
        ):
            trail = Trail(actor=reader, read_only=False)
            trail.children[child.pk] = trail.seen[label(child)] = None
            record_reading(trail, action="cases.child.read")
    when = {"first_day": date(2026, 10, 1), "last_day": date(2026, 10, 31)}
    reviewer = {"actor": _actor(lo), "on": school.TODAY}
    found = queries.met_by(lind.mia.professional, **reviewer, **when)
    assert [(one.initials, len(found.lines), found.objects) for one in found.children] == [("AN", 2, 1)]
    operations.draw_round(**reviewer, **when)
    one = Review.objects.get(professional=lind.mia.professional)
    with recorded(actor=SYSTEM, action="world.changed"):
        Review.objects.filter(pk=one.pk).update(child=None)
    one.refresh_from_db()
    assert {line.child.initials for line in queries.lines_of(one, **reviewer)} == {"AN"}
    with pytest.raises(Http404):
        queries.met_by(lind.mia.professional, **reviewer | {"actor": _actor(lind.rut)}, **when)


def test_who_works_at_two_units_has_colleagues_at_both(lind):
    with recorded(actor=SYSTEM, action="world.built"):
        _works_also(lind.sam, lind.clinic)
        for who, child in ((lind.mia, lind.alva), (lind.bo, lind.ville)):
            parent = Guardian.objects.create(
                given_name=who.professional.given_name, family_name=who.professional.family_name
            )
            Guardianship.objects.create(
                child=child, guardian=parent, relation="custody", start=school.LONG_AGO
            )
    sam = lind.sam.professional_id
    pairs = [(sam, lind.alva.pk), (sam, lind.ville.pk)]
    found = reviewing.ties(pairs, first_day=school.TODAY, last_day=school.TODAY)
    assert [found[pair].colleagues for pair in pairs] == [True, True]


def _works_also(who: Assignment, unit: Unit) -> None:
    Assignment.objects.create(
        professional=who.professional, unit=unit, profession=who.profession, start=school.LONG_AGO
    )


def test_nobody_reviews_themselves(lind, lo):
    with recorded(actor=SYSTEM, action="world.built"):
        drawn = ReviewRound.objects.create(
            responsible_body=lind.body, first_day=date(2026, 9, 1), last_day=date(2026, 9, 30), seed="a",
            sample_size=1, readings=1, pairs=1, made_by=lo.professional, made_on=school.TODAY,
        )  # fmt: skip
        one = Review.objects.create(
            round=drawn, professional=lo.professional, readings=1, first_at=timezone.now(),
            last_at=timezone.now(), holder=lo.professional, due=school.TODAY,
        )  # fmt: skip
    with pytest.raises(ReviewersOwn):
        operations.judge(
            actor=_actor(lo), on=school.TODAY, review=one, judgement=Review.Judgement.IN_ORDER,
            looked_at="Jag", due=None, version=1,
        )  # fmt: skip


def _actor(who: Assignment):
    return actor_for(Assignment.objects.select_related("unit__area__agency").get(pk=who.pk))
