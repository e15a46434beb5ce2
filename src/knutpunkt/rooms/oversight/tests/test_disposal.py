"""Disposal by travelling in time: each class is gone on its day, not the day before, and nothing else is."""

import itertools
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from tests import everything
from tests.figures import figure

from knutpunkt.foundation.access.holdings import holdings
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.classification import Retention
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case, Record
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.ages import birthday
from knutpunkt.foundation.people.models import (
    Account,
    Assignment,
    Child,
    ConflictOfInterest,
    Enrolment,
    Guardian,
    Professional,
)
from knutpunkt.rooms.cases.attachments import place_of
from knutpunkt.rooms.cases.models import Attachment
from knutpunkt.rooms.intake import lake
from knutpunkt.rooms.oversight.disposal import dispose, due
from knutpunkt.rooms.oversight.keeping import stop
from knutpunkt.rooms.oversight.models import Disposal, LegalHold, RetentionPeriod, ReviewRound
from knutpunkt.rooms.oversight.periods import CLASSES, RULES, STATISTICS_LOOK_BACK, Kept
from knutpunkt.rooms.statistics.periods import SCHOOL_YEARS, periods
from knutpunkt.rooms.statistics.queries import steps_report

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


@pytest.fixture
def world():
    world = everything.build(timezone.localdate())
    ended(world)
    return world


def ended(world) -> None:
    """Everything is closed today, no disposal is stopped any longer, and the children leave school."""
    on = world.on
    with recorded(actor=SYSTEM, action="world.changed"):
        Matter.objects.update(closed_on=on, carried_by=None)
        Commitment.objects.filter(state="open").update(state="done", ended_on=on)
        Case.objects.update(state=Case.State.CLOSED, closed_on=on)
        Enrolment.objects.update(last_day=on)
        LegalHold.objects.all().delete()


@pytest.fixture(autouse=True)
def a_lake_of_its_own(settings, tmp_path: Path) -> None:
    settings.LAKE = tmp_path / "lake"


def left_of(*children: Child, retention: Retention) -> dict[str, int]:
    """How many rows of a class are left of the children, by model; nothing for none."""
    found = {
        held.label: held.model._default_manager.filter(
            **{f"{held.child}__in": [one.pk for one in children]}
        ).count()
        for held in holdings()
        if held.model.privacy.retention is retention
    }
    return {label: number for label, number in found.items() if number}


def years_on(day: date, years: int) -> date:
    return birthday(day, day.year + years)


def test_t40_each_class_is_gone_on_its_day_and_not_the_day_before(world, django_capture_on_commit_callbacks):
    alva, ville, on = world.place.alva, world.place.ville, world.on
    file = place_of(Attachment.objects.get(child=alva))
    lessons_of(alva, ville)
    leave(world.place.bo, on)
    five, ten = years_on(on, 5), years_on(on, 10)
    before = left_of(alva, ville, retention=Retention.CASE_RECORD)
    assert len(before) > 15, before
    assert due(five - ONE_DAY).counts == {}
    dispose(actor=SYSTEM, on=five - ONE_DAY)
    assert left_of(alva, ville, retention=Retention.CASE_RECORD) == before
    assert file.exists()
    figures = statistics(world, five)
    with django_capture_on_commit_callbacks(execute=True):
        report = dispose(actor=SYSTEM, on=five)
    assert report.counts[Kept.SCHOOL_FILE] == 2
    assert report.counts[Kept.PUPIL] == 2
    for retention in (Retention.CASE_RECORD, Retention.SCHOOL_RECORD):
        assert left_of(alva, ville, retention=retention) == {}
    assert not Child.objects.filter(pk__in=[alva.pk, ville.pk]).exists()
    assert not Guardian.objects.exists()
    assert not file.exists()
    assert children_in_the_lake() == {"another"}
    assert statistics(world, five) == figures
    bo = Professional.objects.filter(pk=world.place.bo.professional_id)
    assert not Account.objects.filter(professional__in=bo).exists()
    assert not bo.exclude(email="").exists()
    assert due(five).is_empty
    assert due(ten).counts.keys() <= {Kept.STAFF.value}
    connection.check_constraints()
    figure(
        "T40",
        f"{len(before)} slags rader, bilagor, frånvaro och betyg borta på sin dag och inte dagen före;"
        " statistiken oförändrad",
    )


