"""Writing in a case: notes, attachments, the child's own words."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import enter
from knutpunkt.foundation.casefile.models import Audience, Category
from knutpunkt.foundation.commitments.operations import StaleVersion
from knutpunkt.foundation.people.models import Professional
from knutpunkt.rooms.cases import attachments, queries, writing
from knutpunkt.rooms.cases.forms import AttachmentForm, CorrectNote, NoteForm, WordsForm
from knutpunkt.rooms.cases.models import Attachment, Note
from knutpunkt.rooms.cases.views.case import STALE
from knutpunkt.rooms.cases.views.child import page_of
from knutpunkt.rooms.entrance.answering import form_page
from knutpunkt.rooms.entrance.gate import ActingRequest, professional
from knutpunkt.rooms.entrance.typed import Typed


@professional
@require_http_methods(["GET", "POST"])
def new_note(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: anyone in the case. When: right after a talk.

    Time: two minutes. Feeling: I know who can read this.
    """
    on, actor = timezone.localdate(), request.actor
    case = queries.entered_case(pk, actor=actor, on=on, action=Action.CONTRIBUTE)
    typed = Typed(request, about=case, child=case.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(NoteForm)
    if request.method == "POST" and form.is_valid():
        note = writing.write_note(
            actor=actor, on=on, case=case, draft="draft" in request.POST, **_written(form)
        )
        typed.saved()
        messages.success(
            request, _("Utkastet är sparat. Bara du ser det.") if note.draft else _("Anteckningen är sparad.")
        )
        return redirect("cases:edit_note", note.pk) if note.draft else redirect(page_of(case.child_id))
    return _note_page(request, form, case, typed)


def _written(form: NoteForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "category": Category(given["category"]),
        "audience": Audience(given["audience"]),
        "heading": given["heading"],
        "text": given["text"],
    }


def _note_page(
    request: ActingRequest, form: Any, case: Any, typed: Typed, note: Note | None = None
) -> HttpResponse:
    return form_page(
        request,
        "cases/write_note.html",
        form,
        case=case,
        child=case.child,
        note=note,
        typed=typed,
        unit=request.assignment.unit,
    )


def _entered(request: ActingRequest, pk: UUID, action: Action) -> Note:
    rows = Note.objects.select_related("child", "case", "case__child", "author", "author_unit", "unit")
    return enter(rows, pk, actor=request.actor, on=timezone.localdate(), action=action)


@professional
@require_GET
def note(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One note with its corrections."""
    one = _entered(request, pk, Action.READ)
    own = one.author_id == request.actor.person and one.author_unit_id == request.actor.unit
    context = {"note": one, "corrections": one.corrections.select_related("corrected_by"), "own": own}
    return render(request, "cases/note.html", context)


@professional
@require_http_methods(["GET", "POST"])
def edit_note(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Go on with a draft, or correct a finished note; the earlier text is kept."""
    one = _entered(request, pk, Action.CHANGE)
    if one.author_id != request.actor.person:
        return redirect("cases:note", one.pk)
    typed = Typed(request, about=one, child=one.child_id)
    if typed.only_kept:
        return typed.answer()
    return (_draft if one.draft else _correction)(request, one, typed)


def _words_of(note: Note) -> dict[str, object]:
    return {
        "heading": note.heading,
        "text": note.text,
        "category": note.category,
        "audience": note.audience,
        "version": note.version,
    }


def _draft(request: ActingRequest, one: Note, typed: Typed) -> HttpResponse:
    form = typed.fill(NoteForm, initial=_words_of(one))
    if request.method == "POST" and form.is_valid():
        finish = "draft" not in request.POST
        try:
            writing.save_draft(
                actor=request.actor,
                on=timezone.localdate(),
                note=one,
                finish=finish,
                version=form.cleaned_data["version"] or 0,
                **_written(form),
            )
        except StaleVersion:
            form = typed.beside(form, _words_of(_entered(request, one.pk, Action.CHANGE)))
            form.add_error(None, STALE)
        else:
            typed.saved()
            messages.success(request, _("Anteckningen är sparad.") if finish else _("Utkastet är sparat."))
            return redirect(page_of(one.child_id)) if finish else redirect("cases:edit_note", one.pk)
    return _note_page(request, form, one.case, typed, one)


def _correction(request: ActingRequest, one: Note, typed: Typed) -> HttpResponse:
    form = typed.fill(CorrectNote, initial=_words_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            writing.correct_note(actor=request.actor, note=one, **form.cleaned_data)
        except StaleVersion:
            form = typed.beside(form, _words_of(_entered(request, one.pk, Action.CHANGE)))
            form.add_error(None, STALE)
        else:
            typed.saved()
            messages.success(request, _("Rättelsen är sparad. Den tidigare texten finns kvar i historiken."))
            return redirect("cases:note", one.pk)
    return _note_page(request, form, one.case, typed, one)


@professional
@require_POST
def discard_note(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Throw away one's own draft."""
    one = _entered(request, pk, Action.CHANGE)
    child = one.child_id
    writing.discard_draft(actor=request.actor, note=one)
    messages.success(request, _("Utkastet är borttaget."))
    return redirect(page_of(child))


@professional
@require_http_methods(["GET", "POST"])
def new_attachment(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: anyone in the case. When: a paper should be at hand.

    Time: a minute. Feeling: safe to leave it here.
    """
    on, actor = timezone.localdate(), request.actor
    case = queries.entered_case(pk, actor=actor, on=on, action=Action.CONTRIBUTE)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            attachments.attach(
                actor=actor,
                on=on,
                case=case,
                file=given["file"],
                category=Category(given["category"]),
                audience=Audience(given["audience"]),
            )
        except attachments.FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("Bilagan är sparad."))
            return redirect(page_of(case.child_id))
    return form_page(request, "cases/attach.html", form, case=case, unit=request.assignment.unit)


@professional
@require_GET
def attachment(request: ActingRequest, pk: UUID) -> HttpResponse | FileResponse:
    """The file itself, always as a download and never run by the browser; a held one says that it waits."""
    one = enter(Attachment.objects.all(), pk, actor=request.actor, on=timezone.localdate())
    if attachments.is_held(one):
        return render(request, "cases/held.html", {"file": one}, status=423)
    response = FileResponse(
        attachments.content_of(one),
        as_attachment=True,
        filename=one.name,
        content_type=one.content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


@professional
@require_http_methods(["GET", "POST"])
def words(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: whoever talked with the child. When: just afterwards.

    Time: a minute. Feeling: the child decides.
    """
    on, actor = timezone.localdate(), request.actor
    case = queries.entered_case(pk, actor=actor, on=on, action=Action.CONTRIBUTE)
    typed = Typed(request, about=case, child=case.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(WordsForm, around=_around(case, request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        writing.record_childs_words(
            actor=actor,
            on=on,
            case=case,
            words="" if given["refrained"] else given["words"],
            asked_about=given["asked_about"],
            audience=Audience.TEAM,
            readers=given["readers"] if given["chosen"] else None,
        )
        typed.saved()
        messages.success(request, _("Barnets egna ord är sparade."))
        return redirect(page_of(case.child_id))
    return form_page(request, "cases/words.html", form, case=case, typed=typed)


def _around(case: Any, request: ActingRequest) -> QuerySet[Professional]:
    shown = queries.participants(case, actor=request.actor, on=timezone.localdate())
    ids = [part.professional_id for part in shown if part.professional_id != request.actor.person]
    return Professional.objects.filter(pk__in=ids)
