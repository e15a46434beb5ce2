"""A chain has no gaps and no forks, however many write at once; only what has expired ever leaves it."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from tests.figures import figure

from knutpunkt.foundation.audit import chain
from knutpunkt.foundation.audit.actor import SYSTEM, Actor, ActorKind
from knutpunkt.foundation.audit.models import ChainHead, DroppedSegment, Event, EventChild
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.audit.segments import TooYoung, drop, expired
from knutpunkt.foundation.audit.signing import sign_checkpoints, signing_key
from knutpunkt.foundation.audit.tests.committed import committed_database
from knutpunkt.verifier.chain import Report, verify
from knutpunkt.verifier.checkpoints import MONTH, read
from knutpunkt.verifier.form import COLUMNS
from knutpunkt.verifier.sources import PostgreSQL, SQLite

TOWN = UUID(int=7)
committed = pytest.fixture(committed_database)


def own_report(folder: Path | None = None) -> Report:
    connection.ensure_connection()
    raw = connection.connection
    marks = read(folder, [signing_key().public_key()])[0] if folder else []
    if connection.vendor != "postgresql":
        return verify(SQLite(raw), marks)
    with transaction.atomic():
        return verify(PostgreSQL(raw), marks)


def act(action: str = "prov.gjort", *, town: UUID | None = None) -> None:
    with recorded(
        actor=Actor(kind=ActorKind.SYSTEM, municipality=town), action=action, children=[uuid4(), uuid4()]
    ):
        pass


@pytest.mark.django_db
def test_every_stored_column_is_part_of_the_hash():
    assert {field.column for field in Event._meta.local_fields} == {*COLUMNS, "hash"}


@pytest.mark.django_db
def test_each_municipality_has_a_chain_and_the_rest_one_of_their_own():
    for town in (None, TOWN, TOWN, None, UUID(int=8)):
        act(town=town)
    found = list(Event.objects.order_by("id").values_list("chain", "position"))
    assert found == [
        ("system", 1),
        ("system", 2),
        (TOWN.hex, 1),
        (TOWN.hex, 2),
        (UUID(int=8).hex, 1),
    ]
    assert own_report().whole


@pytest.mark.django_db
def test_acts_inside_an_act_lie_in_their_own_chains_and_are_written_together():
    with recorded(actor=Actor(kind=ActorKind.SYSTEM, municipality=TOWN), action="prov.yttre"):
        act("prov.inre")
        assert not Event.objects.exists()
    assert own_report().ends == {"system": 1, TOWN.hex: 1}


@pytest.mark.django_db
def test_view_as_is_logged_under_both_and_an_emergency_is_named():
    other, opening = uuid4(), uuid4()
    with recorded(
        actor=Actor(kind=ActorKind.SYSTEM, behind=Actor(kind=ActorKind.ADMINISTRATOR, person=other)),
        action="prov.sett",
        emergency=opening,
    ):
        pass
    event = Event.objects.get()
    assert (event.also_person, event.emergency) == (other, opening)
    assert own_report().whole


@pytest.mark.django_db
def test_a_control_character_in_a_text_cannot_move_a_border_between_fields():
    with recorded(actor=SYSTEM, action="prov.gjort", purpose="ett\x1ftvå\x00tre"):
        pass
    assert Event.objects.get().purpose == "ett två tre"
    assert own_report().whole


def test_many_who_write_at_once_leave_no_gap_and_no_fork(committed: None):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    threads, each = 6, 15
    failed: list[BaseException] = []

    def writes(own: int) -> None:
        try:
            for number in range(each):
                one, other = (TOWN, None) if (own + number) % 2 else (None, TOWN)
                with recorded(actor=Actor(kind=ActorKind.SYSTEM, municipality=one), action="prov.yttre"):
                    act("prov.inre", town=other)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    running = [threading.Thread(target=writes, args=(own,)) for own in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join(timeout=120)
    assert not failed
    assert own_report().whole
    assert dict(ChainHead.objects.values_list("chain", "count")) == {
        "system": threads * each,
        TOWN.hex: threads * each,
    }
    figure("T12", f"{threads} threads wrote {2 * threads * each} events in two chains: no gap, no fork")


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three months of six years ago, and today; each month closed as it ended."""
    for month in (1, 2, 3):
        at(monkeypatch, datetime(2020, month, 10, 12, tzinfo=UTC))
        act("prov.gammalt", town=TOWN)
        act("prov.gammalt")
        at(monkeypatch, datetime(2020, month + 1, 1, 2, tzinfo=UTC))
        sign_checkpoints(on=date(2020, month + 1, 1), folder=tmp_path)
    monkeypatch.undo()
    act("prov.nytt")
    return tmp_path


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(chain.timezone, "now", lambda: moment)


