"""Whatever the order of the files and the rows, and however often they come, the same things are stored."""

import random
import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from django.conf import settings as live_settings
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from knutpunkt.foundation.people.models import Child, Enrolment, Guardianship, MentorGroupMember, NationalId
from knutpunkt.rooms.intake import lake
from knutpunkt.rooms.intake.reporting import Outcome
from knutpunkt.rooms.intake.tests.delivery import (
    ATTENDANCE,
    DAY,
    GUARDIANS,
    NUMBERS,
    PUPILS,
    UNITS,
    Delivery,
    enrolment,
    lesson,
    pupil,
    small_school,
)

pytestmark = pytest.mark.django_db
FEW = settings(
    max_examples=8,
    deadline=None,
    # Each example is several imports: what failed is read from the example as it was drawn.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CHILDREN = range(1, 7)
DAYS = st.integers(0, 4).map(lambda days: DAY + timedelta(days=days))


@st.composite
def deliveries(draw):
    """Some files of different days on the same children; no two of the same kind tell of the same day."""
    files = []
    for kind in ("pupils", "guardians", "lessons"):
        for day in draw(st.lists(DAYS, min_size=1, max_size=3, unique=True)):
            children = draw(st.sets(st.sampled_from(CHILDREN), min_size=1))
            files.append((kind, day, tuple(row for n in sorted(children) for row in rows_of(draw, kind, n))))
    return files


def rows_of(draw, kind, number):
    if kind == "pupils":
        name, mark = (
            draw(st.sampled_from("ABC")),
            draw(st.sampled_from(["ingen", "ja", "skyddad folkbokföring"])),
        )
        national_id = NUMBERS[number] if number < 3 and draw(st.booleans()) else ""
        return [pupil(number, given=name, protected=mark, national_id=national_id)]
    if kind == "guardians":
        blocked = draw(st.sampled_from(["ja", "nej"]))
        relation = draw(st.sampled_from(["Vårdnadshavare", "Förälder"]))
        return [f"E{number};V{number};;Vuxen;Ek;{relation};2012-03-01;;{blocked}"]
    return [
        lesson(
            number,
            at=str(at),
            valid=draw(st.sampled_from([0, 20, 60])),
            reported=draw(st.sampled_from(["ja", "nej"])),
        )
        for at in draw(st.sets(st.integers(1, 3), min_size=1))
    ]


HEADS = {"pupils": PUPILS, "guardians": GUARDIANS, "lessons": ATTENDANCE}


def stored() -> tuple:
    parts = [str(path) for path in lake.current().glob("attendance/**/*.parquet")]
    keys = {str(pk): key for pk, key in Child.objects.values_list("pk", "source_id")}
    lessons = (
        duckdb.sql(f"SELECT * FROM read_parquet({parts}, hive_partitioning = false)").fetchall()
        if parts
        else []
    )
    return (
        sorted(Child.objects.values_list("source_id", "given_name", "protected_identity")),
        sorted(Guardianship.objects.values_list("child__source_id", "relation", "blocked")),
        sorted(Enrolment.objects.values_list("child__source_id", "unit__name", "start", "last_day")),
        sorted(NationalId.objects.filter(current=True).values_list("child__source_id", "blind_index")),
        sorted((keys[row[0]], *row[2:]) for row in lessons),
    )


def after(folders: list[list], place: Path) -> tuple:
    """What is stored after taking in some folders, one after the other, beginning from nothing."""
    shutil.rmtree(live_settings.LAKE, ignore_errors=True)
    try:
        with transaction.atomic():
            small_school(place / "base", pupils=6, as_of=DAY - timedelta(days=30)).take_in()
            for number, files in enumerate(folders):
                delivery = Delivery(place / str(number))
                for at, (kind, day, rows) in enumerate(files):
                    name = {"pupils": "elever", "guardians": "vårdnadshavare", "lessons": "närvaro"}[kind]
                    delivery.put(f"{name}-{at}.csv", [*HEADS[kind], *rows], as_of=day)
                delivery.take_in()
            told = stored()
            raise Undone
    except Undone:
        return told
    finally:
        shutil.rmtree(place, ignore_errors=True)


class Undone(Exception):
    """Every example begins from nothing."""


@pytest.mark.alike
@FEW
@given(files=deliveries(), seed=st.integers(0, 999))
def test_the_order_of_files_and_rows_does_not_matter(tmp_path, files, seed):
    chance = random.Random(seed)
    shuffled = [(kind, day, tuple(chance.sample(rows, len(rows)))) for kind, day, rows in files]
    chance.shuffle(shuffled)
    expected = after([[file] for file in files], tmp_path / "a")
    assert after([[file] for file in shuffled], tmp_path / "b") == expected
    assert after([shuffled], tmp_path / "c") == expected


def test_an_older_file_tells_a_number_that_no_newer_one_has(folder, tmp_path):
    small_school(folder).take_in()
    older = Delivery(tmp_path / "older", DAY - timedelta(days=7))
    older.put("elever.csv", [*PUPILS, pupil(1, national_id=NUMBERS[0], given="Gammal")]).take_in()
    assert NationalId.objects.get(current=True).value == NUMBERS[0]
    assert not Child.objects.filter(given_name="Gammal").exists()


@pytest.mark.alike
@FEW
@given(files=deliveries())
def test_rows_and_files_said_twice_change_nothing(tmp_path, files):
    doubled = [(kind, day, rows + rows) for kind, day, rows in files]
    expected = after([files], tmp_path / "a")
    assert after([doubled, files, doubled], tmp_path / "b") == expected


def test_a_whole_delivery_again_is_nothing_new_however_it_is_shuffled(folder):
    delivery = small_school(folder, pupils=30)
    rows = [lesson(number, at=str(at)) for number in range(1, 31) for at in range(1, 5)]
    delivery.put("närvaro.csv", [*ATTENDANCE, *rows]).take_in()
    before = stored(), MentorGroupMember.objects.count()
    chance = random.Random(7)
    delivery.put("närvaro.csv", [*ATTENDANCE, *chance.sample(rows, len(rows))])
    delivery.put("elever.csv", [*PUPILS, *chance.sample([pupil(n) for n in range(1, 31)], 30)], complete=True)
    assert delivery.take_in().outcome is Outcome.NOTHING_NEW
    assert (stored(), MentorGroupMember.objects.count()) == before


def test_the_same_columns_in_another_order_and_language_say_the_same(folder, tmp_path):
    small_school(folder).take_in()
    other = Delivery(tmp_path / "other", DAY)
    other.put("units.csv", UNITS)
    other.put("pupils.csv", ["family name,first name,pupil id,date of birth", "Ek,Elev1,E1,2012-03-02"])
    rows = [enrolment(1).split(";")]
    heading = "start date,school,school form,pupil id,grade level,class,mentor group"
    start, unit, form, key, year, name, group = (rows[0][at] for at in (7, 1, 2, 0, 3, 4, 5))
    other.put("enrolments.csv", [heading, ",".join((start, unit, form, key, year, name, group))])
    assert other.take_in().outcome is Outcome.NOTHING_NEW
    assert date(2012, 3, 2) == Child.objects.get(source_id="E1").birth_date
