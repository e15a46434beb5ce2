"""What a first visit costs over the wire."""

import gzip
from pathlib import Path

from knutpunkt.design import vendor

STATIC = Path(vendor.__file__).parent / "static" / "design"
FIRST_VISIT = 100_000
ROOM_FOR_THE_PAGE = 40_000


def test_styles_and_scripts_leave_room_for_the_page():
    files = [p for p in STATIC.rglob("*") if p.suffix in {".css", ".js", ".svg"}]
    sent = sum(len(gzip.compress(path.read_bytes(), 6)) for path in files)
    assert sent < FIRST_VISIT - ROOM_FOR_THE_PAGE


def test_nothing_comes_from_another_origin():
    for path in STATIC.rglob("*.css"):
        text = path.read_text()
        assert "@import" not in text
        assert "url(http" not in text
        assert "url(//" not in text


def test_everything_vendored_has_its_licence_and_version():
    listed = (vendor.VENDOR / "VENDORED.md").read_text()
    for folder in (f for f in vendor.VENDOR.iterdir() if f.is_dir()):
        assert (folder / "LICENSE").exists()
        assert f"`{folder.name}/" in listed
    assert all(version in listed for version in (vendor.CSS, vendor.TOKENS, vendor.HTMX))
