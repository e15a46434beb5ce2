"""The acts of writing in a case: notes, drafts, corrections, the child's own words."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Audience, Case, Category, Record
from knutpunkt.foundation.commitments.operations import StaleVersion
from knutpunkt.foundation.people.models import Professional
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.rooms.cases.models import ChildsView, Note, NoteCorrection
from knutpunkt.rooms.concerns.acting import person


class NothingWritten(Exception):
    """There is no text to keep."""

    def __str__(self) -> str:
        return _("Det finns ingen text att spara. Skriv något först.")


def envelope(case: Case, actor: Actor, on: date) -> dict[str, object]:
    """What every record written in a case by this actor has in common."""
    return {
        "case": case,
        "child_id": case.child_id,
        "unit_id": actor.unit,
        "author_id": actor.person,
        "author_unit_id": actor.unit,
        "function": actor.profession,
        "written_on": on,
    }


def write_note(
    *,
    actor: Actor,
    on: date,
    case: Case,
    category: Category,
    heading: str,
    text: str,
    audience: Audience,
    draft: bool,
) -> Note:
    """Write a note in the actor's own unit; a draft is seen by its author alone.

    Raises ``NothingWritten``.
    """
    _require(text)
    action = "note.drafted" if draft else "note.written"
    with recorded(actor=actor, action=action, about=[case], children=[case.child_id]) as act:
        note = Note.objects.create(
            kind=Record.Kind.NOTE,
            category=category,
            heading=heading,
            text=text,
            audience=audience,
            draft=draft,
            **envelope(case, actor, on),
        )
        act.about(note)
    return note


def save_draft(
    *,
    actor: Actor,
    on: date,
    note: Note,
    category: Category,
    heading: str,
    text: str,
    audience: Audience,
    version: int,
    finish: bool,
) -> None:
    """Save a draft, and make it a note when ``finish``. Raises ``StaleVersion`` and ``NothingWritten``."""
    _require(text)
    action = "note.written" if finish else "note.drafted"
    with recorded(actor=actor, action=action, about=[note], children=[note.child_id]):
        _next_version(note, version, draft=not finish, category=category, audience=audience, written_on=on)
        Note.objects.filter(pk=note.pk).update(**sealed(note, heading=heading, text=text))


def correct_note(
    *, actor: Actor, note: Note, heading: str, text: str, reason: str, version: int
) -> NoteCorrection:
    """Replace the text of a finished note and keep the earlier one with the reason."""
    _require(text)
    with recorded(actor=actor, action="note.corrected", about=[note], children=[note.child_id]) as act:
        correction = NoteCorrection.objects.create(
            note=note,
            heading_before=note.heading,
            text_before=note.text,
            reason=reason,
            corrected_by_id=person(actor),
        )
        act.about(correction)
        _next_version(note, version)
        Note.objects.filter(pk=note.pk).update(**sealed(note, heading=heading, text=text))
    return correction


def discard_draft(*, actor: Actor, note: Note) -> None:
    """Throw a draft away; a finished note cannot be."""
    if not note.draft:
        raise StaleVersion
    with recorded(actor=actor, action="note.discarded", about=[note], children=[note.child_id]):
        note.delete()


def record_childs_words(
    *,
    actor: Actor,
    on: date,
    case: Case,
    words: str,
    asked_about: str,
    audience: Audience,
    readers: Iterable[Professional] | None,
) -> ChildsView:
    """Keep what the child said, or that the child refrained (no words).

    ``readers`` are the professionals the child has chosen besides the one writing; ``None`` means that the
    child has not limited who reads.
    """
    with recorded(actor=actor, action="childs_view.recorded", about=[case], children=[case.child_id]) as act:
        view = ChildsView.objects.create(
            kind=Record.Kind.CHILDS_VIEW,
            category=Category.VOICE,
            words=words,
            refrained=not words.strip(),
            asked_about=asked_about,
            audience=audience,
            restricted=readers is not None,
            **envelope(case, actor, on),
        )
        view.readers.set(readers or [])
        act.about(view)
    return view


def _require(text: str) -> None:
    if not text.strip():
        raise NothingWritten


def _next_version(note: Note, version: int, **fields: object) -> None:
    if not Record.objects.filter(pk=note.pk, version=version).update(version=version + 1, **fields):
        raise StaleVersion