def test_t40_a_stop_holds_until_it_is_lifted(world):
    on, five = world.on, years_on(world.on, 5)
    hold = stop(actor=world.place.actor("rut"), on=on, child=world.place.ville, reason="Tvist")
    report = dispose(actor=SYSTEM, on=five)
    assert report.held >= 1
    assert Record.objects.filter(child=world.place.ville).exists()
    assert not Record.objects.filter(child=world.place.alva).exists()
    with recorded(actor=SYSTEM, action="world.changed"):
        LegalHold.objects.filter(pk=hold.pk).update(last_day=five)
    dispose(actor=SYSTEM, on=five + ONE_DAY)
    assert not Record.objects.filter(child=world.place.ville).exists()


def test_t40_a_running_conflict_of_interest_stays_as_long_as_the_child(world):
    alva, mia, five = world.place.alva, world.place.mia.professional, years_on(world.on, 5)
    with recorded(actor=SYSTEM, action="world.changed"):
        ConflictOfInterest.objects.all().delete()
        Enrolment.objects.filter(child=alva).update(last_day=None)
        for last_day in (None, world.on):
            ConflictOfInterest.objects.create(
                professional=mia, child=alva, declared_by=mia, reason="Moster", start=world.on,
                last_day=last_day,
            )  # fmt: skip
    dispose(actor=SYSTEM, on=five)
    assert not Record.objects.filter(child=alva).exists()
    assert [one.last_day for one in ConflictOfInterest.objects.filter(child=alva)] == [None]
    with recorded(actor=SYSTEM, action="world.changed"):
        Enrolment.objects.filter(child=alva).update(last_day=five)
    dispose(actor=SYSTEM, on=years_on(five, 5))
    assert not ConflictOfInterest.objects.exists()


def test_t40_nothing_open_is_ever_due(world):
    with recorded(actor=SYSTEM, action="world.changed"):
        Case.objects.filter(child=world.place.alva).update(state=Case.State.AFTER_CARE)
    report = dispose(actor=SYSTEM, on=years_on(world.on, 60))
    assert report.counts.get(Kept.SCHOOL_FILE) == 1
    assert Record.objects.filter(child=world.place.alva).exists()
    assert Child.objects.filter(pk=world.place.alva.pk).exists()


def test_t40_a_body_keeps_longer_and_the_social_services_until_the_child_is_thirty(world):
    on, five = world.on, years_on(world.on, 5)
    social = world.roles["social worker"].unit
    with recorded(actor=SYSTEM, action="world.changed"):
        RetentionPeriod.objects.create(
            responsible_body=world.place.body, what=Kept.SCHOOL_FILE, years=7, law="Egen plan", start=on
        )
        Record.objects.filter(child=world.place.ville, kind=Record.Kind.REPORT_OF_CONCERN).update(unit=social)
        Matter.objects.filter(child=world.place.ville).update(unit=social)
    assert Kept.SCHOOL_FILE not in due(five).counts
    assert due(years_on(on, 7)).counts[Kept.SCHOOL_FILE] == 2
    thirty = years_on(world.place.ville.birth_date, 30)
    assert Kept.SOCIAL_FILE not in due(thirty - ONE_DAY).counts
    assert due(thirty).counts[Kept.SOCIAL_FILE] == 1
    with recorded(actor=SYSTEM, action="world.changed"):
        Child.objects.update(birth_date=date(2012, 5, 15))
        RetentionPeriod.objects.create(
            responsible_body=world.place.body, what=Kept.SAMPLE, years=0, law="Riksarkivet", start=on
        )
    assert due(years_on(on, 80)).counts.keys() <= {Kept.STAFF.value}


def test_t40_reviews_go_after_five_years_and_reports_say_only_numbers(world):
    on = world.on
    with recorded(actor=SYSTEM, action="world.changed"):
        ReviewRound.objects.create(
            responsible_body=world.place.body, first_day=on, last_day=on, seed="a", sample_size=1,
            readings=1, pairs=1, made_by=world.place.mia.professional, made_on=on,
        )  # fmt: skip
    assert Kept.REVIEW not in due(years_on(on, 5) - ONE_DAY).counts
    dispose(actor=SYSTEM, on=years_on(on, 5))
    assert not ReviewRound.objects.exists()
    assert set(Disposal.objects.get().counts) <= set(Kept.values)