@pytest.mark.django_db
def test_each_month_is_closed_once_at_its_last_event(history: Path):
    sign_checkpoints(on=date(2020, 4, 2), folder=history)
    good, bad = read(history, [signing_key().public_key()])
    closed = [(mark.month, mark.count) for mark in good if mark.kind == MONTH and mark.chain == "system"]
    assert closed == [("2020-01", 1), ("2020-02", 2), ("2020-03", 3)]
    assert not bad


@pytest.mark.django_db
def test_a_month_that_has_expired_is_dropped_whole_and_the_rest_still_verifies(history: Path):
    found = expired(on=date(2025, 3, 20), folder=history)
    assert [(one.months, one.events) for one in found] == [(("2020-01", "2020-02"), 2)] * 2
    for segment in found:
        drop(actor=SYSTEM, segment=segment, folder=history)
    assert not Event.objects.filter(at__year=2020, at__month__lt=3).exists()
    assert EventChild.objects.filter(event__at__year=2020).count() == 4
    report = own_report(history)
    assert report.whole, report.damages
    assert Event.objects.filter(action="trail.segment_dropped").count() == 2
    assert expired(on=date(2025, 3, 20), folder=history) == []


@pytest.mark.django_db
def test_a_disposal_nobody_signed_is_a_damage(history: Path, tmp_path: Path):
    before = {path: path.read_text() for path in history.glob("*.jsonl")}
    for segment in expired(on=date(2025, 3, 20), folder=history):
        drop(actor=SYSTEM, segment=segment, folder=history)
    for path in history.glob("*.jsonl"):
        path.write_text(before.get(path, ""))
    assert {(one.chain, one.position) for one in own_report(history).damages} == {
        ("system", 1),
        (TOWN.hex, 1),
    }


@pytest.mark.django_db
def test_a_disposal_that_was_signed_but_never_done_leaves_a_whole_chain(
    history: Path, monkeypatch: pytest.MonkeyPatch
):
    (segment, *_) = expired(on=date(2025, 3, 20), folder=history)
    with pytest.raises(RuntimeError), transaction.atomic():
        drop(actor=SYSTEM, segment=segment, folder=history)
        raise RuntimeError
    assert own_report(history).whole
    assert segment in expired(on=date(2025, 3, 20), folder=history)


@pytest.mark.django_db
def test_the_trail_cannot_be_kept_for_less_than_five_years(history: Path):
    with pytest.raises(TooYoung):
        expired(on=date(2025, 3, 20), folder=history, years=4)


@pytest.mark.django_db
def test_the_database_lets_go_of_nothing_young_and_nothing_without_a_disposal_written_down(history: Path):
    old = Event.objects.filter(action="prov.gammalt")
    young = Event.objects.filter(action="prov.nytt")
    _refuses(old)
    event = young.get()
    with recorded(actor=SYSTEM, action="prov.försök"):
        DroppedSegment.objects.create(
            chain="system",
            first_event=event.pk,
            last_event=event.pk,
            months="2026-11",
            last_hash=event.hash,
            at=datetime.now(tz=UTC) - timedelta(days=1),
        )
    _refuses(young)
    for table in (ChainHead, DroppedSegment):
        _refuses(table.objects.all())


def _refuses(rows) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        recorded(actor=SYSTEM, action="prov.bort"),
    ):
        rows._raw_delete("default")
