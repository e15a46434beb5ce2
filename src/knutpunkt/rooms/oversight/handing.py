"""Handing out to the person: a log or an extract is asked for, made by somebody, and that is written down."""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from knutpunkt.foundation.access.handing_out import (
    Recipient,
    child_to_hand_out,
    is_told_where,
    looked,
    recipients,
    secrets_from,
)
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.reading import of_child
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Child, Professional, Unit
from knutpunkt.rooms.intake.reporting import harmless
from knutpunkt.rooms.oversight import answering, words
from knutpunkt.rooms.oversight.documents.paper import paper
from knutpunkt.rooms.oversight.extract import Extract, as_json, register_extract
from knutpunkt.rooms.oversight.masking import Told, own_log
from knutpunkt.rooms.oversight.models import Handout
from knutpunkt.rooms.oversight.operations import midnight
from knutpunkt.rooms.safeguards.models import FormalRequest


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log in words."""

    when: str
    who: str
    what: str
    why: str

    @property
    def cells(self) -> list[str]:
        return [self.when, self.who, self.what, self.why]


def hand_out(
    *, actor: Actor, on: date, child: Child, kind: str, to: Recipient, requested_on: date,
    first_day: date, last_day: date, request: FormalRequest | None = None,
) -> Handout:  # fmt: skip
    """Write down that somebody asked and gets it; the formal ``request`` it answers is closed.

    Raises ``Http404`` for who may not have it on the day, and as ``answering.close``.
    """
    if to not in {one for one, _name in recipients(child, on)}:
        raise Http404
    with recorded(actor=actor, action=f"{kind}.handed_out", about=[child], children=[child.pk]) as act:
        made = Handout.objects.create(
            child=child,
            kind=kind,
            guardian_id=to.guardian,
            requested_on=requested_on,
            first_day=first_day,
            last_day=last_day,
            unit=Unit.objects.get(pk__in=[actor.unit]),
            made_by=Professional.objects.get(pk__in=[actor.person]),
            made_on=on,
            request=request,
        )
        act.about(made)
        if request is not None:
            reasons, done = _("Utdraget lämnas ut."), _("Registerutdraget är utlämnat.")
            answering.close(actor=actor, on=on, request=request, to=to, done=done, reasons=reasons)
    return made


def handed_out(pk: UUID, *, actor: Actor, on: date) -> tuple[Handout, Child]:
    """What the actor's own unit has handed out, asked anew: ``Http404`` for who may no longer have it."""
    looked()
    made = Handout.objects.filter(pk=pk, unit__in=[actor.unit]).select_related("unit").first()
    if made is None:
        raise Http404
    child = child_to_hand_out(made.child_id, actor=actor, on=on)
    if recipient_of(made) not in {one for one, _name in recipients(child, on)}:
        raise Http404
    return made, child


def recipient_of(made: Handout) -> Recipient:
    """For whom it was made."""
    return Recipient(made.child_id, made.guardian_id)


def log_lines(made: Handout, *, actor: Actor) -> list[Line]:
    """The person's own log, in plain words."""
    to = recipient_of(made)
    events = of_child(
        made.child_id, since=midnight(made.first_day), until=midnight(made.last_day + timedelta(days=1))
    )
    secrets = secrets_from(to, actor=actor)
    told = own_log(events, recipient=to, secrets=secrets)
    names = dict(Unit.objects.values_list("pk", "name")) if secrets.places else {}
    return [_in_words(one, names) for one in told]


def extract_of(made: Handout, *, actor: Actor) -> Extract:
    """The register extract."""
    return register_extract(recipient=recipient_of(made), actor=actor)


def log_paper(made: Handout, child: Child, lines: list[Line], *, on: date) -> bytes:
    """The log on paper."""
    return paper(
        title=_("Vem som har läst"),
        child=str(child),
        unit=_of_unit(made),
        lead=_("Varje gång någon hos oss har öppnat eller ändrat något, från %(first)s till %(last)s.")
        % {"first": made.first_day, "last": made.last_day},
        foot=_("Är det något du undrar över? Fråga den som lämnade ut papperet. Då tittar en loggranskare."),
        on=on,
        lines=[one.cells for one in lines],
        parts=[],
    )


def extract_paper(made: Handout, child: Child, extract: Extract, *, on: date) -> bytes:
    """The extract on paper."""
    return paper(
        title=_("Registerutdrag"),
        child=str(child),
        unit=_of_unit(made),
        lead=_("Allt som vår verksamhet har om dig i Knutpunkt. Det som handlar om andra är borttaget."),
        foot=_("Är något fel kan du begära att det rättas. Den som lämnade ut papperet säger hur."),
        on=on,
        lines=[],
        parts=[{"what": row.what.capitalize(), "fields": _with_unit(row)} for row in extract.rows],
    )


def _of_unit(made: Handout) -> str:
    """Who made it, where the name of a unit may be told."""
    return f"{made.unit}. " if is_told_where(recipient_of(made)) else ""


def log_table(lines: list[Line]) -> bytes:
    """The log for a spreadsheet."""
    return _table([[_("När"), _("Vem"), _("Vad"), _("Varför")], *(one.cells for one in lines)])


def extract_table(extract: Extract) -> bytes:
    """The extract for a spreadsheet: one field a row."""
    rows = [
        [str(number), row.what, row.unit, name, value]
        for number, row in enumerate(extract.rows, start=1)
        for name, value in row.fields
    ]
    return _table([[_("Nummer"), _("Slag"), _("Enhet"), _("Uppgift"), _("Värde")], *rows])


def extract_json(extract: Extract) -> bytes:
    """The extract for a machine."""
    return as_json(extract)


def _table(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _with_unit(row: object) -> list[list[str]]:
    unit = getattr(row, "unit", "")
    fields = [list(pair) for pair in getattr(row, "fields", ())]
    return [[_("Enhet"), unit], *fields] if unit else fields


def _in_words(one: Told, names: dict[UUID, str]) -> Line:
    return Line(
        when=date_format(localtime(one.at), "Y-m-d H:i"),
        who=_who(one, names),
        what=words.act(one.action).capitalize(),
        why=words.grounds(one.grounds).capitalize(),
    )


def _who(one: Told, names: dict[UUID, str]) -> str:
    if one.by_recipient:
        return _("Du själv")
    role = words.role(one.profession).capitalize()
    unit = names.get(one.unit, "") if isinstance(one.unit, UUID) else ""
    return ", ".join(part for part in (role, unit) if part) or str(words.SYSTEM)
