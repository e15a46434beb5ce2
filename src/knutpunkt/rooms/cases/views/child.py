"""The child's page, the list of children, search."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import abilities
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Case, Participation, Record
from knutpunkt.foundation.people.models import Child, Guardianship
from knutpunkt.rooms.cases import queries
from knutpunkt.rooms.cases.models import ChildsView
from knutpunkt.rooms.cases.next_steps import NextStep, next_steps, steps_of_rooms
from knutpunkt.rooms.cases.panels import before_contact, panels
from knutpunkt.rooms.cases.reasons import shown
from knutpunkt.rooms.cases.states import steps_from
from knutpunkt.rooms.cases.timeline import timeline
from knutpunkt.rooms.entrance.gate import ActingRequest, professional

RECENT = 8


@professional
@require_GET
def children(request: ActingRequest) -> HttpResponse:
    """Who: anyone who works with children. When: looking for one of theirs. Time: seconds. Feeling: found."""
    on = timezone.localdate()
    words, order = request.GET.get("q", "").strip()[:100], request.GET.get("sort", "name")
    order = order if order in queries.ORDERS else "name"
    page = max(_number(request.GET.get("sida", "1")), 1)
    found = queries.children(
        actor=request.actor, on=on, words=words, order=order, offset=(page - 1) * queries.PER_PAGE
    )
    here = found[: queries.PER_PAGE]
    cases = queries.cases_of(here, actor=request.actor, on=on)
    places = queries.whereabouts(here, actor=request.actor, on=on)
    rows = [(child, _age(child, on), places[child.pk], cases.get(child.pk, [])) for child in here]
    more = len(found) > queries.PER_PAGE
    context = {"rows": rows, "words": words, "page": page, "more": more, "order": order, "today": on}
    return render(request, "cases/children.html", context | {"reason": shown(here).reason})


def _age(one: Child, on: date) -> str:
    years = one.age(on)
    return _("okänd") if years is None else _("%(years)d år") % {"years": years}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


@professional
@require_GET
def search(request: ActingRequest) -> HttpResponse:
    """Who: anyone, from every page. When: a name is on the tip of the tongue.

    Time: seconds. Feeling: found.
    """
    on = timezone.localdate()
    words = request.GET.get("q", "").strip()[:100]
    found = queries.children(actor=request.actor, on=on, words=words) if words else []
    cases = queries.find_cases(actor=request.actor, on=on, words=words) if words else []
    context = {"words": words, "children": found[:20], "cases": cases[:20], "today": on}
    return render(request, "cases/search.html", context)


@professional
@require_GET
def child(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Who: coordinator, mentor, student health. When: before a talk, six minutes.

    Feeling: I know what to do.
    """
    on, actor = timezone.localdate(), request.actor
    one = queries.entered_child(pk, actor=actor, on=on)
    cases = queries.cases_of([one], actor=actor, on=on).get(one.pk, [])
    current = next((case for case in cases if case.state != case.State.CLOSED), cases[0] if cases else None)
    views = queries.childs_views(one, actor=actor, on=on)
    around = queries.participants(current, actor=actor, on=on) if current is not None else []
    context = {
        "child": one,
        "where": queries.whereabouts([one], actor=actor, on=on)[one.pk],
        "age": _age(one, on),
        "case": current,
        "earlier": [case for case in cases if case is not current],
        "words": views[0] if views else None,
        "earlier_words": views[1:],
        "promises": shown(queries.promises(one, actor=actor, on=on)),
        "today": on,
        "around": _network(one, around, on),
        "readers": _readers(views[0], actor.person) if views else "",
        "before_contact": before_contact(one, actor, on),
        "panels": panels(
            one.pk,
            current.pk if current is not None else None,
            attends=Action.ATTENDANCE in abilities(one, actor, on),
        ),
    }
    if current is not None:
        context |= _in_case(request, current, around)
    return render(request, "cases/child.html", context)


def _in_case(request: ActingRequest, case: Case, around: list[Participation]) -> dict[str, object]:
    on, actor = timezone.localdate(), request.actor
    words = request.GET.get("sok", "").strip()[:100]
    can = abilities(case, actor, on)
    manages = Action.MANAGE in can and case.state != Case.State.CLOSED
    writes = Action.CONTRIBUTE in can and case.state != Case.State.CLOSED
    written = queries.records(case, actor=actor, on=on)
    told = shown(timeline(case, written, actor=actor, on=on))
    entries = [replace(entry, ground=None) for entry in told.rows] if told.reason else list(told.rows)
    return {
        "manages": manages,
        "writes": writes,
        # Whoever may only read is not told what is missing: some of it may just not be theirs to see.
        "steps": _steps(case, written, actor, on) if writes else [],
        "transitions": [step.name for step in steps_from(case.state)] if manages else [],
        "notes": shown(queries.notes(case, actor=actor, on=on, words=words)),
        "note_words": words,
        "attachments": shown(queries.attachments(case, actor=actor, on=on)),
        "entries": entries[:RECENT],
        "earlier_entries": entries[RECENT:],
        "entries_reason": told.reason,
        "members": [one for one in around if one.kind == Participation.Kind.MEMBER] if manages else [],
    }


def _steps(case: Case, written: list[Record], actor: Actor, on: date) -> list[NextStep]:
    of_rooms = steps_of_rooms(case, written, actor, on)
    return of_rooms + next_steps(case, queries.standing(case, written, on=on), on)


def _network(one: Child, parts: list[Participation], on: date) -> list[dict[str, object]]:
    """The network around the child: family, then those who take part."""
    people: list[dict[str, object]] = [
        {"name": str(link.guardian), "role": _relation(link), "group": "family", "note": ""}
        for link in queries.reachable(one, on)
    ]
    for part in parts:
        coordinates = part.kind == Participation.Kind.COORDINATOR
        people.append(
            {
                "name": str(part.professional),
                # Where a colleague with protected identity works is theirs to tell.
                "role": "" if part.professional.protected_identity else str(part.unit),
                "group": "school" if part.unit.is_school else "agency",
                "coordinator": coordinates,
            }
        )
    return people


def _readers(words: ChildsView, reader: UUID | None) -> str:
    """Whom else the child has chosen to show these words; "" when the child has not limited it."""
    if not words.restricted:
        return ""
    names = [str(one) for one in words.readers.all() if one.pk != reader]
    return get_text_list(names, _("och"))


def _relation(link: Guardianship) -> str:
    return str(link.get_relation_display())


def page_of(child_id: UUID) -> str:
    """The address of a child's page."""
    return reverse("cases:child", args=[child_id])