def test_t40_every_reason_to_keep_has_a_period_and_none_is_shorter_than_the_statistics_look_back():
    assert set(CLASSES) == set(Retention)
    assert {what for kept in CLASSES.values() for what in kept} == set(RULES)
    assert min(rule.years for rule in RULES.values()) >= STATISTICS_LOOK_BACK
    oldest = min(span.first_day for span in periods(date(2026, 7, 1)))
    assert (date(2026, 7, 1) - oldest).days / 365 < STATISTICS_LOOK_BACK
    assert SCHOOL_YEARS < STATISTICS_LOOK_BACK
    assert all(rule.law and rule.since for rule in RULES.values())


def statistics(world, on: date) -> list[object]:
    actor = school_actor(world.roles["coordinator"])
    return [steps_report(actor=actor, on=on, span=span) for span in periods(on)]


def school_actor(assignment: Assignment):
    return actor_for(Assignment.objects.select_related("unit__area__agency").get(pk=assignment.pk))


def leave(assignment: Assignment, on: date) -> None:
    with recorded(actor=SYSTEM, action="world.changed"):
        Professional.objects.filter(pk=assignment.professional_id).update(email="bo@exempel.se", phone="070")
        Assignment.objects.filter(pk=assignment.pk).update(last_day=on)


def lessons_of(*children: Child) -> None:
    """A lake with lessons and grades of these children and of another."""
    root = Path(settings.LAKE)
    keys = [*(str(one.pk) for one in children), "another"]
    for part in (lake.attendance_part("9901", "2026-10"), lake.grades_part("9901")):
        for folder in (root, root / "received"):
            (folder / part).parent.mkdir(parents=True, exist_ok=True)
        rows = ",".join(f"('{key}', {number})" for number, key in enumerate(itertools.chain(keys, keys)))
        with duckdb.connect() as db:
            told = db.sql(f"SELECT * FROM (VALUES {rows}) AS told(child, number)")
            told.write_parquet(str(root / part))
            db.sql("SELECT number FROM told").write_parquet(str(root / "received" / part))


def children_in_the_lake() -> set[str]:
    root = lake.current()
    assert root != Path(settings.LAKE), "a new state"
    assert [path.name for path in root.parent.iterdir()] == [root.name], "and none before it"
    found = set()
    for file in (*(root / "attendance").rglob("*.parquet"), *(root / "grades").rglob("*.parquet")):
        received = root / "received" / file.relative_to(root)
        with duckdb.connect() as db:
            rows = db.sql(f"SELECT child, number FROM read_parquet('{file}')").fetchall()
            days = db.sql(f"SELECT number FROM read_parquet('{received}')").fetchall()
        assert [(number,) for _child, number in rows] == days, "row by row as before"
        found |= {child for child, _number in rows}
    return found


def test_an_administrator_sees_classes_and_numbers_and_says_yes_to_what_was_read(world):
    with recorded(actor=SYSTEM, action="world.changed"):
        ReviewRound.objects.create(
            responsible_body=world.place.body, first_day=date(2015, 1, 1), last_day=date(2015, 1, 31),
            seed="a", sample_size=1, readings=1, pairs=1,
            made_by=world.place.mia.professional, made_on=world.on,
        )  # fmt: skip
    browser = world.client(everything.ADMINISTRATOR)
    url = reverse("oversight:disposals")
    page = browser.get(url).content.decode()
    assert "Genomförda loggranskningar" in page
    assert "Alva" not in page
    assert browser.post(url, {"number": "1"}).status_code == 422
    assert browser.post(url, {"number": "2", "reviewed": "on"}).status_code == 422
    assert ReviewRound.objects.exists()
    assert browser.post(url, {"number": "1", "reviewed": "on"}).status_code == 302
    assert not ReviewRound.objects.exists()
    assert "genomförda loggranskningar 1" in browser.get(url).content.decode()
    for role in ("head teacher", "log reviewer"):
        assert world.client(role).get(url).status_code == 404
