"""What is typed on a page is kept: while it is written, and when somebody else saved first.

A view lets whatever it is about through the door first, and then::

    typed = Typed(request, about=plan, child=plan.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(ChangePlan, initial=words)
    ...
        except StaleVersion:
            form = typed.beside(form, words_now)     # shown again with both texts, ready to save
        else:
            typed.saved()
    return form_page(request, "…", form, typed=typed)

Its template includes ``entrance/typed.html`` inside the form. Works without JavaScript: a button keeps.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import F, Model, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.rooms.entrance import merging
from knutpunkt.rooms.entrance.gate import ActingRequest
from knutpunkt.rooms.entrance.merging import Side
from knutpunkt.rooms.entrance.models import UnsavedText

AForm = TypeVar("AForm", bound=forms.BaseForm)

KEPT_FOR = timedelta(days=30)
NO_ID = UUID(int=0)
KEEP, DROP = "keep_typed", "drop_typed"
_OURS = {"csrfmiddlewaretoken", KEEP, DROP, "typed", "typed_version"}


class Typed:
    """The text one author is writing on one page."""

    def __init__(self, request: ActingRequest, *, about: Model, child: UUID) -> None:
        self.request, self.about, self.child = request, about, child
        self.place = request.path
        self.row = self._row()
        self.offered = request.method == "GET" and self.row is not None
        self.sides: list[Side] = []
        self.began = request.POST.get("began", "")

    @property
    def only_kept(self) -> bool:
        """Whether the text was sent to be kept or dropped, not to be saved."""
        return self.request.method == "POST" and bool({KEEP, DROP} & set(self.request.POST))

    def answer(self) -> HttpResponse:
        """Keep or drop it; back to the page, or what stands below the form while one writes."""
        if DROP in self.request.POST:
            self.saved()
            return redirect(self.request.get_full_path())
        self._keep()
        if self.request.headers.get("HX-Request"):
            return render(self.request, "entrance/typed_kept.html", {"typed": self})
        messages.success(self.request, _("Utkastet är sparat. Bara du ser det."))
        return redirect(self.request.get_full_path())

    def fill(self, form: type[AForm], *, initial: Mapping[str, Any] | None = None, **more: Any) -> AForm:
        """The form with what was sent; on opening the page, with what was kept or else what is stored."""
        filled = form(self.request.POST or None, initial=dict(initial or {}), **more)
        if self.request.method == "GET":
            found = self.began = merging.began_from(_initial(filled))
            if self.row is not None:
                self._put_back(filled)
                self.offered = merging.began_from(_initial(filled)) != found
        return filled

    def beside(self, form: AForm, now: Mapping[str, Any], **more: Any) -> AForm:
        """Somebody saved first: the form again with the author's text, and with the other's beside it.

        What only the other has changed is taken over, and shown; the next save is about what is stored now.
        """
        self._keep()
        data = self.request.POST.copy()
        theirs = {name: now[name] for name in form.fields if name in now}
        for name, stored in theirs.items():
            self._put_together(form, name, stored, data)
        self.began = merging.began_from(_visible(form, theirs))
        return type(form)(data, initial=dict(now), **more)

    def saved(self) -> None:
        """The text stands where it belongs: what was kept of it is no longer needed."""
        kept = self._mine().filter(pk=self._sent_id(), version=self._sent_version())
        if kept.exists():
            with self._recorded("draft.ended"):
                kept.delete()

    def _put_together(self, form: forms.BaseForm, name: str, stored: Any, data: QueryDict) -> None:
        if form.fields[name].widget.is_hidden:
            data[name] = str(stored)
            return
        sent = form.cleaned_data.get(name)
        if merging.same(sent, stored):
            return
        mine, theirs = merging.written(sent), merging.written(stored)
        by_me = merging.changed_by_author(name, sent, self.began)
        by_them = merging.changed_by_author(name, stored, self.began)
        if not by_me:
            data[name] = merging.written(stored)
        if by_them:
            label, shown = str(form.fields[name].label), merging.marked
            self.sides.append(Side(label, shown(mine, theirs), shown(theirs, mine), by_me))

    def _put_back(self, form: forms.BaseForm) -> None:
        values: dict[str, list[str]] = self.row.values if self.row is not None else {}
        for name, field in form.fields.items():
            if getattr(field.widget, "allow_multiple_selected", False):
                form.initial[name] = values.get(name, [])
            elif isinstance(field.widget, forms.CheckboxInput):
                form.initial[name] = name in values
            elif values.get(name):
                form.initial[name] = values[name][-1]
        self.began = (values.get("began") or [self.began])[-1]

    def _keep(self) -> None:
        values = {name: sent for name, sent in self.request.POST.lists() if name not in _OURS}
        with self._recorded("draft.kept"):
            self.row = self._again(values) or self._anew(values)

    def _again(self, values: dict[str, Any]) -> UnsavedText | None:
        """The same text, a little longer; None when another window has written in it since."""
        row = self._mine().filter(pk=self._sent_id(), version=self._sent_version()).first()
        if row is None:
            return None
        changed = self._mine().filter(pk=row.pk, version=row.version)
        if not changed.update(version=F("version") + 1, kept_at=timezone.now(), **sealed(row, values=values)):
            return None
        return self._mine().get(pk=row.pk)

    def _anew(self, values: dict[str, Any]) -> UnsavedText:
        mine = self.request.assignment
        return UnsavedText.objects.create(
            author_id=mine.professional_id,
            unit_id=mine.unit_id,
            child_id=self.child,
            place=self.place,
            values=values,
            kept_at=timezone.now(),
        )

    def _row(self) -> UnsavedText | None:
        # Whoever looks through somebody's eyes does not read what that person is still writing.
        if self.request.actor.also is not None:
            return None
        if self.request.method == "GET":
            kept = self._mine().filter(kept_at__gte=timezone.now() - KEPT_FOR)
            return kept.order_by("-kept_at").first()
        return self._mine().filter(pk=self._sent_id(), version=self._sent_version()).first()

    def _mine(self) -> QuerySet[UnsavedText]:
        mine = self.request.assignment
        return UnsavedText.objects.filter(author=mine.professional_id, unit=mine.unit_id, place=self.place)

    def _sent_id(self) -> UUID:
        try:
            return UUID(self.request.POST.get("typed", ""))
        except ValueError:
            return NO_ID

    def _sent_version(self) -> int:
        given = self.request.POST.get("typed_version", "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0

    def _recorded(self, action: str) -> Any:
        return recorded(actor=self.request.actor, action=action, about=[self.about], children=[self.child])


def forget_unsaved() -> int:
    """Remove what nobody has written on for a long time; answers how many texts. Run at night."""
    old = UnsavedText.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR)
    if not old.exists():
        return 0
    with recorded(actor=SYSTEM, action="draft.forgotten", children=set(old.values_list("child", flat=True))):
        return old.delete()[0]


def _initial(form: forms.BaseForm) -> dict[str, Any]:
    # Not by way of form[name]: that would remember the value, and what is put back would not show.
    found = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return _visible(form, found)


def _visible(form: forms.BaseForm, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not form.fields[name].widget.is_hidden}
