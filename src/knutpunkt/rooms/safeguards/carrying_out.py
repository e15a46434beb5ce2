"""What was decided for somebody is done, by a named person, and the matter closes."""

from datetime import date

from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.access.narrowing import about
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.rooms.cases.models import Note, NoteCorrection
from knutpunkt.rooms.concerns.acting import person
from knutpunkt.rooms.safeguards.models import FormalRequest
from knutpunkt.rooms.safeguards.refusals import (
    NothingToDo,
    NotSaidWhatWasDone,
    OriginalMissing,
    ReceiversNotSaid,
)
from knutpunkt.rooms.safeguards.requests import TO_DO, Kind


def carry_out(
    *,
    actor: Actor,
    on: date,
    request: FormalRequest,
    what_was_done: str,
    text_before: str = "",
    correction: NoteCorrection | None = None,
    receivers_told: str = "",
) -> None:
    """Write down that it is done; the matter closes.

    A rectification keeps how the text stood: the correction of a note, which is marked, or the words
    themselves; and whether whoever had got it was told. Raises ``NothingToDo``, ``NotSaidWhatWasDone``,
    ``OriginalMissing`` and ``ReceiversNotSaid``.
    """
    if not what_was_done.strip():
        raise NotSaidWhatWasDone
    if request.kind == Kind.RECTIFICATION:
        _original_is_kept(text_before, correction, receivers_told)
    about = [request, *([correction] if correction is not None else [])]
    with recorded(actor=actor, action="request.carried_out", about=about, children=[request.child_id]):
        stored = FormalRequest.objects.select_for_update().get(pk=request.pk)
        if not stored.is_to_be_done:
            raise NothingToDo
        told = {"what_was_done": what_was_done, "text_before": text_before, "receivers_told": receivers_told}
        FormalRequest.objects.filter(pk=stored.pk).update(
            carried_out_on=on,
            carried_out_by=person(actor),
            correction=correction,
            **sealed(stored, **{name: words.strip() for name, words in told.items()}),
        )
        if correction is not None:
            NoteCorrection.objects.filter(pk=correction.pk).update(asked_for_on=stored.received_on)
        done = str(TO_DO[Kind(stored.kind)])
        commitments.close_matter(actor=actor, on=on, matter=stored.matter, reason=done)
    request.refresh_from_db()


def corrections_since(request: FormalRequest, *, actor: Actor, on: date) -> list[NoteCorrection]:
    """Corrections made since the request came in, of the child's notes that the actor may read."""
    notes = visible(
        Note.objects.filter(child=request.child_id, draft=False),
        actor=actor,
        on=on,
        only=about(request.child_id),
    )
    made = NoteCorrection.objects.filter(
        note__in=[note.pk for note in notes], corrected_at__date__gte=request.received_on
    )
    return list(made.select_related("note", "corrected_by").order_by("-corrected_at"))


def correction_shown(request: FormalRequest, *, actor: Actor, on: date) -> NoteCorrection | None:
    """The correction a request led to, for who may read the note."""
    if request.correction_id is None:
        return None
    found = NoteCorrection.objects.select_related("note").get(pk=request.correction_id)
    return found if visible(Note.objects.filter(pk=found.note_id), actor=actor, on=on) else None


def _original_is_kept(text_before: str, correction: NoteCorrection | None, receivers_told: str) -> None:
    if not text_before.strip() and correction is None:
        raise OriginalMissing
    if not receivers_told.strip():
        raise ReceiversNotSaid
