"""The keys, from the environment or a file that only its owner may read; never from the database."""

import json
import os
import secrets
import stat
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Keys:
    """Sealing keys by id (the current one last), and the separate key of the blind index; 32 bytes each.

    ``signing`` is the Ed25519 seed that signs the trail's checkpoints; key files made before it lack it.
    """

    sealing: dict[int, bytes]
    current: int
    index: bytes
    signing: bytes | None = None


@cache
def keys() -> Keys:
    """The keys of this installation. Raises ``ImproperlyConfigured``: missing, or readable by others."""
    text = os.environ.get("KNUTPUNKT_KEYS") or _from_file(Path(settings.KEY_FILE))
    raw = json.loads(text)
    sealing = {int(number): b64decode(key) for number, key in raw["sealing"].items()}
    signing = b64decode(raw["signing"]) if "signing" in raw else None
    return Keys(sealing=sealing, current=max(sealing), index=b64decode(raw["index"]), signing=signing)


def make_key_file(path: Path) -> None:
    """Make a new key file, readable by its owner only; an existing one only gains a key it lacks."""
    if path.exists():
        _add_signing_key(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, {"sealing": {"1": _new_key()}, "index": _new_key(), "signing": _new_key()})


def _add_signing_key(path: Path) -> None:
    raw = json.loads(_from_file(path))
    if "signing" in raw:
        return
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    _write(beside, raw | {"signing": _new_key()})
    beside.replace(path)


def _write(path: Path, raw: dict[str, object]) -> None:
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
            f"Nyckelfilen saknas: {path}. Sätt KNUTPUNKT_KEYS eller gör en med 'knutpunkt keys'."
        )
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ImproperlyConfigured(f"Nyckelfilen {path} kan läsas av andra än ägaren. Kör 'chmod 600'.")
    return path.read_text()
