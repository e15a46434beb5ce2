"""Whether a description is one of the receiving unit's own pupils. The sender never learns the answer.

Until it is known a stand-in carries the description. It is nobody's pupil: it is met in its concern alone,
and in no list of children, so that nothing more is written about a child who may already be here.
"""

import unicodedata
from datetime import date

from django.db.models import Q, QuerySet

from knutpunkt.foundation.casefile.models import Record
from knutpunkt.foundation.people.models import Child, Enrolment, Unit
from knutpunkt.rooms.concerns.models import Concern

SCHOOLS = (Unit.Kind.PRESCHOOL, Unit.Kind.COMPULSORY, Unit.Kind.UPPER_SECONDARY)


def recognise(
    given_name: str, family_name: str, birth_date: date | None, unit: Unit, on: date
) -> Child | None:
    """The unit's one pupil with this birth date and name; without a birth date a person must look."""
    if birth_date is None:
        return None
    pupils = Enrolment.objects.running(on).filter(unit=unit, child__birth_date=birth_date)
    wanted = folded(f"{given_name} {family_name}")
    children = {row.child_id: row.child for row in pupils.select_related("child")}
    found = [child for child in children.values() if folded(str(child)) == wanted]
    return found[0] if len(found) == 1 else None


def recognised(children: QuerySet[Child]) -> QuerySet[Child]:
    """Those of the children who are more than a description that waits for somebody to say who it is."""
    # In two steps, each by an index: given both at once SQLite goes through every record there is.
    described = Concern.objects.filter(identified=False).order_by().values("pk")
    waiting = Record.objects.filter(pk__in=described).order_by().values("child")
    return children.filter(~Q(pk__in=waiting))


def folded(name: str) -> str:
    """A name as compared: without case and with one space between words; letters and accents are kept."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
