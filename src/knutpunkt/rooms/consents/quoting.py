"""Quoting what was received in a note of one's own: the source stands in the note and goes where it goes.

What another unit has let out is never the receiver's to let out: the door opens ``DISCLOSE`` for what a unit
owns alone (trust T51). The note is the receiver's own, and needs a ground of its own to cross.
"""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Audience, Case, Category, Disclosure, Ground, Record
from knutpunkt.rooms.cases import writing
from knutpunkt.rooms.cases.models import Note


def source(disclosure: Disclosure, record: Record) -> str:
    """Where a quotation comes from, in words: what, from whom, when and on what ground it was let out."""
    stored = Ground(Disclosure.objects.values_list("ground", flat=True).get(pk=disclosure.pk))
    return _("Källa: %(kind)s %(day)s från %(unit)s, utlämnat %(sent)s. Grund: %(ground)s.") % {
        "kind": record.get_kind_display(),
        "day": date_format(record.written_on, "j F Y"),
        "unit": disclosure.sender,
        "sent": date_format(disclosure.sent_on, "j F Y"),
        "ground": stored.label,
    }


def quote(
    *,
    actor: Actor,
    on: date,
    case: Case,
    disclosure: Disclosure,
    record: Record,
    quoted: str,
    text: str,
    category: Category,
) -> Note:
    """Write a note in the actor's own unit with a quotation, and its source below it."""
    said = f"”{quoted.strip()}”\n{source(disclosure, record)}"
    return writing.write_note(
        actor=actor,
        on=on,
        case=case,
        category=category,
        heading=_("Citat från %(unit)s") % {"unit": disclosure.sender},
        text=f"{text.strip()}\n\n{said}".strip(),
        audience=Audience.OWN,
        draft=False,
    )
