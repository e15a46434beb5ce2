"""The pages of an import.

Who: the administrator who gets the files. When: a few times a term, or when the nightly file has stopped.
Time: five minutes. Feeling: "I saw what would happen before it did". No name and no value is ever shown.
"""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.entrance.gate import ActingRequest, administrator
from knutpunkt.rooms.intake import queries, uploads
from knutpunkt.rooms.intake.forms import FileForm, UploadForm
from knutpunkt.rooms.intake.models import ImportBatch
from knutpunkt.rooms.intake.reporting import Outcome
from knutpunkt.rooms.intake.uploads import NotReceived

UNREADABLE = 422
OPEN = (ImportBatch.State.RECEIVED, ImportBatch.State.PREVIEWED)


@administrator
@require_http_methods(["GET", "POST"])
def batches(request: ActingRequest) -> HttpResponse:
    """The latest imports, and where new files are handed in."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            batch = uploads.receive(
                uploads=form.cleaned_data["handed_in"], actor=request.actor, on=timezone.localdate()
            )
        except NotReceived as reason:
            form.add_error("handed_in", str(reason))
        else:
            return redirect("intake:batch", batch.pk)
    shown = {"form": form, "batches": queries.latest_batches(), "has_errors": bool(form.errors)}
    return render(request, "intake/batches.html", shown, status=UNREADABLE if form.errors else 200)


@administrator
@require_http_methods(["GET", "POST"])
def batch(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One import: what each file is, what would happen, what happened."""
    one = get_object_or_404(ImportBatch.objects.exclude(state=ImportBatch.State.DROPPED), pk=pk)
    if request.method == "GET":
        return _page(request, one, _forms(request, one))
    if one.state not in OPEN:
        raise Http404
    forms = _forms(request, one)
    # Every form is asked, so that every mistake is told at once.
    if [form for form in forms if not form.is_valid()]:
        return _page(request, one, forms, status=UNREADABLE)
    said = {form.file: form.declaration() for form in forms}
    uploads.declare(batch=one, said=said, actor=request.actor, on=timezone.localdate())
    return _tried(
        request, one, lambda: uploads.preview(batch=one, actor=request.actor, on=timezone.localdate())
    )


@administrator
@require_POST
def accept(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Say yes to the preview."""
    one = get_object_or_404(ImportBatch, pk=pk, state=ImportBatch.State.PREVIEWED)

    def act() -> None:
        outcome = uploads.accept(
            batch=one,
            confirm_removals=request.POST.get("confirm_removals") == "ja",
            actor=request.actor,
            on=timezone.localdate(),
        )
        if outcome is Outcome.NEEDS_CONFIRMATION:
            messages.warning(request, _("Ingenting är inläst. Bekräfta först att så många elever ska bort."))
        else:
            messages.success(request, _("Filerna är inlästa."))

    return _tried(request, one, act)


@administrator
@require_POST
def drop(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Throw the files away."""
    one = get_object_or_404(ImportBatch, pk=pk, state__in=OPEN)
    uploads.drop(batch=one, actor=request.actor, on=timezone.localdate())
    messages.success(request, _("Filerna är slängda. Inget har lästs in."))
    return redirect("intake:batches")


@administrator
@require_GET
def refused_rows(request: ActingRequest, pk: UUID) -> HttpResponseBase:
    """The refused rows as a file to send back to the source: file, line, column, reason."""
    one = get_object_or_404(ImportBatch.objects.exclude(state=ImportBatch.State.DROPPED), pk=pk)
    path = uploads.refused_rows(one)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv")


def _forms(request: ActingRequest, one: ImportBatch) -> list[FileForm]:
    on, data = timezone.localdate(), request.POST if request.method == "POST" else None
    readable = [file for file in one.files.all() if file.headings]
    return [FileForm(data, file=file, on=on) for file in readable] if one.state in OPEN else []


def _page(
    request: ActingRequest, one: ImportBatch, forms: list[FileForm], *, status: int = 200
) -> HttpResponse:
    files = queries.counted(one)
    shown = {
        "batch": one,
        "files": files,
        "forms": forms,
        "headings": [label for _fate, label in queries.SHOWN],
        "unreadable": [line.file for line in files if line.file.problem],
        "stopped_by": [line.file for line in files if line.file.removes_too_many],
        "changes_nothing": queries.changes_nothing(one),
        "has_refused_rows": uploads.refused_rows(one) is not None,
        "has_errors": status != 200,
    }
    return render(request, "intake/batch.html", shown, status=status)


def _tried(request: ActingRequest, one: ImportBatch, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("intake:batch", one.pk)
