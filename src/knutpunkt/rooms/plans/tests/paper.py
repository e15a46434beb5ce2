"""Reading back what stands on the pages of a PDF, as a screen reader would get it."""

import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
_OBJECT = re.compile(rb"^(\d+) 0 obj(.*?)^endobj", re.S | re.M)
_SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\)", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(pdf: bytes) -> int:
    found = re.search(rb"/Type/Pages/Count (\d+)", pdf)
    assert found
    return int(found[1])


def text(pdf: bytes) -> str:
    """Everything written in the document, without spaces and line breaks."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts: dict[bytes, dict[int, str]] = {}
    for listed in re.findall(rb"/Font<<([^>]*)>>", pdf):
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", listed):
            fonts[name] = _letters(objects, int(number))
    written = (_unpacked(body) for body in objects.values() if b"stream" in body)
    return re.sub(r"\s", "", "".join(_read(content, fonts) for content in written if b"BT" in content))


def _letters(objects: dict[int, bytes], number: int) -> dict[int, str]:
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[number])
    assert found, "a font without letters cannot be read aloud"
    table = _unpacked(objects[int(found[1])])
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table)
    return {int(glyph, 16): bytes.fromhex(letter.decode()).decode("utf-16-be") for glyph, letter in pairs}


def _unpacked(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return b""
    try:
        return zlib.decompress(found[1])
    except zlib.error:
        return found[1]


def _read(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    said, letters = [], {}
    for font, shown in _SHOWN.findall(content):
        if font:
            letters = fonts.get(font, {})
            continue
        codes = _unescaped(shown)
        pairs = zip(codes[::2], codes[1::2], strict=False)
        said.append("".join(letters.get(high << 8 | low, "") for high, low in pairs))
    return "".join(said)


def _unescaped(shown: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return bytes([int(code, 8)]) if code.isdigit() else _ESCAPES.get(code, code)

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, shown, flags=re.S)
