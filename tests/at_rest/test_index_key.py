"""T29: whoever takes the database finds no national id in it, not even with the list of all of them."""

import hmac
import json
from base64 import b64decode, b64encode
from hashlib import blake2b, md5, sha1, sha256, sha512
from pathlib import Path

from tests.at_rest.conftest import ROOT, Site
from tests.at_rest.test_canaries import everything_stored
from tests.figures import figure

TRIED = 20_000


def index_keys(site: Site) -> list[bytes]:
    named = json.loads((site.data / "keys.json").read_text())["index"]
    return [b64decode(key) for key in named.values()]


def test_t29_the_index_key_is_neither_in_the_database_nor_in_a_dump_nor_in_the_repository(
    site: Site, tmp_path: Path
):
    stored = everything_stored(site, tmp_path)
    ours = {
        str(path): path.read_bytes()
        for folder in ("src", "tests", "docs", "bench")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in {".py", ".md", ".json", ".toml", ".csv", ".txt", ".html"}
    }
    for key in index_keys(site):
        for form in (key, key.hex().encode(), b64encode(key)):
            assert [place for place, content in (stored | ours).items() if form in content] == []


def test_t29_an_attacker_with_the_dump_and_every_number_finds_none(site: Site):
    """Every number that is stored is among those tried, by every code one would try without the key."""
    codes = {
        code.partition(":")[2] or code for (code,) in site.rows("SELECT blind_index FROM people_nationalid")
    }
    found = sum(
        guess in codes
        for one in range(TRIED)
        for text in [f"prov-{one:08}".encode()]
        for guess in _guesses(text)
    )
    assert len(codes) >= TRIED
    assert found == 0
    # The same attacker with the key finds every one: the attack is no blunt one.
    (key,) = index_keys(site)[-1:]
    known = sum(hmac.new(key, f"prov-{n:08}".encode(), sha256).hexdigest() in codes for n in range(TRIED))
    assert known > TRIED * 0.99
    figure(
        "T29", f"{TRIED} nummer × {len(list(_guesses(b'')))} koder utan nyckel: 0 funna; med nyckel {known}"
    )


def _guesses(text: bytes) -> "list[str]":
    plain = [make(text).hexdigest() for make in (sha256, sha1, md5, sha512)]
    keyed = [hmac.new(key, text, sha256).hexdigest() for key in (b"", b"Knutpunkt", bytes(32), text)]
    return [*plain, *keyed, sha512(text).hexdigest()[:64], blake2b(text, digest_size=32).hexdigest()]
