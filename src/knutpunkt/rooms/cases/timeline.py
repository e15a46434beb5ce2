"""A case from opening to now, as entries for the timeline: only what came through the door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.access.narrowing import about
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Case, Participation, Record
from knutpunkt.foundation.commitments.models import Commitment

ICONS = {
    Record.Kind.CONCERN: "concern",
    Record.Kind.NOTE: "pen",
    Record.Kind.ATTACHMENT: "paperclip",
    Record.Kind.PLAN: "plan",
    Record.Kind.ASSESSMENT: "plan",
    Record.Kind.FOLLOW_UP: "check",
    Record.Kind.CHILDS_VIEW: "children",
}
# Kinds that can be about anything: their category says which.
SORTED = {Record.Kind.NOTE, Record.Kind.ATTACHMENT, Record.Kind.ASSESSMENT}
# Told person by person in a place of its own on the same page.
TOLD_ELSEWHERE = {Record.Kind.INFORMATION}
PAGES = {
    Record.Kind.NOTE: "cases:note",
    Record.Kind.ATTACHMENT: "cases:attachment",
    Record.Kind.PLAN: "plans:plan",
    Record.Kind.ASSESSMENT: "plans:assessment",
    Record.Kind.FOLLOW_UP: "followup:follow_up",
    Record.Kind.CONCERN: "concerns:concern",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    date: date
    title: str
    who: str
    icon: str
    url: str = ""
    text: str = ""
    ground: object = None


def timeline(
    case: Case, records: Iterable[Record], *, actor: Actor, on: date, limit: int = 200
) -> list[Entry]:
    """What has happened in the case that the actor may see, newest first; ``records`` came in before."""
    entries = [*_written(records), *_kept_promises(case, actor, on), *_joined(case, actor, on)]
    if case.closed_on is not None:
        entries.append(Entry(case.closed_on, _("Samarbetet avslutades"), str(case.unit), "check"))
    entries.append(Entry(case.opened_on, _("Vi började samarbeta"), str(case.unit), "people"))
    return sorted(entries, key=lambda entry: entry.date, reverse=True)[:limit]


def _written(records: Iterable[Any]) -> list[Entry]:
    return [
        Entry(
            date=row.written_on,
            title=row.get_kind_display().capitalize(),
            who=_by(row.author, row.author_unit),
            icon=ICONS.get(Record.Kind(row.kind), "note"),
            url=_page(row),
            text=row.get_category_display() if row.kind in SORTED else "",
            ground=row.ground,
        )
        for row in records
        if row.kind not in TOLD_ELSEWHERE
    ]


def _kept_promises(case: Case, actor: Actor, on: date) -> list[Entry]:
    rows = Commitment.objects.filter(matter=case.matter_id, state=Commitment.State.DONE)
    shown: list[Any] = visible(
        rows.select_related("holder", "unit", "matter"), actor=actor, on=on, only=about(case.child_id)
    )
    return [
        Entry(row.ended_on or row.due, row.what, _by(row.holder, row.unit), "check", ground=row.ground)
        for row in shown
    ]


def _joined(case: Case, actor: Actor, on: date) -> list[Entry]:
    rows = Participation.objects.filter(case=case, start__gt=case.opened_on)
    shown = visible(
        rows.select_related("professional", "unit", "case"), actor=actor, on=on, only=about(case.child_id)
    )
    return [
        Entry(row.start, _("%(who)s kom med") % {"who": row.professional}, str(row.unit), "people")
        for row in shown
    ]


def _by(person: object, unit: object) -> str:
    return ", ".join(str(part) for part in (person, unit) if part is not None)


def _page(row: Record) -> str:
    name = PAGES.get(Record.Kind(row.kind))
    if name is None:
        return ""
    try:
        return reverse(name, args=[row.pk])
    except NoReverseMatch:
        return ""
