"""The keys, from the environment or a file that only its owner may read; never from the database.

A running process reads the file again within a second of its being changed, and at once when it meets a value
sealed with a key it does not know: so a key can be changed while people work.
"""

import json
import os
import secrets
import stat
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VARIABLE = "KNUTPUNKT_KEYS"
LOOK_AGAIN_AFTER = 1.0


@dataclass(frozen=True, slots=True)
class Keys:
    """Sealing keys and keys of the blind index, each by number, the current one last; 32 bytes each.

    ``signing`` is the Ed25519 seed that signs the trail's checkpoints; key files made before it lack it.
    """

    sealing: dict[int, bytes]
    current: int
    index: dict[int, bytes]
    index_current: int
    signing: bytes | None = None


@dataclass(slots=True)
class _Read:
    """What was read, from which state of the file, and when it was last looked at."""

    keys: Keys
    stamp: object
    looked: float


_last: dict[str, _Read] = {}


def keys() -> Keys:
    """The keys of this installation. Raises ``ImproperlyConfigured``: missing, or readable by others."""
    read = _last.get("keys")
    now = time.monotonic()
    if read is not None and now - read.looked < LOOK_AGAIN_AFTER:
        return read.keys
    return _look(read, now)


def keys_with(number: int) -> Keys:
    """The keys, read anew if sealing key ``number`` is not among those read last."""
    ring = keys()
    return ring if number in ring.sealing else _look(None, time.monotonic())


def forget_keys() -> None:
    """Read them again when they are next asked for."""
    _last.clear()


def _look(read: _Read | None, now: float) -> Keys:
    stamp = _stamp()
    if read is None or read.stamp != stamp:
        read = _Read(_parsed(_raw()), stamp, now)
    _last["keys"] = _Read(read.keys, stamp, now)
    return read.keys


def _stamp() -> object:
    if given := os.environ.get(VARIABLE):
        return given
    try:
        state = os.stat(settings.KEY_FILE)
    except OSError:
        return None
    return settings.KEY_FILE, state.st_mtime_ns, state.st_ino, state.st_mode


def _raw() -> dict[str, Any]:
    text = os.environ.get(VARIABLE) or _from_file(Path(settings.KEY_FILE))
    raw: dict[str, Any] = json.loads(text)
    return raw


def _parsed(raw: dict[str, Any]) -> Keys:
    sealing, index = _numbered(raw["sealing"]), _numbered(raw["index"])
    signing = b64decode(raw["signing"]) if "signing" in raw else None
    return Keys(sealing, max(sealing), index, max(index), signing)


def _numbered(given: dict[str, str] | str) -> dict[int, bytes]:
    """Keys by number, in order; key files older than the numbering of index keys have one without."""
    named = given if isinstance(given, dict) else {"1": given}
    return {int(number): b64decode(named[number]) for number in sorted(named, key=int)}


def make_key_file(path: Path) -> None:
    """Make a new key file, readable by its owner only; an existing one only gains a key it lacks."""
    if path.exists():
        if "signing" not in json.loads(_from_file(path)):
            _change(path, lambda raw: raw | {"signing": _new_key()})
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = {"sealing": {"1": _new_key()}, "index": {"1": _new_key()}, "signing": _new_key()}
    _write(path, fresh)


def in_environment() -> bool:
    """Whether the keys are given in the environment, which no command can change."""
    return bool(os.environ.get(VARIABLE))


def add_key(kind: str) -> int:
    """Add a new current key to the file, of ``kind`` "sealing" or "index"; its number."""
    if in_environment():
        raise ImproperlyConfigured(
            f"Nycklarna ges i {VARIABLE}. Ingenting har ändrats. Lägg till en ny nyckel där, starta om "
            "Knutpunkt och kör samma kommando igen."
        )
    ring = _parsed(_raw())
    number = max(ring.sealing if kind == "sealing" else ring.index) + 1
    if number > 255:
        raise ImproperlyConfigured("Nyckelfilen har redan nyckel 255, den sista som får plats.")
    _change(Path(settings.KEY_FILE), lambda raw: raw | {kind: _named(raw[kind]) | {str(number): _new_key()}})
    return number


def drop_key(kind: str, number: int) -> None:
    """Take a key out of the file. The current one stays."""
    ring = _parsed(_raw())
    if number in (ring.current if kind == "sealing" else ring.index_current,):
        raise ValueError("the current key stays")

    def without(raw: dict[str, Any]) -> dict[str, Any]:
        left = {name: key for name, key in _named(raw[kind]).items() if name != str(number)}
        return raw | {kind: left}

    _change(Path(settings.KEY_FILE), without)


def _named(given: dict[str, str] | str) -> dict[str, str]:
    return given if isinstance(given, dict) else {"1": given}


def _change(path: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Write the changed file beside the old one and let it take its place: whole, or not at all."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    _write(beside, change(json.loads(_from_file(path))))
    beside.replace(path)
    forget_keys()


def _write(path: Path, raw: dict[str, Any]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(json.dumps(raw))
        file.flush()
        os.fsync(file.fileno())


def _new_key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()


def _from_file(path: Path) -> str:
    if not path.exists():
        raise ImproperlyConfigured(
            f"Nyckelfilen saknas: {path}. Sätt KNUTPUNKT_KEYS eller gör en med 'knutpunkt keys make'."
        )
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ImproperlyConfigured(f"Nyckelfilen {path} kan läsas av andra än ägaren. Kör 'chmod 600'.")
    return path.read_text()
