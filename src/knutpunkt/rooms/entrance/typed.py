"""What is typed on a page is kept: while it is written, and when somebody else saved first.

A view lets whatever it is about through the door first, and then::

    typed = Typed(request, about=plan, child=plan.child_id)
    if typed.only_kept:
        return typed.answer()
    form = typed.fill(ChangePlan, initial=words)
    ...
        except StaleVersion:
            form = typed.beside(form, words_now)     # shown again with both texts, ready to save
        except AlreadyDone:
            return typed.late(form, words_now, back=…)    # both texts, and nothing left to save
        else:
            typed.saved()
    return form_page(request, "…", form, typed=typed)

Its template includes ``entrance/typed.html`` inside the form. Works without JavaScript: a button keeps.
What is sent after the visit has ended comes back when the page is opened again (``left_behind``).
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
from knutpunkt.foundation.people.models import Child
from knutpunkt.foundation.sealing.field import sealed
from knutpunkt.rooms.entrance import left_behind, merging, visit
from knutpunkt.rooms.entrance.gate import ActingRequest
from knutpunkt.rooms.entrance.merging import Side
from knutpunkt.rooms.entrance.models import UnsavedText, UnsavedWithoutChild

AForm = TypeVar("AForm", bound=forms.BaseForm)
AnyUnsaved = UnsavedText | UnsavedWithoutChild

KEPT_FOR = timedelta(days=30)
NO_ID = UUID(int=0)
KEEP, DROP = "keep_typed", "drop_typed"
LATE = 409
_OURS = {"csrfmiddlewaretoken", KEEP, DROP, "typed", "typed_version", "typed_part"}


class Typed:
    """The text one author is writing in one form.

    ``child`` is left out where it is about no child that is known here. ``place`` names the text where the
    address of the page is not enough; ``part`` tells two forms of one page apart, and is ``sent`` when its
    form was the one that came. ``sends_to`` is where the form goes, if not to its own page, which then is
    ``place``. Without ``drafts`` nothing is kept but what a visit that ends leaves behind; so for whoever is
    nobody's colleague.
    """

    def __init__(
        self,
        request: ActingRequest,
        *,
        about: Model,
        child: UUID | None = None,
        place: str = "",
        part: str = "",
        sent: bool = True,
        sends_to: str = "",
        drafts: bool = True,
    ) -> None:
        self.request, self.about, self.child, self.drafts = request, about, child, drafts
        self.place = (place or request.path) + (f"#{part}" if part else "")
        self.part = part
        self.name = f"k-typed-{part}" if part else "k-typed"
        self.sends_to = sends_to or request.get_full_path()
        self.page = place if sends_to else request.get_full_path()
        self.sent = sent and request.method == "POST"
        self.left = None if self.sent else self._left()
        self.row: AnyUnsaved | None = self._row()
        self.offered = not self.sent and self.row is not None
        self.sides: list[Side] = []
        self.over = False
        self.began = request.POST.get("began", "") if self.sent else ""

    @property
    def only_kept(self) -> bool:
        """Whether the text was sent to be kept or dropped, not to be saved."""
        return self.sent and bool({KEEP, DROP} & set(self.request.POST))

    def answer(self, *, back: str = "") -> HttpResponse:
        """Keep or drop it; back to the page, or what stands below the form while one writes.

        ``back`` is where to go when it is dropped and its page is of no more use.
        """
        if DROP in self.request.POST:
            self.saved()
            return redirect(back or self.page)
        self.keep()
        if self.request.headers.get("HX-Request"):
            return render(self.request, "entrance/typed_kept.html", {"typed": self})
        messages.success(self.request, _("Utkastet är sparat. Bara du ser det."))
        return redirect(self.page)

    def fill(self, form: type[AForm], *, initial: Mapping[str, Any] | None = None, **more: Any) -> AForm:
        """The form with what was sent; on opening the page, with what was kept or else what is stored."""
        data = self.request.POST or None
        filled = form(data if self.sent else None, initial=dict(initial or {}), **more)
        if not self.sent:
            found = self.began = merging.began_from(_initial(filled))
            if self.left is not None or self.row is not None:
                self._put_back(filled)
                self.offered = merging.began_from(_initial(filled)) != found
        return filled

    def beside(self, form: AForm, now: Mapping[str, Any], **more: Any) -> AForm:
        """Somebody saved first: the form again with the author's text, and with the other's beside it.

        What only the other has changed is taken over, and shown; the next save is about what is stored now.
        """
        self.keep()
        data = self.request.POST.copy()
        theirs = {name: now[name] for name in form.fields if name in now}
        for name, stored in theirs.items():
            self._put_together(form, name, stored, data)
        self.began = merging.began_from(_visible(form, theirs))
        return type(form)(data, initial=dict(now), **more)

    def too_late(self, form: forms.BaseForm, now: Mapping[str, str]) -> None:
        """Somebody else has done it: what one wrote is kept and shown beside what stands ``now``, by field.

        It stays as a draft until its author drops it. The page includes ``entrance/too_late.html``.
        """
        if self.sent:
            self.keep()
        mine = {name: sent[-1] for name, sent in self._kept_values().items() if sent}
        for name, field in form.fields.items():
            if _is_text(field) and (mine.get(name) or now.get(name)):
                self._both(str(field.label), merging.written(mine.get(name)), now.get(name, ""))
        self.over = bool(self.sides)

    def late(self, form: forms.BaseForm, now: Mapping[str, str], *, child: Child, back: str) -> HttpResponse:
        """As ``too_late``, on a page of its own: where there is nothing left to answer."""
        if self.only_kept:
            return self.answer(back=back)
        self.too_late(form, now)
        told = {"typed": self, "child": child, "back": back}
        return render(self.request, "entrance/late.html", told, status=LATE if self.sent else 200)

    def saved(self) -> None:
        """The text stands where it belongs: what was kept of it is no longer needed."""
        left_behind.forget(self.request, owner=self._owner, page=self.page)
        if not self.drafts:
            return
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
            self._both(str(form.fields[name].label), mine, theirs, by_me=by_me)

    def _both(self, label: str, mine: str, theirs: str, *, by_me: bool = True) -> None:
        shown = merging.marked
        self.sides.append(Side(label, shown(mine, theirs), shown(theirs, mine), by_me))

    def _kept_values(self) -> left_behind.Values:
        if self.left is not None:
            return self.left
        return self.row.values if self.row is not None else {}

    def _put_back(self, form: forms.BaseForm) -> None:
        values = self._kept_values()
        for name, field in form.fields.items():
            if getattr(field.widget, "allow_multiple_selected", False):
                form.initial[name] = values.get(name, [])
            elif isinstance(field.widget, forms.CheckboxInput):
                form.initial[name] = name in values
            elif values.get(name):
                form.initial[name] = values[name][-1]
        self.began = (values.get("began") or [self.began])[-1]

    def keep(self) -> None:
        """What was sent, as a draft; for a page that is not the last one before it is saved."""
        if not self.drafts:
            return
        left_behind.forget(self.request, owner=self._owner, page=self.page)
        values = {name: sent for name, sent in self.request.POST.lists() if name not in _OURS}
        with self._recorded("draft.kept"):
            self.row = self._again(values) or self._anew(values)

    def _again(self, values: left_behind.Values) -> AnyUnsaved | None:
        """The same text, a little longer; None when another window has written in it since."""
        row = self._mine().filter(pk=self._sent_id(), version=self._sent_version()).first()
        if row is None:
            return None
        changed = self._mine().filter(pk=row.pk, version=row.version)
        if not changed.update(version=F("version") + 1, kept_at=timezone.now(), **sealed(row, values=values)):
            return None
        again: AnyUnsaved = self._mine().get(pk=row.pk)
        return again

    def _anew(self, values: left_behind.Values) -> AnyUnsaved:
        mine = self.request.assignment
        told: dict[str, Any] = {
            "author_id": mine.professional_id,
            "unit_id": mine.unit_id,
            "place": self.place,
            "values": values,
            "kept_at": timezone.now(),
        }
        if self.child is None:
            return UnsavedWithoutChild.objects.create(**told)
        return UnsavedText.objects.create(child_id=self.child, **told)

    def _row(self) -> AnyUnsaved | None:
        # Whoever looks through somebody's eyes does not read what that person is still writing.
        if self.request.actor.also is not None or not self.drafts:
            return None
        if not self.sent and self.left is None:
            kept = self._mine().filter(kept_at__gte=timezone.now() - KEPT_FOR)
            return kept.order_by("-kept_at").first()
        return self._mine().filter(pk=self._sent_id(), version=self._sent_version()).first()

    def _left(self) -> left_behind.Values | None:
        values = left_behind.found(self.request, owner=self._owner, page=self.page)
        return values if values is None or values.get("typed_part", [""])[-1] == self.part else None

    @property
    def _owner(self) -> str:
        account = getattr(self.request, "account", None)
        if account is None or self.request.actor.also is not None:
            return ""
        return visit.wearer(self.request, account)

    def _mine(self) -> QuerySet[Any]:
        mine, kept = self.request.assignment, UnsavedWithoutChild if self.child is None else UnsavedText
        return kept.objects.filter(author=mine.professional_id, unit=mine.unit_id, place=self.place)

    def _sent_id(self) -> UUID:
        try:
            return UUID(self._sent_along("typed"))
        except ValueError:
            return NO_ID

    def _sent_version(self) -> int:
        given = self._sent_along("typed_version")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0

    def _sent_along(self, name: str) -> str:
        if self.left is not None:
            return (self.left.get(name) or [""])[-1]
        return self.request.POST.get(name, "")

    def _recorded(self, action: str) -> Any:
        children = [] if self.child is None else [self.child]
        return recorded(actor=self.request.actor, action=action, about=[self.about], children=children)


def forget_unsaved() -> int:
    """Remove what nobody has written on for a long time; answers how many texts. Run at night."""
    before = timezone.now() - KEPT_FOR
    old = UnsavedText.objects.filter(kept_at__lt=before)
    nobodys = UnsavedWithoutChild.objects.filter(kept_at__lt=before)
    if not (old.exists() or nobodys.exists()):
        return 0
    with recorded(actor=SYSTEM, action="draft.forgotten", children=set(old.values_list("child", flat=True))):
        return old.delete()[0] + nobodys.delete()[0]


def _is_text(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField) and not field.widget.is_hidden


def _initial(form: forms.BaseForm) -> dict[str, Any]:
    # Not by way of form[name]: that would remember the value, and what is put back would not show.
    found = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return _visible(form, found)


def _visible(form: forms.BaseForm, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not form.fields[name].widget.is_hidden}
