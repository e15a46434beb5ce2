"""T27: what lies on the disk tells nothing without the keys."""

import random
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.at_rest.conftest import Site
from tests.figures import figure


def everything_stored(site: Site, folder: Path) -> dict[str, bytes]:
    """Every file of the site but the keys, a backup copy, and what a dump would hold."""
    files = {
        str(path.relative_to(site.data)): path.read_bytes()
        for path in site.data.rglob("*")
        if path.is_file() and path.name != "keys.json"
    }
    return files | (_postgresql_dump(site) if site.database else _sqlite_copies(site, folder))


def _sqlite_copies(site: Site, folder: Path) -> dict[str, bytes]:
    with sqlite3.connect(site.data / "knutpunkt.sqlite3") as live, sqlite3.connect(folder / "copy") as copy:
        live.backup(copy)
        dump = "\n".join(live.iterdump())
    return {"backup": (folder / "copy").read_bytes(), "dump": dump.encode()}


def _postgresql_dump(site: Site) -> dict[str, bytes]:
    found = {}
    with site.connected() as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as lines:
                found[table] = b"".join(bytes(line) for line in lines)
    return found


def holds(content: bytes, words: str) -> bool:
    """Whether the words are there: as they are, or as the hexadecimal digits a dump writes bytes in."""
    return words.encode() in content or words.encode().hex().encode() in content.lower()


def test_t27_no_file_copy_or_dump_holds_a_canary(site: Site, tmp_path: Path):
    canaries: dict[str, str] = site.told["canaries"]
    stored = everything_stored(site, tmp_path)
    if not site.database:
        assert stored["knutpunkt.sqlite3-wal"], "the journal is part of what a thief takes"
    found = [f"{field} in {place}" for place, content in stored.items()
             for field, canary in canaries.items() if holds(content, canary)]  # fmt: skip
    assert found == []
    assert any(holds(content, "people_nationalid") or holds(content, "Alva") for content in stored.values())
    size = sum(map(len, stored.values())) // 1_000_000
    figure("T27", f"{len(canaries)} kanariefåglar i klass 3, 0 i klartext i {len(stored)} filer ({size} MB)")


def test_t27_a_sealed_file_that_is_moved_cut_or_altered_does_not_open(tmp_path, monkeypatch):
    from knutpunkt.foundation.sealing.box import CannotOpen
    from knutpunkt.foundation.sealing.files import PIECE, read_sealed, write_sealed

    content = random.Random(1).randbytes(3 * PIECE + 17)
    whole = tmp_path / "whole"
    write_sealed(whole, content, place="a:1")
    assert read_sealed(whole, place="a:1") == content
    sealed = whole.read_bytes()
    piece, head = PIECE + 16, 13
    altered = {
        "another place": (sealed, "a:2"),
        "one bit": (sealed[:5000] + bytes((sealed[5000] ^ 1,)) + sealed[5001:], "a:1"),
        "the last piece is gone": (sealed[: head + 3 * piece], "a:1"),
        "two pieces have changed places": (
            sealed[:head] + sealed[head + piece : head + 2 * piece] + sealed[head : head + piece]
            + sealed[head + 2 * piece :], "a:1",
        ),
        "something was added": (sealed + bytes(40), "a:1"),
        "in the clear": (content, "a:1"),
        "nothing": (b"", "a:1"),
    }  # fmt: skip
    for what, (stored, place) in altered.items():
        whole.write_bytes(stored)
        with pytest.raises(CannotOpen):
            read_sealed(whole, place=place)
            pytest.fail(what)
    assert list(tmp_path.iterdir()) == [whole]


@pytest.mark.parametrize("seconds", [2, pytest.param(60, marks=pytest.mark.deep)])
def test_t27_eight_threads_read_and_write_and_nothing_comes_out_wrong(site: Site, seconds: int):
    told: Any = site.program("race", str(seconds))
    assert told["wrong"] == 0
    assert told["read"] > 0
    assert told["written"] > 0
    figure("T27", f"8 trådar i {seconds} s: {told['read']} läsningar, {told['written']} ändringar, 0 fel")


def test_the_site_has_every_sealed_field(site: Site):
    assert len(site.told["canaries"]) > 40
    assert all(re.fullmatch(r"kanarie-[0-9a-f]{32}", canary) for canary in site.told["canaries"].values())
