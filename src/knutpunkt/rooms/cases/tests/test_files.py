"""T17: files in a case carry nothing hidden, run nowhere, and wait when the scanner has not said yes."""

import io
import os
import socketserver
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from tests.crawler import Page, ask
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.casefile.models import Case
from knutpunkt.rooms.cases import attachments
from knutpunkt.rooms.cases.hidden_details import LARGEST_UNPACKED, Unreadable, without_hidden_details
from knutpunkt.rooms.cases.models import Attachment
from knutpunkt.rooms.cases.tests.begun import begin
from knutpunkt.rooms.concerns.tests.place import Place

CANARY = b"Hemlig Hansson 59.32N"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + b"\0\0\0\0"

    parts = (b"IHDR", b"\0" * 13), (b"tEXt", b"Author\0" + CANARY), (b"eXIf", CANARY), (b"IDAT", b"picture")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in (*parts, (b"IEND", b""))) + CANARY


def jpeg() -> bytes:
    def segment(marker: int, data: bytes) -> bytes:
        return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2, "big") + data

    said = segment(0xE0, b"JFIF\0") + segment(0xE1, b"Exif\0\0" + CANARY) + segment(0xFE, CANARY)
    scans = (
        segment(0xDA, b"\0")
        + b"\x12\xff\x00\xff\xd0\x34"
        + segment(0xC4, b"x")
        + segment(0xDA, b"\0")
        + b"\x56"
    )
    return b"\xff\xd8" + said + segment(0xDB, b"table") + scans + b"\xff\xd9" + CANARY


def pdf() -> bytes:
    made, told = PdfWriter(), io.BytesIO()
    made.add_blank_page(100, 100)
    made.add_metadata({"/Author": CANARY.decode(), "/Title": CANARY.decode()})
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    made.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    made.add_attachment("dold.txt", CANARY)
    made.write(told)
    return told.getvalue()


def docx(**more: bytes) -> bytes:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("docProps/core.xml", b"<creator>" + CANARY + b"</creator>")
        made.writestr("word/document.xml", b"<text>Alva</text>")
        for name, content in more.items():
            made.writestr(name, content)
    return told.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES = [
    (png, "image/png", b"picture"),
    (jpeg, "image/jpeg", b"\x12\xff\x00\xff\xd0\x34"),
    (pdf, "application/pdf", b"%PDF-"),
    (docx, OFFICE, b"PK"),
]


@pytest.mark.parametrize(
    ("make", "content_type", "kept"), FILES, ids=lambda one: getattr(one, "__name__", "")
)
def test_t17_author_place_and_what_is_attached_are_taken_out(make, content_type: str, kept: bytes):
    given = make()
    cleaned = without_hidden_details(given, content_type)
    assert kept in cleaned
    assert CANARY not in cleaned
    assert CANARY not in unpacked(cleaned)


def unpacked(content: bytes) -> bytes:
    if content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        assert "app.alert" not in repr(reader.trailer["/Root"].get_object())
        return repr((reader.metadata, list(reader.attachments))).encode()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return b"".join(parts.read(name) for name in parts.namelist())
    return content


def test_t17_a_cleaned_file_stays_as_it_is_when_cleaned_again():
    for make, content_type, _kept in FILES[:2]:
        once = without_hidden_details(make(), content_type)
        assert without_hidden_details(once, content_type) == once


@pytest.mark.parametrize(
    ("make", "content_type", "kept"), FILES, ids=lambda one: getattr(one, "__name__", "")
)
def test_t17_half_a_file_is_refused_and_never_a_fault(make, content_type: str, kept: bytes):
    given = make()
    for end in range(8, len(given) - len(CANARY) - 30, max(len(given) // 40, 1)):
        try:
            without_hidden_details(given[:end], content_type)
        except Unreadable:
            continue


def test_t17_macros_and_bombs_are_refused():
    with pytest.raises(Unreadable):
        without_hidden_details(docx(**{"word/vbaProject.bin": b"x"}), OFFICE)
    with pytest.raises(Unreadable):
        without_hidden_details(docx(**{"word/big.xml": b"0" * (LARGEST_UNPACKED + 1)}), OFFICE)


class Clamd(socketserver.ThreadingUnixStreamServer):
    """Speaks as much of clamd's protocol as is needed to be asked about a stream."""

    daemon_threads = True
    answer = b""


class Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        found = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
        self.wfile.write((self.server.answer or found) + b"\0")


@pytest.fixture
def clamd(tmp_path: Path, settings) -> Iterator[Clamd]:
    # A socket's path has to be short.
    place = f"/tmp/knutpunkt-clamd-{os.getpid()}-{tmp_path.name[-12:]}"
    with Clamd(place, Talk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD, settings.ATTACHMENTS = place, tmp_path
        yield server
        server.shutdown()
    Path(place).unlink(missing_ok=True)


@pytest.fixture
def case(place: Place, client: Client) -> Case:
    made = begin(place, timezone.localdate())
    sign_in(client, place.elin)
    return made


def hand_in(client: Client, case: Case, content: bytes) -> Attachment:
    given = {"category": "support", "audience": "own", "file": SimpleUploadedFile("bild.png", content)}
    answer = client.post(reverse("cases:new_attachment", args=[case.pk]), given)
    assert answer.status_code == 302, answer.content.decode()
    return Attachment.objects.get()


def fetched(client: Client, one: Attachment) -> Page:
    return ask(client, reverse("cases:attachment", args=[one.pk]))


def infected() -> bytes:
    return (
        png()
        .replace(b"picture", EICAR)
        .replace((7).to_bytes(4, "big") + b"IDAT", len(EICAR).to_bytes(4, "big") + b"IDAT")
    )


def test_t17_a_file_that_the_scanner_finds_nothing_in_can_be_fetched(clamd, client: Client, case: Case):
    assert fetched(client, hand_in(client, case, png())).status == 200


def test_t17_an_infected_file_is_held_and_nobody_gets_it(clamd, client: Client, case: Case):
    one = hand_in(client, case, infected())
    answer = fetched(client, one)
    assert answer.status == 423
    assert EICAR not in answer.body
    assert Event.objects.filter(action="attachment.held").count() == 1
    assert attachments.release_held() == 0


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"?"])
def test_t17_a_scanner_that_says_neither_yes_nor_no_holds_the_file(clamd, client: Client, case: Case, answer):
    clamd.answer = answer
    assert fetched(client, hand_in(client, case, png())).status == 423


def test_t17_while_the_scanner_is_down_files_wait_and_are_released_when_it_is_back(
    clamd, client: Client, case: Case, settings
):
    there, settings.CLAMD = settings.CLAMD, "/nowhere/clamd.sock"
    one = hand_in(client, case, png())
    assert fetched(client, one).status == 423
    assert attachments.release_held() == 0
    settings.CLAMD = there
    assert attachments.release_held() == 1
    assert fetched(client, one).status == 200
    assert Event.objects.filter(action="attachment.released").count() == 1


def test_t17_no_address_leads_to_the_folder_of_files(client: Client, case: Case, settings, tmp_path):
    settings.ATTACHMENTS = tmp_path
    one = hand_in(client, case, png())
    for path in (
        "/media/",
        "/attachments/",
        f"/static/{one.pk.hex}",
        f"/attachments/{one.pk.hex[:2]}/{one.pk.hex}",
    ):
        assert client.get(path).status_code == 404


def test_t17_the_file_comes_as_a_download_in_a_sandbox(client: Client, case: Case, settings, tmp_path):
    settings.ATTACHMENTS = tmp_path
    answer = fetched(client, hand_in(client, case, png()))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert CANARY not in answer.body
