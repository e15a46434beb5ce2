"""Whatever is done to the trail behind the product's back is found, and its first position named (T12)."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from tests.figures import figure

from knutpunkt.foundation.audit.actor import SYSTEM, Actor, ActorKind
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.audit.signing import sign_checkpoints, signing_key
from knutpunkt.foundation.audit.tests.tampering import WAYS, Stolen, disarmed
from knutpunkt.verifier.chain import verify
from knutpunkt.verifier.checkpoints import Checkpoint, read

pytestmark = pytest.mark.django_db
TOWNS = (None, UUID(int=7), UUID(int=8))


def write(dice: random.Random, events: int) -> None:
    for number in range(events):
        town = TOWNS[number % 3]
        actor = Actor(kind=ActorKind.PROFESSIONAL, municipality=town, person=UUID(int=dice.getrandbits(128)))
        children = [UUID(int=dice.getrandbits(128)) for _ in range(number % 4)]
        with recorded(
            actor=actor, action="prov.skrivet", children=children, purpose='Åke "Ö" \\ 100 %', ground="own"
        ):
            pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """120 events in three chains, with checkpoints after each twenty."""
    dice = random.Random(4711)
    for _ in range(6):
        write(dice, 20)
        sign_checkpoints(on=timezone.localdate(), folder=tmp_path)
    return tmp_path


@pytest.fixture
def checkpoints(folder: Path) -> list[Checkpoint]:
    good, bad = read(folder, [signing_key().public_key()])
    assert not bad
    return good


@pytest.fixture
def stolen(checkpoints: list[Checkpoint]) -> Iterator[Stolen]:
    marks: dict[str, list[int]] = {}
    for mark in checkpoints:
        marks.setdefault(mark.chain, []).append(mark.count)
    raw = connection.connection
    if connection.vendor == "postgresql":
        raw.execute("SET LOCAL session_replication_role = replica")
        yield Stolen(raw, marks, random.Random())
        raw.execute("SET LOCAL session_replication_role = DEFAULT")
        return
    copy = disarmed(raw)
    yield Stolen(copy, marks, random.Random())
    copy.close()


def tamper(stolen: Stolen, checkpoints: list[Checkpoint], times: int) -> None:
    """Tamper in every way in turn; each is found where it was done, and nothing is found when undone."""
    seed = random.SystemRandom().randrange(2**32)
    stolen.dice = random.Random(seed)
    for trial in range(times):
        way = WAYS[trial % len(WAYS)]
        with stolen.trial():
            where = way(stolen)
            report = verify(stolen.source, checkpoints)
            found = [(damage.chain, damage.position) for damage in report.damages]
            assert where in found, f"{way.__name__}, seed {seed}, trial {trial}: {report.damages}"
            assert len(found) == 1, f"{way.__name__}, seed {seed}, trial {trial}: {report.damages}"
    assert verify(stolen.source, checkpoints).whole
    figure("T12", f"{times} of {times} tamperings found, first bad position right ({connection.vendor})")


def test_t12_every_tampering_is_found_and_its_first_position_named(
    stolen: Stolen, checkpoints: list[Checkpoint]
):
    tamper(stolen, checkpoints, 100)


@pytest.mark.deep
def test_t12_a_thousand_tamperings_are_found(stolen: Stolen, checkpoints: list[Checkpoint]):
    tamper(stolen, checkpoints, 1000)


def test_t12_the_trail_as_written_is_whole(stolen: Stolen, checkpoints: list[Checkpoint]):
    report = verify(stolen.source, checkpoints)
    assert report.whole
    assert report.events == 120
    assert set(report.confirmed) == set(report.ends)
    assert all(report.confirmed[chain].count == count for chain, count in report.ends.items())


def test_t12_a_chain_computed_anew_is_only_found_by_the_checkpoint(
    stolen: Stolen, checkpoints: list[Checkpoint]
):
    recompute = next(way for way in WAYS if way.__name__ == "recompute")
    with stolen.trial():
        recompute(stolen)
        assert verify(stolen.source, []).whole
        assert not verify(stolen.source, checkpoints).whole


def test_t12_a_changed_checkpoint_is_not_believed(folder: Path):
    path = next(folder.glob("*.jsonl"))
    lines = [line for line in path.read_text().split("\n") if line]
    bent = json.loads(lines[0])
    bent["count"] += 1
    path.write_text("\n".join([json.dumps(bent), '{"torn": ', *lines[2:]]))
    good, bad = read(folder, [signing_key().public_key()])
    assert [line.number for line in bad] == [1, 2]
    assert len(good) == len(lines) - 2


def test_the_system_acts_in_a_chain_of_its_own(stolen: Stolen):
    assert {name for _, name, _ in stolen.heads()} == {"system", UUID(int=7).hex, UUID(int=8).hex}
    assert SYSTEM.municipality is None
