"""Files in a case: what may come in, where they lie, how they are let out."""

import hashlib
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from knutpunkt.foundation.audit.actor import SYSTEM, Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Audience, Case, Category, Record
from knutpunkt.foundation.sealing.files import read_sealed, write_sealed
from knutpunkt.rooms.cases import scanning
from knutpunkt.rooms.cases.hidden_details import Unreadable, without_hidden_details
from knutpunkt.rooms.cases.models import Attachment
from knutpunkt.rooms.cases.scanning import Verdict
from knutpunkt.rooms.cases.writing import envelope

LARGEST = 10 * 1024 * 1024
# What the first bytes must be. Types whose content can run in a browser (HTML, SVG) are never taken in.
SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument"),
)
OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


class FileRefused(Exception):
    """The file cannot be taken in; the text says why and what to do."""


def attach(
    *, actor: Actor, on: date, case: Case, file: "UploadedFile[Any]", category: Category, audience: Audience
) -> Attachment:
    """Keep a file in the actor's own unit. Raises ``FileRefused`` with a sentence for the reader."""
    given = _read(file)
    content_type = _type_of(given, file.name or "")
    content = _cleaned(given, content_type)
    clean = scanning.verdict(given) is Verdict.CLEAN
    action = "attachment.added" if clean else "attachment.held"
    with recorded(actor=actor, action=action, about=[case], children=[case.child_id]) as act:
        attachment = Attachment.objects.create(
            kind=Record.Kind.ATTACHMENT,
            category=category,
            audience=audience,
            name=_safe_name(file.name or ""),
            content_type=content_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            **envelope(case, actor, on),
        )
        act.about(attachment)
        place = place_of(attachment) if clean else held_place_of(attachment)
        write_sealed(place, content, place=sealed_to(attachment.pk))
    return attachment


def place_of(attachment: Attachment) -> Path:
    """Where the content lies: two letters of the id, then the id; never the name somebody gave it."""
    key = attachment.pk.hex
    return Path(settings.ATTACHMENTS) / key[:2] / key


def held_place_of(attachment: Attachment) -> Path:
    """Where the content waits while nobody may have it: apart from all others."""
    return Path(settings.ATTACHMENTS) / "held" / attachment.pk.hex


def sealed_to(key: UUID) -> str:
    """What the content is bound to: it opens as this attachment only."""
    return f"{Attachment._meta.db_table}:{key}"


def content_of(attachment: Attachment) -> BytesIO:
    """The content, opened whole before any of it is let out. Raises ``CannotOpen``, ``FileNotFoundError``."""
    return BytesIO(read_sealed(place_of(attachment), place=sealed_to(attachment.pk)))


def is_held(attachment: Attachment) -> bool:
    """Whether the scanner has stopped the file, or has not answered yet."""
    return held_place_of(attachment).exists()


def release_held() -> int:
    """Ask again about every file that is held; how many were let go. What is infected stays."""
    waiting = Path(settings.ATTACHMENTS) / "held"
    released = 0
    for held in sorted(waiting.iterdir()) if waiting.is_dir() else []:
        attachment = Attachment.objects.filter(pk=UUID(hex=held.stem)).first()
        if attachment is not None and scanning.verdict(_held_content(attachment)) is Verdict.CLEAN:
            _release(attachment)
            released += 1
    return released


def _held_content(attachment: Attachment) -> bytes:
    return read_sealed(held_place_of(attachment), place=sealed_to(attachment.pk))


def _release(attachment: Attachment) -> None:
    place = place_of(attachment)
    with recorded(
        actor=SYSTEM, action="attachment.released", about=[attachment], children=[attachment.child_id]
    ):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        held_place_of(attachment).rename(place)


def _cleaned(content: bytes, content_type: str) -> bytes:
    try:
        return without_hidden_details(content, content_type)
    except Unreadable as fault:
        raise FileRefused(
            _(
                "Filen gick inte att läsa: den är skadad, har makron eller är för stor när den packas upp. "
                "Den har inte sparats. Öppna den i ditt program, spara den som PDF och välj den igen."
            )
        ) from fault


def _read(file: "UploadedFile[Any]") -> bytes:
    if (file.size or 0) > LARGEST:
        raise FileRefused(
            _("Filen är större än 10 MB. Den har inte sparats. Dela upp den eller spara den som PDF.")
        )
    content = bytes(file.read(LARGEST + 1))
    if not content:
        raise FileRefused(_("Filen är tom. Ingenting har sparats. Välj en annan fil."))
    return content


def _type_of(content: bytes, name: str) -> str:
    for signature, content_type in SIGNATURES:
        if content.startswith(signature):
            office = OFFICE.get(Path(name).suffix.lower())
            if not content_type.endswith("officedocument"):
                return content_type
            if office is not None:
                return office
    raise FileRefused(
        _(
            "Filen är varken PDF, bild (PNG, JPEG) eller Office-dokument. "
            "Den har inte sparats. Spara den som PDF."
        )
    )


def _safe_name(name: str) -> str:
    kept = "".join(
        letter for letter in Path(name).name if letter.isprintable() and letter not in '\\/:*?"<>|'
    )
    return kept[-200:] or _("bilaga")
