"""T28: keys are changed while people work; a kill in between only makes it go on later."""

import random
import signal
import tempfile
import time
from pathlib import Path

import pytest

from tests.at_rest.conftest import Site, make_site
from tests.figures import figure

KILLS = 2


def change_with_kills(site: Site, command: str, kind: str, kills: int) -> float:
    """Change a key, killed now and then once some values have changed; the seconds it took in all."""
    began, chance = time.monotonic(), random.Random(28)
    for _ in range(kills):
        running = site.start("keys", command)
        before = _done(site, kind)
        while running.poll() is None and _done(site, kind) <= before:
            time.sleep(0.01)
        time.sleep(chance.random() / 50)
        running.kill()
        said, _nothing = running.communicate()
        assert running.returncode == -signal.SIGKILL, said
    code, said = site.knutpunkt("keys", command)
    assert code == 0, said
    assert "Klart" in said
    return time.monotonic() - began


def _done(site: Site, kind: str) -> int:
    # Before the first change the one row is not there yet.
    rows = site.rows(f"SELECT done FROM sealing_rotation WHERE kind = '{kind}' AND ended_at IS NULL")
    return int(rows[0][0]) if rows else 0


def values_of_key(site: Site, number: int) -> int:
    counted = site.rows("SELECT count(*), substr(value, 1, 1) FROM people_nationalid GROUP BY 2")
    return sum(count for count, first in counted if bytes(first)[0] == number)


def newest(site: Site, kind: str) -> int:
    numbers = site.rows(f"SELECT max(number) FROM sealing_keycheck WHERE kind = '{kind}'")
    return int(numbers[0][0])


def prove_sealing_key(site: Site) -> float:
    old = 1 if not site.rows("SELECT 1 FROM sealing_rotation") else newest(site, "sealing")
    seconds = change_with_kills(site, "rotate", "sealing", KILLS)
    new = newest(site, "sealing")
    assert new == old + 1
    assert values_of_key(site, old) == 0
    assert values_of_key(site, new) == site.told["numbers"]
    code, said = site.knutpunkt("keys", "retire", str(new))
    assert (code, "är den som används nu" in said) == (1, True), said
    code, said = site.knutpunkt("keys", "retire", str(old))
    assert code == 0, said
    assert site.program("race", "1")["wrong"] == 0
    return seconds


def prove_index_key(site: Site) -> float:
    seconds = change_with_kills(site, "rotate-index", "index", 1)
    new = newest(site, "index")
    (codes,) = site.rows(f"SELECT count(*) FROM people_nationalid WHERE blind_index LIKE '{new}:%'")[0]
    assert codes == site.told["numbers"]
    code, said = site.knutpunkt("keys", "retire", "--index", str(new - 1))
    assert code == 0, said
    return seconds


def test_t28_a_key_is_changed_with_kills_in_between_and_the_old_one_removed(site: Site):
    seconds = prove_sealing_key(site)
    figure(
        "T28", f"{site.told['numbers']} värden, {KILLS} kill -9: bytt på {seconds:.0f} s, gamla nyckeln borta"
    )


def test_t28_the_index_key_is_changed_in_the_same_way(site: Site):
    seconds = prove_index_key(site)
    figure("T28", f"sökindexet: {site.told['numbers']} koder bytta på {seconds:.0f} s")


@pytest.mark.deep
def test_t28_a_million_values_change_keys_within_half_an_hour():
    with tempfile.TemporaryDirectory(prefix="kp-million-") as folder:
        site = make_site(Path(folder), 1_000_000)
        seconds, index = prove_sealing_key(site), prove_index_key(site)
    assert max(seconds, index) < 30 * 60
    figure("T28", f"1 000 000 värden på {seconds:.0f} s, sökindexet på {index:.0f} s")


def test_another_key_stops_everything_with_a_sentence(site: Site):
    real, kept = site.data / "keys.json", site.data / "kept.json"
    real.replace(kept)
    try:
        assert site.knutpunkt("keys")[0] == 0
        for command in (("serve",), ("nightly",), ("keys", "rotate"), ("migrate",)):
            code, said = site.knutpunkt(*command)
            assert code == 1, (command, said)
            assert "Lägg tillbaka den nyckelfil som hör till databasen." in said
    finally:
        kept.replace(real)
    assert site.knutpunkt("keys", "status")[0] == 0
