"""What a file tells besides what one sees in it: place, camera, author, earlier names. It is taken away.

Nothing here decodes a picture, so a small file cannot become a large one in memory.
"""

import io
import logging
import re
import zipfile
import zlib
from collections.abc import Iterator

# pypdf tells every oddity of a file to the log, with words from it.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
# Unpacked, an office document may be so much larger (trust.md T47).
LARGEST_UNPACKED = 100 * 1024 * 1024
_PNG_KEPT = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"sBIT",
    b"bKGD",
    b"pHYs",
}
_JPEG_MARK, _JPEG_END, _JPEG_SCAN, _JPEG_COMMENT = 0xFF, 0xD9, 0xDA, 0xFE
_JPEG_KEPT_APPLICATIONS = {
    0xE0,
    0xEE,
}  # how the colours are meant; everything else in 0xE0–0xEF is about origin
_OFFICE_DETAILS = re.compile(r"docProps/(core|app|custom)\.xml|customXml/.*", re.I)
_EMPTY_DETAILS = {
    "core": b'<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006'
    b'/metadata/core-properties"/>',
    "app": b'<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006'
    b'/extended-properties"/>',
    "custom": b'<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006'
    b'/custom-properties"/>',
}


class Unreadable(Exception):
    """The file is not whole, or larger inside than it may be."""


def without_hidden_details(content: bytes, content_type: str) -> bytes:
    """The same file with only what one sees in it. Raises ``Unreadable``.

    A signed or locked PDF is left as it is: a change would break the signature or cannot be made.
    """
    try:
        if content_type == "image/png":
            return b"".join(_png(content))
        if content_type == "image/jpeg":
            return b"".join(_jpeg(content))
        return _pdf(content) if content_type == "application/pdf" else _office(content)
    except Unreadable:
        raise
    except (IndexError, ValueError, KeyError, OSError, zipfile.BadZipFile) as fault:
        raise Unreadable from fault
    except (RecursionError, TypeError, AttributeError, NotImplementedError, zlib.error) as fault:
        # What a reader of a format runs into in a file that was made to hurt.
        raise Unreadable from fault


def _png(content: bytes) -> Iterator[bytes]:
    yield content[:8]
    at = 8
    while at < len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + 12 + size
        if end > len(content):
            raise Unreadable
        if kind in _PNG_KEPT:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end
    raise Unreadable


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Segment by segment to the end of the picture; what some cameras hide behind it is left out."""
    yield content[:2]
    at = 2
    while content[at] == _JPEG_MARK:
        marker = content[at + 1]
        if marker == _JPEG_END:
            yield content[at : at + 2]
            return
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == _JPEG_SCAN:
            end = _next_mark(content, end)
        if not _tells_of_origin(marker):
            yield content[at:end]
        at = end
    raise Unreadable


def _tells_of_origin(marker: int) -> bool:
    return marker == _JPEG_COMMENT or (0xE0 <= marker <= 0xEF and marker not in _JPEG_KEPT_APPLICATIONS)


def _next_mark(content: bytes, at: int) -> int:
    """The next marker after picture data, where 0xFF is followed by 0x00 or a restart (ITU T.81 B.1.1.5)."""
    while True:
        at = content.index(_JPEG_MARK, at)
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _pdf(content: bytes) -> bytes:
    # A third of a second to load; every command and worker starts with this module.
    from pypdf.errors import PyPdfError

    try:
        return _shown_of_pdf(content)
    except PyPdfError as fault:
        raise Unreadable from fault


def _shown_of_pdf(content: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NullObject

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted or b"/ByteRange" in content:
        return content
    # Taken out before copying: only what something leads to is copied.
    root = reader.root_object
    _forget(root, "/Metadata", "/PieceInfo", "/OpenAction", "/AA")
    _forget(root.get("/Names", NullObject()).get_object(), "/JavaScript", "/EmbeddedFiles")
    writer = PdfWriter(clone_from=reader)
    if not writer.pages:
        raise Unreadable
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    told = io.BytesIO()
    writer.write(told)
    return told.getvalue()


def _forget(told: object, *names: str) -> None:
    if isinstance(told, dict):
        for name in names:
            told.pop(name, None)


def _office(content: bytes) -> bytes:
    told = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as kept,
        zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        if sum(part.file_size for part in kept.infolist()) > LARGEST_UNPACKED:
            raise Unreadable
        if any(part.filename.lower().endswith("vbaproject.bin") for part in kept.infolist()):
            raise Unreadable
        for part in kept.infolist():
            made.writestr(zipfile.ZipInfo(part.filename), _part(kept, part))
    return told.getvalue()


def _part(kept: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    found = _OFFICE_DETAILS.fullmatch(part.filename)
    if found and found[1]:
        return _EMPTY_DETAILS[found[1].lower()]
    with kept.open(part) as opened:
        read = opened.read(part.file_size + 1)
    if len(read) > part.file_size:
        raise Unreadable
    return read
