"""Files on their way in: inside the data folder, closed to others, and gone when the request is over."""

import os
import stat
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse
from tests.signed_in import sign_in_administrator

from knutpunkt import settings as product
from knutpunkt.commands import spool
from knutpunkt.rooms.intake.models import ImportBatch


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.LAKE = tmp_path / "lake"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    return spool.prepare()


def test_the_folder_lies_in_the_data_folder_and_only_the_server_may_look(folder: Path):
    assert Path(product.FILE_UPLOAD_TEMP_DIR).parent == product.DATA
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o755)
    assert stat.S_IMODE(spool.prepare().stat().st_mode) == 0o700


@pytest.mark.django_db
def test_a_large_file_is_spooled_there_and_gone_when_it_is_taken_in(
    folder: Path, client: Client, monkeypatch
):
    sign_in_administrator(client)
    seen: list[str] = []
    arrived = TemporaryFileUploadHandler.file_complete

    def watched(handler: TemporaryFileUploadHandler, size: int) -> TemporaryUploadedFile:
        seen.extend(path.name for path in folder.iterdir())
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())
        return arrived(handler, size)

    monkeypatch.setattr(TemporaryFileUploadHandler, "file_complete", watched)
    large = folder.parent / "elever.csv"
    large.write_text("elev_id;förnamn;efternamn\n" + "E1;Alva;Ek\n" * 300_000)
    with large.open("rb") as sent:
        answer = client.post(reverse("intake:batches"), {"handed_in": sent})
    assert answer.status_code == 302
    assert ImportBatch.objects.count() == 1
    assert len(seen) == 1
    assert list(folder.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_is_arriving_is_not(folder: Path):
    left, arriving = folder / "a.upload", folder / "b.upload"
    for path in (left, arriving):
        path.write_bytes(b"E1;Alva;Ek")
    long_ago = time.time() - 2 * spool.LEFT_BEHIND
    os.utime(left, (long_ago, long_ago))
    spool.prepare()
    assert list(folder.iterdir()) == [arriving]
