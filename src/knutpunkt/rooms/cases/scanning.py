"""Asking ClamAV about a file, by its socket (``KNUTPUNKT_CLAMD``: a path, or host:port).

Where no socket is configured nothing is asked. A scanner that does not answer says nothing about the file,
which is then held until it has (trust.md T17).
"""

import logging
import socket
from enum import Enum

from django.conf import settings

alarm = logging.getLogger("knutpunkt.alarm")
_SECONDS = 20
_PIECE = 64 * 1024


class Verdict(Enum):
    """What the scanner said."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"


def is_configured() -> bool:
    """Whether there is a scanner to ask."""
    return bool(settings.CLAMD)


def verdict(content: bytes) -> Verdict:
    """Ask about the content. An answer that is neither yes nor no, or none, is ``UNKNOWN`` and alarmed."""
    if not is_configured():
        return Verdict.CLEAN
    try:
        said = _asked(content)
    except OSError as fault:
        alarm.error("the virus scanner does not answer: %s", type(fault).__name__)
        return Verdict.UNKNOWN
    if said.endswith(b"FOUND"):
        alarm.error("the virus scanner stopped a file")
        return Verdict.INFECTED
    if said == b"stream: OK":
        return Verdict.CLEAN
    alarm.error("the virus scanner gave an answer that is none")
    return Verdict.UNKNOWN


def _asked(content: bytes) -> bytes:
    """clamd's INSTREAM: pieces with their length before them, ended by an empty one."""
    with _connected() as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE]
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(bytes(4))
        said = b""
        while not said.endswith(b"\0") and (more := line.recv(4096)):
            said += more
    return said.rstrip(b"\0").strip()


def _connected() -> socket.socket:
    place = str(settings.CLAMD)
    if "/" in place:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(_SECONDS)
        try:
            line.connect(place.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    host, _, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)
