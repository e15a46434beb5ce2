"""Killed at any point, an import has happened or it has not; and the next one needs no help."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from knutpunkt.foundation.people.models import Child
from knutpunkt.rooms.intake import lake, operations
from knutpunkt.rooms.intake.ledger import Ledger
from knutpunkt.rooms.intake.models import Generation, ImportBatch
from knutpunkt.rooms.intake.reporting import Outcome
from knutpunkt.rooms.intake.tests.delivery import ATTENDANCE, lesson, small_school

ROOT = Path(__file__).resolve().parents[5]
# Every place where something is about to be written, in the order of an import.
BEFORE_COMMIT = [
    "lake.Draft.place",
    "lake._link_unchanged",
    "lake._sync",
    "lake.Draft.complete",
    "ledger._insert",
    "ledger.Ledger.write",
    "operations._write_batch",
    "operations.remember_columns",
    "lake.Draft.publish",
]
AFTER_COMMIT = ["lake.settle", "lake._point"]

SCRIPT = """
import importlib, json, os, sys
import duckdb, django; django.setup()
from datetime import date
from pathlib import Path
from django.core.management import call_command
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.rooms.intake.operations import import_folder
from knutpunkt.rooms.intake.models import Generation, ImportBatch
from knutpunkt.rooms.intake import lake
from knutpunkt.foundation.people.models import Child, Enrolment
from django.conf import settings
folder, place = Path(sys.argv[1]), sys.argv[2]
if place == "migrate":
    call_command("migrate", verbosity=0)
    sys.exit()
def kill_at(place):
    module, *names = place.split(".")
    owner = importlib.import_module(f"knutpunkt.rooms.intake.{module}")
    for name in names[:-1]:
        owner = getattr(owner, name)
    setattr(owner, names[-1], lambda *args, **kwargs: os._exit(9))
def facts():
    parts = [str(p) for p in lake.current().glob("attendance/**/*.parquet")]
    lessons = duckdb.sql(f"SELECT * FROM read_parquet({parts})").fetchall() if parts else []
    linked = [str(p) for p in Path(settings.LAKE).glob("attendance/*/*/*.parquet")]
    return {"people": [Child.objects.count(), Enrolment.objects.count(), len(lessons)],
        "batches": [ImportBatch.objects.count(), Generation.objects.count()],
        "linked": len(linked), "states": len(list(Path(settings.LAKE).glob("generations/*")))}
if place:
    kill_at(place)
before = facts()
report = import_folder(folder, actor=SYSTEM, on=date(2026, 11, 10), accept=True)
print(json.dumps([before, facts()]))
"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory) -> Path:
    """A migrated database to copy: making one takes longer than the example."""
    data = tmp_path_factory.mktemp("fresh")
    run(data, data, "migrate")
    return data


def run(data: Path, folder: Path, place: str = "") -> tuple[int, list[dict]]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), place],
        cwd=ROOT,
        env={
            **os.environ,
            "DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "KNUTPUNKT_DATABASE": "",
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode in {0, 9}, done.stderr
    lines = done.stdout.splitlines()
    return done.returncode, json.loads(lines[-1]) if lines else []


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(place, marks=() if place in {"lake.Draft.publish", "lake.settle"} else pytest.mark.deep)
        for place in (*BEFORE_COMMIT, *AFTER_COMMIT)
    ],
)
def test_a_process_killed_there_leaves_all_or_nothing_and_the_next_import_is_whole(tmp_path, fresh, place):
    data, folder = tmp_path / "data", tmp_path / "delivery"
    shutil.copytree(fresh, data)
    delivery = small_school(folder, pupils=5)
    delivery.put("närvaro.csv", [*ATTENDANCE, lesson(), lesson(2, day="2026-10-01")])
    died, _ = run(data, folder, place)
    assert died == 9, "the place was never reached"
    _, (left, whole) = run(data, folder)
    everything = place in AFTER_COMMIT
    assert left["people"] == ([5, 5, 2] if everything else [0, 0, 0])
    assert left["batches"] == ([1, 1] if everything else [0, 0])
    assert whole["people"] == [5, 5, 2]
    assert whole["linked"] == 2
    assert whole["states"] <= 2


class Killed(BaseException):
    """Nothing catches this, as nothing catches a kill."""


@pytest.mark.django_db
@pytest.mark.parametrize("place", BEFORE_COMMIT)
def test_stopped_at_any_stage_nothing_is_stored_and_the_lake_is_as_before(folder, monkeypatch, place):
    delivery = small_school(folder)
    delivery.put("närvaro.csv", [*ATTENDANCE, lesson()])
    delivery.take_in()
    before = (Child.objects.count(), ImportBatch.objects.count(), lake.current(), contents(lake.current()))
    delivery.put("elever.csv", ["elev_id;förnamn;efternamn", "E7;Sju;Ek"])
    delivery.put("närvaro.csv", [*ATTENDANCE, lesson(2), lesson(3)])
    owner, name = _owner(place)
    monkeypatch.setattr(owner, name, _kill)
    with pytest.raises(Killed):
        delivery.take_in()
    assert (
        Child.objects.count(),
        ImportBatch.objects.count(),
        lake.current(),
        contents(lake.current()),
    ) == before
    monkeypatch.undo()


@pytest.mark.django_db
def test_every_fiftieth_row_may_be_the_last_and_still_nothing_is_half_done(folder, monkeypatch):
    delivery = small_school(folder, pupils=160)
    add, count = Ledger.add, 0

    def dying(self, row):
        nonlocal count
        count += 1
        if count == fatal:
            raise Killed
        return add(self, row)

    monkeypatch.setattr(Ledger, "add", dying)
    for fatal in range(50, 500, 50):  # noqa: B007 - read by dying
        count = 0
        with pytest.raises(Killed):
            delivery.take_in()
        assert not Child.objects.exists()
        assert not ImportBatch.objects.exists()
    monkeypatch.undo()
    assert delivery.take_in().outcome is Outcome.ACCEPTED


@pytest.mark.django_db
def test_a_new_state_costs_only_what_changed_and_old_states_are_swept(folder, settings):
    delivery = small_school(folder)
    delivery.put("närvaro.csv", [*ATTENDANCE, lesson(), lesson(day="2026-10-01")])
    delivery.take_in()
    october = lake.attendance_part("9901", "2026-10")
    first = (lake.current() / october).stat().st_ino
    for minutes in (10, 20, 30):
        delivery.put("närvaro.csv", [*ATTENDANCE, lesson(valid=minutes)])
        delivery.take_in()
    assert (lake.current() / october).stat().st_ino == first
    assert len(list((settings.LAKE / "generations").iterdir())) == 2
    assert Generation.objects.count() == 4
    assert (settings.LAKE / "attendance").resolve() == (lake.current() / "attendance").resolve()


@pytest.mark.django_db
def test_two_imports_at_once_is_a_refusal_not_a_mixture(school):
    with lake.importing(), pytest.raises(lake.Busy):
        school.take_in()


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.parquet")}


def _owner(place: str):
    module, *names = place.split(".")
    owner = {"lake": lake, "operations": operations, "ledger": sys.modules[Ledger.__module__]}[module]
    for name in names[:-1]:
        owner = getattr(owner, name)
    return owner, names[-1]


def _kill(*args, **kwargs):
    raise Killed
